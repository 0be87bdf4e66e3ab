"""`pass_configs`: what a program trades of accuracy for speed. Without any it trades nothing."""

from __future__ import annotations

from typing import Any

from tilium._errors import ArgumentError

MATH_FIDELITIES = ("LoFi", "HiFi2", "HiFi3", "HiFi4")
# The values of each option; docs/accuracy.md tells what they cost and gain.
PASS_CONFIGS: dict[str, tuple] = {
    "tilium.math_fidelity": MATH_FIDELITIES,
    "tilium.reciprocal_division": (False, True),
    "tilium.approximate_exponentials": (False, True),
}


def check_pass_configs(pass_configs: dict | None) -> None:
    """Raises ArgumentError for an option that does not exist, or that has no such value."""
    for name, value in (pass_configs or {}).items():
        if name not in PASS_CONFIGS:
            raise ArgumentError(
                f"unknown pass_configs: {name}; known are {', '.join(PASS_CONFIGS)}"
            )
        values = PASS_CONFIGS[name]
        if type(value) is not type(values[0]) or value not in values:
            raise ArgumentError(
                f"pass_configs: {name} is {value!r}; it can be {', '.join(map(repr, values))}"
            )


def pass_options(pass_configs: dict | None) -> dict[str, Any]:
    """The options that were checked, by the names that passes know them by."""
    return {name.removeprefix("tilium."): value for name, value in (pass_configs or {}).items()}


def parse_pass_configs(settings: list[str]) -> dict[str, Any]:
    """The options of a command line, each \"NAME=VALUE\"; \"tilium.\" may be left out."""
    configs: dict[str, Any] = {}
    for setting in settings:
        name, separator, value = setting.partition("=")
        if not separator:
            raise ArgumentError(f"--pass-config {setting!r} is not NAME=VALUE")
        name = name if name.startswith("tilium.") else f"tilium.{name}"
        configs[name] = {"true": True, "false": False}.get(value.lower(), value)
    check_pass_configs(configs)
    return configs

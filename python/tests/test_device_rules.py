"""Every rule of the device has a test that makes a program break it."""

import re
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


def test_each_rule_is_broken_by_a_test():
    table = (TOP / "device/core/Rules.cpp").read_text()
    rules = set(re.findall(r"\{Rule::(\w+), \"", table))
    assert len(rules) > 20
    tests = "".join(path.read_text() for path in (TOP / "unittests/Device").glob("*Test.cpp"))
    assert rules - set(re.findall(r"Rule::(\w+)", tests)) == set()

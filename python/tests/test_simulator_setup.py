"""scripts/setup_simulator.sh, as far as it goes without ttnn, the kit and the simulator."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def home(tmp_path):
    """A home whose Python has ttnn already."""
    python = tmp_path / "home/venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 0\n")
    python.chmod(0o755)
    return tmp_path / "home"


@pytest.fixture
def kit(tmp_path):
    """A kit that notes how it is called."""
    setup = tmp_path / "kit/setup.sh"
    setup.parent.mkdir()
    setup.write_text('#!/bin/sh\necho "libraries: $4" >"$1/called"\n')
    setup.chmod(0o755)
    return setup.parent


def run(home: Path, *arguments: Path | str) -> subprocess.CompletedProcess:
    """Runs the script without what the environment of the tests names."""
    return subprocess.run(
        [TOP / "scripts/setup_simulator.sh", home, *arguments],
        env={"PATH": "/usr/bin:/bin", "HOME": str(home)},
        capture_output=True,
        text=True,
    )


def test_without_libraries_it_says_where_they_are_from(home, kit):
    result = run(home, kit, "")
    assert result.returncode == 0
    assert "Tenstorrent's releases of ttsim" in result.stdout
    assert not (home / "called").exists()


def test_a_folder_without_a_library_is_refused(home, kit, tmp_path):
    (tmp_path / "libttsim_wh.so").touch()
    result = run(home, kit, tmp_path)
    assert result.returncode == 1
    assert f"{tmp_path} has no libttsim_bh.so" in result.stderr
    assert not (home / "called").exists()


def test_the_kit_gets_the_folder(home, kit, tmp_path):
    for chip in ("wh", "bh"):
        (tmp_path / f"libttsim_{chip}.so").touch()
    run(home, kit, tmp_path)
    assert (home / "called").read_text() == f"libraries: {tmp_path}\n"

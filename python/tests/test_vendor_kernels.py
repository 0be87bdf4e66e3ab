"""ttnn's own kernels, unmodified, on the device: what TiliumDeviceTests runs given the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import tilium

TOP = Path(__file__).resolve().parents[2]
TESTS = Path(tilium.__file__).parents[2] / "bin/TiliumDeviceTests"


def run(wheel, *options):
    environment = {**os.environ, "TILIUM_TTNN_WHEEL": str(wheel)}
    command = [str(TESTS), "--gtest_filter=Vendor*", *options]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1800)


def test_kernels_of_the_wheel(ttnn_wheel):
    done = run(ttnn_wheel)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr
    listed = run(ttnn_wheel, "--gtest_list_tests").stdout
    count = sum(line.startswith("  ") for line in listed.splitlines())
    assert count > 0
    assert f"[  PASSED  ] {count} tests" in done.stdout, "some were skipped:\n" + done.stdout


def test_a_folder_that_is_no_wheel_is_not_taken_for_one(tmp_path):
    done = run(tmp_path)
    assert "SKIPPED" in done.stdout
    assert "names no unpacked ttnn wheel" in done.stdout


def test_the_documented_coverage_is_todays(ttnn_wheel):
    command = [sys.executable, str(TOP / "scripts/check_api_coverage.py"), str(ttnn_wheel)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    table = printed[: printed.index("\n\n")]
    assert table in (TOP / "docs/device.md").read_text()

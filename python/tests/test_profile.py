"""Profiles: figures held against the device's account, files, and the commands around them."""

import json
import re
import shutil
import subprocess
import sys

import programs
import pytest
import test_sequences
import tilium
import torch
from tilium._lines import LineTable
from tilium._profile import minimum_bytes
from tilium._profile_page import _timeline
from tilium.cli import main

PROGRAM = f"{programs.HERE}:gemm"
SIZES = ["--arg", "M=128", "--arg", "N=128", "--arg", "K=128"]


@pytest.fixture(scope="module")
def profiled():
    kernel = tilium.compile(programs.gemm(128, 128, 128), out_idx=[-1])
    return kernel, kernel.get_profiler().profile()


def test_figures_agree_with_the_account(profiled):
    kernel, profile = profiled
    (data,) = json.loads(profile.to_json())["kernels"]
    report = kernel.last_report
    assert data["total_cycles"] == report["total_cycles"]
    assert data["traffic"]["dram_bytes"] == sum(
        core["bytes_read"] + core["bytes_written"] for core in report["cores"]
    )
    # Work and waits of a processor fill its time.
    for row in data["processors"]:
        filled = sum(row["work_cycles"].values()) + sum(row["wait_cycles"].values())
        assert filled == row["cycles"] > 0
    for limit in data["limits"]:
        assert 0 < limit["busy_cycles"] <= data["total_cycles"]
    roofline = data["roofline"]
    assert 0 < roofline["reached"] <= roofline["roof"] <= roofline["peak"] == len(data["cores"])


def test_least_traffic_is_each_tensor_once(profiled):
    kernel, profile = profiled
    assert minimum_bytes(kernel.plan) == 3 * 128 * 128 * 2
    # Each of the 2x2 blocks reads half of A and half of B: A and B move twice, C once.
    assert profile.data["kernels"][0]["traffic"]["dram_bytes"] == 5 * 128 * 128 * 2


def test_buffers_have_the_names_of_the_program(profiled):
    names = [row["name"] for row in profiled[1].data["kernels"][0]["circular_buffers"]]
    assert {"A_shared", "B_shared"} <= set(names)


def test_tracing_ends_with_the_profile(profiled):
    kernel, _ = profiled
    assert kernel.tracing is False and kernel.last_trace is not None
    kernel.get_profiler().run_once()
    assert kernel.last_trace is None


def test_timeline(profiled, tmp_path):
    kernel, profile = profiled
    profile.timeline(tmp_path / "timeline.json")
    events = json.loads((tmp_path / "timeline.json").read_text())["traceEvents"]
    slices = [event for event in events if event["ph"] == "X"]
    assert {event["tid"] for event in slices} == {"ncrisc", "unpack", "math", "pack", "brisc"}
    ends = max(event["ts"] + event["dur"] for event in slices)
    assert 0 < ends <= profile.data["kernels"][0]["microseconds"]


def test_timeline_leaves_out_whole_cores_and_counts_them(profiled):
    trace = profiled[1]._traces[0]
    whole = _timeline(trace, 10**6)
    first = len(next(iter(whole["cores"].values())))
    cut = _timeline(trace, first)
    assert whole["left_out"] == 0 and cut["left_out"] == len(whole["cores"]) - 1 > 0


def test_kernels_of_a_program_follow_each_other():
    kernel = tilium.compile(test_sequences.row_sums(), out_idx=-1)
    profile = kernel.get_profiler().profile([torch.randn(64, 96), 2.0])
    first, second = profile.data["kernels"]
    assert first["microseconds"] + second["microseconds"] == pytest.approx(
        kernel.last_report["microseconds"]
    )
    starts = [event["ts"] for event in json.loads(profile.timeline())["traceEvents"]]
    assert max(starts) > first["microseconds"]
    # The partial sums between the kernels are no part of the least traffic.
    assert first["traffic"]["minimum_bytes"] < first["traffic"]["dram_bytes"]


def test_page_is_self_contained(profiled):
    page = profiled[1].html()
    assert "http" not in page and "src=" not in page and "@DATA@" not in page


def test_page_in_a_browser(profiled, tmp_path):
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no chromium or google-chrome to open the page with")
    profiled[1].html(tmp_path / "page.html")
    shown = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu",
         f"--user-data-dir={tmp_path / 'browser'}", "--dump-dom",
         (tmp_path / "page.html").as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    ).stdout  # fmt: skip
    # At first the timeline is of the core that ended last.
    cores = profiled[1].data["kernels"][0]["cores"]
    last = max(core["end_cycle"] for core in cores)
    (chosen,) = re.findall(r'<option selected="">core (\d+),(\d+)</option>', shown)
    assert [core["end_cycle"] for core in cores if core["core"] == [*map(int, chosen)]] == [last]
    # The script sets this last: it ran to its end.
    assert 'data-ready="1"' in shown
    assert "<circle" in shown and "A_shared" in shown and "NaN" not in shown


def test_profile_command(tmp_path, capsys):
    files = ["--html", str(tmp_path / "p.html"), "--timeline", str(tmp_path / "t.json")]
    assert main(["profile", PROGRAM, *SIZES, *files]) == 0
    assert "read_barrier" in capsys.readouterr().out
    assert (tmp_path / "p.html").stat().st_size and (tmp_path / "t.json").stat().st_size
    assert main(["profile", PROGRAM, *SIZES, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["schema_version"] == 1


def test_profile_refuses_a_missing_directory(tmp_path, capsys):
    assert main(["profile", PROGRAM, *SIZES, "--html", str(tmp_path / "none" / "p.html")]) == 2
    assert "there is no directory" in capsys.readouterr().err


def test_show_a_pass(capsys):
    assert main(["show", PROGRAM, *SIZES, "--pass", "SplitDeviceKernel"]) == 0
    before, after = capsys.readouterr().out.split("// ---- after SplitDeviceKernel ----")
    assert before.count("func.func") == 1 and after.count("func.func") == 3
    assert main(["show", PROGRAM, *SIZES, "--pass", "InferTTLayout"]) == 0


def test_show_the_graph(capsys):
    assert main(["show", PROGRAM, *SIZES, "--dot"]) == 0
    graph = capsys.readouterr().out
    assert graph.count("fillcolor") == 5 and "matmul" in graph and "style=dashed" in graph


def test_doctor(monkeypatch, capsys):
    assert main(["doctor"]) == 0
    assert "copied a tile" in capsys.readouterr().out
    monkeypatch.setenv("TILIUM_CXX", "no-such-compiler")
    assert main(["doctor", "--json"]) == 1
    found = {check["name"]: check for check in json.loads(capsys.readouterr().out)}
    assert not found["compiler"]["passed"] and "TILIUM_CXX" in found["compiler"]["detail"]


def test_completion_is_bash():
    script = subprocess.run([sys.executable, "-m", "tilium", "completion", "bash"],
                            capture_output=True, text=True, check=True).stdout  # fmt: skip
    assert "doctor" in script
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)


def test_each_line_has_what_it_cost(profiled):
    _, profile = profiled
    rows = profile.data["kernels"][0]["lines"]
    # Every cycle of every processor is on one line.
    for name in ("ncrisc", "unpack", "math", "pack", "brisc"):
        accounted = sum(
            row["processors"][name]["cycles"] for row in rows if name in row["processors"]
        )
        taken = sum(
            sum(row["work_cycles"].values()) + sum(row["wait_cycles"].values())
            for row in profile.data["kernels"][0]["processors"]
            if row["processor"] == name
        )
        assert accounted == taken > 0
    costliest = rows[0]
    assert costliest["file"] == programs.HERE and "T.gemm" in costliest["source"]
    assert max(costliest["processors"], key=lambda p: costliest["processors"][p]["work_share"]) in (
        "math",
        "unpack",
        "pack",
    )
    copies = [row for row in rows if row["source"].startswith("T.copy(A[")]
    assert copies and set(copies[0]["processors"]) >= {"ncrisc"}


def test_timeline_names_python_lines(profiled):
    events = json.loads(profiled[1].timeline())["traceEvents"]
    places = {event["args"].get("python") for event in events if event["ph"] == "X"}
    assert any(place and place.startswith("programs.py:") for place in places)


def test_lines_of_a_narrow_terminal_keep_their_figures(profiled, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    profiled[1].print()
    shown = capsys.readouterr().out
    line = next(text for text in shown.splitlines() if "T.gemm" in text)
    assert "programs.py:" in line and "%" in line


def test_a_line_table_of_another_version_is_refused():
    with pytest.raises(ValueError, match="compile again"):
        LineTable('{"schema_version": 0, "files": [], "kernels": {}}')

"""The cache of compiled kernels: whole, private, shared by processes, and never in the way."""

import itertools
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

PROGRAM = """
import os, sys
import numpy as np
import tilelang.language as T
import tilium

FACTOR = float(os.environ.get("FACTOR", "2"))

@T.prim_func
def scaled(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((32, 32), "float32")
        T.copy(A, part)
        for i, j in T.Parallel(32, 32):
            part[i, j] = part[i, j] * FACTOR
        T.copy(part, B)

def run():
    a = np.arange(1024, dtype=np.float32).reshape(32, 32)
    b = np.zeros_like(a)
    tilium.compile(scaled)(a, b)
    assert np.array_equal(b, a * FACTOR), b
    print("right")
"""


@pytest.fixture
def start(tmp_path):
    """Starts the program, plus `code`, in a process of its own with this environment."""
    # A file, as TileLang reads the source of programs. Neither it nor a script is written again:
    # the process before may just be reading it.
    (tmp_path / "program.py").write_text(PROGRAM)
    numbers = itertools.count()

    def start(code="run()", wrapper=(), **environment):
        variables = {**os.environ, "TILIUM_CACHE": str(tmp_path / "cache"), **environment}
        script = tmp_path / f"script{next(numbers)}.py"
        script.write_text(f"from program import *\n{textwrap.dedent(code)}")
        return subprocess.Popen(
            [*wrapper, sys.executable, "-W", "ignore", str(script)],
            env={name: value for name, value in variables.items() if value is not None},
            cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            # Processes in the background of a script ignore Ctrl-C, and so do their children.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip

    return start


def outcome(process):
    """Exit code, output and errors of a process that ends."""
    out, err = process.communicate(timeout=120)
    return process.returncode, out.strip(), err


def assert_right(process):
    code, out, err = outcome(process)
    assert (code, out) == (0, "right"), err


def files(folder):
    return sorted(path.name for path in Path(folder).iterdir())


def whom_modes_stop():
    """What starts a process that file modes hold for, for root as well."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("root may write everywhere, and there is no setpriv to take that away")
    return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--"]


def test_the_folder_is_made_for_its_user_only(start, tmp_path):
    os.umask(old := os.umask(0))
    os.umask(0)
    try:
        assert_right(start())
    finally:
        os.umask(old)
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700
    names = files(tmp_path / "cache")
    assert sorted({Path(name).suffix for name in names}) == [".o", ".recipe", ".so"]


def test_a_second_process_takes_what_the_first_one_made(start, tmp_path):
    assert_right(start())
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "cache").iterdir()}
    # No compiler does not matter to what is there already, except for its identity in the recipe.
    assert_right(start())
    after = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "cache").iterdir()}
    assert before == after


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_folder_that_others_can_write_is_refused(start, tmp_path, mode):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache").chmod(mode)
    code, _, err = outcome(start())
    assert code == 1 and "can be written by other users" in err and "chmod go-w" in err
    assert files(tmp_path / "cache") == []


def test_a_folder_of_another_user_is_refused(start, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    (tmp_path / "cache").mkdir(mode=0o755)
    os.chown(tmp_path / "cache", 12345, 12345)
    code, _, err = outcome(start())
    assert code == 1 and "user 12345 owns it" in err


def test_a_file_in_the_folders_place(start, tmp_path):
    (tmp_path / "cache").write_text("")
    code, _, err = outcome(start())
    assert code == 1 and "is no folder" in err


@pytest.mark.parametrize("damage", ["truncated", "garbage", "empty", "recipe", "no recipe"])
def test_damaged_entries_are_made_again(start, tmp_path, damage):
    assert_right(start())
    objects = [p for p in (tmp_path / "cache").iterdir() if p.suffix in (".so", ".o")]
    assert len(objects) == 4  # Three kernels, and what is linked to each of them.
    for path in objects:
        recipe = path.with_name(path.name + ".recipe")
        if damage == "truncated":
            path.write_bytes(path.read_bytes()[:1000])
        elif damage == "garbage":
            path.write_bytes(bytes(path.stat().st_size))
        elif damage == "empty":
            path.write_bytes(b"")
        elif damage == "recipe":
            recipe.write_text("tilium kernel 0\n")
        else:
            recipe.unlink()
    assert_right(start())


def test_an_object_of_another_recipe_is_not_taken(start, tmp_path):
    """Whatever its name says: a kernel's object stands beside the text it was made from."""
    assert_right(start(FACTOR="2"))
    known = {path.name for path in (tmp_path / "cache").glob("*.so")}
    assert_right(start(FACTOR="3"))
    (new,) = {path for path in (tmp_path / "cache").glob("*.so") if path.name not in known}
    # The other program's compute kernel differs in one number: one of the old ones is its like.
    for old in known:
        new.write_bytes((tmp_path / "cache" / old).read_bytes())
        assert_right(start(FACTOR="3"))


def test_processes_that_start_together(start, tmp_path):
    for process in [start() for _ in range(4)]:
        assert_right(process)
    names = files(tmp_path / "cache")
    objects = [name for name in names if name.endswith((".so", ".o"))]
    assert sorted([*objects, *(name + ".recipe" for name in objects)]) == sorted(names)


def test_a_read_only_folder(start, tmp_path):
    (tmp_path / "cache").mkdir(mode=0o500)
    assert_right(start(wrapper=whom_modes_stop()))
    assert files(tmp_path / "cache") == []


def test_a_folder_that_cannot_be_made(start):
    assert_right(start(TILIUM_CACHE="/proc/tilium/cache"))


def test_no_place_at_all(start, tmp_path):
    code, _, err = outcome(start(TILIUM_CACHE="/proc/tilium/cache", TMPDIR="/proc"))
    assert code == 1 and "set TILIUM_CACHE or TMPDIR" in err


def test_a_full_disk(start, tmp_path):
    """A limit on the size of files stands for it: writing fails in the same call."""
    limit = """
    import resource, signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
    try:
        run()
    except tilium.TiliumError as error:
        print(type(error).__name__, error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
    """
    code, out, err = outcome(start(limit))
    assert code == 0 and out.startswith("DeviceError"), err
    assert "cannot write" in out or "does not compile" in out
    cache = tmp_path / "cache"
    assert [name for name in files(cache) if name.endswith((".tmp", ".cpp", ".txt"))] == []
    assert_right(start())


def test_without_a_home(start, tmp_path):
    variables = {"TILIUM_CACHE": None, "XDG_CACHE_HOME": None, "HOME": None}
    (tmp_path / "temporary").mkdir()
    # TileLang wants a home or a cache of its own.
    tilelang = {"TILELANG_CACHE_DIR": str(tmp_path / "tilelang"), "TILELANG_TMP_DIR": str(tmp_path)}
    assert_right(start(TMPDIR=str(tmp_path / "temporary"), **variables, **tilelang))
    folder = tmp_path / "temporary" / f"tilium-{os.geteuid()}"
    assert folder.stat().st_mode & 0o777 == 0o700 and list(folder.glob("*.so"))
    # Somebody else was there first.
    folder.chmod(0o777)
    code, _, err = outcome(start(TMPDIR=str(tmp_path / "temporary"), **variables, **tilelang))
    assert code == 1 and "can be written by other users" in err


def test_no_compiler(start, tmp_path):
    code, _, err = outcome(start(TILIUM_CXX="no-such-compiler"))
    assert code == 1 and "'no-such-compiler', which is no program that can be run" in err
    code, _, err = outcome(start(PATH=str(tmp_path), TILIUM_CXX=None))
    assert code == 0 or "install clang or g++, or set TILIUM_CXX" in err


def test_a_compiler_that_fails(start, tmp_path):
    compiler = tmp_path / "compiler"
    compiler.write_text("#!/bin/sh\necho no licence >&2\nexit 3\n")
    compiler.chmod(0o755)
    code, _, err = outcome(start(TILIUM_CXX=str(compiler)))
    assert code == 1 and "no licence" in err
    assert files(tmp_path / "cache") == []


def test_names_are_no_shell_text(start, tmp_path):
    """The compiler gets its arguments as they are, whatever is in them."""
    folder = tmp_path / "a b;touch pwned $(touch pwned)"
    assert_right(start(TILIUM_CACHE=str(folder)))
    assert not (tmp_path / "pwned").exists() and list(folder.glob("*.so"))


def interrupted(process, after):
    """Sends Ctrl-C after the process said `after`; its exit code and errors, and the seconds."""
    assert process.stdout.readline().strip() == after
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    begin = time.monotonic()
    _, err = process.communicate(timeout=60)
    return process.returncode, err, time.monotonic() - begin


def test_ctrl_c_while_kernels_compile(start, tmp_path):
    compiler = tmp_path / "compiler"
    compiler.write_text("#!/bin/sh\nsleep 100; true\n")
    compiler.chmod(0o755)
    process = start("print('compiling', flush=True); run()", TILIUM_CXX=str(compiler))
    code, err, seconds = interrupted(process, "compiling")
    # Python's own end of a process that was interrupted.
    assert "KeyboardInterrupt" in err and code != 0 and seconds < 20
    cache = tmp_path / "cache"
    assert not cache.exists() or files(cache) == []
    assert_right(start())


def test_ctrl_c_during_a_run(start):
    code = """
    import torch
    @T.prim_func
    def slow(B: T.Tensor((32, 32), "float32"), steps: T.int32):
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_fragment((32, 32), "float32")
            T.clear(part)
            for step in T.serial(steps):
                for i, j in T.Parallel(32, 32):
                    part[i, j] = part[i, j] + 1.0
            T.copy(part, B)

    kernel = tilium.compile(slow)
    b = torch.zeros(32, 32)
    kernel(b, 1)
    print("running", flush=True)
    try:
        kernel(b, 2**31 - 1)
    except KeyboardInterrupt:
        kernel(b, 3)
        assert (b == 3).all()
        print("right")
    """
    process = start(code)
    returncode, err, seconds = interrupted(process, "running")
    assert returncode == 0, err
    assert seconds < 20

#!/usr/bin/env python3
"""Download the ttnn wheel that the device is held against, and unpack it.

    fetch_ttnn.py [folder]          (default: build/ttnn)

Uses pip and its configuration. Prints the folder to give as TILIUM_TTNN_WHEEL. Nothing of the wheel
belongs into the repository.
"""

import pathlib
import subprocess
import sys
import tempfile
import zipfile

VERSION = "0.81.1"


def main():
    default = pathlib.Path(__file__).resolve().parent.parent / "build" / "ttnn"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    wheel = folder / f"wheel-{VERSION}" / "ttnn"
    if not (wheel / "tt_metal").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as temporary:
            command = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--no-deps",
                "--python-version",
                "3.10",
                "--platform",
                "manylinux_2_34_x86_64",
                "--only-binary=:all:",
                "--dest",
                temporary,
                f"ttnn=={VERSION}",
            ]
            if subprocess.run(command, stdout=sys.stderr).returncode:
                sys.exit("error: pip could not download the wheel; see its message above")
            (archive,) = pathlib.Path(temporary).glob("*.whl")
            with zipfile.ZipFile(archive) as content:
                names = [
                    n for n in content.namelist() if n.startswith("ttnn/") and not n.endswith(".so")
                ]
                content.extractall(pathlib.Path(temporary) / "content", names)
            # In one step: others may fetch at the same time, and nobody may see half of it.
            try:
                (pathlib.Path(temporary) / "content").rename(wheel.parent)
            except OSError:
                if not (wheel / "tt_metal").is_dir():
                    raise
    if not (wheel / "tt_metal").is_dir():
        sys.exit(f"error: the wheel has no ttnn/tt_metal; its layout is not that of {VERSION}")
    print(wheel)
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!python
"""Starts the program of this script's name from the installed package, without importing it."""

import importlib.util
import os
import sys
from pathlib import Path

package = importlib.util.find_spec("tilium")
if package is None or package.origin is None:
    sys.exit(f"{sys.argv[0]}: the package tilium is not installed in {sys.prefix}")
program = Path(package.origin).parent / "bin" / Path(sys.argv[0]).name
os.execv(program, [str(program), *sys.argv[1:]])

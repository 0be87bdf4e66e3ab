#!/usr/bin/env bash
# Makes a place where emitted kernels run on the vendor's simulator of the instruction set: ttnn in a
# Python of its own, the simulator's libraries, and the kit that lets ttnn compile kernels with
# Debian's RISC-V compiler.
#
# Usage: scripts/setup_simulator.sh HOME [KIT [LIBRARIES]]
#
# LIBRARIES is a folder with libttsim_wh.so and libttsim_bh.so, as Tenstorrent's releases of ttsim
# have them; TTSIM_LIBRARIES names it as well. TILIUM_PYTHON310 names the Python to use where
# python3.10 is not on the path. Without a KIT or without LIBRARIES only ttnn is set up. What is
# there already stays.
set -euo pipefail

home=$(mkdir -p "$1" && cd "$1" && pwd)
kit=${2:-}
libraries=${3:-${TTSIM_LIBRARIES:-}}

find_python() {
  local candidate
  for candidate in "${TILIUM_PYTHON310:-}" python3.10 "$HOME"/.pyenv/versions/3.10.*/bin/python3.10; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  echo "error: ttnn needs Python 3.10; name one with TILIUM_PYTHON310" >&2
  return 1
}

if [ ! -x "$home/venv/bin/python" ]; then
  python=$(find_python)
  "$python" -m venv "$home/venv"
fi
# The kit looks for its Python under this name.
ln -sfn venv "$home/v310"
if ! "$home/venv/bin/python" -c 'import ttnn' 2>/dev/null >&2; then
  "$home/venv/bin/pip" install -q ttnn==0.81.1
fi
if [ -z "$kit" ] || [ ! -f "$kit/setup.sh" ]; then
  echo "ttnn is in $home/venv; without the kit there is no simulator"
  exit 0
fi
if [ -z "$libraries" ]; then
  echo "ttnn is in $home/venv; for the simulator, name the folder with libttsim_wh.so and" \
    "libttsim_bh.so in TTSIM_LIBRARIES (Tenstorrent's releases of ttsim have them)"
  exit 0
fi
for library in libttsim_wh.so libttsim_bh.so; do
  if [ ! -f "$libraries/$library" ]; then
    echo "error: $libraries has no $library; get it from Tenstorrent's releases of ttsim" >&2
    exit 1
  fi
done

[ -d "$home/kit" ] || cp -r "$kit" "$home/kit"
"$home/kit/setup.sh" "$home" unused "$home/venv/bin/python" "$libraries"

# Debian's compiler fails assertions in branches that are not taken, which later ones do not.
headers=$(dirname "$("$home/venv/bin/python" -c 'import importlib.util as u; print(u.find_spec("ttnn").origin)')")/tt_metal
grep -rlZ 'static_assert(false' "$headers/tt-llk" "$headers/hw" |
  xargs -0 -r sed -i -E 's/static_assert\(false(, *"[^"]*")?\);//'

# Debian's compiler puts tables of jumps into data, which the vendor's loader refuses.
printf '#!/bin/sh\nexec riscv64-unknown-elf-g++ -fno-jump-tables "$@"\n' >"$home/compiler"
chmod +x "$home/compiler"

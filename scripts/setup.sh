#!/usr/bin/env bash
# Installs what the build needs: Debian packages that are missing, and the Python environment.
#
# Usage: scripts/setup.sh BUILD_DIRECTORY [DEBIAN_PACKAGE...]
set -euo pipefail

build=$1
top=$(cd "$(dirname "$0")/.." && pwd)

# Debian packages. python3-dev and python3-venv serve the system's Python.
packages=(
  build-essential cmake ninja-build
  clang-22 clang-format-22 libclang-rt-22-dev llvm-22-dev llvm-22-tools libmlir-22-dev mlir-22-tools
  libboost-context-dev nlohmann-json3-dev libcli11-dev libfmt-dev libgtest-dev gnuplot-nox
  picolibc-riscv64-unknown-elf
  python3-dev python3-venv
  "${@:2}"
)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if ((${#missing[@]})); then
  echo "Installing ${missing[*]}"
  sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo=(sudo)
  fi
  "${sudo[@]}" apt-get update -q
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
fi

# A Python that TileLang has wheels for.
python=
for candidate in "${TILIUM_PYTHON:-python3}" python3.13 python3.12 python3.11 python3.10; do
  if "$candidate" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  echo "No Python 3.10 to 3.13 found; install one, or name it in TILIUM_PYTHON" >&2
  exit 1
fi

mkdir -p "$build"
venv=$build/venv
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
"$venv/bin/python" -m pip install -q --disable-pip-version-check -r "$top/requirements.txt"

# The package runs from the build tree.
site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
echo "$(cd "$build" && pwd)/python" >"$site/tilium.pth"
mkdir -p "$build/bin"
cat >"$build/bin/tilium" <<'SCRIPT'
#!/usr/bin/env bash
exec "$(dirname "$(readlink -f "$0")")/../venv/bin/python" -m tilium "$@"
SCRIPT
chmod +x "$build/bin/tilium"

#!/usr/bin/env bash
# Line coverage of C++ and Python over all tests, from a build of its own.
#
# Usage: scripts/coverage.sh [BUILD_DIRECTORY]
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$top/build-coverage}
cd "$top"
scripts/setup.sh "$build" libclang-rt-22-dev
python=$build/venv/bin/python
cmake -S . -B "$build" -G Ninja -DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22 \
  -DCMAKE_BUILD_TYPE=Debug -DTILIUM_COVERAGE=ON -DPython_EXECUTABLE="$python" >"$build/configure.log"
cmake --build "$build" >"$build/build.log"
find "$build" -name '*.gcda' -delete
# The mutants test the device at length and reach nothing that the others do not.
ctest --test-dir "$build" -Q -j 2 -E Mutants
"$build/venv/bin/lit" -q test --param build_dir="$build"
# The kernels that the mock device compiles are test data, not measured.
export TILIUM_CACHE=$build/kernel-cache COVERAGE_FILE=$build/.coverage
"$python" -m coverage run --source="$top/python/tilium" -m pytest -q -p no:xdist python/tests
"$build/venv/bin/gcovr" --root "$top" --object-directory "$build" \
  --gcov-executable 'llvm-cov-22 gcov' --gcov-ignore-errors all --gcov-ignore-parse-errors all \
  --filter "$top/lib/" --filter "$top/include/tilium/" --filter "$top/runtime/" --filter "$top/device/" \
  --filter "$top/python/ext/" --txt-summary
"$python" -m coverage report --skip-covered

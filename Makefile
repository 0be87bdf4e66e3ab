# The commands of the project. Everything they make lies under build/.
#
#   make demo      sets up, compiles a TileLang GEMM, runs it on the mock device and shows the cycles
#   make test      builds and runs all tests
#   make headers   compiles every emitted kernel against the vendor's headers

BUILD := build
PYTHON := $(BUILD)/venv/bin/python
SHARED ?= ../shared
export TILIUM_CACHE ?= $(abspath $(BUILD))/kernel-cache

.PHONY: demo test headers programs setup build test-units test-ir test-python check-docs coverage format lint clean

demo: build
	$(PYTHON) examples/gemm.py

test: build test-units test-ir check-docs test-python

setup: $(BUILD)/setup.stamp

$(BUILD)/setup.stamp: scripts/setup.sh requirements.txt
	scripts/setup.sh $(BUILD)
	touch $@

$(BUILD)/build.ninja: CMakeLists.txt | $(BUILD)/setup.stamp
	cmake -S . -B $(BUILD) -G Ninja -DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22 \
	  -DPython_EXECUTABLE=$(abspath $(PYTHON)) $(CMAKE_FLAGS)

build: $(BUILD)/setup.stamp $(BUILD)/build.ninja
	cmake --build $(BUILD)

test-units: build
	ctest --test-dir $(BUILD) --output-on-failure -j 2

test-ir: build
	$(BUILD)/venv/bin/lit -q test --param build_dir=$(abspath $(BUILD))

test-python: build
	$(PYTHON) -m pytest -q -n 2 python/tests $(wildcard conformance)

check-docs: build
	$(PYTHON) scripts/check_pass_pages.py --build $(BUILD)
	$(PYTHON) scripts/generate_reference.py --build $(BUILD) --check
	$(PYTHON) scripts/check_repository.py

# Every program of the tests, the examples and the conformance kit, compiled and kept.
PROGRAMS := $(BUILD)/programs
programs: build
	$(PYTHON) scripts/collect_programs.py --build $(BUILD) $(PROGRAMS)

# Every emitted kernel against the headers in the vendor's wheel, for each processor and chip.
headers: programs
	wheel=$${TILIUM_TTNN_WHEEL:-$$($(PYTHON) scripts/fetch_ttnn.py $(BUILD)/ttnn)} && \
	  $(PYTHON) scripts/check_emitted_headers.py --wheel $$wheel --cache $(BUILD)/header-checks.json \
	  $(PROGRAMS)

# Line coverage of C++ (from all tests) and of Python.
coverage:
	scripts/coverage.sh

format:
	git ls-files '*.cpp' '*.h' | grep -v '^device/metalium/' | xargs clang-format-22 -i
	$(BUILD)/venv/bin/ruff format python scripts examples conformance

lint: build
	git ls-files '*.cpp' '*.h' | grep -v '^device/metalium/' | xargs clang-format-22 --dry-run -Werror
	$(BUILD)/venv/bin/ruff check python scripts examples

clean:
	rm -rf $(BUILD)

# The commands of the project. Everything they make lies under build/.
#
#   make demo      sets up, compiles a TileLang GEMM, runs it on the mock device and shows the cycles
#   make test      builds and runs all tests
#   make mutants   plants faults into every second program's IR and looks who finds them
#   make benchmark cycles of compiled programs against what bounds them; writes docs/benchmarks.md
#   make random    tries random programs against the reference interpreter (N=..., SEED=..., HOSTILE=1)
#   make fuzz      runs the fuzzers with the sanitizers (SECONDS=...)
#   make sanitize  builds and runs all tests with the sanitizers
#   make headers   compiles every emitted kernel against the vendor's headers
#   make docs      builds the documentation site, and runs its notebook
#   make wheel     builds the wheel, installs it into an empty environment and uses it there
#   make silicon   programs through the vendor's ttnn, on its simulator of the instruction set

BUILD := build
PYTHON := $(BUILD)/venv/bin/python
SHARED ?= ../shared
export TILIUM_CACHE ?= $(abspath $(BUILD))/kernel-cache

.PHONY: demo test docs benchmark fuzz sanitize headers silicon mutants random programs wheel setup build test-units test-ir test-python check-docs check-package coverage format lint clean

demo: build
	$(PYTHON) examples/gemm.py

test: build test-units test-ir check-docs check-package test-python

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
	$(PYTHON) scripts/generate_stubs.py --build $(BUILD) --check
	$(PYTHON) scripts/generate_surface_page.py --check
	$(PYTHON) scripts/check_repository.py
	$(PYTHON) scripts/build_docs.py --build $(BUILD)

# The site, in build/docs/site. Takes nothing from the network; a broken link is an error.
docs: build
	$(PYTHON) scripts/build_docs.py --build $(BUILD)

# Random programs against the reference interpreter: N of them from seed SEED on, others than those of `make test`.
N ?= 1000
SEED ?= 100000
random: build
	PYTHONPATH=$(BUILD)/python $(PYTHON) conformance/random_programs.py --count $(N) --seed $(SEED) \
	  $(if $(HOSTILE),--hostile)

# Each fuzzer for SECONDS, with the sanitizers (docs/fuzzing.md).
SECONDS ?= 60
fuzz: $(BUILD)/setup.stamp
	$(PYTHON) scripts/fuzz.py --build $(BUILD) --seconds $(SECONDS)

# All tests of C++ and IR, built with the sanitizers; MLIR is the package's (docs/fuzzing.md).
sanitize: export ASAN_OPTIONS := detect_leaks=0:detect_container_overflow=0:allow_user_poisoning=0:detect_odr_violation=0
sanitize: export UBSAN_OPTIONS := print_stacktrace=1
sanitize: $(BUILD)/setup.stamp
	cmake -S . -B $(BUILD)/sanitized -G Ninja -DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22 \
	  -DPython_EXECUTABLE=$(abspath $(PYTHON)) -DTILIUM_SANITIZERS=address,undefined -DTILIUM_BUILD_PYTHON=OFF \
	  -DCMAKE_BUILD_TYPE=RelWithDebInfo "-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1 -g1"
	cmake --build $(BUILD)/sanitized
	ctest --test-dir $(BUILD)/sanitized --output-on-failure -j 2
	$(BUILD)/venv/bin/lit -q test --param build_dir=$(abspath $(BUILD)/sanitized)

# Cycles of compiled programs on both chips, against what bounds them. Writes docs/benchmarks.md.
benchmark: build
	PYTHONPATH=$(BUILD)/python $(PYTHON) benchmark/compiler/page.py --update

# Installs, moves the prefix, and builds projects that use it with CMake.
check-package: build
	$(PYTHON) scripts/check_package.py --build $(BUILD)

# The wheel of each Python in PYTHONS; of the build's own without.
wheel: $(BUILD)/setup.stamp
	$(PYTHON) scripts/check_wheel.py $(addprefix --python ,$(PYTHONS))

# Every program of the tests, the examples and the conformance kit, compiled and kept.
PROGRAMS := $(BUILD)/programs
programs: build
	$(PYTHON) scripts/collect_programs.py --build $(BUILD) $(PROGRAMS)

# Every emitted kernel against the headers in the vendor's wheel, for each processor and chip.
headers: programs
	wheel=$${TILIUM_TTNN_WHEEL:-$$($(PYTHON) scripts/fetch_ttnn.py $(BUILD)/ttnn)} && \
	  $(PYTHON) scripts/check_emitted_headers.py --wheel $$wheel --cache $(BUILD)/header-checks.json \
	  $(PROGRAMS)

# Programs as a card gets them: ttnn in a Python of its own, and the vendor's simulator of the
# instruction set where its libraries (TTSIM_LIBRARIES) and the kit that compiles kernels for it are
# at hand.
SIMULATOR_KIT ?= $(SHARED)/ttsim-kit
TTSIM_LIBRARIES ?=
silicon: build
	scripts/setup_simulator.sh $(BUILD)/silicon "$(SIMULATOR_KIT)" "$(TTSIM_LIBRARIES)"
	PYTHONPATH=$(BUILD)/python $(PYTHON) -m pytest -q python/tests/test_ttnn.py
	test ! -d $(BUILD)/silicon/sim_wh || for target in wormhole_b0 blackhole; do \
	  PYTHONPATH=$(BUILD)/python $(PYTHON) scripts/check_on_simulator.py $(BUILD)/silicon --target $$target \
	    || exit 1; done

# One fault at a time in the IR of every second program: VerifyTTIR has to see 95 % of them.
mutants: programs
	TILIUM_KERNEL_FLAGS=-O0 $(PYTHON) scripts/static_mutants.py --build $(BUILD) --least 95 --every 2 --runs 20 --page docs/static-mutants.md $(PROGRAMS)

# Line coverage of C++ (from all tests) and of Python.
coverage:
	scripts/coverage.sh

format:
	git ls-files '*.cpp' '*.h' | grep -vE '^(device/metalium|scripts/vendor_headers)/' | xargs clang-format-22 -i
	$(BUILD)/venv/bin/ruff format python scripts examples conformance benchmark docs/diagnostics

lint: build
	git ls-files '*.cpp' '*.h' | grep -vE '^(device/metalium|scripts/vendor_headers)/' | xargs clang-format-22 --dry-run -Werror
	$(BUILD)/venv/bin/ruff check python scripts examples benchmark docs/diagnostics
	MYPYPATH=python $(BUILD)/venv/bin/mypy python/tilium
	MYPYPATH=python $(BUILD)/venv/bin/mypy --strict --follow-imports=silent test/package/typed_user.py

clean:
	rm -rf $(BUILD)

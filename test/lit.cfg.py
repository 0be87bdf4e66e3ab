"""How lit runs the IR tests. Tools come from the build; FileCheck, not and split-file from LLVM."""

import os

import lit.formats

config.name = "Tilium"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs", "CMakeLists.txt"]
config.test_source_root = os.path.dirname(__file__)

build_directory = lit_config.params.get(
    "build_dir", os.path.join(config.test_source_root, "..", "build")
)
config.test_exec_root = os.path.join(build_directory, "test")
llvm_tools = lit_config.params.get("llvm_tools", "/usr/lib/llvm-22/bin")
config.environment["PATH"] = os.pathsep.join(
    [os.path.join(os.path.abspath(build_directory), "bin"), llvm_tools, os.environ["PATH"]]
)

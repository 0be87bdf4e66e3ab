#!/usr/bin/env python3
"""Run programs that `tilium compile --out FOLDER` wrote, on a card, with ttnn alone.

    run_with_ttnn.py --run FOLDER [NUMBER...] A.bin B.bin C_out.bin  [--run FOLDER ...]
    run_with_ttnn.py --describe-only --run FOLDER

Takes the arguments of the emitted host program: numbers of the signature, then a file of row-major
elements for each tensor that the program reads, then one for each that it writes. Needs ttnn and
NumPy, but neither the compiler nor TileLang, so that a program compiled on one machine runs on
another. With --describe-only the program descriptors are built with addresses of no meaning and
printed: that needs no card.
"""

import argparse
import json
import pathlib
import struct
import sys
import time
import types

PACKAGE = pathlib.Path(__file__).resolve().parent.parent / "python" / "tilium"


def load_runtime():
    """`tilium._ttnn` without the package around it, which would import the compiler."""
    if "tilium" not in sys.modules:
        package = types.ModuleType("tilium")
        package.__path__ = [str(PACKAGE)]
        sys.modules["tilium"] = package
    import tilium._ttnn

    return tilium._ttnn


class NoTensor:
    """Stands for a tensor on a device where only descriptors are built."""

    def __init__(self, tensor: dict):
        self.page_size = tensor["page_size"]

    def buffer_address(self) -> int:
        """Address 0."""
        return 0


class NoAccessor:
    """The words of an interleaved tensor in DRAM, as the vendor lays them out: flags, page size."""

    def __init__(self, tensor: NoTensor):
        self.words = [2, tensor.page_size]

    def get_compile_time_args(self) -> list[int]:
        """The words."""
        return self.words


class Descriptors:
    """ttnn with accessors that need no device; all else is ttnn's own."""

    TensorAccessorArgs = NoAccessor

    def __init__(self, ttnn):
        self._package = ttnn

    def __getattr__(self, name):
        return getattr(self._package, name)


def describe(runtime, ttnn, folder: pathlib.Path) -> dict:
    """What ttnn holds of a program's descriptor, read back from it."""
    plan, sources = read_program(folder)
    program = runtime.TtnnProgram(plan, sources, Descriptors(ttnn))
    tensors = {tensor["name"]: NoTensor(tensor) for tensor in plan["tensors"]}
    scalars = {scalar["name"]: 0 for scalar in plan["scalars"]}
    descriptor = program.descriptor(tensors, scalars)
    kernels = []
    for planned, kernel in zip(plan["kernels"], descriptor.kernels):
        config = kernel.config
        arguments = [
            list(kernel.runtime_args[work["core"][0]][work["core"][1]]) for work in plan["work"]
        ]
        described = {
            "config": type(config).__name__,
            "is_source": kernel.kernel_source == sources[planned["file"]],
            "compile_time_args": list(kernel.compile_time_args),
            "runtime_args": arguments,
            "cores": kernel.core_ranges.num_cores(),
        }
        if planned["role"] == "compute":
            described["math_fidelity"] = config.math_fidelity.name
            described["fp32_dest_acc_en"] = config.fp32_dest_acc_en
            described["unpack_to_dest_fp32"] = [
                i
                for i, mode in enumerate(config.unpack_to_dest_mode)
                if mode.name == "UnpackToDestFp32"
            ]
        else:
            described["processor"] = config.processor.name
            described["noc"] = config.noc.value
        kernels.append(described)
    buffers = []
    for buffer in descriptor.cbs:
        (layout,) = buffer.format_descriptors
        buffers.append(
            {
                "id": layout.buffer_index,
                "format": layout.data_format_as_uint8,
                "page_size": layout.page_size,
                "total_bytes": buffer.total_size,
            }
        )
    return {"kernels": kernels, "circular_buffers": buffers}


def read_program(folder: pathlib.Path) -> tuple[dict, dict[str, str]]:
    """The plan and the kernels of a folder."""
    plan = json.loads((folder / "tt.plan.json").read_text())
    return plan, {k["file"]: (folder / k["file"]).read_text() for k in plan["kernels"]}


def scalar_word(scalar: dict, text: str) -> int:
    """A number of the command line as a runtime argument."""
    if "float" in scalar["dtype"]:
        return struct.unpack("<I", struct.pack("<f", float(text)))[0]
    return int(text) & 0xFFFFFFFF


def run(runtime, ttnn, device, folder: pathlib.Path, arguments: list[str]) -> None:
    """Runs one program on files."""
    plan, sources = read_program(folder)
    inputs = [t for t in plan["tensors"] if t["access"] in ("in", "inout")]
    outputs = [t for t in plan["tensors"] if t["access"] in ("out", "inout")]
    scalars = plan["scalars"]
    expected = [s["name"] for s in scalars]
    expected += [f"{t['name']}.bin" for t in inputs] + [f"{t['name']}_out.bin" for t in outputs]
    if len(arguments) != len(expected):
        sys.exit(f"error: {plan['name']} takes {' '.join(expected)}")
    program = runtime.TtnnProgram(plan, sources, ttnn)
    program.check_device(device)
    words = {s["name"]: scalar_word(s, text) for s, text in zip(scalars, arguments)}
    files = arguments[len(scalars) :]
    on_device = {}
    for tensor, file in zip(inputs, files):
        on_device[tensor["name"]] = program.to_words(
            tensor, pathlib.Path(file).read_bytes(), device
        )
    for tensor in plan["tensors"]:
        if tensor["name"] not in on_device:
            layout = program.layout(tensor)
            zeros = bytes(layout.element_bytes * layout.count)
            on_device[tensor["name"]] = program.to_words(tensor, zeros, device)
    start = time.perf_counter()
    program.launch(on_device, words)
    ttnn.synchronize_device(device)
    seconds = time.perf_counter() - start
    for tensor, file in zip(outputs, files[len(inputs) :]):
        pathlib.Path(file).write_bytes(program.from_words(tensor, on_device[tensor["name"]]))
    print(f"{plan['name']}: ran on {len(plan['work'])} cores in {seconds:.3f} s", flush=True)


def main() -> int:
    """Runs the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--run", action="append", nargs="+", required=True, metavar="FOLDER FILE")
    parser.add_argument("--describe-only", action="store_true")
    parser.add_argument("--device", type=int, default=0)
    arguments = parser.parse_args()
    runtime = load_runtime()
    from tilium._errors import TiliumError

    try:
        ttnn = runtime.import_ttnn()
        if arguments.describe_only:
            described = [describe(runtime, ttnn, pathlib.Path(run[0])) for run in arguments.run]
            print(json.dumps(described))
            return 0
        device = ttnn.open_device(device_id=arguments.device)
        try:
            for folder, *files in arguments.run:
                run(runtime, ttnn, device, pathlib.Path(folder), files)
        finally:
            ttnn.close_device(device)
    except TiliumError as error:
        sys.exit(f"error: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

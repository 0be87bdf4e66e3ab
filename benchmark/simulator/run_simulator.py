#!/usr/bin/env python3
"""Run program files on the vendor's simulator, through ttnn.

    run_simulator.py [--repeat N] < LINES

Each line of the input names a program file (docs/device-mutants.md) and a file for the bytes of its
outputs. Needs ttnn and NumPy alone, and an environment that makes ttnn take the simulator for a
card. Prints `begin NAME` before a program and a line of JSON behind it, so that whoever reads knows
which one ended the process.
"""

import argparse
import json
import pathlib
import sys
import time

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "scripts"))

import numpy  # noqa: E402
from run_with_ttnn import load_runtime  # noqa: E402
from values import tile_bytes  # noqa: E402


class Program:
    """A program file on a ttnn device. Tensors carry raw words: a row of uint32 for each page."""

    def __init__(self, ttnn, runtime, device, path: pathlib.Path):
        self.ttnn, self.runtime, self.device = ttnn, runtime, device
        self.folder = path.parent
        self.description = json.loads(path.read_text())
        self.tensors = {
            name: self._tensor(buffer) for name, buffer in self.description["buffers"].items()
        }

    def _tensor(self, buffer: dict):
        size = buffer.get("page_size", tile_bytes(buffer["format"]))
        shape = (buffer["pages"], size // 4)
        if buffer.get("output"):
            words = numpy.zeros(shape, numpy.uint32)
        else:
            data = (self.folder / buffer["data"]).read_bytes()
            words = numpy.frombuffer(data, numpy.uint32).reshape(shape).copy()
        ttnn = self.ttnn
        return ttnn.Tensor(
            words, ttnn.uint32, self.device, ttnn.ROW_MAJOR_LAYOUT, ttnn.DRAM_MEMORY_CONFIG
        )

    def _cores(self, ranges: list):
        ttnn = self.ttnn
        return ttnn.CoreRangeSet(
            [
                ttnn.CoreRange(ttnn.CoreCoord(x0, y0), ttnn.CoreCoord(x1, y1))
                for x0, y0, x1, y1 in ranges
            ]
        )

    def _words(self, arguments: list) -> list[int]:
        words = []
        for argument in arguments:
            if isinstance(argument, int):
                words.append(argument)
            elif "address" in argument:
                words.append(self.tensors[argument["address"]].buffer_address())
            elif "accessor" in argument:
                accessor = self.ttnn.TensorAccessorArgs(self.tensors[argument["accessor"]])
                words += list(accessor.get_compile_time_args())
            else:
                (axis, core), *_ = argument.items()
                place = self.device.worker_core_from_logical_core(self.ttnn.CoreCoord(*core))
                words.append(place.x if axis == "noc_x" else place.y)
        return words

    def _config(self, kernel: dict):
        ttnn = self.ttnn
        if kernel["kind"] == "reader":
            return ttnn.ReaderConfigDescriptor()
        if kernel["kind"] == "writer":
            return ttnn.WriterConfigDescriptor()
        config = ttnn.ComputeConfigDescriptor(
            math_fidelity=getattr(ttnn.MathFidelity, kernel.get("math_fidelity", "HiFi4")),
            math_approx_mode=False,
            fp32_dest_acc_en=kernel.get("fp32_dest_acc_en", False),
            dst_full_sync_en=False,
        )
        if kernel.get("unpack_to_dest_fp32"):
            types = ttnn._ttnn.program_descriptor
            modes = [types.UnpackToDestMode.Default] * self.runtime.CIRCULAR_BUFFERS
            for index in kernel["unpack_to_dest_fp32"]:
                modes[index] = types.UnpackToDestMode.UnpackToDestFp32
            config.unpack_to_dest_mode = types.VectorUnpackToDestMode(modes)
        return config

    def _kernel(self, kernel: dict):
        ttnn = self.ttnn
        return ttnn.KernelDescriptor(
            kernel_source=(self.folder / kernel["file"]).read_text(),
            source_type=ttnn.KernelDescriptor.SourceType.SOURCE_CODE,
            core_ranges=self._cores(kernel["cores"]),
            compile_time_args=self._words(kernel.get("compile_time_args", [])),
            defines=sorted(kernel.get("defines", {}).items()),
            runtime_args=[
                (ttnn.CoreCoord(*line["core"]), self._words(line["args"]))
                for line in kernel.get("runtime_args", [])
            ],
            config=self._config(kernel),
        )

    def _circular_buffer(self, buffer: dict):
        size = tile_bytes(buffer["format"])
        return self.ttnn.CBDescriptor(
            total_size=size * buffer["pages"],
            core_ranges=self._cores(buffer["cores"]),
            format_descriptors=[
                self.runtime.format_descriptor(self.ttnn, index, buffer["format"], size)
                for index in buffer["indices"]
            ],
        )

    def run(self, repeat: int) -> dict[str, list[float]]:
        """Seconds of each run, of the wall and of the processor; the first one compiles the
        kernels.
        """
        ttnn = self.ttnn
        program = ttnn.ProgramDescriptor(
            kernels=[self._kernel(kernel) for kernel in self.description["kernels"]],
            semaphores=[
                ttnn.SemaphoreDescriptor(
                    id=semaphore["id"],
                    core_ranges=self._cores(semaphore["cores"]),
                    initial_value=semaphore.get("value", 0),
                )
                for semaphore in self.description.get("semaphores", [])
            ],
            cbs=[self._circular_buffer(b) for b in self.description["circular_buffers"]],
        )
        taken = {"seconds": [], "cpu_seconds": []}
        for _ in range(repeat):
            begin = time.perf_counter(), time.process_time()
            ttnn.generic_op(list(self.tensors.values()), program)
            ttnn.synchronize_device(self.device)
            taken["seconds"].append(time.perf_counter() - begin[0])
            taken["cpu_seconds"].append(time.process_time() - begin[1])
        return taken

    def outputs(self) -> bytes:
        """The bytes of all outputs, by name."""
        buffers = sorted(self.description["buffers"].items())
        return b"".join(
            numpy.asarray(self.tensors[name].cpu().to_numpy()).tobytes()
            for name, buffer in buffers
            if buffer.get("output")
        )


def refusal(message: str) -> str:
    """What the vendor's library has against a program: the line that says so, without the trace."""
    lines = [line.strip() for line in message.split("backtrace:")[0].splitlines()]
    return "ttnn: " + next((line for line in reversed(lines) if line), "refuses")


def main() -> int:
    """Runs the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeat", type=int, default=1)
    arguments = parser.parse_args()
    runtime = load_runtime()
    ttnn = runtime.import_ttnn()
    device = ttnn.open_device(device_id=0)
    for line in sys.stdin:
        path, output = line.split()
        print(f"begin {path}", flush=True)
        program = Program(ttnn, runtime, device, pathlib.Path(path))
        answer = {"program": path}
        try:
            answer |= program.run(arguments.repeat)
            pathlib.Path(output).write_bytes(program.outputs())
        except RuntimeError as error:
            answer["stops"] = refusal(str(error))
        print(json.dumps(answer), flush=True)
    ttnn.close_device(device)
    return 0


if __name__ == "__main__":
    sys.exit(main())

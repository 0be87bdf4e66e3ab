"""Every pass of the compiler as a callable class, and the pipeline.

```python
reader, compute, writer = SplitDeviceKernel()(gemm)      # runs the passes before it first
result = run_full_pipeline(gemm)                         # all 17
code = CodegenTT()(result)                               # the emitted files by name
assert validate_generated_code(code)
```
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tilium import _native
from tilium._compile import DEFAULT_TARGET, check_options
from tilium._errors import ArgumentError, CompileError, Diagnostic
from tilium._frontend import to_tir_json
from tilium._stages import PASS_NAMES, Stage


class KernelView:
    """A function of a program at some stage: its name, attributes and IR text."""

    def __init__(self, native):
        self.name: str = native.name
        self.attrs: dict[str, str] = dict(native.attributes)
        self._text: str = native.text

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"<kernel {self.name}>"


class Program(list):
    """A program after some of the passes: a list of its functions.

    One function before SplitDeviceKernel; reader, compute and writer from there on.
    """

    def __init__(self, stage: Stage):
        super().__init__(KernelView(function) for function in stage.functions)
        self.stage = stage

    @property
    def attrs(self) -> dict[str, str]:
        """The attributes of the program's first function."""
        return self[0].attrs

    @property
    def finished(self) -> list[str]:
        """The names of the passes that ran."""
        return self.stage.finished

    def __str__(self) -> str:
        return str(self.stage)


def _to_stage(kernel, target: str) -> Stage:
    """A stage from what the API takes: a PrimFunc, a program, or a result of the pipeline."""
    if isinstance(kernel, Stage):
        return kernel
    if isinstance(kernel, Program):
        return kernel.stage
    if isinstance(kernel, PipelineResult):
        if kernel.program is None:
            raise ArgumentError("the pipeline failed; its result has no program")
        return kernel.program.stage
    check_options(target, "mock", None)
    return Stage.from_tir(to_tir_json(kernel), target)


class Pass:
    """A pass of the pipeline. Calling it runs the passes before it that did not run yet."""

    name: str

    def __init__(self, target: str = DEFAULT_TARGET):
        self.target = target

    def __call__(self, kernel) -> Program:
        """The program after this pass; raises CompileError, or ArgumentError if it ran before."""
        stage = _to_stage(kernel, self.target)
        if self.name in stage.finished:
            raise ArgumentError(f"{self.name} ran on this program before")
        return Program(stage.run_through(self.name))

    def __repr__(self) -> str:
        return f"{self.name}()"


def _make_pass(name: str) -> type[Pass]:
    return type(
        name, (Pass,), {"name": name, "__module__": __name__, "__doc__": f"The pass {name}."}
    )


InferTTLayout = _make_pass("InferTTLayout")
PropagateTTLayout = _make_pass("PropagateTTLayout")
AttachTensorAccessorTT = _make_pass("AttachTensorAccessorTT")
LayoutAwareWorkPartitionTT = _make_pass("LayoutAwareWorkPartitionTT")
GridToCoreGrid = _make_pass("GridToCoreGrid")
LowerSharedToCB = _make_pass("LowerSharedToCB")
LowerTTTileIntrinsics = _make_pass("LowerTTTileIntrinsics")
LowerToSFPU = _make_pass("LowerToSFPU")
BuildTileDFGTT = _make_pass("BuildTileDFGTT")
SplitDeviceKernel = _make_pass("SplitDeviceKernel")
ConfigureTensorAccessorTT = _make_pass("ConfigureTensorAccessorTT")
LowerCBIntrinsics = _make_pass("LowerCBIntrinsics")
InsertComputeInitTT = _make_pass("InsertComputeInitTT")
InsertDSTManagementTT = _make_pass("InsertDSTManagementTT")
FinalizePersistentSignatureTT = _make_pass("FinalizePersistentSignatureTT")
VerifyTTIR = _make_pass("VerifyTTIR")


class CodegenTT(Pass):
    """The last pass: gives the emitted files by name."""

    name = "CodegenTT"

    def __call__(self, kernel) -> dict[str, str]:  # type: ignore[override]
        """The files of a program; runs what is missing of the pipeline."""
        return _to_stage(kernel, self.target).run_through(self.name).files


@dataclass
class PipelineResult:
    """What `run_full_pipeline` gives: a program, or why there is none."""

    program: Program | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def success(self) -> bool:
        """Whether all passes ran."""
        return self.program is not None

    @property
    def kernels(self) -> list[KernelView]:
        """Reader, compute and writer; empty without success."""
        return list(self.program or [])

    def _kernel(self, role: str) -> KernelView:
        for kernel in self.kernels:
            if kernel.attrs["tt.kernel_role"] == role:
                return kernel
        raise CompileError(self.diagnostics)

    @property
    def reader(self) -> KernelView:
        """The reader kernel; raises CompileError without success."""
        return self._kernel("reader")

    @property
    def compute(self) -> KernelView:
        """The compute kernel; raises CompileError without success."""
        return self._kernel("compute")

    @property
    def writer(self) -> KernelView:
        """The writer kernel; raises CompileError without success."""
        return self._kernel("writer")


def get_tt_pass_pipeline_v5(target: str = DEFAULT_TARGET) -> list[Pass]:
    """The 17 passes in order."""
    return [globals()[name](target) for name in PASS_NAMES]


def apply_pipeline(kernel, pipeline: list[Pass]) -> Program:
    """Runs passes one after the other; raises CompileError where one fails."""
    target = pipeline[0].target if pipeline else DEFAULT_TARGET
    stage = _to_stage(kernel, target)
    for step in pipeline:
        expected = PASS_NAMES[stage.done] if stage.done < len(PASS_NAMES) else None
        if step.name != expected:
            raise ArgumentError(
                f"{step.name} cannot run after {(stage.finished or ['the import'])[-1]}; "
                f"the next pass is {expected or 'none'}"
            )
        stage = stage.run_next()
    return Program(stage)


def run_full_pipeline(kernel, target: str = DEFAULT_TARGET) -> PipelineResult:
    """Runs all passes. A program that cannot be compiled is a result without success."""
    try:
        stage = _to_stage(kernel, target).run_all()
    except CompileError as error:
        return PipelineResult(None, error.diagnostics)
    return PipelineResult(Program(stage), stage.diagnostics)


@dataclass
class Validation:
    """Whether emitted code is sound; true in a condition if it is."""

    error: str = ""

    def __bool__(self) -> bool:
        return not self.error


def validate_generated_code(code: dict[str, str]) -> Validation:
    """Compiles emitted kernels against the device's headers, as their plan configures them."""
    if not isinstance(code, dict) or "tt.plan.json" not in code:
        raise ArgumentError("expected the files of CodegenTT, with tt.plan.json among them")
    try:
        failure = _native.PlanRunner(code["tt.plan.json"], code).compile()
    except _native.PlanError as error:
        return Validation(str(error))
    return Validation(failure.message if failure is not None else "")

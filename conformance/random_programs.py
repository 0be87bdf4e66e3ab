"""Random TileLang programs against the conformance kit's reference interpreter.

    python conformance/random_programs.py --count 200 --seed 0

Each program has a few on-chip matrices and vectors of hostile sizes and a random sequence of
elementwise statements, broadcasts, masks, reductions, running sums, copies, windows of tensors,
gathers, scatters and loops. It has
to give what the interpreter gives, or be refused with a CompileError; a wrong result, a crash or a
fault of the device is a bug. The source of each program that fails is printed.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import sys
import tempfile
from pathlib import Path

KIT = Path(os.environ.get("TILIUM_CORPUS", Path(__file__).resolve().parents[2] / "shared/corpus"))
SIZES = [1, 2, 31, 32, 33, 37, 64, 65, 96, 100]
# Nothing at all, primes, rows and columns alone that are long, and blocks of which a few fill L1 or
# just do not fit it any more.
HOSTILE_SIZES = [0, 1, 31, 33, 257, 1021]
HOSTILE_SHAPES = [(1, 4099), (4099, 1), (352, 352), (353, 353), (31, 3001), (512, 512), (65536, 64)]
# What the engines of the chip take for zero in float16 (docs/accuracy.md).
FLOAT16_LOST = 2.0**-14
TOLERANCE = {"float32": 2e-4, "float16": 8e-3, "bfloat16": 6e-2}


class Generator:
    """Writes one program."""

    def __init__(self, seed: int, hostile: bool = False):
        self.random = random.Random(seed)
        self.lines: list[str] = []
        self.depth = 0
        self.bound = 0
        self.dtype = self.random.choice(["float32", "float32", "float16", "bfloat16"])
        self.M, self.N = self.random.choice(SIZES), self.random.choice(SIZES)
        if hostile:
            sizes = tuple(self.random.choices(HOSTILE_SIZES, k=2))
            self.M, self.N = self.random.choice([self.random.choice(HOSTILE_SHAPES), sizes])
        self.blocks = self.random.choice([1, 1, 2, 3])
        self.matrices = [f"a{i}" for i in range(self.random.randint(2, 3))]
        self.columns = [f"c{i}" for i in range(self.random.randint(1, 2))]
        self.rows = [f"r{i}" for i in range(self.random.randint(1, 2))]

    def line(self, text: str) -> None:
        self.lines.append("    " * (3 + self.depth) + text)

    def program(self) -> str:
        """The source of a module with `main`, a PrimFunc of X, V and Y."""
        M, N, blocks = self.M, self.N, self.blocks
        for name in self.matrices:
            self.line(f"{name} = T.alloc_fragment(({M}, {N}), '{self.type_of(name)}')")
        for name in self.columns:
            self.line(f"{name} = T.alloc_fragment(({M},), 'float32')")
        for name in self.rows:
            self.line(f"{name} = T.alloc_fragment(({N},), 'float32')")
        for name in self.matrices:
            self.line(f"T.copy(X[bx * {M}, 0], {name})")
        for name in self.rows:
            self.line(f"T.copy(V, {name})")
        self.line(f"order = T.alloc_fragment(({N},), 'int32')")
        self.line(f"for i in T.Parallel({N}):")
        self.line(f"    order[i] = (i * {self.random.randint(1, 9)} + 3) % {max(1, N)}")
        for name in self.columns:
            self.line(f"T.fill({name}, {self.random.choice(['0.0', '1.0', '-0.5'])})")
        for _ in range(self.random.randint(2, 6)):
            self.statement()
        self.line(f"T.copy({self.random.choice(self.matrices)}, Y[bx * {M}, 0])")
        self.line(f"T.copy({self.random.choice(self.columns)}, W[bx * {M}])")
        body = "\n".join(self.lines)
        return f'''import tilelang.language as T


@T.prim_func
def main(
    X: T.Tensor(({M * blocks}, {N}), "{self.dtype}"),
    V: T.Tensor(({N},), "float32"),
    Y: T.Tensor(({M * blocks}, {N}), "float32"),
    W: T.Tensor(({M * blocks},), "float32"),
):
    if True:
        with T.Kernel({blocks}, threads=128) as bx:
{body}
'''

    def type_of(self, name: str) -> str:
        return self.dtype if name == "a0" else "float32"

    def statement(self) -> None:
        kinds = [self.elementwise] * 4 + [self.vector] * 2 + [self.reduce] * 3 + [self.copy]
        kinds += [self.scan, self.part, self.predicated, self.gather, self.scatter, self.window]
        kinds += [self.bound_in_parallel, self.bound_before, self.stored_twice]
        if self.depth == 0:
            kinds += [self.loop] * 2
        self.random.choice(kinds)()

    def loop(self) -> None:
        kind = self.random.choice(["T.serial", "T.Pipelined"])
        self.line(f"for k in {kind}({self.random.randint(1, 3)}):")
        self.depth += 1
        for _ in range(self.random.randint(1, 3)):
            self.statement()
        self.depth -= 1

    def elementwise(self) -> None:
        target = self.random.choice(self.matrices)
        self.line(f"for i, j in T.Parallel({self.M}, {self.N}):")
        self.line(f"    {target}[i, j] = {self.expression(3)}")

    def predicated(self) -> None:
        target = self.random.choice(self.matrices)
        self.line(f"for i, j in T.Parallel({self.M}, {self.N}):")
        self.line(f"    if {self.condition()}:")
        self.line(f"        {target}[i, j] = {self.expression(2)}")

    def part(self) -> None:
        if 0 in (self.M, self.N):
            return self.elementwise()
        target = self.random.choice(self.matrices)
        rows, columns = self.random.randint(1, self.M), self.random.randint(1, self.N)
        row, column = (
            self.random.randint(0, self.M - rows),
            self.random.randint(0, self.N - columns),
        )
        self.line(f"for i, j in T.Parallel({rows}, {columns}):")
        self.line(f"    {target}[i + {row}, j + {column}] = {self.number()}")

    def element(self, variable: str, size: int) -> str:
        """An index of a dimension of `size` elements that follows no tiles."""
        forms = [
            f"{size - 1} - {variable}",
            f"({variable} * 3 + 1) % {size}",
            f"{variable} // 2",
            f"T.min({variable} + {self.random.randint(1, 40)}, {size - 1})",
            f"(i + j) % {size}",
            variable,
        ]
        if variable == "j":
            forms.append("order[j]")
        return self.random.choice(forms)

    def gather(self) -> None:
        if 0 in (self.M, self.N):
            return self.elementwise()
        # What a loop reads and writes at once would depend on the order of its points.
        target = self.random.choice(self.matrices)
        sources = [name for name in self.matrices if name != target]
        row, column = self.element("i", self.M), self.element("j", self.N)
        terms = [f"{self.random.choice(sources)}[{row}, {column}]"]
        if self.random.random() < 0.3:
            name = self.random.choice(self.columns)
            terms.append(f"{name}[(i * 2 + j) % {self.M}]")
        if self.random.random() < 0.3:
            terms.append(f"{self.random.choice(self.rows)}[order[j]]")
        self.line(f"for i, j in T.Parallel({self.M}, {self.N}):")
        self.line(f"    {target}[i, j] = ({' + '.join(terms)}) * 0.5")

    def scatter(self) -> None:
        if 0 in (self.M, self.N):
            return self.elementwise()
        target = self.random.choice(self.matrices)
        sources = [name for name in self.matrices if name != target]
        # Each element is stored once.
        row = self.random.choice([f"{self.M - 1} - i", f"(i + 5) % {self.M}", "i"])
        column = self.random.choice([f"{self.N - 1} - j", f"(j + 33) % {self.N}"])
        value = f"{self.random.choice(sources)}[i, j] * 0.5"
        self.line(f"for i, j in T.Parallel({self.M}, {self.N}):")
        if self.random.random() < 0.4:
            self.line(f"    if {self.condition()}:")
            self.line(f"        {target}[{row}, {column}] = {value}")
        else:
            self.line(f"    {target}[{row}, {column}] = {value}")

    def bound_in_parallel(self) -> None:
        """An element that is used after it is overwritten."""
        a, b = self.random.sample(self.matrices, 2)
        self.line(f"for i, j in T.Parallel({self.M}, {self.N}):")
        self.line(f"    old = {a}[i, j]")
        self.line(f"    {a}[i, j] = {self.expression(2)}")
        self.line(f"    {b}[i, j] = {self.random.choice(['old', f'(old + {a}[i, j]) * 0.5'])}")

    def stored_twice(self) -> None:
        target = self.random.choice(self.matrices)
        self.line(f"for i, j in T.Parallel({self.M}, {self.N}):")
        self.line(f"    {target}[i, j] = {self.expression(1)}")
        self.line(f"    {target}[i, j] = {self.expression(2)}")

    def bound_before(self) -> None:
        """An element that is used when its buffer may have changed."""
        if 0 in (self.M, self.N):
            return self.elementwise()
        target, source = self.random.choice(self.matrices), self.random.choice(self.matrices)
        row, column = self.random.randrange(self.M), self.random.randrange(self.N)
        self.bound += 1
        name = f"old{self.bound}"
        # A plain element would be a view in the interpreter, and change with the buffer.
        self.line(f"{name} = {source}[{row}, {column}] * 0.5")
        self.statement()
        self.line(f"for i, j in T.Parallel({self.M}, {self.N}):")
        self.line(f"    {target}[i, j] = ({target}[i, j] + {name}) * 0.5")

    def window(self) -> None:
        target = self.random.choice(self.matrices)
        row, column = self.random.randint(0, self.M), self.random.randint(0, self.N)
        self.line(f"T.copy(X[bx * {self.M} + {row}, {column}], {target})")

    def vector(self) -> None:
        names = self.random.choice([self.columns, self.rows])
        extent = self.M if names is self.columns else self.N
        self.line(f"for i in T.Parallel({extent}):")
        terms = [f"{name}[i]" for name in names] + [self.number(), "T.cast(i, 'float32') * 0.01"]
        a, b = self.random.choice(terms), self.random.choice(terms)
        operation = self.random.choice(["{} + {}", "{} - {}", "T.max({}, {})", "({} + {}) * 0.5"])
        self.line(f"    {self.random.choice(names)}[i] = {operation.format(a, b)}")

    def reduce(self) -> None:
        kind = self.random.choice(["sum", "max", "min", "abssum", "absmax"])
        source = self.random.choice([m for m in self.matrices if self.type_of(m) == "float32"])
        dim = self.random.choice([0, 1])
        target = self.random.choice(self.columns if dim == 1 else self.rows)
        clear = ", clear=False" if kind in ("max", "min") and self.random.random() < 0.4 else ""
        self.line(f"T.reduce_{kind}({source}, {target}, dim={dim}{clear})")
        if kind in ("sum", "abssum"):  # Keeps numbers small.
            extent = self.M if dim == 1 else self.N
            self.line(f"for i in T.Parallel({extent}):")
            self.line(f"    {target}[i] = {target}[i] / {max(1, self.N if dim == 1 else self.M)}")

    def scan(self) -> None:
        source = self.random.choice([m for m in self.matrices if self.type_of(m) == "float32"])
        reverse = self.random.choice(["True", "False"])
        operation = self.random.choice(["T.cumsum", "T.cummax"])
        self.line(f"{operation}({source}, dim={self.random.choice([0, 1])}, reverse={reverse})")
        self.line(f"for i, j in T.Parallel({self.M}, {self.N}):")
        self.line(f"    {source}[i, j] = {source}[i, j] * {1 / max(1, self.M, self.N):.6f}")

    def copy(self) -> None:
        names = self.random.choice([self.matrices, self.columns, self.rows])
        a, b = self.random.choice(names), self.random.choice(names)
        if a == b:
            self.elementwise()
        else:
            self.line(f"T.copy({a}, {b})")

    def number(self) -> str:
        return self.random.choice(["0.0", "1.0", "-1.0", "0.5", "2.0", "-0.25", "0.125"])

    def position(self) -> str:
        return self.random.choice(
            ["i", "j", "i + 3", "j - i", "i + j", "bx * 7 + i", "j % 5", "i // 3"]
        )

    def condition(self) -> str:
        compare = self.random.choice(["<", "<=", ">", ">=", "==", "!="])
        text = f"({self.position()} {compare} {self.random.choice([self.position(), '5', '17'])})"
        if self.random.random() < 0.3:
            text = f"({text} {self.random.choice(['&', '|'])} {self.condition()})"
        return text

    def leaf(self) -> str:
        kind = self.random.randint(0, 9)
        if kind < 5:
            return f"{self.random.choice(self.matrices)}[i, j]"
        if kind < 7:
            return f"{self.random.choice(self.columns)}[i]"
        if kind < 8:
            return f"{self.random.choice(self.rows)}[j]"
        if kind < 9:
            return f"T.cast({self.position()}, 'float32') * 0.01"
        return self.number()

    def expression(self, depth: int) -> str:
        """An expression whose value grows slowly, so that errors stay in proportion."""
        if depth == 0 or self.random.random() < 0.15:
            return self.leaf()
        a = self.expression(depth - 1)
        kind = self.random.randint(0, 11)
        if kind <= 5:
            b = self.expression(depth - 1)
            form = ["({} + {}) * 0.5", "({} - {}) * 0.5", "T.max({}, {})", "T.min({}, {})"]
            form += ["T.tanh({}) * ({})", "({} + {} * 0.25)"]
            return form[kind].format(a, b)
        if kind == 6:
            b = self.expression(depth - 1)
            return f"T.if_then_else({self.condition()}, {a}, {b})"
        form = [
            "T.abs({})",
            "T.exp(-T.abs({}))",
            "T.sqrt(T.abs({}) + 1.0)",
            "T.tanh({})",
            "T.sigmoid({})",
        ]
        return form[kind - 7].format(a)


def load(source: str, folder: Path, seed: int):
    """The PrimFunc of a program; TileLang reads it from its file."""
    path = folder / f"program_{seed}.py"
    path.write_text(source)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.main


def check(seed: int, folder: Path, hostile: bool = False) -> tuple[str, str]:
    """What became of one program ("right", "refused", "wrong", "failed") and why."""
    import tilium
    import torch
    from corpus import interp

    generator = Generator(seed, hostile)
    source = generator.program()
    program = load(source, folder, seed)
    torch.manual_seed(seed)
    M, N = generator.M * generator.blocks, generator.N
    x = (torch.randint(-16, 17, (M, N)) / 8).to(getattr(torch, generator.dtype))
    v = torch.randint(-16, 17, (N,)) / 8
    expected = [x.clone(), v.clone(), torch.zeros(M, N), torch.zeros(M)]
    results = [tensor.clone() for tensor in expected]
    try:
        kernel = tilium.compile(program)
    except tilium.CompileError as error:
        # Refusals that users can cause are in the catalogue of diagnostics; others are ours.
        return "refused" if error.diagnostics[0].code else "failed", f"{error}\n{source}"
    interp.run(program, expected)
    try:
        kernel(*results)
    except tilium.TiliumError as error:
        return "failed", f"{error}\n{source}"
    for name, result, reference in zip("YW", results[2:], expected[2:]):
        scale = reference.double().abs().max().clamp_min(1e-3)
        difference = (result.double() - reference.double()).abs()
        if generator.dtype == "float16":
            difference -= FLOAT16_LOST  # Smaller numbers may be zero after any operation.
        error = (difference.max() / scale).item()
        if not error <= TOLERANCE[generator.dtype]:
            return "wrong", f"{name} is off by {error:.3g} of its largest element\n{source}"
    return "right", ""


def run(
    count: int, seed: int, show_refused: bool = False, hostile: bool = False
) -> tuple[dict[str, int], list[str]]:
    """Counts of outcomes, and a text for each program that failed.

    With `show_refused`, prints why programs were refused; `hostile` takes sizes at the limits.
    """
    counts = {"right": 0, "refused": 0, "wrong": 0, "failed": 0}
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(seed, seed + count):
            outcome, why = check(number, Path(folder), hostile)
            counts[outcome] += 1
            if outcome in ("wrong", "failed"):
                problems.append(f"seed {number}: {outcome}: {why}")
            if show_refused and outcome == "refused":
                print(f"seed {number}: {why}")
    return counts, problems


def main() -> int:
    """Tries the programs that the command line asks for; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=200, help="programs to try")
    parser.add_argument("--seed", type=int, default=0, help="of the first one")
    parser.add_argument(
        "--refused", action="store_true", help="also print why programs were refused"
    )
    parser.add_argument(
        "--hostile", action="store_true", help="sizes at the limits: none, one, primes, all of L1"
    )
    arguments = parser.parse_args()
    sys.path.insert(0, str(KIT))
    counts, problems = run(arguments.count, arguments.seed, arguments.refused, arguments.hostile)
    print("\n\n".join(problems))
    print(", ".join(f"{count} {outcome}" for outcome, count in counts.items()))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

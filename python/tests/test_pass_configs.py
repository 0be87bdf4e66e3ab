"""`pass_configs`: what they change, that the plan tells, and how far results may be off."""

import json
import math

import pytest
import tilelang
import tilelang.language as T
import tilium
import torch
from accuracy import ALIGNMENT
from tilium import cli

M, N = 64, 128


def quotient_program(dtype="float32"):
    """Each element over a number of its row, as in softmax, and over another element."""

    @T.prim_func
    def main(X: T.Tensor((M, N), dtype), V: T.Tensor((M, 1), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((M, N), dtype)
            v = T.alloc_fragment((M, 1), dtype)
            T.copy(X, x)
            T.copy(V, v)
            for i, j in T.Parallel(M, N):
                x[i, j] = x[i, j] / v[i, 0]
            T.copy(x, Y)

    return main


def exponential_program(function):
    @T.prim_func
    def main(X: T.Tensor((M, N), "float32"), Y: T.Tensor((M, N), "float32")):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((M, N), "float32")
            T.copy(X, x)
            for i, j in T.Parallel(M, N):
                x[i, j] = function(x[i, j])
            T.copy(x, Y)

    return main


def product_program(dtype, accumulator="float32"):
    @T.prim_func
    def main(
        A: T.Tensor((64, 64), dtype),
        B: T.Tensor((64, 64), dtype),
        C: T.Tensor((64, 64), accumulator),
    ):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_shared((64, 64), dtype)
            b = T.alloc_shared((64, 64), dtype)
            c = T.alloc_fragment((64, 64), accumulator)
            T.copy(A, a)
            T.copy(B, b)
            T.clear(c)
            T.gemm(a, b, c)
            T.copy(c, C)

    return main


def cycles(kernel):
    return kernel.last_report["total_cycles"]


def plan_of(kernel):
    return json.loads(kernel.sources["tt.plan.json"])


def test_reciprocal_division_is_within_a_rounding_and_faster():
    torch.manual_seed(0)
    x, v = torch.randn(M, N), torch.rand(M, 1) * 9 + 0.1
    exact = tilium.compile(quotient_program(), out_idx=-1)
    fast = tilium.compile(
        quotient_program(), out_idx=-1, pass_configs={"tilium.reciprocal_division": True}
    )
    expected = x.double() / v.double()
    error = ((fast(x, v).double() - expected) / expected).abs().max()
    assert ((exact(x, v).double() - expected) / expected).abs().max() <= 2.0**-24
    assert 2.0**-24 < error <= 1.01 * 2.0**-23, "the reciprocal's rounding and the product's"
    assert cycles(fast) < cycles(exact)
    assert "div_binary_tile" in exact.sources["compute.cpp"]
    assert "div_binary_tile" not in fast.sources["compute.cpp"]
    # The reciprocal is that of the vector: one tile a row of tiles.
    assert fast.sources["compute.cpp"].count("recip_tile(") == 1
    assert plan_of(fast)["pass_configs"] == {"tilium.reciprocal_division": True}
    assert "pass_configs" not in plan_of(exact)


@pytest.mark.parametrize(
    "function, reference", [(T.exp, torch.exp), (T.exp2, torch.exp2)], ids=["exp", "exp2"]
)
def test_approximate_exponential_is_within_four_percent_and_faster(function, reference):
    torch.manual_seed(0)
    x = torch.rand(M, N) * 20 - 10
    exact = tilium.compile(exponential_program(function), out_idx=-1)
    fast = tilium.compile(
        exponential_program(function),
        out_idx=-1,
        pass_configs={"tilium.approximate_exponentials": True},
    )
    expected = reference(x.double())
    error = ((fast(x).double() - expected) / expected).abs().max()
    exact(x)
    assert 0.01 < error < 0.04
    assert cycles(fast) < cycles(exact)
    assert "exp_tile<true>" in fast.sources["compute.cpp"]
    assert plan_of(fast)["pass_configs"] == {"tilium.approximate_exponentials": True}


def test_approximate_exponential_at_its_ends():
    fast = tilium.compile(
        exponential_program(T.exp),
        out_idx=-1,
        pass_configs={"tilium.approximate_exponentials": True},
    )
    x = torch.zeros(M, N)
    x[0, :4] = torch.tensor([-math.inf, -1000.0, -88.6, math.nan])
    y = fast(x)
    assert y[0, :3].tolist() == [0, 0, 0]
    assert torch.isnan(y[0, 3])


@pytest.mark.parametrize("fidelity, bits", [("LoFi", 5), ("HiFi2", 7), ("HiFi3", 7)])
def test_math_fidelity(fidelity, bits):
    """What the multipliers read is bounded by the bits of the phases, and costs less."""
    torch.manual_seed(0)
    a, b = (torch.randn(64, 64).bfloat16() for _ in range(2))
    exact = tilium.compile(product_program("bfloat16"), out_idx=-1)
    fast = tilium.compile(
        product_program("bfloat16"), out_idx=-1, pass_configs={"tilium.math_fidelity": fidelity}
    )
    expected = a.double() @ b.double()
    scale = a.double().abs() @ b.double().abs()
    assert ((exact(a, b).double() - expected).abs() <= (ALIGNMENT + 2.0**-17) * scale).all()
    error = ((fast(a, b).double() - expected).abs() / scale).max()
    assert 0 < error < 2.0 ** (1 - bits) * 2 + ALIGNMENT
    assert cycles(fast) < cycles(exact)
    plan = plan_of(fast)
    assert plan["pass_configs"] == {"tilium.math_fidelity": fidelity}
    compute = next(kernel for kernel in plan["kernels"] if kernel["role"] == "compute")
    assert compute["config"]["math_fidelity"] == fidelity


def test_products_of_bytes_are_told_to_be_inexact():
    def warnings(**options):
        kernel = tilium.compile(product_program("int8", "int32"), **options)
        return [diagnostic for diagnostic in kernel.diagnostics if diagnostic.severity == "warning"]

    (warning,) = warnings(pass_configs={"tilium.math_fidelity": "LoFi"})
    assert warning.code == "reduced-precision" and "exact at HiFi4 only" in warning.message
    assert warnings() == []


@pytest.mark.parametrize(
    "configs, words",
    [
        ({"tilium.fast": True}, "unknown pass_configs: tilium.fast; known are tilium.math_fid"),
        ({"tilium.math_fidelity": "HiFi5"}, "is 'HiFi5'; it can be 'LoFi', 'HiFi2'"),
        ({"tilium.reciprocal_division": 1}, "is 1; it can be False, True"),
    ],
    ids=str,
)
def test_wrong_configs(configs, words):
    with pytest.raises(tilium.ArgumentError, match=words):
        tilium.compile(quotient_program(), pass_configs=configs)


def test_through_tilelang():
    """TileLang's own options steer passes that do not run; ours reach the kernel, and its cache."""
    configs = {"tilium.reciprocal_division": True, "tl.disable_tma_lower": True}
    fast = tilelang.compile(
        quotient_program(), out_idx=[-1], target="tenstorrent", pass_configs=configs
    )
    exact = tilelang.compile(quotient_program(), out_idx=[-1], target="tenstorrent")
    assert "pass_configs" in plan_of(fast) and "pass_configs" not in plan_of(exact)


def test_command_line(tmp_path, capsys):
    source = tmp_path / "program.py"
    source.write_text(
        "import tilelang.language as T\n"
        "@T.prim_func\n"
        "def main(X: T.Tensor((32, 32), 'float32'), Y: T.Tensor((32, 32), 'float32')):\n"
        "    with T.Kernel(1, threads=128) as _:\n"
        "        x = T.alloc_fragment((32, 32), 'float32')\n"
        "        T.copy(X, x)\n"
        "        for i, j in T.Parallel(32, 32):\n"
        "            x[i, j] = T.exp(x[i, j])\n"
        "        T.copy(x, Y)\n"
    )
    command = ["compile", f"{source}:main", "--json", "--pass-config"]
    assert cli.main([*command, "approximate_exponentials=true"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert json.loads(files["tt.plan.json"])["pass_configs"] == {
        "tilium.approximate_exponentials": True
    }
    assert cli.main([*command, "math_fidelity"]) == 2
    assert "is not NAME=VALUE" in capsys.readouterr().err
    assert cli.main([*command, "math_fidelity=high"]) == 2
    assert "it can be 'LoFi'" in capsys.readouterr().err

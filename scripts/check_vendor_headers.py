#!/usr/bin/env python3
"""Compile TT-Metalium kernels against the vendor's headers in the ttnn wheel: no device, no ttnn.

    check_vendor_headers.py [--root <folder of the unpacked wheel>] [--arch wh|bh|all]
                            [--cc gcc|clang|<path>] <folder>|<kind>:<file> ...

The root defaults to TILIUM_TTNN_WHEEL (scripts/fetch_ttnn.py unpacks one). A folder stands for its
reader.cpp, writer.cpp and compute.cpp; a kind is reader, writer, dm or compute. A reader is compiled for NCRISC, a writer for BRISC, a compute kernel for TRISC0 (unpack), TRISC1 (math) and TRISC2
(pack).  It writes the files which the JIT generates (chlkc_*.h/.cpp, defines_generated.h, kernel_includes.hpp).
Options per run: --ct 1,2,3 (compile-time args), --cb 0:bfloat16,16:float32, -D NAME=V, --syntax-only, --fp32-acc.
Exit status 0 when everything compiles.
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

KIT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "vendor_headers")
ARCH = {
    "wh": dict(
        n="wormhole",
        an="wormhole_b0",
        A="WORMHOLE",
        march="rv32im",
        extra=[],
        defs=[
            "IS_NOT_POW2_NUM_DRAM_BANKS=1",
            "NUM_DRAM_BANKS=12",
            "NUM_L1_BANKS=72",
            "PCIE_NOC_X=0",
            "PCIE_NOC_Y=3",
            "ROUTING_FW_ENABLED",
            "DISPATCH_MESSAGE_ADDR=4290183304",
        ],
    ),
    "bh": dict(
        n="blackhole",
        an="blackhole",
        A="BLACKHOLE",
        march="rv32ima_zicsr",
        extra=["tt_metal/tt-llk/tt_llk_blackhole/llk_lib/hal"],
        defs=[
            "LOG_BASE_2_OF_NUM_DRAM_BANKS=3",
            "NUM_DRAM_BANKS=8",
            "NUM_L1_BANKS=130",
            "PCIE_NOC_X=19",
            "PCIE_NOC_Y=24",
            "DISPATCH_MESSAGE_ADDR=4290184248",
        ],
    ),
}
FORMAT = {
    "float32": (0, 4096),
    "bfloat16": (5, 2048),
    "bfloat8_b": (6, 1088),
    "bfloat4_b": (7, 576),
    "uint16": (9, 2048),
    "uint32": (24, 4096),
    "int32": (8, 4096),
    "float16": (1, 2048),
    "int8": (14, 1024),
    "uint8": (30, 1024),
    "float8_e4m3": (26, 1024),
}
PROC = {  # name -> (JIT source, processor index, extra defines)
    "ncrisc": ("ncrisck.cc", 1, ["COMPILE_FOR_NCRISC", "NOC_INDEX=0", "NOC_MODE=0"]),
    "brisc": ("brisck.cc", 0, ["COMPILE_FOR_BRISC", "NOC_INDEX=1", "NOC_MODE=0"]),
    "trisc0": ("trisck.cc", 2, ["COMPILE_FOR_TRISC=0", "UCK_CHLKC_UNPACK"]),
    "trisc1": ("trisck.cc", 3, ["COMPILE_FOR_TRISC=1", "UCK_CHLKC_MATH"]),
    "trisc2": ("trisck.cc", 4, ["COMPILE_FOR_TRISC=2", "UCK_CHLKC_PACK"]),
}
KINDS = {
    "reader": ["ncrisc"],
    "writer": ["brisc"],
    "dm": ["ncrisc", "brisc"],
    "dm0": ["brisc"],
    "dm1": ["ncrisc"],
    "compute": ["trisc0", "trisc1", "trisc2"],
}


def include_dirs(root, a, tensix):
    d = [
        "",
        "ttnn",
        "ttnn/cpp",
        "tt_metal/hw/inc",
        "tt_metal/tt-llk/common",
        "tt_metal/tt-llk/tools/include",
        "tt_metal/hostdevcommon/api",
        "tt_metal/api",
        "tt_metal/hw/ckernels/%(an)s/metal/common",
        "tt_metal/hw/ckernels/%(an)s/metal/llk_io",
        "tt_metal/hw/inc/internal/tt-1xx",
        "tt_metal/hw/inc/internal/tt-1xx/%(n)s",
        "tt_metal/hw/inc/internal/tt-1xx/%(n)s/%(an)s_defines",
        "tt_metal/hw/inc/internal/tt-1xx/%(n)s/noc",
        "tt_metal/tt-llk/tt_llk_%(an)s/common/inc",
        "tt_metal/tt-llk/tt_llk_%(an)s/llk_lib",
    ] + a["extra"]
    if tensix:
        d += [
            "tt_metal/hw/ckernels/%(an)s/metal/llk_api",
            "tt_metal/hw/ckernels/%(an)s/metal/llk_api/llk_sfpu",
        ]
    d += ["tt_metal/hw/firmware/src/tt-1xx"]
    return [os.path.join(root, x % a) for x in d]


def descriptors(cbs, fidelity, approx, fp32_acc):
    """chlkc_descriptors.h: per-CB data formats and tile shapes (32x32 tiles)."""
    fmt, size = [255] * 32, [1088] * 32
    for i, name in cbs.items():
        fmt[i], size[i] = FORMAT[name]

    def arr(t, name, v):
        return "constexpr %s %s[32] = {%s};\n" % (t, name, ",".join(map(str, v)))

    shape = (
        ("tile_num_faces", 4),
        ("partial_face", 0),
        ("tile_face_r_dim", 16),
        ("narrow_tile", 0),
        ("tile_r_dim", 32),
        ("tile_c_dim", 32),
        ("num_faces_r_dim", 2),
        ("num_faces_c_dim", 2),
    )

    def group(p):
        return (
            arr("unsigned char", p + "_src_format", fmt)
            + arr("unsigned char", p + "_dst_format", fmt)
            + "".join(arr("uint8_t", "%s_%s" % (p, k), [v] * 32) for k, v in shape)
            + arr("uint16_t", p + "_tile_size", size)
        )

    s = "#pragma once\n"
    s += (
        '#if defined(UCK_CHLKC_MATH) || defined(UCK_CHLKC_PACK)\n#include "llk_defs.h"\n'
        "constexpr ckernel::MathFidelity MATH_FIDELITY = static_cast<ckernel::MathFidelity>(%d);\n"
        "constexpr bool APPROX = %s;\n#endif\n" % (fidelity, str(approx).lower())
    )
    s += "#if !defined(UCK_CHLKC_PACK)\n" + group("unpack") + "#endif\n"
    s += (
        "#if !defined(UCK_CHLKC_MATH) && !defined(UCK_CHLKC_UNPACK)\n"
        + group("pack")
        + "#if defined(UCK_CHLKC_PACK)\n"
        + arr("uint8_t", "unpack_src_format", fmt)
        + "#endif\n#endif\n"
    )
    s += (
        "#if defined(UCK_CHLKC_MATH) || defined(UCK_CHLKC_PACK) || defined(UCK_CHLKC_UNPACK)\n"
        "constexpr bool DST_ACCUM_MODE = %s;\n#define DST_SYNC_MODE DstSync::SyncHalf\n#endif\n"
        % str(fp32_acc).lower()
    )
    return s


def write(path, text):
    with open(path, "w") as f:
        f.write(text)


def generate(d, src, kind, args, cbs):
    write(f"{d}/chlkc_descriptors.h", descriptors(cbs, args.fidelity, args.approx, args.fp32_acc))
    if kind == "compute":
        write(
            f"{d}/defines_generated.h",
            "#pragma once\n#define NOC_MODE 0\n"
            + "".join("#define %s\n" % x.replace("=", " ", 1) for x in args.D),
        )
        for part in ("unpack", "math", "pack"):
            write(
                f"{d}/chlkc_{part}.cpp",
                f'#define TRISC_{part.upper()}\n#include "defines_generated.h"\n'
                f'void kernel_main();\n#include "{src}"\n',
            )
    else:
        write(f"{d}/kernel_includes.hpp", f'void kernel_main();\n#include "{src}"\n')


def compiler(cc, a):
    pico = "/usr/lib/picolibc/riscv64-unknown-elf/include"
    shim = [
        f"-I{KIT}/include",
        "-nostdinc++",
        "-isystem",
        f"{KIT}/include/cxx",
        "-isystem",
        "/usr/include/x86_64-linux-gnu/c++/12",
        "-isystem",
        "/usr/include/c++/12",
        "-isystem",
        pico,
    ]
    if cc == "clang":
        cc = "clang++-22"
    if cc == "gcc":
        cc = "riscv64-unknown-elf-g++"
    if "clang" in os.path.basename(cc):
        head = [
            cc,
            "--target=riscv32-unknown-elf",
            "-march=" + a["march"],
            "-mabi=ilp32",
            "-mno-relax",
            "-fno-short-enums",
            "-Wno-unknown-attributes",
            "-Wno-unknown-pragmas",
        ]
    else:
        head = [cc, "-march=" + a["march"], "-mabi=ilp32", "-Wno-attributes"]
    return (
        head
        + ["-std=gnu++20", "-include", f"{KIT}/include/tt_shim.h"]
        + shim
        + [
            "-fno-exceptions",
            "-fno-rtti",
            "-fno-use-cxa-atexit",
            "-fno-threadsafe-statics",
            "-ffast-math",
            "-fno-associative-math",
            "-fsigned-zeros",
            "-fno-finite-math-only",
        ]
    )


def expand(names):
    """Kernels as (kind, path); a folder gives those of its three kernels that it has."""
    kernels = []
    for name in names:
        kind, _, path = name.partition(":")
        if path and kind in KINDS:
            kernels.append((kind, path))
        elif os.path.isdir(name):
            found = [(k, os.path.join(name, k + ".cpp")) for k in ("reader", "compute", "writer")]
            found = [x for x in found if os.path.exists(x[1])]
            if not found:
                sys.exit(f"error: {name} has no reader.cpp, compute.cpp or writer.cpp")
            kernels += found
        else:
            sys.exit(
                f"error: '{name}' is neither a folder nor <kind>:<file>; kinds: {', '.join(KINDS)}"
            )
    return kernels


def main():
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("--root", default=os.environ.get("TILIUM_TTNN_WHEEL"))
    ap.add_argument("--arch", default="all", choices=[*ARCH, "all"])
    ap.add_argument("--cc", default="gcc")
    ap.add_argument("--ct", default="2,2048,2,2048,2,2048,2,2048")
    ap.add_argument("--named", default="", help="named compile-time arguments: name=value,...")
    ap.add_argument("--cb", default="0:bfloat16,1:bfloat16,16:bfloat16")
    ap.add_argument("-D", action="append", default=[])
    ap.add_argument("--fidelity", type=int, default=4)
    ap.add_argument("--approx", action="store_true")
    ap.add_argument("--fp32-acc", action="store_true")
    ap.add_argument("--syntax-only", action="store_true")
    ap.add_argument("--keep", help="keep the generated files and objects in this folder")
    ap.add_argument("--show", action="store_true", help="print every command")
    ap.add_argument("kernels", nargs="+")
    args = ap.parse_args()
    if not args.root or not os.path.isdir(os.path.join(args.root, "tt_metal")):
        sys.exit(
            "error: give --root or TILIUM_TTNN_WHEEL, the folder of the unpacked wheel that has tt_metal"
        )
    top = args.keep or tempfile.mkdtemp(prefix="tilium-headers-")
    try:
        bad = sum(
            check(args, arch, os.path.join(top, arch))
            for arch in (ARCH if args.arch == "all" else [args.arch])
        )
    finally:
        if not args.keep:
            shutil.rmtree(top)
    return 1 if bad else 0


def command(args, arch, proc, src, kind, d):
    """Generates the JIT's files for one processor in folder d; the compiler's command line."""
    a, root = ARCH[arch], os.path.abspath(args.root)
    cbs = {int(i): f for i, f in (x.split(":") for x in args.cb.split(",") if x)}
    generate(d, src, kind, args, cbs)
    jit, index, defs = PROC[proc]
    tensix = proc.startswith("trisc")
    defs = (
        defs
        + a["defs"]
        + [
            "IS_NOT_POW2_NUM_L1_BANKS=1",
            "TENSIX_FIRMWARE",
            "LOCAL_MEM_EN=0",
            "DISABLE_SFPLOADMACRO",
            f"PROCESSOR_INDEX={index}",
            "PROGRAMMABLE_CORE_TYPE=0",
            "ARCH_" + a["A"],
            "KERNEL_BUILD",
            'FULL_KERNEL_NAME="check"',
        ]
    )
    if args.ct:
        defs.append("KERNEL_COMPILE_TIME_ARGS=" + args.ct)
    if args.named:
        pairs = [x.split("=") for x in args.named.split(",")]
        defs.append(
            "KERNEL_COMPILE_TIME_ARG_MAP=" + ",".join('{"%s",%s}' % tuple(x) for x in pairs)
        )
    if tensix:
        defs.append("__riscv_xtttensix%s=1" % arch)
    else:
        defs += args.D
    cmd = compiler(args.cc, a) + ["-O3" if tensix else "-O2", "-fno-tree-loop-distribute-patterns"]
    if "clang" in cmd[0]:
        cmd.remove("-fno-tree-loop-distribute-patterns")
    cmd += [f"-I{d}", "-I" + os.path.dirname(src)] + [
        "-I" + x for x in include_dirs(root, a, tensix)
    ]
    cmd += ["-D" + x for x in defs]
    cmd += ["-fsyntax-only"] if args.syntax_only else ["-c", "-o", f"{d}/{proc}.o"]
    cmd.append(f"{root}/tt_metal/hw/firmware/src/tt-1xx/{jit}")
    if not shutil.which(cmd[0]):
        sys.exit(
            f"error: no program '{cmd[0]}'; install gcc-riscv64-unknown-elf and"
            " picolibc-riscv64-unknown-elf, or give --cc"
        )
    return cmd


def compile_kernel(args, arch, proc, src, kind, d):
    """Compiles a kernel for one processor in folder d: whether it is right, and what is to say.

    A call that the vendor has marked as deprecated is an error.
    """
    os.makedirs(d, exist_ok=True)
    cmd = command(args, arch, proc, src, kind, d)
    if args.show:
        print(" ".join(map(shlex.quote, cmd)))
    r = subprocess.run(cmd, cwd=d, capture_output=True, text=True)
    mine = [x for x in r.stderr.splitlines() if src in x and "warning" in x]
    if r.returncode:
        errors = [x for x in r.stderr.splitlines() if "error" in x]
        return False, [x[:400] for x in errors[:8]] or [r.stderr[:2000]]
    return not any("deprecated" in x for x in mine), [x[:300] for x in mine]


def check(args, arch, top):
    """Compiles every kernel for one chip; the number that failed."""
    bad = 0
    for kind, src in expand(args.kernels):
        src = os.path.abspath(src)
        for proc in KINDS[kind]:
            t = time.time()
            right, messages = compile_kernel(
                args, arch, proc, src, kind, os.path.join(top, os.path.basename(src) + "." + proc)
            )
            bad += not right
            print(
                f"{'ok  ' if right else 'FAIL'} {arch} {proc} {os.path.basename(src)} {time.time() - t:.2f}s"
            )
            for x in messages:
                print("     " + x)
    return bad


if __name__ == "__main__":
    sys.exit(main())

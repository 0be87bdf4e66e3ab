// RUN: tilium-opt --tt-infer-layout="math-fidelity=HiFi2 reciprocal-division=true" %s 2>&1 | FileCheck %s
// RUN: tilium-opt --tt-infer-layout=approximate-exponentials=true %s | FileCheck %s --check-prefix=FAST
// RUN: not tilium-opt --tt-infer-layout=math-fidelity=HiFi5 %s 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// What a program trades of accuracy is written to the module; the default is not.

// CHECK: warning: a product of 8-bit integers is exact at HiFi4 only, not at HiFi2
// CHECK: module attributes {tt.math_fidelity = "HiFi2", tt.reciprocal_division, tt.target = "wormhole_b0"}
// FAST: module attributes {tt.approximate_exponentials, tt.target = "wormhole_b0"}
// UNKNOWN: error: unknown math fidelity 'HiFi5'; known are LoFi, HiFi2, HiFi3 and HiFi4
module {
  func.func @product() {
    %a = tile.alloc "a" : memref<32x32xbf16, #tile.scope<shared>>
    %c = tile.alloc "c" : memref<32x32xf32, #tile.scope<fragment>>
    %c0 = arith.constant 0 : index
    %true = arith.constant true
    %ra = tile.region %a[%c0, %c0] [32, 32] : memref<32x32xbf16, #tile.scope<shared>> -> !tile.region<32x32xbf16>
    %rc = tile.region %c[%c0, %c0] [32, 32] : memref<32x32xf32, #tile.scope<fragment>> -> !tile.region<32x32xf32>
    tile.gemm %ra, %ra, %rc clear(%true) {tile.of_bytes} : !tile.region<32x32xbf16>, !tile.region<32x32xbf16>, !tile.region<32x32xf32>
    return
  }
}

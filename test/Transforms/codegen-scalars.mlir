// RUN: tilium-opt --tt-pipeline %s | tilium-translate --emit-metalium --metalium-file=reader.cpp | FileCheck %s --check-prefix=READER
// RUN: tilium-opt --tt-pipeline %s | tilium-translate --emit-metalium --metalium-file=compute.cpp | FileCheck %s --check-prefix=COMPUTE

// Numbers that a loop carries are variables. Two that depend on each other are computed before either changes.

// READER: uint32_t least = 1000;
// READER: uint32_t place = 0;
// READER: for (uint32_t i = 0; i < 8; ++i) {
// READER:   const uint32_t element =
// READER:       *reinterpret_cast<volatile tt_l1_ptr uint32_t *>(
// READER:   const uint32_t least_next = std::min<int32_t>(least, element);
// READER:   const uint32_t place_next =
// READER:       static_cast<int32_t>(element) < static_cast<int32_t>(least) ? i : place;
// READER:   least = least_next;
// READER:   place = place_next;
// READER: }

// And what a branch gives is one that both sides set.

// READER: uint32_t [[N:number[_0-9]*]];
// READER: if (static_cast<int32_t>(place) > static_cast<int32_t>(3)) {
// READER:   [[N]] = least;
// READER: } else {
// READER:   [[N]] = 5;
// READER: }
// READER: *reinterpret_cast<volatile tt_l1_ptr uint32_t *>({{.*}}) = [[N]];

// COMPUTE: const uint32_t [[N:number[_0-9]*]] = read_tile_value(cb_number, 0, 0);
// COMPUTE: for (int32_t {{.*}} < static_cast<int32_t>([[N]]);

!t = memref<8xi32, #tile.scope<global>>
!tensor = memref<32x32xf32, #tile.scope<global>>
!block = memref<32x32xf32, #tile.scope<shared>>
!part = !tile.region<32x32xf32>
!v = memref<1xi32, #tile.scope<local>>
func.func @search(%t: !t {tile.name = "t"}, %a: !tensor {tile.name = "a"}, %o: !tensor {tile.name = "o"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %c32 = arith.constant 32 : index
  %zero = arith.constant 0 : i32
  %three = arith.constant 3 : i32
  %five = arith.constant 5 : i32
  %most = arith.constant 1000 : i32
  %two = arith.constant 2.0 : f32
  tile.launch (%block) in (%c1) threads [128, 1, 1] {
    %b = tile.alloc "b" : !block
    %least = tile.alloc "least" : !v loc("least")
    %place = tile.alloc "place" : !v loc("place")
    %n = tile.alloc "n" : !v
    memref.store %most, %least[%c0] : !v
    memref.store %zero, %place[%c0] : !v
    scf.for %i = %c0 to %c8 step %c1 {
      %e = memref.load %t[%i] : !t
      %before = memref.load %least[%c0] : !v
      %known = memref.load %place[%c0] : !v
      %less = arith.cmpi slt, %e, %before : i32
      %smaller = arith.minsi %before, %e : i32
      memref.store %smaller, %least[%c0] : !v
      %number = arith.index_cast %i : index to i32
      %at = arith.select %less, %number, %known : i32
      memref.store %at, %place[%c0] : !v
    }
    memref.store %five, %n[%c0] : !v
    %where = memref.load %place[%c0] : !v
    %late = arith.cmpi sgt, %where, %three : i32
    scf.if %late {
      %least_of_all = memref.load %least[%c0] : !v
      memref.store %least_of_all, %n[%c0] : !v
    }
    %from = tile.region %a[%c0, %c0] [32, 32] : !tensor -> !part
    %chip = tile.region %b[%c0, %c0] [32, 32] : !block -> !part
    tile.copy %from to %chip : !part to !part
    %times = memref.load %n[%c0] : !v
    %upper = arith.index_cast %times : i32 to index
    scf.for %i = %c0 to %upper step %c1 {
      tile.parallel (%r, %c) in (%c32, %c32) {
        %x = memref.load %b[%r, %c] : !block
        %y = arith.mulf %x, %two : f32
        memref.store %y, %b[%r, %c] : !block
      }
    }
    %to = tile.region %o[%c0, %c0] [32, 32] : !tensor -> !part
    tile.copy %chip to %to : !part to !part
  }
  return
}

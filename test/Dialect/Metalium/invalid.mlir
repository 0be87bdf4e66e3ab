// RUN: tilium-opt %s -split-input-file -verify-diagnostics

func.func @prepares_nothing_known() {
  // expected-error @+1 {{names no function of the vector engine: 'exp3'}}
  metalium.vector_init "exp3"
  return
}

// -----

func.func @calls_nothing_known(%i: index) {
  // expected-error @+1 {{names no function of the vector engine: 'exp3'}}
  metalium.vector "exp3"(%i)
  return
}

// -----

func.func @takes_too_few_tiles(%i: index) {
  // expected-error @+1 {{'mul' takes 3 tiles, not 1}}
  metalium.vector "mul"(%i)
  return
}

// -----

func.func @wants_a_number(%i: index) {
  // expected-error @+1 {{'mul_scalar'}}
  metalium.vector "mul_scalar"(%i)
  return
}

// -----

func.func @pages_of_none(%cb: !tt.cb<1, 1, Float16>) {
  // expected-error @+1 {{attribute 'pages' failed to satisfy constraint}}
  metalium.cb_wait_front %cb, 0 : !tt.cb<1, 1, Float16>
  return
}

// -----

func.func @elements_of_three_bytes(%i: index) {
  // expected-error @+1 {{attribute 'bytes' failed to satisfy constraint}}
  metalium.store_l1 %i to %i {bytes = 3 : i32}
  return
}

// -----

func.func @loads_three_bytes(%i: index) {
  // expected-error @+1 {{attribute 'bytes' failed to satisfy constraint}}
  %0 = metalium.load_l1 %i {bytes = 3 : i32}
  return
}

// -----

func.func @no_circular_buffer(%i: index) {
  // expected-note @-1 {{prior use here}}
  // expected-error @+1 {{expects different type than prior uses}}
  %0 = metalium.read_tile_value %i[0] [0] : !tt.cb<1, 1, UInt8>
  return
}

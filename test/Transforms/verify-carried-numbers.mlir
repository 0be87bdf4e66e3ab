// RUN: tilium-opt "--tt-verify=partial" -split-input-file %s -o /dev/null

// A dozen numbers each of which depends on all of them: to follow each way from one to another would
// take years.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute(%n: index) attributes {tt.kernel_role = #tt.kernel_role<compute>} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %last:12 = scf.for %i = %c0 to %n step %c1
        iter_args(%v0 = %c0, %v1 = %c1, %v2 = %c0, %v3 = %c1, %v4 = %c0, %v5 = %c1, %v6 = %c0, %v7 = %c1, %v8 = %c0, %v9 = %c1, %v10 = %c0, %v11 = %c1)
        -> (index, index, index, index, index, index, index, index, index, index, index, index) {
      scf.for %j = %c0 to %v0 step %c1 {
        %0 = tt.empty into %A : !A -> !tt.block<1, 1, Float16>
        tt.push %0 in %A : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
      }
      %sum1 = arith.addi %v0, %v1 : index
      %sum2 = arith.addi %sum1, %v2 : index
      %sum3 = arith.addi %sum2, %v3 : index
      %sum4 = arith.addi %sum3, %v4 : index
      %sum5 = arith.addi %sum4, %v5 : index
      %sum6 = arith.addi %sum5, %v6 : index
      %sum7 = arith.addi %sum6, %v7 : index
      %sum8 = arith.addi %sum7, %v8 : index
      %sum9 = arith.addi %sum8, %v9 : index
      %sum10 = arith.addi %sum9, %v10 : index
      %sum11 = arith.addi %sum10, %v11 : index
      %next0 = arith.muli %sum11, %v0 : index
      %next1 = arith.muli %sum11, %v1 : index
      %next2 = arith.muli %sum11, %v2 : index
      %next3 = arith.muli %sum11, %v3 : index
      %next4 = arith.muli %sum11, %v4 : index
      %next5 = arith.muli %sum11, %v5 : index
      %next6 = arith.muli %sum11, %v6 : index
      %next7 = arith.muli %sum11, %v7 : index
      %next8 = arith.muli %sum11, %v8 : index
      %next9 = arith.muli %sum11, %v9 : index
      %next10 = arith.muli %sum11, %v10 : index
      %next11 = arith.muli %sum11, %v11 : index
      scf.yield %next0, %next1, %next2, %next3, %next4, %next5, %next6, %next7, %next8, %next9, %next10, %next11
          : index, index, index, index, index, index, index, index, index, index, index, index
    }
    return
  }
  func.func @writer(%n: index) attributes {tt.kernel_role = #tt.kernel_role<writer>} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %last:12 = scf.for %i = %c0 to %n step %c1
        iter_args(%v0 = %c0, %v1 = %c1, %v2 = %c0, %v3 = %c1, %v4 = %c0, %v5 = %c1, %v6 = %c0, %v7 = %c1, %v8 = %c0, %v9 = %c1, %v10 = %c0, %v11 = %c1)
        -> (index, index, index, index, index, index, index, index, index, index, index, index) {
      scf.for %j = %c0 to %v0 step %c1 {
        %0 = tt.wait %A : !A -> !tt.block<1, 1, Float16>
        tt.pop %0 in %A : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
      }
      %sum1 = arith.addi %v0, %v1 : index
      %sum2 = arith.addi %sum1, %v2 : index
      %sum3 = arith.addi %sum2, %v3 : index
      %sum4 = arith.addi %sum3, %v4 : index
      %sum5 = arith.addi %sum4, %v5 : index
      %sum6 = arith.addi %sum5, %v6 : index
      %sum7 = arith.addi %sum6, %v7 : index
      %sum8 = arith.addi %sum7, %v8 : index
      %sum9 = arith.addi %sum8, %v9 : index
      %sum10 = arith.addi %sum9, %v10 : index
      %sum11 = arith.addi %sum10, %v11 : index
      %next0 = arith.muli %sum11, %v0 : index
      %next1 = arith.muli %sum11, %v1 : index
      %next2 = arith.muli %sum11, %v2 : index
      %next3 = arith.muli %sum11, %v3 : index
      %next4 = arith.muli %sum11, %v4 : index
      %next5 = arith.muli %sum11, %v5 : index
      %next6 = arith.muli %sum11, %v6 : index
      %next7 = arith.muli %sum11, %v7 : index
      %next8 = arith.muli %sum11, %v8 : index
      %next9 = arith.muli %sum11, %v9 : index
      %next10 = arith.muli %sum11, %v10 : index
      %next11 = arith.muli %sum11, %v11 : index
      scf.yield %next0, %next1, %next2, %next3, %next4, %next5, %next6, %next7, %next8, %next9, %next10, %next11
          : index, index, index, index, index, index, index, index, index, index, index, index
    }
    return
  }
}

// -----

// Two numbers through loops in loops.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute(%n: index) attributes {tt.kernel_role = #tt.kernel_role<compute>} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %r0:2 = scf.for %i0 = %c0 to %n step %c1 iter_args(%x0 = %c0, %y0 = %c1) -> (index, index) {
      %r1:2 = scf.for %i1 = %c0 to %n step %c1 iter_args(%x1 = %x0, %y1 = %y0) -> (index, index) {
        %r2:2 = scf.for %i2 = %c0 to %n step %c1 iter_args(%x2 = %x1, %y2 = %y1) -> (index, index) {
          %r3:2 = scf.for %i3 = %c0 to %n step %c1 iter_args(%x3 = %x2, %y3 = %y2) -> (index, index) {
            %r4:2 = scf.for %i4 = %c0 to %n step %c1 iter_args(%x4 = %x3, %y4 = %y3) -> (index, index) {
              scf.for %j = %c0 to %x4 step %c1 {
                %0 = tt.empty into %A : !A -> !tt.block<1, 1, Float16>
                tt.push %0 in %A : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
              }
              %sum = arith.addi %x4, %y4 : index
              scf.yield %y4, %sum : index, index
            }
            scf.yield %r4#1, %r4#0 : index, index
          }
          scf.yield %r3#1, %r3#0 : index, index
        }
        scf.yield %r2#1, %r2#0 : index, index
      }
      scf.yield %r1#1, %r1#0 : index, index
    }
    return
  }
  func.func @writer(%n: index) attributes {tt.kernel_role = #tt.kernel_role<writer>} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %r0:2 = scf.for %i0 = %c0 to %n step %c1 iter_args(%x0 = %c0, %y0 = %c1) -> (index, index) {
      %r1:2 = scf.for %i1 = %c0 to %n step %c1 iter_args(%x1 = %x0, %y1 = %y0) -> (index, index) {
        %r2:2 = scf.for %i2 = %c0 to %n step %c1 iter_args(%x2 = %x1, %y2 = %y1) -> (index, index) {
          %r3:2 = scf.for %i3 = %c0 to %n step %c1 iter_args(%x3 = %x2, %y3 = %y2) -> (index, index) {
            %r4:2 = scf.for %i4 = %c0 to %n step %c1 iter_args(%x4 = %x3, %y4 = %y3) -> (index, index) {
              scf.for %j = %c0 to %x4 step %c1 {
                %0 = tt.wait %A : !A -> !tt.block<1, 1, Float16>
                tt.pop %0 in %A : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
              }
              %sum = arith.addi %x4, %y4 : index
              scf.yield %y4, %sum : index, index
            }
            scf.yield %r4#1, %r4#0 : index, index
          }
          scf.yield %r3#1, %r3#0 : index, index
        }
        scf.yield %r2#1, %r2#0 : index, index
      }
      scf.yield %r1#1, %r1#0 : index, index
    }
    return
  }
}

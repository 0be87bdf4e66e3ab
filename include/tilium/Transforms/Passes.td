//===- Passes.td - The 17 passes, in pipeline order --------*- tablegen -*-===//

#ifndef TILIUM_TRANSFORMS_PASSES_TD
#define TILIUM_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

/// A pass over a whole program: `argument` on the command line, `file` below lib/Transforms.
class Tilium_Pass<string argument, string summaryText> : Pass<argument, "::mlir::ModuleOp"> {
  let summary = summaryText;
  let dependentDialects = ["::tilium::tile::TileDialect", "::tilium::tt::TTDialect",
                           "::tilium::metalium::MetaliumDialect", "::mlir::scf::SCFDialect",
                           "::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
}

//===----------------------------------------------------------------------===//
// A: layouts
//===----------------------------------------------------------------------===//

def PromoteScalarsPass
    : Tilium_Pass<"tile-promote-scalars", "Brings integers that steer the program out of buffers"> {
  let description = [{
    Addresses, bounds of loops and conditions are numbers that the processors of a core compute. Where such a number
    comes from variables of one integer (`T.alloc_var`), these become values, carried by loops and branches; where it
    comes from a tensor of integers that the program does not write, or from an on-chip buffer that only a copy of such a
    tensor fills, it becomes a `tt.load_scalar`. Runs on what the importer gives, first.

    **Requires** `tile` IR from the importer.
    **Ensures** integers of tensors that addresses, bounds and conditions depend on are `tt.load_scalar`.
    **Leaves alone** what only elementwise code uses, and what engines compute.

    **Example** `T.copy(A[starts[bx], 0], S)` reads from the row `tt.load_scalar %starts[%bx]`.
  }];
}

def StageAtomicUpdatesPass
    : Tilium_Pass<"tile-stage-atomic-updates", "Gathers atomic updates of tensors on chip"> {
  let description = [{
    No core can change an element of a tensor in one step, so that two cores that update the same one would lose an
    update. All blocks that update the same elements run one after the other on one core instead: the axes of the grid
    that do not, provably, choose disjoint parts of the tensor become loops inside the block. The part that a block
    updates is loaded into a fragment before, updated there and stored after. Updates of on-chip buffers become loads
    and stores, or reductions where several points of a `tile.parallel` update one element. Runs on what the importer gives,
    before StageTensorAccesses.

    **Requires** `tile` IR from the importer.
    **Ensures** there is no `memref.atomic_rmw`.
    **Leaves alone** everything else.

    **Example** In a grid of (4, 2, 8), `T.atomic_add(C[by * 64 + i, bx * 64 + j], c[i, j])` makes the third axis a loop
    of 8 around the body, in a grid of (4, 2).
  }];
}

def StageTensorAccessesPass
    : Tilium_Pass<"tile-stage-tensor-accesses", "Brings T.Parallel's tensors on chip by copies"> {
  let description = [{
    Elementwise code may load and store elements of tensors. Each block of a tensor that a
    `tile.parallel` reaches gets a fragment of its own, a `tile.copy` into it before and one out of it
    after. Runs on what the importer gives, before the 17 passes.

    **Requires** `tile` IR from the importer.
    **Ensures** `tile.parallel` loads and stores on-chip buffers only.
    **Leaves alone** everything else.

    **Example** `C[by * 64 + i, bx * 32 + j] = A_shared[i, j]` becomes a store to a 64x32 fragment and a
    copy of that to `C[by * 64, bx * 32]`.
  }];
}

def StageTensorWindowsPass
    : Tilium_Pass<"tile-stage-tensor-windows", "Brings parts of tensors that take no whole tiles on chip through tiles that do"> {
  let description = [{
    Tensors move by tiles. Where the blocks of a tensor that a program copies let tiles start nowhere in
    common, the tensor is tiled plainly, and a copy out of it that takes no whole tiles becomes one of the
    tiles around its window to a fragment, and a `tile.parallel` that takes the window from there. A copy into
    such a tensor that takes no whole tiles along its rows becomes one of `rows`. Runs after
    StageTensorAccesses, before the 17 passes.

    **Requires** `tile` IR in which `tile.parallel` works on on-chip buffers.
    **Ensures** copies out of tensors take blocks that tiles can start at, if writes to them do or are of `rows`.
    **Leaves alone** other writes, and tensors whose accesses agree about where tiles start.

    **Example** `T.copy(A[7:39, 0:32], S)` copies `A[0:64, 0:32]` to a fragment `A_window`, and then
    `S[i, j] = A_window[i + 7, j]`.
  }];
}

def StageBufferPartsPass
    : Tilium_Pass<"tile-stage-buffer-parts", "Brings parts of on-chip buffers into buffers of their own"> {
  let description = [{
    Tile operations on a part of an on-chip buffer get a buffer of the part's size; a `tile.parallel`
    copies the part into it before where it is read, and back after where it is written. Buffers that
    are written in parts start as zeros. Runs after StageTensorWindows, before the 17 passes.

    **Requires** `tile` IR in which `tile.parallel` works on on-chip buffers.
    **Ensures** tile operations use on-chip buffers whole.
    **Leaves alone** tensors.

    **Example** `T.copy(A[b, 0, 0], A_shared[b, :, :])` copies to a fragment of one slice, whose elements
    then go to slice `b` of `A_shared`.
  }];
}

def StageByteProductsPass
    : Tilium_Pass<"tile-stage-byte-products", "Brings 8-bit numbers to the matrix engine as bfloat16"> {
  let description = [{
    A `tile.gemm` of 8-bit integers becomes two of bfloat16 into float32, with the lower and the upper
    four bits of B: the matrix engine would round products of whole bytes. Both are exact for a block
    of up to 1024 (unsigned: 258) elements along K; elementwise code converts the operands and adds the
    products to the int32 result. One of fp8 numbers becomes one of bfloat16 into the same result. Runs after StageBufferParts, before the 17 passes.

    **Requires** `tile` IR whose tile operations use on-chip buffers whole.
    **Ensures** no `tile.gemm` multiplies 8-bit numbers.
    **Leaves alone** other products.

    **Example** `T.gemm(a, b, c)` of int8 adds `int32(a @ (b & 15)) + (int32(a @ (b >> 4)) << 4)` to `c`.
  }];
}

def FuseParallelPass
    : Tilium_Pass<"tile-fuse-parallel", "Computes elements where they are used, without a buffer between"> {
  let description = [{
    A store of a `tile.parallel` to a whole buffer of 32 bits whose elements only one later store reads,
    each at its own place, is left out: that store computes the elements itself. Both are in one
    statement, or in two of one block between which nothing writes what the elements are computed from. After
    them the buffer is written anew before it is read, or not read at all; a buffer without readers
    is erased. A statement without stores is erased. A `tile.copy` that rounds the last elements such a statement stored to float16
    or bfloat16 is a statement as well; on the way to a tensor they go to a buffer of its type. What would need more tiles of DST at once than half of it has stays in two stores. Runs
    after StageByteProducts, before the 17 passes.

    **Requires** `tile` IR in which `tile.parallel` works on on-chip buffers.
    **Ensures** the same values are stored to all buffers that are read.
    **Leaves alone** buffers of fewer bits, which round what is stored to them; elements that several stores
    use; stores to parts of buffers, and under conditions.

    **Example** `acc[i, j] = acc[i, j] + bias[j]` and, in the next `T.Parallel`, `out[i, j] = T.max(acc[i, j], 0)` become
    `out[i, j] = T.max(acc[i, j] + bias[j], 0)`.
  }];
}

def InferTTLayoutPass : Tilium_Pass<"tt-infer-layout", "Gives tensors and buffers their layout (A1)"> {
  let description = [{
    Decides how each tensor and on-chip buffer lives in memory: which dimensions are the rows and
    columns of 32x32 tiles, in which format, in DRAM or L1, and where blocks that are not multiples
    of 32 are padded. The decision follows from how the program accesses the buffer; names play no
    part.

    **Requires** `tile` IR from the importer.
    **Ensures** every tensor argument and every `tile.alloc` has `tt.layout_desc`; the module has
    `tt.target`, and what its options trade of accuracy: `tt.math_fidelity`,
    `tt.reciprocal_division` and `tt.approximate_exponentials`, which later passes read.
    **Leaves alone** all operations.

    **Example** A 256x256 tensor read in blocks of 64x32 gets
    `#tt.layout<shape = [256, 256], format = Float16, memory = dram, interleaved, row_dim = 0,
    col_dim = 1, row_block = 32, col_block = 32>`.
  }];
  let options = [Option<"target", "target", "std::string", "\"wormhole_b0\"",
                        "Chip to compile for: wormhole_b0 or blackhole">,
                 Option<"mathFidelity", "math-fidelity", "std::string", "\"HiFi4\"",
                        "Phases a product takes: LoFi, HiFi2, HiFi3 or HiFi4">,
                 Option<"reciprocalDivision", "reciprocal-division", "bool", "false",
                        "Divide by multiplying with the reciprocal, once a row for vectors">,
                 Option<"approximateExponentials", "approximate-exponentials", "bool", "false",
                        "Take the vector engine's fast exponential, within 4 %">];
}

def PropagateTTLayoutPass
    : Tilium_Pass<"tt-propagate-layout", "Gives on-chip buffers their circular-buffer geometry (A2)"> {
  let description = [{
    Works out page size, pages a block and depth of the circular buffer behind each on-chip buffer,
    from its layout and from the `num_stages` of the pipelined loop that fills it.

    **Requires** `tt.layout_desc` on every `tile.alloc`.
    **Ensures** `tt.cb_desc` on every `tile.alloc`; all of them together fit in L1.
    **Leaves alone** tensors and operations.

    **Example** A 64x32 Float16 buffer filled in a loop of 3 stages gets
    `#tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 3>`.
  }];
}

def AttachTensorAccessorTTPass
    : Tilium_Pass<"tt-attach-tensor-accessor", "Gives each tensor an abstract accessor (A3)"> {
  let description = [{
    **Requires** `tt.layout_desc` on every tensor argument.
    **Ensures** `tt.tensor_accessor` on every tensor argument, unbound.
    **Leaves alone** everything else.

    **Example** `#tt.tensor_accessor<page_size = 2048, memory = dram, interleaved>`.
  }];
}

//===----------------------------------------------------------------------===//
// B: work on cores
//===----------------------------------------------------------------------===//

def LayoutAwareWorkPartitionTTPass
    : Tilium_Pass<"tt-work-partition", "Chooses cores and which blocks each of them runs (B1)"> {
  let description = [{
    Spreads the grid's blocks over the cores of the target: contiguous runs of blocks, at most one
    more on one core than on another.

    **Requires** one `tile.launch` with a constant grid in each function.
    **Ensures** `tt.grid_tiles` (blocks along x, y, z), `tt.core_grid`, `tt.core_ranges`,
    `tt.partition_mode` and `tt.work_partition` on the function.
    **Leaves alone** the launch itself.

    **Example** 16 blocks on 64 cores: 16 cores run one block each.
  }];
}

def GridToCoreGridPass : Tilium_Pass<"tt-grid-to-core-grid", "Turns the grid into a loop over blocks on each core (B2)"> {
  let description = [{
    **Requires** the partition attributes of `tt-work-partition`.
    **Ensures** no `tile.launch`: its body is in a loop from `tt.work_start` over `tt.work_count`
    blocks, the block's indices recovered from the loop's.
    **Leaves alone** the body.

    **Example** `tile.launch (%bx, %by) in (%c4, %c4)` becomes a loop over `%block` with
    `%bx = %block mod 4`, `%by = %block / 4`.
  }];
}

//===----------------------------------------------------------------------===//
// C: tiles, circular buffers, engines
//===----------------------------------------------------------------------===//

def LowerSharedToCBPass : Tilium_Pass<"tt-lower-shared-to-cb", "Turns buffers into circular buffers and copies into reads, writes and moves (C1)"> {
  let description = [{
    **Requires** `tt.layout_desc` and `tt.cb_desc` on every `tile.alloc`.
    **Ensures** no `tile.alloc` and no `tile.copy`; other tile operations name circular buffers
    through `builtin.unrealized_conversion_cast` until LowerTTTileIntrinsics and LowerToSFPU.
    **Leaves alone** all other tile operations.

    **Example** `tile.copy` of a tensor's region to a shared buffer becomes `tt.read`.
  }];
}

def LowerTTTileIntrinsicsPass : Tilium_Pass<"tt-lower-tile-intrinsics", "Turns matrix operations into tt operations (C2)"> {
  let description = [{
    **Requires** `tt.cb` buffers.
    **Ensures** no `tile.gemm`, `tile.transpose` or `tile.fill`; a fill with zero that only starts
    an accumulation is part of the product's `clear`.
    **Leaves alone** `tile.parallel`.

    **Example** `tile.gemm` becomes `tt.matmul`.
  }];
}

def LowerToSFPUPass : Tilium_Pass<"tt-lower-to-sfpu", "Turns elementwise bodies into tile expressions (C3)"> {
  let description = [{
    **Requires** `tt.cb` buffers.
    **Ensures** no operation of the `tile` dialect.
    **Leaves alone** `tt` operations.

    **Example** a `tile.parallel` that copies with a cast becomes `tt.move`.
  }];
}

def BuildTileDFGTTPass : Tilium_Pass<"tt-build-tile-dfg", "Builds the graph of tiles and gives circular buffers their ids (C4)"> {
  let description = [{
    Turns the program from buffer form into value form: each block is an SSA value with one producer
    and its consumers, carried over loops by `iter_args`. Where one circular buffer would have two
    producing or two consuming kernels, a `tt.move` separates them. A `tt.read` leaves the loops that
    do not change what it reads; circular buffers through which a loop hands blocks to another
    kernel get room for two, as far as L1 goes. Costly parts of expressions that take column vectors
    alone become operations on the vector; expressions of more tiles than DST holds become several,
    with a block of 32 bits in L1 between them. A result that goes to a tensor is made and written in
    parts (SplitWrites), and blocks that only change their format on chip are used as they were read
    (ForwardReads).

    **Requires** only `tt` operations in buffer form.
    **Ensures** only `tt` operations in value form; every `tt.cb` has an `id` and one producing and
    one consuming kernel; `tt.tile_dfg` on the function.
    **Leaves alone** index arithmetic.

    **Example** `tt.matmul %A, %B into %C` in a loop becomes
    `%y = tt.matmul %a, %b acc(%x) into %C` with `%x` carried by the loop.
  }];
}

//===----------------------------------------------------------------------===//
// D: three kernels and their protocol
//===----------------------------------------------------------------------===//

def SplitDeviceKernelPass : Tilium_Pass<"tt-split-device-kernel", "Splits the function into reader, compute and writer (D1)"> {
  let description = [{
    **Requires** value form and `tt.tile_dfg`.
    **Ensures** three functions with `tt.kernel_role`, reader first; each has the operations of its
    role and the control flow around them; blocks that cross roles, or that a role stores for
    itself, pass through `tt.push`, `tt.wait` and `tt.pop`.
    **Leaves alone** the operations themselves.

    **Example** a `tt.read` used by `tt.matmul` becomes read and push in the reader, wait, matmul
    and pop in compute.
  }];
}

def ConfigureTensorAccessorTTPass : Tilium_Pass<"tt-configure-tensor-accessor", "Binds accessors to argument slots (D2)"> {
  let description = [{
    Each kernel numbers the tensors that it uses, in the order of the signature.

    **Requires** three kernels.
    **Ensures** `tt.tensor_accessor` of each tensor a kernel uses is bound to compile-time and
    runtime argument slots; `tt.runtime_args` lists each kernel's runtime arguments.
    **Leaves alone** operations.

    **Example** the first tensor of the reader:
    `#tt.tensor_accessor<..., compile_time_offset = 0, address_arg = 0>`.
  }];
}

def LowerCBIntrinsicsPass : Tilium_Pass<"tt-lower-cb-intrinsics", "Puts in the NoC and circular-buffer protocol (D3)"> {
  let description = [{
    Transfers become loops over tiles with the pages' numbers, tested against the tensor's extents
    where they may lie outside; of blocks that are used in their first rows alone, nothing else is
    read (FirstRows); channels become circular-buffer calls; the compute kernel goes back to buffer
    form, with room found where a block starts.

    **Requires** bound accessors and `tt.layout_desc` on tensors.
    **Ensures** no `tt.read`, `tt.write`, `tt.push`, `tt.wait`, `tt.pop`, `tt.empty`; the data
    movement kernels are `metalium` operations only; barriers are batched.
    **Leaves alone** what compute operations on blocks do.

    **Example** `tt.read` becomes `cb_reserve_back`, a loop of `noc_async_read_page`, a barrier, and
    its `tt.push` becomes `cb_push_back`.
  }];
}

def InsertComputeInitTTPass : Tilium_Pass<"tt-insert-compute-init", "Puts in engine start-up, initialisation and reconfiguration (D4)"> {
  let description = [{
    **Requires** the compute kernel in buffer form, with circular-buffer protocol.
    **Ensures** `tt.compute_config`; one start-up; each operation's engine state is set before it
    runs, only where it may differ, and in front of loops that need one state throughout.
    **Leaves alone** the operations and the data movement kernels.

    **Example** for a kernel of products alone, `metalium.compute_kernel_hw_startup` and
    `metalium.matmul_block_init` before the work loop, none inside.
  }];
}

def InsertDSTManagementTTPass : Tilium_Pass<"tt-insert-dst-management", "Blocks compute operations for DST (D5)"> {
  let description = [{
    **Requires** engine state set by InsertComputeInitTT.
    **Ensures** no operation on blocks: loops over parts that fit DST, each with acquire, commit,
    wait, pack and release; the packer adds to L1 exactly where a product continues a sum.
    **Leaves alone** the data movement kernels.

    **Example** a 4x4 product in Float32 is computed in parts of 2x2 tiles.
  }];
}

//===----------------------------------------------------------------------===//
// E, F, G: signature, verification, emission
//===----------------------------------------------------------------------===//

def FinalizePersistentSignatureTTPass : Tilium_Pass<"tt-finalize-signature", "Freezes runtime arguments and the plan (E1)"> {
  let description = [{
    **Requires** three kernels of `metalium` operations.
    **Ensures** work bounds and scalars are `metalium.get_arg_val`; `tt.runtime_args` lists what the
    host passes, in order, and only what is used.
    **Leaves alone** everything else.

    **Example** reader: tensor addresses, `start_id`, `count`.
  }];
}

def VerifyTTIRPass : Tilium_Pass<"tt-verify", "Checks the whole program (F)"> {
  let description = [{
    **Requires** a final signature.
    **Ensures** circular buffers balance, DST is used within acquire and release and within its
    capacity, pages are published after their barrier, arguments have slots, L1 is not exceeded.
    **Leaves alone** everything.

    **Example** a `cb_push_back` without its `cb_reserve_back` is an error with notes to both ends.
  }];
  let options = [
    Option<"partial", "partial", "bool", "false",
           "Check IR of any stage for what it has to keep by then, instead of requiring all of it">];
}

def CodegenTTPass : Tilium_Pass<"tt-codegen", "Emits the kernels, the host program and the plan (G)"> {
  let description = [{
    **Requires** a verified program.
    **Ensures** the module's `tt.generated_files`: reader.cpp, compute.cpp, writer.cpp, main.cpp,
    CMakeLists.txt, tt.plan.json, tt.lines.json.
    **Leaves alone** the IR.

    **Example** see docs/passes/codegen.md.
  }];
}

#endif // TILIUM_TRANSFORMS_PASSES_TD

//===- MetaliumOps.td - One op per TT-Metalium kernel API call -*- tablegen -*-===//
//
// Every op carries the C++ name, the header and the processor of its call: the
// emitter, the verifier, the device's coverage test and the reference read this
// one table. Spelling: TT-Metalium 0.81.1.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DIALECT_METALIUM_IR_METALIUMOPS_TD
#define TILIUM_DIALECT_METALIUM_IR_METALIUMOPS_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Metalium_Dialect : Dialect {
  let name = "metalium";
  let cppNamespace = "::tilium::metalium";
  let summary = "TT-Metalium kernel API calls";
  let description = [{
    One op per call of the TT-Metalium kernel API. Scalars and L1 addresses are `index`, which the
    emitter prints as `uint32_t`; circular buffers are the `!tt.cb` values of `tt.cb` declarations.
    Control flow is `scf.for` and `scf.if`.
  }];
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect",
                           "::tilium::tt::TTDialect"];
}

//===----------------------------------------------------------------------===//
// Processors, types, the call interface
//===----------------------------------------------------------------------===//

def Metalium_Processor : I32EnumAttr<"Processor", "which kernels may make a call", [
    I32EnumAttrCase<"Any", 0, "any">, I32EnumAttrCase<"DataMovement", 1, "data_movement">,
    I32EnumAttrCase<"Compute", 2, "compute">]> {
  let cppNamespace = "::tilium::metalium";
  let genSpecializedAttr = 0;
}
// Makes the enum part of the dialect, as an attribute for tools that list the calls.
def Metalium_ProcessorAttr : EnumAttr<Metalium_Dialect, Metalium_Processor, "processor"> {
  let assemblyFormat = "`<` $value `>`";
}

def Metalium_AccessorType : TypeDef<Metalium_Dialect, "Accessor"> {
  let mnemonic = "accessor";
  let summary = "A TensorAccessor: finds the pages of a tensor";
}

def Metalium_CB : Type<CPred<"::mlir::isa<::tilium::tt::CBType>($_self)">, "circular buffer",
                       "::tilium::tt::CBType">;

def Metalium_Semaphore : Type<CPred<"::mlir::isa<::tilium::tt::SemaphoreType>($_self)">, "semaphore",
                              "::tilium::tt::SemaphoreType">,
                         BuildableType<"::tilium::tt::SemaphoreType::get($_builder.getContext())">;

def Metalium_CallOpInterface : OpInterface<"CallOpInterface"> {
  let cppNamespace = "::tilium::metalium";
  let description = "A call of the kernel API.";
  let methods = [
    InterfaceMethod<"The function's name in C++.", "::llvm::StringRef", "getCallee", (ins)>,
    InterfaceMethod<"The header that declares it.", "::llvm::StringRef", "getHeader", (ins)>,
    InterfaceMethod<"The kernels that may call it.", "::tilium::metalium::Processor", "getProcessor", (ins)>,
    InterfaceMethod<"The arguments in the order of the C++ signature.",
                    "::llvm::SmallVector<::mlir::OpFoldResult>", "getCallArguments", (ins), [{}], [{
      return ::llvm::SmallVector<::mlir::OpFoldResult>($_op->getOperands());
    }]>,
    InterfaceMethod<"The template arguments, as C++ text.",
                    "::llvm::SmallVector<::std::string>", "getTemplateArguments", (ins), [{}], [{
      return {};
    }]>];
}

class Metalium_Op<string mnemonic, list<Trait> traits = []> : Op<Metalium_Dialect, mnemonic, traits>;

/// A call: `callee` is declared by `header` and belongs to `processor`. Ops whose C++ arguments are
/// not just their operands set `arguments_of_call` or `template_arguments`, C++ expressions.
class Metalium_Call<string mnemonic, string callee, string header, string processor,
                    string arguments_of_call = "", string template_arguments = "",
                    list<Trait> traits = []>
    : Metalium_Op<mnemonic, traits # [Metalium_CallOpInterface]> {
  string calleeName = callee;
  string headerName = header;
  string processorName = processor;
  let extraClassDeclaration =
    "::llvm::StringRef getCallee() { return \"" # callee # "\"; }\n"
    "::llvm::StringRef getHeader() { return \"" # header # "\"; }\n"
    "::tilium::metalium::Processor getProcessor() { return ::tilium::metalium::Processor::" # processor # "; }\n" #
    !if(!empty(arguments_of_call), "",
      "::llvm::SmallVector<::mlir::OpFoldResult> getCallArguments() { return " # arguments_of_call # "; }\n") #
    !if(!empty(template_arguments), "",
      "::llvm::SmallVector<::std::string> getTemplateArguments() { return " # template_arguments # "; }\n");
}

/// The bytes of an element in L1.
def Metalium_ElementBytes
    : DefaultValuedAttr<ConfinedAttr<I32Attr, [IntIsOneOf<[1, 2, 4]>]>, "4">;

//===----------------------------------------------------------------------===//
// Arguments and accessors
//===----------------------------------------------------------------------===//

def Metalium_GetArgOp : Metalium_Call<"get_arg_val", "get_arg_val", "", "Any",
    "{getArgAttr()}", "{\"uint32_t\"}", [Pure]> {
  let summary = "A runtime argument";
  let description = [{
    Argument `arg` of the kernel, called `arg_name` in the emitted code.

    ```mlir
    %start = metalium.get_arg_val 2 "start_id"
    ```
  }];
  let arguments = (ins I32Attr:$arg, StrAttr:$arg_name);
  let results = (outs Index:$value);
  let assemblyFormat = "$arg $arg_name attr-dict";
}

def Metalium_TensorAccessorOp : Metalium_Op<"tensor_accessor", [Pure]> {
  let summary = "TensorAccessorArgs and TensorAccessor of a tensor";
  let description = [{
    The accessor of the tensor at `address`, its compile-time arguments starting at
    `compile_time_offset`. `tensor_name` is what the emitted code calls it, `argument` the index of
    the kernel's tensor argument.

    ```mlir
    %A = metalium.tensor_accessor "A" argument 0 compile_time_offset 0 at %address
    ```
  }];
  let arguments = (ins StrAttr:$tensor_name, I32Attr:$argument, I32Attr:$compile_time_offset, Index:$address);
  let results = (outs Metalium_AccessorType:$accessor);
  let assemblyFormat = [{
    $tensor_name `argument` $argument `compile_time_offset` $compile_time_offset `at` $address attr-dict
  }];
}

//===----------------------------------------------------------------------===//
// Circular buffers
//===----------------------------------------------------------------------===//

// The functions are declared for both kinds of kernels, each in its own header.
class Metalium_CBCall<string mnemonic, string summaryText>
    : Metalium_Call<mnemonic, mnemonic, "", "Any", "{getCb(), getPagesAttr()}"> {
  let summary = summaryText;
  let arguments = (ins Metalium_CB:$cb, ConfinedAttr<I32Attr, [IntPositive]>:$pages);
  let assemblyFormat = "$cb `,` $pages attr-dict `:` type($cb)";
}
def Metalium_CBReserveBackOp : Metalium_CBCall<"cb_reserve_back", "Waits until `pages` pages are free">;
def Metalium_CBPushBackOp : Metalium_CBCall<"cb_push_back", "Hands `pages` written pages to the consumer"> {
  let description = "With `unfilled` nothing was written to them: they stand for a value that nothing reads.";
  let arguments = (ins Metalium_CB:$cb, ConfinedAttr<I32Attr, [IntPositive]>:$pages, UnitAttr:$unfilled);
}
def Metalium_CBWaitFrontOp : Metalium_CBCall<"cb_wait_front", "Waits until `pages` pages were pushed">;
def Metalium_CBPopFrontOp : Metalium_CBCall<"cb_pop_front", "Gives `pages` read pages back to the producer"> {
  let description = "With `discards` the program overwrites the pages' value unseen, and nothing has read it.";
  let arguments = (ins Metalium_CB:$cb, ConfinedAttr<I32Attr, [IntPositive]>:$pages, UnitAttr:$discards);
}

class Metalium_CBPointer<string mnemonic, string summaryText>
    : Metalium_Call<mnemonic, mnemonic, "api/dataflow/dataflow_api.h", "DataMovement"> {
  let summary = summaryText;
  let arguments = (ins Metalium_CB:$cb);
  let results = (outs Index:$address);
  let assemblyFormat = "$cb attr-dict `:` type($cb)";
}
def Metalium_GetWritePtrOp : Metalium_CBPointer<"get_write_ptr", "L1 address of the first reserved page">;
def Metalium_GetReadPtrOp : Metalium_CBPointer<"get_read_ptr", "L1 address of the first waited-for page">;

//===----------------------------------------------------------------------===//
// Network on chip
//===----------------------------------------------------------------------===//

class Metalium_NocCall<string mnemonic, string callArguments = "">
    : Metalium_Call<mnemonic, mnemonic, "api/dataflow/dataflow_api.h", "DataMovement", callArguments>;

def Metalium_NocAsyncReadPageOp : Metalium_NocCall<"noc_async_read_page"> {
  let summary = "Starts reading a page of a tensor into L1";
  let arguments = (ins Index:$page, Metalium_AccessorType:$accessor, Index:$l1_address);
  let assemblyFormat = "$page `of` $accessor `to` $l1_address attr-dict";
}
def Metalium_NocAsyncWritePageOp : Metalium_NocCall<"noc_async_write_page"> {
  let summary = "Starts writing a page of a tensor from L1";
  let arguments = (ins Index:$page, Metalium_AccessorType:$accessor, Index:$l1_address);
  let assemblyFormat = "$page `of` $accessor `from` $l1_address attr-dict";
}
def Metalium_MemZerosBaseOp : Metalium_Op<"mem_zeros_base", [Pure]> {
  let summary = "L1 address of the zeroes the firmware keeps (MEM_ZEROS_BASE)";
  let results = (outs Index:$address);
  let assemblyFormat = "attr-dict";
}
def Metalium_GetNocAddrOp : Metalium_Call<"get_noc_addr", "get_noc_addr", "api/dataflow/dataflow_api.h",
    "DataMovement", "", "", [Pure]> {
  let summary = "NoC address of an L1 address of this core";
  let arguments = (ins Index:$l1_address);
  let results = (outs I64:$noc_address);
  let assemblyFormat = "$l1_address attr-dict";
}
def Metalium_GetPageNocAddrOp : Metalium_Call<"get_page_noc_addr", "get_noc_addr",
    "api/dataflow/dataflow_api.h", "DataMovement", "", "", [Pure]> {
  let summary = "NoC address of a byte of a tensor's page";
  let arguments = (ins Index:$page, Metalium_AccessorType:$accessor, Index:$offset);
  let results = (outs I64:$noc_address);
  let assemblyFormat = "$page `of` $accessor `+` $offset attr-dict";
}
def Metalium_NocAsyncReadOp : Metalium_NocCall<"noc_async_read"> {
  let summary = "Starts reading bytes from a NoC address into L1";
  let arguments = (ins I64:$noc_address, Index:$l1_address, Index:$bytes);
  let assemblyFormat = "$noc_address `to` $l1_address `,` $bytes attr-dict";
}
def Metalium_NocAsyncWriteOp : Metalium_NocCall<"noc_async_write"> {
  let summary = "Starts writing bytes from L1 to a NoC address";
  let arguments = (ins Index:$l1_address, I64:$noc_address, Index:$bytes);
  let assemblyFormat = "$l1_address `to` $noc_address `,` $bytes attr-dict";
}
def Metalium_GetCoreNocAddrOp : Metalium_Call<"get_core_noc_addr", "get_noc_addr",
    "api/dataflow/dataflow_api.h", "DataMovement", "", "", [Pure]> {
  let summary = "NoC address of an L1 address of the core at the NoC's coordinates";
  let arguments = (ins Index:$x, Index:$y, Index:$l1_address);
  let results = (outs I64:$noc_address);
  let assemblyFormat = "`(` $x `,` $y `)` `+` $l1_address attr-dict";
}
def Metalium_GetNocMulticastAddrOp : Metalium_Call<"get_noc_multicast_addr", "get_noc_multicast_addr",
    "api/dataflow/dataflow_api.h", "DataMovement", "", "", [Pure]> {
  let summary = "NoC address of an L1 address of all cores in a rectangle";
  let description = [{
    The rectangle starts at the corner where the network comes in: NoC 0 goes from the smaller
    coordinates to the larger ones, NoC 1 the other way.

    ```mlir
    %others = metalium.get_noc_multicast_addr(%x0, %y0) to (%x1, %y1) + %A_l1
    ```
  }];
  let arguments = (ins Index:$x_start, Index:$y_start, Index:$x_end, Index:$y_end, Index:$l1_address);
  let results = (outs I64:$noc_address);
  let assemblyFormat = [{
    `(` $x_start `,` $y_start `)` `to` ` ` `(` $x_end `,` $y_end `)` `+` $l1_address attr-dict
  }];
}
def Metalium_NocAsyncWriteMulticastOp : Metalium_NocCall<"noc_async_write_multicast"> {
  let summary = "Starts writing bytes from L1 to all cores of a rectangle, without this one";
  let arguments = (ins Index:$l1_address, I64:$noc_address, Index:$bytes, Index:$receivers);
  let assemblyFormat = "$l1_address `to` $noc_address `,` $bytes `receivers` $receivers attr-dict";
}
class Metalium_Barrier<string mnemonic, string summaryText> : Metalium_NocCall<mnemonic> {
  let summary = summaryText;
  let assemblyFormat = "attr-dict";
}
def Metalium_NocAsyncReadBarrierOp
    : Metalium_Barrier<"noc_async_read_barrier", "Waits until all reads have arrived">;
def Metalium_NocAsyncWriteBarrierOp
    : Metalium_Barrier<"noc_async_write_barrier", "Waits until all writes have been acknowledged">;
def Metalium_NocAsyncWritesFlushedOp
    : Metalium_Barrier<"noc_async_writes_flushed", "Waits until all writes have left L1">;

//===----------------------------------------------------------------------===//
// Semaphores
//===----------------------------------------------------------------------===//

def Metalium_GetSemaphoreOp : Metalium_Call<"get_semaphore", "get_semaphore",
    "api/dataflow/dataflow_api.h", "DataMovement", "", "", [Pure]> {
  let summary = "L1 address of a semaphore, the same on every core";
  let arguments = (ins Metalium_Semaphore:$semaphore);
  let results = (outs Index:$l1_address);
  let assemblyFormat = "$semaphore attr-dict";
}
def Metalium_NocSemaphoreSetOp : Metalium_NocCall<"noc_semaphore_set"> {
  let summary = "Sets a semaphore of this core";
  let arguments = (ins Index:$l1_address, Index:$value);
  let assemblyFormat = "$l1_address `to` $value attr-dict";
}
def Metalium_NocSemaphoreWaitOp : Metalium_NocCall<"noc_semaphore_wait"> {
  let summary = "Waits until a semaphore of this core has a value";
  let arguments = (ins Index:$l1_address, Index:$value);
  let assemblyFormat = "$l1_address `for` $value attr-dict";
}
def Metalium_NocSemaphoreIncOp : Metalium_NocCall<"noc_semaphore_inc"> {
  let summary = "Starts adding to a semaphore of another core";
  let arguments = (ins I64:$noc_address, Index:$increment);
  let assemblyFormat = "$noc_address `by` $increment attr-dict";
}
def Metalium_NocSemaphoreSetMulticastOp : Metalium_NocCall<"noc_semaphore_set_multicast"> {
  let summary = "Starts setting a semaphore of all cores of a rectangle, without this one, to one of this core";
  let arguments = (ins Index:$l1_address, I64:$noc_address, Index:$receivers);
  let assemblyFormat = "$l1_address `to` $noc_address `receivers` $receivers attr-dict";
}
def Metalium_NocAsyncAtomicBarrierOp
    : Metalium_Barrier<"noc_async_atomic_barrier", "Waits until semaphores of other cores were added to">;

//===----------------------------------------------------------------------===//
// Compute: start-up, initialisation, reconfiguration
//===----------------------------------------------------------------------===//

class Metalium_ComputeCall<string mnemonic, string callee, string header,
                           string callArguments = "", string templateArguments = "">
    : Metalium_Call<mnemonic, callee, "api/compute/" # header, "Compute", callArguments,
                    templateArguments>;

def Metalium_ComputeKernelHwStartupOp
    : Metalium_ComputeCall<"compute_kernel_hw_startup", "compute_kernel_hw_startup",
        "compute_kernel_hw_startup.h", "",
        "getReverse() ? ::llvm::SmallVector<::std::string>{\"SrcOrder::Reverse\"} : ::llvm::SmallVector<::std::string>{}"> {
  let summary = "Configures the engines, once at the start of the kernel";
  let description = [{
    For the first operation's inputs `a` and `b` (one input: `a` alone) and its output. `reverse` is
    the order of a matrix product, whose first input goes to SrcB.

    ```mlir
    metalium.compute_kernel_hw_startup %a, %b to %c reverse : !tt.cb<..>, !tt.cb<..> to !tt.cb<..>
    ```
  }];
  let arguments = (ins Metalium_CB:$a, Optional<Metalium_CB>:$b, Metalium_CB:$output, UnitAttr:$reverse);
  let assemblyFormat = [{
    $a (`,` $b^)? `to` $output (`reverse` $reverse^)? attr-dict
    `:` type($a) (`,` type($b)^)? `to` type($output)
  }];
}

def Metalium_MatmulBlockInitOp
    : Metalium_ComputeCall<"matmul_block_init", "matmul_block_init", "matmul.h",
        "{getA(), getB(), getTransposeAttr(), getCtAttr(), getRtAttr(), getKtAttr()}"> {
  let summary = "Prepares matmul_block";
  let arguments = (ins Metalium_CB:$a, Metalium_CB:$b, I32Attr:$transpose, I32Attr:$ct, I32Attr:$rt,
                       I32Attr:$kt);
  let assemblyFormat = [{
    $a `,` $b `transpose` $transpose `ct` $ct `rt` $rt `kt` $kt attr-dict `:` type($a) `,` type($b)
  }];
}

def Metalium_MatmulBlockOp
    : Metalium_ComputeCall<"matmul_block", "matmul_block", "matmul.h",
        "{getA(), getB(), getAIndex(), getBIndex(), getDstIndex(), getTransposeAttr(), getCtAttr(), getRtAttr(), getKtAttr()}"> {
  let summary = "DST += a column of tiles of A times a row of tiles of B";
  let description = [{
    For `r < rt`, `c < ct`: `DST[dst_index + r * ct + c] += A[a_index + r * kt] @ B[b_index + c]`, `kt`
    being the tiles of a row of A's block. `transpose` exchanges rows and columns in each tile of B.
  }];
  let arguments = (ins Metalium_CB:$a, Metalium_CB:$b, Index:$a_index, Index:$b_index, Index:$dst_index,
                       I32Attr:$transpose, I32Attr:$ct, I32Attr:$rt, I32Attr:$kt);
  let assemblyFormat = [{
    $a `[` $a_index `]` `,` $b `[` $b_index `]` `to` $dst_index `transpose` $transpose `ct` $ct `rt` $rt
    `kt` $kt attr-dict `:` type($a) `,` type($b)
  }];
}

class Metalium_UnaryInit<string mnemonic, string header> : Metalium_ComputeCall<mnemonic, mnemonic, header> {
  let arguments = (ins Metalium_CB:$cb);
  let assemblyFormat = "$cb attr-dict `:` type($cb)";
}
class Metalium_TileToDst<string mnemonic, string header> : Metalium_ComputeCall<mnemonic, mnemonic, header> {
  let arguments = (ins Metalium_CB:$cb, Index:$tile, Index:$dst_index);
  let assemblyFormat = "$cb `[` $tile `]` `to` $dst_index attr-dict `:` type($cb)";
}
def Metalium_CopyInitOp : Metalium_UnaryInit<"copy_init", "tile_move_copy.h"> {
  let summary = "Prepares copy_tile";
}
def Metalium_CopyTileOp : Metalium_TileToDst<"copy_tile", "tile_move_copy.h"> {
  let summary = "A tile into DST";
}
def Metalium_TransposeInitOp : Metalium_UnaryInit<"transpose_init", "transpose.h"> {
  let summary = "Prepares transpose_tile";
}
def Metalium_TransposeTileOp : Metalium_TileToDst<"transpose_tile", "transpose.h"> {
  let summary = "A tile into DST, rows and columns exchanged";
}
def Metalium_FillTileInitOp : Metalium_ComputeCall<"fill_tile_init", "fill_tile_init", "eltwise_unary/fill.h"> {
  let summary = "Prepares fill_tile";
  let assemblyFormat = "attr-dict";
}
def Metalium_FillTileOp : Metalium_ComputeCall<"fill_tile", "fill_tile", "eltwise_unary/fill.h"> {
  let summary = "One value to every element of a DST tile";
  let arguments = (ins Index:$dst_index, F32:$value);
  let assemblyFormat = "$dst_index `,` $value attr-dict";
}
def Metalium_ReadTileValueOp
    : Metalium_ComputeCall<"read_tile_value", "read_tile_value", "cb_api.h",
        "{getCb(), getTileAttr(), getElementAttr()}"> {
  let summary = "A 32-bit number of a waited-for page, for all three processors of the engines";
  let arguments = (ins Metalium_CB:$cb, I32Attr:$tile, I32Attr:$element);
  let results = (outs Index:$value);
  let assemblyFormat = "$cb `[` $tile `]` `[` $element `]` attr-dict `:` type($cb)";
}

//===----------------------------------------------------------------------===//
// Compute: broadcasts and the vector engine
//===----------------------------------------------------------------------===//

def Metalium_Broadcast : Attr<CPred<"::mlir::isa<::tilium::tt::BroadcastAttr>($_self)">, "#tt.broadcast"> {
  let storageType = "::tilium::tt::BroadcastAttr";
  let returnType = "::tilium::tt::Broadcast";
  let convertFromStorage = "$_self.getValue()";
}
class Metalium_UnaryBcast<string mnemonic, string callArguments>
    : Metalium_ComputeCall<mnemonic, mnemonic, "bcast.h", callArguments,
        "{getBroadcast() == ::tilium::tt::Broadcast::Row      ? \"BroadcastType::ROW\" "
        ": getBroadcast() == ::tilium::tt::Broadcast::Column ? \"BroadcastType::COL\" "
        ": \"BroadcastType::SCALAR\"}">;
def Metalium_UnaryBcastInitOp : Metalium_UnaryBcast<"unary_bcast_init", "{getCb()}"> {
  let summary = "Prepares unary_bcast";
  let arguments = (ins Metalium_Broadcast:$broadcast, Metalium_CB:$cb);
  let assemblyFormat = "$broadcast $cb attr-dict `:` type($cb)";
}
def Metalium_UnaryBcastOp : Metalium_UnaryBcast<"unary_bcast", "{getCb(), getTile(), getDstIndex()}"> {
  let summary = "A tile into DST, its first row, column or element spread over it";
  let arguments = (ins Metalium_Broadcast:$broadcast, Metalium_CB:$cb, Index:$tile, Index:$dst_index);
  let assemblyFormat = "$broadcast $cb `[` $tile `]` `to` $dst_index attr-dict `:` type($cb)";
}
def Metalium_UnaryBcastUninitOp : Metalium_UnaryBcast<"unary_bcast_uninit", "{getCb()}"> {
  let summary = "Leaves the state of unary_bcast, for other operations";
  let arguments = (ins Metalium_Broadcast:$broadcast, Metalium_CB:$cb);
  let assemblyFormat = "$broadcast $cb attr-dict `:` type($cb)";
}

class Metalium_VectorCall<string mnemonic, list<Trait> traits = []>
    : Metalium_Op<mnemonic, traits # [Metalium_CallOpInterface]> {
  let extraClassDeclaration = [{
    ::llvm::StringRef getCallee();
    ::llvm::StringRef getHeader();
    ::tilium::metalium::Processor getProcessor() { return ::tilium::metalium::Processor::Compute; }
    ::llvm::SmallVector<::mlir::OpFoldResult> getCallArguments();
    ::llvm::SmallVector<::std::string> getTemplateArguments();
  }];
  let hasVerifier = 1;
}
def Metalium_VectorInitOp : Metalium_VectorCall<"vector_init"> {
  let summary = "Prepares a function of the vector engine";
  let description = [{
    `function` is a name of the table of vector functions.

    ```mlir
    metalium.vector_init "exp2"
    ```
  }];
  let arguments = (ins StrAttr:$function);
  let assemblyFormat = "$function attr-dict";
}
def Metalium_VectorOp : Metalium_VectorCall<"vector", [AttrSizedOperandSegments]> {
  let summary = "A function of the vector engine on tiles in DST";
  let description = [{
    `function` is a name of the table of vector functions; `tiles` are indices in DST, the last one (of functions with a row the first) the
    result's. A number follows as a `value` known now or as `bits` computed at run time.

    ```mlir
    metalium.vector "mul"(%a, %b, %a)
    metalium.vector "mul_scalar"(%a) value 1.5 : f32
    metalium.vector "add_scalar_int32"(%a) bits %offset
    ```
  }];
  let arguments = (ins StrAttr:$function, Variadic<Index>:$tiles, Optional<Index>:$bits,
                       OptionalAttr<AnyAttrOf<[F32Attr, I32Attr]>>:$value);
  let assemblyFormat = [{
    $function `(` $tiles `)` (`bits` $bits^)? (`value` $value^)? attr-dict
  }];
}
def Metalium_StoreL1Op : Metalium_Op<"store_l1"> {
  let summary = "A number to an L1 address of this core";
  let description = [{
    The lowest `bytes` bytes of the value: 1, 2 or 4.

    ```mlir
    metalium.store_l1 %value to %address
    metalium.store_l1 %half to %address {bytes = 2 : i32}
    ```
  }];
  let arguments = (ins Index:$value, Index:$address, Metalium_ElementBytes:$bytes);
  let assemblyFormat = "$value `to` $address attr-dict";
}
def Metalium_LoadL1Op : Metalium_Op<"load_l1"> {
  let summary = "The number at an L1 address of this core";
  let description = [{
    `bytes` bytes, 1, 2 or 4, with zeros above.

    ```mlir
    %value = metalium.load_l1 %address
    %half = metalium.load_l1 %address {bytes = 2 : i32}
    ```
  }];
  let arguments = (ins Index:$address, Metalium_ElementBytes:$bytes);
  let results = (outs Index:$value);
  let assemblyFormat = "$address attr-dict";
}
def Metalium_InvalidateL1CacheOp
    : Metalium_Call<"invalidate_l1_cache", "invalidate_l1_cache", "api/dataflow/dataflow_api.h",
                    "DataMovement"> {
  let summary = "Lets the processor see what others have written to L1";
  let description = "Blackhole's data movement processors cache what they load; on Wormhole nothing happens.";
  let assemblyFormat = "attr-dict";
}
def Metalium_ReconfigDataFormatOp
    : Metalium_ComputeCall<"reconfig_data_format", "reconfig_data_format", "reconfig_data_format.h"> {
  let summary = "Sets the formats of SrcA and SrcB to those of two circular buffers";
  let arguments = (ins Metalium_CB:$src_a, Metalium_CB:$src_b);
  let assemblyFormat = "$src_a `,` $src_b attr-dict `:` type($src_a) `,` type($src_b)";
}
def Metalium_ReconfigDataFormatSrcAOp
    : Metalium_ComputeCall<"reconfig_data_format_srca", "reconfig_data_format_srca", "reconfig_data_format.h"> {
  let summary = "Sets the format of SrcA to that of a circular buffer";
  let arguments = (ins Metalium_CB:$src_a);
  let assemblyFormat = "$src_a attr-dict `:` type($src_a)";
}
def Metalium_ReconfigDataFormatSrcBOp
    : Metalium_ComputeCall<"reconfig_data_format_srcb", "reconfig_data_format_srcb", "reconfig_data_format.h"> {
  let summary = "Sets the format of SrcB to that of a circular buffer";
  let arguments = (ins Metalium_CB:$src_b);
  let assemblyFormat = "$src_b attr-dict `:` type($src_b)";
}
def Metalium_PackReconfigDataFormatOp
    : Metalium_ComputeCall<"pack_reconfig_data_format", "pack_reconfig_data_format", "reconfig_data_format.h"> {
  let summary = "Sets the packer's output format to that of a circular buffer";
  let arguments = (ins Metalium_CB:$cb);
  let assemblyFormat = "$cb attr-dict `:` type($cb)";
}
def Metalium_PackReconfigL1AccOp : Metalium_ComputeCall<"pack_reconfig_l1_acc", "pack_reconfig_l1_acc", "pack.h"> {
  let summary = "Whether the packer adds to what L1 holds (1) or overwrites it (0)";
  let arguments = (ins Index:$enable);
  let assemblyFormat = "$enable attr-dict";
}

//===----------------------------------------------------------------------===//
// Compute: DST
//===----------------------------------------------------------------------===//

class Metalium_Dst<string name, string summaryText>
    : Metalium_ComputeCall<"dst." # name, "tile_regs_" # name, "reg_api.h"> {
  let summary = summaryText;
  let assemblyFormat = "attr-dict";
}
def Metalium_DstAcquireOp : Metalium_Dst<"acquire", "The math processor takes a half of DST, cleared">;
def Metalium_DstCommitOp : Metalium_Dst<"commit", "The math processor hands its half to the packer">;
def Metalium_DstWaitOp : Metalium_Dst<"wait", "The packer waits for a half of DST">;
def Metalium_DstReleaseOp : Metalium_Dst<"release", "The packer gives its half back">;

def Metalium_PackTileOp
    : Metalium_ComputeCall<"pack_tile", "pack_tile", "pack.h", "",
        "getTile() ? ::llvm::SmallVector<::std::string>{\"true\"} : ::llvm::SmallVector<::std::string>{}"> {
  let summary = "A DST tile into a circular buffer's reserved pages";
  let description = [{
    To the next reserved page in order, or to page `tile` of those reserved.

    ```mlir
    metalium.pack_tile %i to %cb[%tile] : !tt.cb<4, 4, Float32>
    ```
  }];
  let arguments = (ins Index:$dst_index, Metalium_CB:$cb, Optional<Index>:$tile);
  let assemblyFormat = "$dst_index `to` $cb (`[` $tile^ `]`)? attr-dict `:` type($cb)";
}

#endif // TILIUM_DIALECT_METALIUM_IR_METALIUMOPS_TD

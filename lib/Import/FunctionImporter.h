//===- FunctionImporter.h - One PrimFunc into tile IR -----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_IMPORT_FUNCTIONIMPORTER_H
#define TILIUM_LIB_IMPORT_FUNCTIONIMPORTER_H

#include "NodeGraph.h"

#include "tilium/Dialect/Tile/IR/TileDialect.h"
#include "tilium/Support/Diagnostics.h"

#include <map>

namespace tilium {

/// Imports one PrimFunc. All methods report errors at the current Python line.
class FunctionImporter {
public:
  FunctionImporter(const NodeGraph &graph, mlir::OpBuilder &builder, llvm::StringRef inputName);

  /// Adds the function behind `node` to the module.
  mlir::LogicalResult import(NodeId node, mlir::ModuleOp module);

private:
  //===--- Locations and errors (FunctionImporter.cpp) ---===//
  mlir::InFlightDiagnostic error(DiagnosticCode code) { return refuse(loc, code); }
  mlir::LogicalResult malformed(NodeId node, const llvm::Twine &what);
  /// Moves to the line of a statement, if it is in the user's file.
  void moveTo(NodeId statement);
  mlir::Location named(llvm::StringRef name) {
    return mlir::NameLoc::get(builder.getStringAttr(name), loc);
  }
  std::optional<std::pair<llvm::StringRef, int64_t>> span(NodeId node);

  //===--- Types and buffers (Buffers.cpp) ---===//
  mlir::FailureOr<mlir::Type> elementType(llvm::StringRef dtype);
  mlir::FailureOr<mlir::MemRefType> bufferType(NodeId buffer);
  mlir::LogicalResult checkPlain(NodeId buffer, llvm::ArrayRef<int64_t> shape);
  mlir::LogicalResult importParameters(NodeId function, mlir::func::FuncOp &op,
                                       mlir::ModuleOp module, llvm::StringRef name);
  mlir::LogicalResult importAllocation(NodeId buffer);
  bool retypeUnusedTensor(mlir::Value tensor, mlir::MemRefType type);
  mlir::FailureOr<mlir::Value> lookupBuffer(NodeId buffer);

  //===--- Statements (Statements.cpp) ---===//
  mlir::LogicalResult importStatement(NodeId node);
  mlir::LogicalResult importSequence(NodeId node);
  mlir::LogicalResult importBlock(NodeId node);
  mlir::LogicalResult importBlockAnnotations(NodeId block);
  mlir::LogicalResult importFor(NodeId node);
  mlir::LogicalResult importLoop(NodeId node);
  mlir::LogicalResult importLaunch(NodeId node);
  mlir::LogicalResult importParallel(NodeId node);
  mlir::LogicalResult importIf(NodeId node);
  mlir::LogicalResult importStore(NodeId node);
  mlir::LogicalResult importEvaluate(NodeId node);
  mlir::LogicalResult importBind(NodeId node);
  NodeId skipBindings(NodeId body, llvm::SmallVectorImpl<NodeId> &bindings);
  bool isKnown(NodeId expression);
  mlir::FailureOr<std::string> threadTag(NodeId loop);

  //===--- Tile operations (TileOperations.cpp) ---===//
  mlir::LogicalResult importTileOperation(llvm::StringRef name, llvm::ArrayRef<NodeId> arguments);
  mlir::FailureOr<tile::RegionOp> importRegion(NodeId node);
  mlir::LogicalResult importCopy(llvm::ArrayRef<NodeId> arguments);
  mlir::LogicalResult importFill(llvm::ArrayRef<NodeId> arguments);
  mlir::LogicalResult importGemm(llvm::ArrayRef<NodeId> arguments);
  mlir::LogicalResult importReduce(llvm::ArrayRef<NodeId> arguments);
  mlir::LogicalResult importIm2Col(llvm::ArrayRef<NodeId> arguments);
  mlir::LogicalResult importScan(tile::ScanKind kind, llvm::ArrayRef<NodeId> arguments);
  mlir::LogicalResult importTranspose(llvm::ArrayRef<NodeId> arguments);
  mlir::FailureOr<bool> importFlag(NodeId node, llvm::StringRef what);

  //===--- Atomic updates and reducers (Updates.cpp) ---===//
  /// Whether `name` is such an operation; then it is imported.
  mlir::FailureOr<bool> importUpdate(llvm::StringRef name, llvm::ArrayRef<NodeId> arguments);
  mlir::LogicalResult importElementUpdate(llvm::StringRef combination,
                                          llvm::ArrayRef<NodeId> arguments);
  mlir::LogicalResult importRegionUpdate(llvm::StringRef combination,
                                         llvm::ArrayRef<NodeId> arguments);
  mlir::LogicalResult importUpdateOf(llvm::StringRef combination, NodeId load, NodeId value);
  mlir::InFlightDiagnostic refuseUpdate(llvm::StringRef combination, mlir::Type type);
  mlir::LogicalResult createUpdate(llvm::StringRef combination, mlir::Value buffer,
                                   llvm::ArrayRef<mlir::Value> indices, mlir::Value value);
  mlir::FailureOr<llvm::SmallVector<mlir::Value>>
  enterRegion(tile::RegionOp region, llvm::SmallVectorImpl<mlir::Value> &variables);
  mlir::LogicalResult importReducerInit(llvm::ArrayRef<NodeId> arguments);
  mlir::LogicalResult importLegacyFinalize(llvm::ArrayRef<NodeId> arguments);
  mlir::LogicalResult importReducerUpdate(llvm::ArrayRef<NodeId> arguments);
  mlir::FailureOr<std::string> combinationOf(NodeId use, llvm::StringRef what);
  void noteReducers(NodeId annotation, bool isLegacy);
  /// Whether a store is an update of a legacy reducer; then it is imported.
  mlir::FailureOr<bool> importReducerStore(NodeId buffer, NodeId indices, NodeId value);
  bool areEqual(NodeId a, NodeId b, unsigned nesting = 0);

  //===--- Values outside of tensors (SafeValues.cpp) ---===//
  mlir::LogicalResult noteSafeValues(NodeId annotation);
  mlir::FailureOr<mlir::Value> importSafeValue(mlir::Value tensor);
  mlir::FailureOr<mlir::Value> loadSafely(mlir::Value tensor, llvm::ArrayRef<mlir::Value> indices);
  mlir::LogicalResult importSafeCopy(tile::RegionOp source, tile::RegionOp destination);

  mlir::FailureOr<tile::RegionOp> matchExtents(tile::RegionOp region, tile::RegionOp domain);

  //===--- Expressions (Expressions.cpp) ---===//
  mlir::FailureOr<mlir::Value> importExpression(NodeId node);
  mlir::FailureOr<mlir::Value> importBinary(NodeId node, llvm::StringRef type);
  mlir::FailureOr<mlir::Value> importCompare(NodeId node, llvm::StringRef type);
  mlir::FailureOr<mlir::Value> importCast(NodeId node);
  mlir::FailureOr<mlir::Value> importLoad(NodeId node);
  mlir::FailureOr<mlir::Value> importSelect(NodeId node);
  mlir::FailureOr<mlir::Value> importCall(NodeId node);
  mlir::InFlightDiagnostic threadNumber(llvm::StringRef name);
  mlir::FailureOr<mlir::Value> importInfinity(NodeId node);
  mlir::FailureOr<std::pair<mlir::Value, mlir::Value>> importPair(NodeId left, NodeId right);
  mlir::FailureOr<mlir::Value> select(NodeId condition, NodeId yes, NodeId no);
  mlir::Value remainder(mlir::Value a, mlir::Value b);
  mlir::Value fromStorage(mlir::Value value);
  mlir::Value widenUnsigned(mlir::Value value);
  //===--- Intrinsics (Intrinsics.cpp) ---===//
  mlir::FailureOr<mlir::Value> importIntrinsic(NodeId node, llvm::StringRef name,
                                               llvm::ArrayRef<NodeId> arguments);
  mlir::FailureOr<mlir::Value> importBitOperation(llvm::StringRef name,
                                                  llvm::ArrayRef<NodeId> arguments);
  mlir::FailureOr<llvm::SmallVector<mlir::Value>> importOperands(llvm::ArrayRef<NodeId> arguments,
                                                                 mlir::Type type);
  mlir::FailureOr<mlir::Value> importMath(NodeId node, llvm::StringRef name,
                                          llvm::ArrayRef<NodeId> arguments);
  mlir::FailureOr<mlir::Value> importComposed(NodeId node, llvm::StringRef name,
                                              llvm::ArrayRef<NodeId> arguments);
  mlir::FailureOr<mlir::Value> importScaleByPowerOfTwo(NodeId node,
                                                       llvm::ArrayRef<NodeId> arguments);
  mlir::FailureOr<mlir::Value> importBitCount(llvm::StringRef name, NodeId argument);
  mlir::FailureOr<mlir::Value> importRounded(NodeId node, llvm::StringRef name,
                                             llvm::ArrayRef<NodeId> arguments);
  mlir::FailureOr<mlir::Value> importClamp(NodeId node, llvm::ArrayRef<NodeId> arguments);
  mlir::FailureOr<mlir::Value> importReinterpret(NodeId node, NodeId argument);

  mlir::FailureOr<mlir::Value> importIndex(NodeId node);
  mlir::FailureOr<llvm::SmallVector<mlir::Value>> importIndices(NodeId node);
  mlir::FailureOr<mlir::Value> convert(mlir::Value value, mlir::Type type);
  mlir::Value constantIndex(int64_t value);

  const NodeGraph &graph;
  mlir::OpBuilder &builder;
  mlir::Location loc;
  std::string userFile;
  llvm::DenseMap<NodeId, mlir::Value> variables;  ///< Values of scalar variables.
  llvm::DenseMap<NodeId, NodeId> boundLater;      ///< Expressions of what had no value when bound.
  llvm::DenseMap<NodeId, mlir::Value> buffers;    ///< Buffers by their data variable.
  mlir::Block *entry = nullptr;                   ///< Of the function: constants go there.
  std::map<int64_t, mlir::Value> indexConstants;  ///< Any key may come from a file.
  std::map<NodeId, std::string> reducerKinds;     ///< How reducers combine, by their data variable.
  llvm::DenseSet<NodeId> legacyReducers;          ///< Those that plain stores update.
  llvm::DenseMap<mlir::Value, NodeId> safeValues; ///< What tensors hold outside, if not zero.
  llvm::DenseSet<NodeId> threadVariables;         ///< Variables that number threads.
  std::optional<std::vector<int64_t>> threads;
  unsigned depth = 0;
  size_t nodesVisited = 0;
};

} // namespace tilium

#endif // TILIUM_LIB_IMPORT_FUNCTIONIMPORTER_H

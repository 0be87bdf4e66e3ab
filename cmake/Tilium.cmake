# TableGen finds MLIR's own .td files through the directory property.
include_directories(SYSTEM ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})

# Helpers shared by every directory: libraries on MLIR, tools on MLIR, and TableGen of a dialect.

include_directories(${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include)

if(TILIUM_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

# Links MLIR to `target`: the two shared libraries of Debian's package, or static components.
function(tilium_link_mlir target)
  if(TILIUM_STATIC_MLIR)
    target_link_libraries(${target} PUBLIC MLIRArithDialect MLIRFuncDialect MLIRIndexDialect MLIRMathDialect
      MLIRMemRefDialect MLIRSCFDialect MLIRTransforms MLIRParser MLIRPass MLIROptLib MLIRTranslateLib
      MLIRSupport)
  else()
    target_link_libraries(${target} PUBLIC MLIR LLVM)
  endif()
endfunction()

# A static library of the compiler. All of them share one precompiled header: parsing MLIR's
# headers takes several seconds a file otherwise.
function(tilium_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} SYSTEM PUBLIC ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})
  target_compile_definitions(${name} PUBLIC ${LLVM_DEFINITIONS_LIST})
  target_compile_options(${name} PRIVATE -fno-exceptions -Wall -Wextra -Wno-unused-parameter)
  tilium_link_mlir(${name})
  target_link_libraries(${name} PUBLIC ${ARG_LINK})
  target_precompile_headers(${name} PRIVATE ${PROJECT_SOURCE_DIR}/include/tilium/Support/MLIR.h)
  add_dependencies(${name} TiliumTableGen ${ARG_DEPENDS})
endfunction()

# A command-line tool of the compiler.
function(tilium_tool name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_compile_options(${name} PRIVATE -fno-exceptions -Wall -Wextra -Wno-unused-parameter)
  target_link_libraries(${name} PRIVATE ${ARG_LINK})
  target_precompile_headers(${name} PRIVATE ${PROJECT_SOURCE_DIR}/include/tilium/Support/MLIR.h)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endfunction()

# TableGen finds MLIR's own .td files through the directory property.
include_directories(SYSTEM ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})

# Helpers shared by every directory: libraries on MLIR, tools on MLIR, and TableGen of a dialect.

include_directories(${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include)

if(TILIUM_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

# MLIR has no type information, which two checks of the undefined-behaviour sanitizer need. What is
# wrong stops the program, so that a test fails.
if(TILIUM_SANITIZERS)
  add_compile_options(-fsanitize=${TILIUM_SANITIZERS} -fno-sanitize=vptr,function
    -fno-sanitize-recover=all -fno-omit-frame-pointer -UNDEBUG)
  add_link_options(-fsanitize=${TILIUM_SANITIZERS})
endif()
if(TILIUM_FUZZERS)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# MLIR for every library of the compiler: the two shared libraries of Debian's package, or static
# components. Where an installed compiler is used, TiliumConfig.cmake adds MLIR's headers.
add_library(TiliumMLIR INTERFACE)
target_include_directories(TiliumMLIR SYSTEM INTERFACE
  "$<BUILD_INTERFACE:${LLVM_INCLUDE_DIRS};${MLIR_INCLUDE_DIRS}>")
if(TILIUM_STATIC_MLIR)
  target_link_libraries(TiliumMLIR INTERFACE MLIRArithDialect MLIRFuncDialect MLIRIndexDialect MLIRMathDialect
    MLIRMemRefDialect MLIRSCFDialect MLIRTransforms MLIRParser MLIRPass MLIRSupport)
else()
  target_link_libraries(TiliumMLIR INTERFACE MLIR LLVM)
endif()

# Links libraries of MLIR's tools. `SHARED` says that the shared library of MLIR has them; what it
# lacks is taken from its archive alone, since the archives that one depends on would be second
# copies of what the shared library holds.
function(tilium_link_mlir_tools target)
  cmake_parse_arguments(ARG "SHARED" "" "LIBRARIES" ${ARGN})
  if(TILIUM_STATIC_MLIR)
    target_link_libraries(${target} PRIVATE ${ARG_LIBRARIES})
  elseif(NOT ARG_SHARED)
    foreach(library ${ARG_LIBRARIES})
      target_link_libraries(${target} PRIVATE $<TARGET_FILE:${library}>)
    endforeach()
  endif()
endfunction()

# A program or module that is to run on machines without MLIR and with another C++ library: only
# what it uses of the archives is kept, and none of it is seen from outside.
function(tilium_self_contained target)
  if(TILIUM_STATIC_MLIR)
    target_sources(${target} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/OlderGlibc.cpp)
    set_source_files_properties(${PROJECT_SOURCE_DIR}/cmake/OlderGlibc.cpp PROPERTIES
      SKIP_PRECOMPILE_HEADERS ON)
    target_link_options(${target} PRIVATE LINKER:--gc-sections,--as-needed,-O2
      LINKER:--exclude-libs,ALL -static-libstdc++ -static-libgcc)
    add_custom_command(TARGET ${target} POST_BUILD VERBATIM
      COMMAND ${CMAKE_STRIP} --strip-unneeded $<TARGET_FILE:${target}>)
  endif()
endfunction()

if(TILIUM_STATIC_MLIR)
  # The package's archives of MLIR ask for the shared library of LLVM: they get its archives.
  set(llvm_archives LLVMRemarks LLVMSupportLSP LLVMCore LLVMBinaryFormat LLVMTargetParser LLVMSupport)
  foreach(archive ${MLIR_EXPORTED_TARGETS})
    get_target_property(links ${archive} INTERFACE_LINK_LIBRARIES)
    if(links)
      list(TRANSFORM links REPLACE "^LLVM$" "${llvm_archives}")
      set_target_properties(${archive} PROPERTIES INTERFACE_LINK_LIBRARIES "${links}")
    endif()
  endforeach()
  # LLVM's package names Z3, zstd and zlib for parts of LLVMSupport that nothing here uses; their
  # development packages would have to be installed for the linker to find out.
  set_target_properties(LLVMSupport PROPERTIES INTERFACE_LINK_LIBRARIES "rt;dl;m;LLVMDemangle")
endif()

# Precompiles MLIR's headers for `target`: parsing them takes several seconds a file otherwise. The
# first target of a kind makes them, the others take them over, which their equal options allow.
function(tilium_precompile target first)
  if(target STREQUAL first)
    target_precompile_headers(${target} PRIVATE ${PROJECT_SOURCE_DIR}/include/tilium/Support/MLIR.h)
  else()
    target_precompile_headers(${target} REUSE_FROM ${first})
  endif()
endfunction()

# A static library of the compiler.
function(tilium_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} INTERFACE $<INSTALL_INTERFACE:include>)
  target_compile_definitions(${name} PUBLIC ${LLVM_DEFINITIONS_LIST})
  target_compile_options(${name} PRIVATE -fno-exceptions -Wall -Wextra -Wno-unused-parameter)
  target_link_libraries(${name} PUBLIC ${ARG_LINK} TiliumMLIR)
  tilium_precompile(${name} TiliumSupport)
  add_dependencies(${name} TiliumTableGen ${ARG_DEPENDS})
endfunction()

# A command-line tool of the compiler.
function(tilium_tool name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_compile_options(${name} PRIVATE -fno-exceptions -Wall -Wextra -Wno-unused-parameter)
  target_link_libraries(${name} PRIVATE ${ARG_LINK})
  tilium_precompile(${name} tilium-opt)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  tilium_self_contained(${name})
endfunction()

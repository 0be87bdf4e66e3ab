# What `cmake --install` lays out for the compiler, beside the device (device/cmake/Install.cmake):
#
#   bin/                   tilium-opt, tilium-translate, tilium-lsp-server
#   include/tilium/        the headers, with what TableGen made of the dialects
#   lib/                   the compiler's libraries
#   lib/cmake/Tilium/      find_package(Tilium COMPONENTS Compiler)
include(GNUInstallDirs)

set(compiler_libraries
  TiliumMLIR TiliumArchitecture TiliumSupport TiliumTileDialect TiliumTTDialect TiliumMetaliumDialect
  TiliumAnalysis TiliumImport TiliumMetaliumTarget TiliumTransforms TiliumCompiler TiliumMockRuntime)
foreach(library ${compiler_libraries})
  # TiliumTTDialect is Tilium::TTDialect.
  string(REGEX REPLACE "^Tilium" "" exported ${library})
  set_target_properties(${library} PROPERTIES EXPORT_NAME ${exported})
endforeach()

install(TARGETS ${compiler_libraries} EXPORT TiliumCompilerTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT compiler)
install(EXPORT TiliumCompilerTargets NAMESPACE Tilium::
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Tilium COMPONENT compiler)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/tilium ${PROJECT_BINARY_DIR}/include/tilium
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT compiler
  FILES_MATCHING PATTERN "*.h" PATTERN "*.td" PATTERN "*.inc")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/runtime/mock
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tilium-runtime COMPONENT compiler
  FILES_MATCHING PATTERN "*.h")
install(TARGETS tilium-opt tilium-translate tilium-lsp-server
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tools)

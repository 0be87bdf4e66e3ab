# What `cmake --install` lays out for the device, below one prefix that may be moved:
#
#   bin/tilium-device
#   include/tilium-device/    the headers as they lie in device/; kernels and host programs use them too
#   lib/                      the device, and the archives that it needs
#   lib/cmake/Tilium/         find_package(Tilium COMPONENTS Device)
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(headers ${CMAKE_INSTALL_INCLUDEDIR}/tilium-device)
set(archives ${CMAKE_INSTALL_LIBDIR}/tilium)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/Tilium)

target_include_directories(TiliumDevice PUBLIC $<INSTALL_INTERFACE:${headers}>)
target_link_libraries(TiliumDevice PUBLIC
  $<INSTALL_INTERFACE:$<INSTALL_PREFIX>/${archives}/libboost_context.a>)
# Tells the program where the headers are that its kernels are compiled against.
target_sources(TiliumDevice INTERFACE
  $<INSTALL_INTERFACE:$<INSTALL_PREFIX>/${headers}/host/LinkedDirectory.cpp>)
target_compile_definitions(TiliumDevice INTERFACE
  $<INSTALL_INTERFACE:TILIUM_DEVICE_DIRECTORY="$<INSTALL_PREFIX>/${headers}">)
target_include_directories(TiliumMetaliumHost INTERFACE
  $<INSTALL_INTERFACE:${headers}/host/include> $<INSTALL_INTERFACE:${headers}/third_party>)
target_compile_definitions(TiliumMetaliumHost INTERFACE $<INSTALL_INTERFACE:FMT_HEADER_ONLY>)
set_target_properties(TiliumDevice PROPERTIES EXPORT_NAME Device)
set_target_properties(TiliumMetaliumHost PROPERTIES EXPORT_NAME MetaliumHost)

foreach(part core host memory metalium noc tensix)
  install(DIRECTORY ${part} DESTINATION ${headers} COMPONENT device FILES_MATCHING
    PATTERN "*.h" PATTERN "*.hpp" PATTERN "LinkedDirectory.cpp")
endforeach()
get_target_property(fmt_includes fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
install(DIRECTORY ${fmt_includes}/fmt DESTINATION ${headers}/third_party COMPONENT device)
install(FILES $<TARGET_FILE:Boost::context> DESTINATION ${archives} RENAME libboost_context.a
  COMPONENT device)
install(TARGETS TiliumDevice TiliumMetaliumHost EXPORT TiliumDeviceTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT device)
install(TARGETS tilium-device RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT device)
install(EXPORT TiliumDeviceTargets NAMESPACE Tilium:: DESTINATION ${package} COMPONENT device)

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/TiliumConfig.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/TiliumConfig.cmake INSTALL_DESTINATION ${package})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/TiliumConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/TiliumConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/TiliumConfigVersion.cmake
  DESTINATION ${package} COMPONENT device)
# The vendor's package as the emitted CMakeLists.txt asks for it. Found only when it is named
# (TT-Metalium_DIR): it must not pass for the vendor's where both are installed.
install(FILES ${CMAKE_CURRENT_LIST_DIR}/mock-sdk/TT-MetaliumConfig.cmake
  DESTINATION ${package}/mock-sdk COMPONENT device)

# The packages of the build tree, in device/Tilium and device/Tilium/mock-sdk.
set(tree ${CMAKE_CURRENT_BINARY_DIR}/Tilium)
export(EXPORT TiliumDeviceTargets NAMESPACE Tilium:: FILE ${tree}/TiliumDeviceTargets.cmake)
configure_file(${CMAKE_CURRENT_BINARY_DIR}/TiliumConfig.cmake ${tree}/TiliumConfig.cmake COPYONLY)
configure_file(${CMAKE_CURRENT_BINARY_DIR}/TiliumConfigVersion.cmake
  ${tree}/TiliumConfigVersion.cmake COPYONLY)
configure_file(${CMAKE_CURRENT_LIST_DIR}/BuildTreeDependencies.cmake
  ${tree}/BuildTreeDependencies.cmake COPYONLY)
configure_file(${CMAKE_CURRENT_LIST_DIR}/mock-sdk/TT-MetaliumConfig.cmake
  ${tree}/mock-sdk/TT-MetaliumConfig.cmake COPYONLY)

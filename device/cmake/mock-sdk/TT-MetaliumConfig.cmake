# Stands in for TT-Metalium's package: host programs built with it run on Tilium's mock device.
#
#   cmake -S . -B build -DTT-Metalium_DIR=PREFIX/lib/cmake/Tilium/mock-sdk
include(CMakeFindDependencyMacro)
find_dependency(Tilium COMPONENTS Device PATHS ${CMAKE_CURRENT_LIST_DIR}/.. NO_DEFAULT_PATH)
if(NOT TARGET TT::Metalium)
  add_library(TT::Metalium ALIAS Tilium::MetaliumHost)
endif()
if(NOT TT-Metalium_FIND_QUIETLY)
  message(STATUS "TT-Metalium: Tilium's mock device")
endif()

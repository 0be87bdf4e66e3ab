# What the device's targets name in a build tree; an installation carries it along.
include(CMakeFindDependencyMacro)
set(Boost_USE_STATIC_LIBS ON)
# Boost's own package file: who uses ours would get a warning about CMake's old module. A macro, such as
# find_dependency, keeps the policies of where it was defined.
cmake_policy(PUSH)
if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW)
endif()
find_package(Boost REQUIRED QUIET COMPONENTS context)
cmake_policy(POP)
find_dependency(fmt)
find_dependency(nlohmann_json)

# What the device's targets name in a build tree; an installation carries it along.
include(CMakeFindDependencyMacro)
set(Boost_USE_STATIC_LIBS ON)
find_dependency(Boost COMPONENTS context)
find_dependency(fmt)
find_dependency(nlohmann_json)

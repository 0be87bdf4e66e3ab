//===- vector_programs.h - Calls of SFPI programs ---------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_VECTOR_PROGRAMS_H
#define TILIUM_METALIUM_TILIUM_VECTOR_PROGRAMS_H

#include "api/compute/common_globals.h"
#include "sfpi.h"

namespace tilium {
/// A tile of DST as an argument, with the line it is given on.
struct VectorTile {
  template <typename T>
  VectorTile(T index, Site site = Site::here())
      : index(static_cast<std::uint32_t>(index)), site(site) {}
  std::uint32_t index;
  Site site;
};
/// Which faces a program is called for, in today's spelling or as a number.
struct FacesOfTile {
  FacesOfTile(ckernel::VectorMode mode = ckernel::VectorMode::RC) : mode(mode) {}
  FacesOfTile(int mode) : mode(static_cast<ckernel::VectorMode>(mode)) {}
  ckernel::VectorMode mode;
};

/// Calls `program` once for each face, with dst_reg at the beginning of that face.
template <typename Program>
inline void forFaces(std::uint32_t tile, FacesOfTile faces, Site site, Program program) {
  constexpr std::uint32_t rowsOfFace = 16, rowsOfTile = 64;
  sfpi::impl_::Engine &engine = sfpi::impl_::engine;
  device->vectorStart(site);
  engine.called = true;
  const bool rows = faces.mode == ckernel::VectorMode::R;
  const bool columns = faces.mode == ckernel::VectorMode::C;
  const std::uint32_t calls = faces.mode == ckernel::VectorMode::RC ? 4 : rows || columns ? 2 : 1;
  for (std::uint32_t call = 0; call < calls; ++call) {
    engine.row = tile * rowsOfTile + call * rowsOfFace * (columns ? 2 : 1);
    program();
  }
  engine.row = 0;
  engine.called = false;
  sfpi::impl_::settle();
}
} // namespace tilium

template <bool APPROXIMATE = false, typename Callable, typename... Args>
inline void _llk_math_eltwise_unary_sfpu_params_(Callable &&sfpu_func, tilium::VectorTile dst_index,
                                                 tilium::FacesOfTile vector_mode = {},
                                                 Args... args) {
  tilium::forFaces(dst_index.index, vector_mode, dst_index.site, [&] { sfpu_func(args...); });
}
template <bool APPROXIMATE = false, typename Callable, typename... Args>
inline void _llk_math_eltwise_binary_sfpu_params_(
    Callable &&sfpu_func, tilium::VectorTile dst_index_in0, std::uint32_t dst_index_in1,
    std::uint32_t dst_index_out, tilium::FacesOfTile vector_mode = {}, Args... args) {
  tilium::forFaces(0, vector_mode, dst_index_in0.site, [&] {
    sfpu_func(dst_index_in0.index, dst_index_in1, dst_index_out, args...);
  });
}
template <bool APPROXIMATE = false, typename Callable, typename... Args>
inline void _llk_math_eltwise_ternary_sfpu_params_(
    Callable &&sfpu_func, tilium::VectorTile dst_index_in0, std::uint32_t dst_index_in1,
    std::uint32_t dst_index_in2, std::uint32_t dst_index_out, tilium::FacesOfTile vector_mode = {},
    Args... args) {
  tilium::forFaces(0, vector_mode, dst_index_in0.site, [&] {
    sfpu_func(dst_index_in0.index, dst_index_in1, dst_index_in2, dst_index_out, args...);
  });
}

namespace ckernel::sfpu {
using namespace sfpi;
} // namespace ckernel::sfpu
using namespace sfpi;

#endif // TILIUM_METALIUM_TILIUM_VECTOR_PROGRAMS_H

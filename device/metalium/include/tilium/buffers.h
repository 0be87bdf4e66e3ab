//===- buffers.h - What a kernel knows of its circular buffers -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_BUFFERS_H
#define TILIUM_METALIUM_TILIUM_BUFFERS_H

#include "tilium/kernel_types.h"
#include "tilium/older_spellings/circular_buffer_names.h"

namespace tilium {
/// A circular buffer as the host configured it, known while the kernel is compiled.
struct BufferFormat {
  std::uint32_t index;
  DataFormat format;
  std::uint32_t tileBytes;
};
// The list ends with an entry that no buffer has, so that it may be empty.
inline constexpr BufferFormat bufferFormats[] = {
#ifdef TILIUM_BUFFER_FORMATS
    TILIUM_BUFFER_FORMATS
#endif
    {~0u, DataFormat::Invalid, 0}};

constexpr const BufferFormat *findBufferFormat(std::uint32_t index) {
  for (const BufferFormat &candidate : bufferFormats)
    if (candidate.index == index)
      return &candidate;
  return nullptr;
}
/// The firmware's tables of formats, as constant expressions: what a buffer holds, by its number.
template <typename Value> struct BufferTable {
  Value (*of)(std::uint32_t index);
  constexpr Value operator[](std::uint32_t index) const { return of(index); }
};
constexpr std::uint8_t formatCode(std::uint32_t index) {
  const BufferFormat *known = findBufferFormat(index);
  return static_cast<std::uint8_t>(known ? known->format : DataFormat::Invalid);
}
// In a constant expression the buffer must have one configuration on all cores of the kernel.
constexpr std::uint32_t tileBytes(std::uint32_t index, Site site) {
  if (const BufferFormat *known = findBufferFormat(index))
    return known->tileBytes;
  return device->cbTileBytes(index, site);
}
constexpr DataFormat tileFormat(std::uint32_t index, Site site) {
  if (const BufferFormat *known = findBufferFormat(index))
    return known->format;
  return static_cast<DataFormat>(device->cbFormat(index, site));
}

/// A field of a buffer's record. What a kernel makes of its own copy is its affair; the record itself
/// moves by the calls of the buffer alone, and the compiler refuses another way where it is used.
class BufferField {
public:
  constexpr BufferField(std::uint32_t value) : value(value) {}
  constexpr operator std::uint32_t() const { return value; }
  BufferField &operator+=(std::uint32_t by) { return value += by, *this; }
  BufferField &operator-=(std::uint32_t by) { return value -= by, *this; }
#define TILIUM_REFUSED [[gnu::error("this device moves pages and pointers by a buffer's calls alone")]]
  TILIUM_REFUSED void operator+=(std::uint32_t) const;
  TILIUM_REFUSED void operator-=(std::uint32_t) const;
  TILIUM_REFUSED void operator=(std::uint32_t) const;
#undef TILIUM_REFUSED

private:
  std::uint32_t value;
};
/// The fields of the firmware's record of a buffer, in bytes.
struct BufferRecord {
  BufferField fifo_size, fifo_limit, fifo_page_size, fifo_num_pages, fifo_rd_ptr, fifo_wr_ptr;
};
inline BufferRecord bufferRecord(std::uint32_t index, Site site) {
  const std::uint32_t pageBytes = device->cbGeometry(index, 0, site);
  const std::uint32_t pages = device->cbGeometry(index, 1, site), bytes = pageBytes * pages;
  return {bytes,
          device->cbGeometry(index, 2, site) + bytes,
          pageBytes,
          pages,
          device->cbPointer(index, false, site),
          device->cbPointer(index, true, site)};
}

/// Arguments of a transfer whose endpoint is a circular buffer.
struct BufferEndpoint {
  struct src_args_type {
    std::uint32_t offset_bytes{};
  };
  struct dst_args_type {
    std::uint32_t offset_bytes{};
  };
  struct dst_args_mcast_type {
    std::uint32_t noc_x_start{}, noc_y_start{}, noc_x_end{}, noc_y_end{}, offset_bytes{};
  };
  static std::uint64_t multicastAddress(std::uint32_t local, std::uint8_t,
                                        const dst_args_mcast_type &args) {
    return std::uint64_t{args.noc_y_start} << 54 | std::uint64_t{args.noc_x_start} << 48 |
           std::uint64_t{args.noc_y_end} << 42 | std::uint64_t{args.noc_x_end} << 36 |
           (local + args.offset_bytes);
  }
};
} // namespace tilium

// A copy: pages and pointers move by the calls of the buffer alone, so it cannot be assigned to.
inline const tilium::BufferRecord get_local_cb_interface(std::uint32_t cb_id, TILIUM_SITE) {
  return tilium::bufferRecord(cb_id, site);
}

inline constexpr tilium::BufferTable<std::uint8_t> unpack_src_format{tilium::formatCode};
inline constexpr tilium::BufferTable<std::uint8_t> unpack_dst_format{tilium::formatCode};
inline constexpr tilium::BufferTable<std::uint8_t> pack_src_format{tilium::formatCode};
inline constexpr tilium::BufferTable<std::uint8_t> pack_dst_format{tilium::formatCode};
// Tiles are 32 by 32, their faces 16 by 16.
namespace tilium {
inline constexpr BufferTable<std::uint32_t> tileSides{[](std::uint32_t) { return 32u; }};
inline constexpr BufferTable<std::uint32_t> faceSides{[](std::uint32_t) { return 16u; }};
inline constexpr BufferTable<std::uint32_t> faceCounts{[](std::uint32_t) { return 4u; }};
inline constexpr BufferTable<std::uint32_t> noParts{[](std::uint32_t) { return 0u; }};
inline constexpr BufferTable<std::uint32_t> tileSizes{[](std::uint32_t index) {
  const BufferFormat *known = findBufferFormat(index);
  return known ? known->tileBytes : 0u;
}};
} // namespace tilium
inline constexpr auto &unpack_tile_r_dim = tilium::tileSides, &unpack_tile_c_dim = tilium::tileSides;
inline constexpr auto &pack_tile_r_dim = tilium::tileSides, &pack_tile_c_dim = tilium::tileSides;
inline constexpr auto &unpack_tile_face_r_dim = tilium::faceSides;
inline constexpr auto &pack_tile_face_r_dim = tilium::faceSides;
inline constexpr auto &unpack_tile_num_faces = tilium::faceCounts;
inline constexpr auto &pack_tile_num_faces = tilium::faceCounts;
inline constexpr auto &unpack_partial_face = tilium::noParts, &pack_partial_face = tilium::noParts;
inline constexpr auto &unpack_narrow_tile = tilium::noParts, &pack_narrow_tile = tilium::noParts;
inline constexpr auto &unpack_tile_size = tilium::tileSizes, &pack_tile_size = tilium::tileSizes;

namespace tt {
enum CBIndex : std::uint8_t {
  c_0, c_1, c_2, c_3, c_4, c_5, c_6, c_7, c_8, c_9, c_10, c_11, c_12, c_13, c_14, c_15,
  c_16, c_17, c_18, c_19, c_20, c_21, c_22, c_23, c_24, c_25, c_26, c_27, c_28, c_29, c_30, c_31,
#ifdef ARCH_BLACKHOLE
  c_32, c_33, c_34, c_35, c_36, c_37, c_38, c_39, c_40, c_41, c_42, c_43, c_44, c_45, c_46, c_47,
  c_48, c_49, c_50, c_51, c_52, c_53, c_54, c_55, c_56, c_57, c_58, c_59, c_60, c_61, c_62, c_63,
#endif
  SIZE
};
} // namespace tt

#endif // TILIUM_METALIUM_TILIUM_BUFFERS_H

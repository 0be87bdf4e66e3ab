//===- circular_buffer_config.hpp - How circular buffers are configured ---===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_CIRCULAR_BUFFER_CONFIG_HPP
#define TILIUM_HOST_TT_METALIUM_CIRCULAR_BUFFER_CONFIG_HPP

#include <tt-metalium/base_types.hpp>
#include <tt-metalium/buffer.hpp>

#include <map>
#include <optional>

namespace tt::tt_metal {

using CBHandle = uint32_t;

/// The memory of one circular buffer, or of several indices that share it.
class CircularBufferConfig {
public:
  explicit CircularBufferConfig(uint32_t total_size) { descriptor.totalSize = total_size; }
  CircularBufferConfig(uint32_t total_size, const std::map<uint8_t, DataFormat> &formats)
      : CircularBufferConfig(total_size) {
    for (const auto &[index, format] : formats)
      descriptor.formatDescriptors.push_back({index, format, 0});
  }
  /// On the memory of a buffer in L1.
  template <typename BufferLike>
  CircularBufferConfig(uint32_t total_size, const std::map<uint8_t, DataFormat> &formats,
                       const BufferLike &buffer)
      : CircularBufferConfig(total_size, formats) {
    set_globally_allocated_address(buffer);
  }

  CircularBufferConfig &set_page_size(uint8_t index, uint32_t page_size) {
    formatOf(index, "set_page_size").pageSize = page_size;
    return *this;
  }
  CircularBufferConfig &set_total_size(uint32_t total_size) {
    if (total_size == 0)
      detail::misuse("CircularBufferConfig::set_total_size", "the size must not be 0");
    descriptor.totalSize = total_size;
    checkRoom("set_total_size");
    return *this;
  }
  template <typename BufferLike>
  CircularBufferConfig &set_globally_allocated_address(const BufferLike &buffer) {
    place(buffer.buffer(), "CircularBufferConfig::set_globally_allocated_address");
    return *this;
  }
  template <typename BufferLike>
  CircularBufferConfig &set_globally_allocated_address_and_total_size(const BufferLike &buffer,
                                                                      uint32_t total_size) {
    descriptor.totalSize = total_size;
    return set_globally_allocated_address(buffer);
  }
  const std::optional<uint32_t> globally_allocated_address() const {
    if (descriptor.globallyAllocatedAddress.empty())
      return std::nullopt;
    return descriptor.globallyAllocatedAddress[0];
  }
  uint32_t total_size() const { return descriptor.totalSize; }

  /// Sets one index step by step.
  class Builder {
  public:
    Builder(CircularBufferConfig &parent, uint8_t index) : parent(parent), index(index) {}
    const Builder &set_data_format(DataFormat format) const {
      parent.formatOf(index, "set_data_format").dataFormat = format;
      return *this;
    }
    const Builder &set_page_size(uint32_t page_size) const {
      parent.set_page_size(index, page_size);
      return *this;
    }

  private:
    CircularBufferConfig &parent;
    uint8_t index;
  };
  Builder index(uint8_t index) {
    bool known = false;
    for (const auto &format : descriptor.formatDescriptors)
      known |= format.bufferIndex == index;
    if (!known)
      descriptor.formatDescriptors.push_back({index, DataFormat::Float16_b, 0});
    return {*this, index};
  }

  /// Lays it on `buffer`, for `call`.
  void place(const tilium::device::Buffer &buffer, const std::string &call) {
    if (buffer.type != tilium::device::BufferType::L1)
      detail::misuse(call, "the buffer lies in DRAM; a circular buffer lies in L1");
    descriptor.globallyAllocatedAddress = {buffer.address};
    room = buffer.bytesPerBank;
    checkRoom(call);
  }

  tilium::device::CBDescriptor descriptor;

private:
  tilium::device::CBFormatDescriptor &formatOf(uint8_t index, const char *call) {
    for (auto &format : descriptor.formatDescriptors)
      if (format.bufferIndex == index)
        return format;
    detail::misuse(std::string("CircularBufferConfig::") + call,
                   "index " + std::to_string(index) + " has no data format");
  }
  void checkRoom(const std::string &call) const {
    if (room && descriptor.totalSize > room)
      detail::misuse(call, std::to_string(descriptor.totalSize) +
                               " bytes do not fit the buffer, which has " + std::to_string(room) +
                               " on each core");
  }
  uint32_t room = 0; ///< Of the buffer it lies on; 0 if on none.
};

} // namespace tt::tt_metal

#endif // TILIUM_HOST_TT_METALIUM_CIRCULAR_BUFFER_CONFIG_HPP

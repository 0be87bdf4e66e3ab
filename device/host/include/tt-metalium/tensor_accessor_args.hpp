//===- tensor_accessor_args.hpp - Where a tensor lies, for kernels -------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_TENSOR_ACCESSOR_ARGS_HPP
#define TILIUM_HOST_TT_METALIUM_TENSOR_ACCESSOR_ARGS_HPP

#include <tt-metalium/distributed.hpp>

namespace tt::tt_metal {

/// Appends the description of a buffer to compile-time arguments.
class TensorAccessorArgs {
public:
  explicit TensorAccessorArgs(const distributed::MeshBuffer &buffer)
      : words(buffer.device().simulator().tensorAccessorArgs(buffer.buffer())) {}
  explicit TensorAccessorArgs(const std::shared_ptr<distributed::MeshBuffer> &buffer)
      : TensorAccessorArgs(*buffer) {}
  void append_to(std::vector<uint32_t> &compile_time_args) const {
    compile_time_args.insert(compile_time_args.end(), words.begin(), words.end());
  }
  void append_to(std::vector<uint32_t> &compile_time_args,
                 std::vector<uint32_t> & /*common_runtime_args*/) const {
    append_to(compile_time_args);
  }
  std::vector<uint32_t> get_compile_time_args() const { return words; }

private:
  std::vector<uint32_t> words;
};

} // namespace tt::tt_metal

#endif // TILIUM_HOST_TT_METALIUM_TENSOR_ACCESSOR_ARGS_HPP

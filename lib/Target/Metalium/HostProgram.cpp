//===- HostProgram.cpp - The host program and its build -------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The emitted main reads each input from a file of row-major elements given on the command line,
// tilizes it as the plan's layout says, runs the program, and writes each output the same way. The
// layout code is printed once and works on any layout, so that it can be read and checked.
//
//===----------------------------------------------------------------------===//

#include "HostProgram.h"

#include "Naming.h"
#include "tilium/Dialect/TT/IR/Tiles.h"

#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace tilium;

/// Bytes of an element; the emitted host handles formats whose elements are whole bytes.
static int64_t elementBytes(tt::DataFormat format) {
  return tt::tileBytes(format) / tt::tileElements;
}

static constexpr StringLiteral layoutCode = R"cpp(
/// How a tensor lies in 32x32 tiles: outer dimensions, rows and columns with the period at which
/// tiles start anew.
struct Layout {
  std::vector<size_t> shape;
  int row_dim, col_dim;
  size_t row_block, col_block, element_bytes;
};

size_t tiles_along(size_t extent, size_t block) {
  return extent / block * ((block + 31) / 32) + (extent % block + 31) / 32;
}

/// Calls `visit(row_major_element, tiled_element)` for every element of the tensor.
template <typename Visit>
void for_each_element(const Layout &layout, Visit visit) {
  auto extent = [&](int dim) { return dim < 0 ? size_t{1} : layout.shape[dim]; };
  const size_t row_tiles = tiles_along(extent(layout.row_dim), layout.row_block);
  const size_t col_tiles = tiles_along(extent(layout.col_dim), layout.col_block);
  size_t count = 1;
  for (size_t size : layout.shape)
    count *= size;
  for (size_t element = 0; element < count; ++element) {
    size_t rest = element, outer = 0, outer_stride = 1, row = 0, col = 0;
    for (int dim = static_cast<int>(layout.shape.size()) - 1; dim >= 0; --dim) {
      const size_t index = rest % layout.shape[dim];
      rest /= layout.shape[dim];
      if (dim == layout.row_dim) {
        row = index;
      } else if (dim == layout.col_dim) {
        col = index;
      } else {
        outer += index * outer_stride;
        outer_stride *= layout.shape[dim];
      }
    }
    auto locate = [](size_t at, size_t block) {
      const size_t within = at % block;
      return std::pair(at / block * ((block + 31) / 32) + within / 32, within % 32);
    };
    const auto [tile_row, r] = locate(row, layout.row_block);
    const auto [tile_col, c] = locate(col, layout.col_block);
    // A tile is four faces of 16x16.
    const size_t in_tile = (r / 16 * 2 + c / 16) * 256 + r % 16 * 16 + c % 16;
    visit(element, ((outer * row_tiles + tile_row) * col_tiles + tile_col) * 1024 + in_tile);
  }
}

std::vector<uint8_t> read_file(const std::string &path, size_t bytes) {
  std::ifstream file(path, std::ios::binary);
  std::vector<uint8_t> data(std::istreambuf_iterator<char>(file), {});
  if (!file || data.size() != bytes) {
    throw std::runtime_error(path + ": expected " + std::to_string(bytes) + " bytes, found " +
                             std::to_string(data.size()));
  }
  return data;
}

void write_file(const std::string &path, const std::vector<uint8_t> &data) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char *>(data.data()), data.size());
  if (!file) {
    throw std::runtime_error(path + ": cannot be written");
  }
}
)cpp";

namespace {

/// Prints main.cpp.
class HostEmitter {
public:
  explicit HostEmitter(const Plan &plan) : plan(plan), out(text) {}
  std::string emit();

private:
  void emitTensors();
  void emitCores();
  void emitCircularBuffers();
  void emitSemaphores();
  void emitKernel(const PlanKernel &kernel);
  void emitRuntimeArgs();
  void emitScalars();
  void emitTransfers();
  std::string argumentText(tt::RuntimeArgAttr argument);
  const std::string &nameOf(const PlanTensor &tensor) { return tensorNames[tensor.argument]; }
  static bool isInput(const PlanTensor &tensor) { return tensor.isRead; }

  const Plan &plan;
  std::string text;
  llvm::raw_string_ostream out;
  NameTable names;
  std::map<int64_t, std::string> tensorNames, scalarNames;
};

} // namespace

void HostEmitter::emitTensors() {
  for (const PlanTensor &tensor : plan.tensors) {
    const std::string &name = nameOf(tensor);
    tt::LayoutDescAttr layout = tensor.layout;
    out << "    const Layout " << name << "_layout = {{";
    llvm::interleaveComma(layout.getShape(), out);
    out << "}, " << layout.getRowDim() << ", " << layout.getColDim() << ", " << layout.getRowBlock()
        << ", " << layout.getColBlock() << ", " << elementBytes(layout.getFormat()) << "};\n";
    out << "    auto " << name << " = create_buffer(" << layout.getNumTiles() << ", "
        << layout.getTileBytes() << ");\n";
  }
}

void HostEmitter::emitCores() {
  out << "    std::set<CoreRange> core_ranges;\n";
  for (tt::CoreRangeAttr range : plan.coreRanges.getRanges())
    out << "    core_ranges.insert(CoreRange(CoreCoord(" << range.getStartX() << ", "
        << range.getStartY() << "), CoreCoord(" << range.getEndX() << ", " << range.getEndY()
        << ")));\n";
  out << "    const CoreRangeSet cores(core_ranges);\n";
}

void HostEmitter::emitCircularBuffers() {
  out << "    auto create_circular_buffer = [&](uint8_t id, uint32_t pages, uint32_t page_size,\n"
         "                                      tt::DataFormat format) {\n"
         "      CircularBufferConfig config(pages * page_size, {{id, format}});\n"
         "      config.set_page_size(id, page_size);\n"
         "      CreateCircularBuffer(program, cores, config);\n"
         "    };\n";
  for (const PlanCircularBuffer &buffer : plan.circularBuffers) {
    for (const std::string &name : buffer.names)
      out << "    // " << commentText(name) << "\n";
    out << "    create_circular_buffer(" << buffer.id << ", " << buffer.descriptor.getNumPages()
        << ", " << buffer.descriptor.getPageSize()
        << ", tt::DataFormat::" << tt::stringifyDataFormat(buffer.descriptor.getFormat()) << ");\n";
  }
}

/// The host gives each semaphore the next number; VerifyTTIR has checked that the kernels' are
/// those.
void HostEmitter::emitSemaphores() {
  for (const PlanSemaphore &semaphore : plan.semaphores)
    out << "    CreateSemaphore(program, cores, " << semaphore.initialValue << "); // "
        << semaphore.id << ": " << commentText(semaphore.name) << "\n";
}

void HostEmitter::emitKernel(const PlanKernel &kernel) {
  std::string role = tt::stringifyKernelRole(kernel.role).str(), config = role + "_config";
  auto set = [&](StringRef field, const Twine &value) {
    out << "    " << config << "." << field << " = " << value << ";\n";
  };
  if (kernel.role == tt::KernelRole::Compute) {
    tt::ComputeConfigAttr settings = plan.computeConfig;
    auto flag = [](bool value) { return value ? "true" : "false"; };
    out << "    ComputeConfig " << config << ";\n";
    set("math_fidelity", "MathFidelity::" + tt::stringifyMathFidelity(settings.getMathFidelity()));
    set("fp32_dest_acc_en", flag(settings.getFp32DestAccEn()));
    set("dst_full_sync_en", flag(settings.getDstFullSyncEn()));
    if (!settings.getUnpackToDestFp32().empty())
      out << "    " << config
          << ".unpack_to_dest_mode.resize(NUM_CIRCULAR_BUFFERS, UnpackToDestMode::Default);\n";
    for (int64_t id : settings.getUnpackToDestFp32())
      set(("unpack_to_dest_mode[" + Twine(id) + "]").str(), "UnpackToDestMode::UnpackToDestFp32");
  } else {
    int processor = kernel.role == tt::KernelRole::Reader ? 1 : 0;
    unsigned network = metalium::networkOf(kernel.role);
    out << "    DataMovementConfig " << config << ";\n";
    set("processor", "DataMovementProcessor::RISCV_" + Twine(processor));
    // As the plan says: the reader's processor has RISCV_1_default = NOC_1 in the vendor's table,
    // which is the network that is the longer way from DRAM.
    set("noc", "NOC::NOC_" + Twine(network));
    for (int64_t argument : kernel.accessors)
      out << "    TensorAccessorArgs(*" << nameOf(plan.tensor(argument)) << ").append_to(" << config
          << ".compile_args);\n";
  }
  out << "    auto " << role << " = CreateKernel(program, kernels + \"/" << role
      << ".cpp\", cores, " << config << ");\n\n";
}

std::string HostEmitter::argumentText(tt::RuntimeArgAttr argument) {
  switch (argument.getKind()) {
  case tt::RuntimeArgKind::TensorAddress:
    return "static_cast<uint32_t>(" + nameOf(plan.tensor(argument.getSource())) + "->address())";
  case tt::RuntimeArgKind::WorkStart:
    return "work.start";
  case tt::RuntimeArgKind::WorkCount:
    return "work.count";
  case tt::RuntimeArgKind::Scalar:
    return scalarNames.at(argument.getSource());
  case tt::RuntimeArgKind::CoreX:
    return "static_cast<uint32_t>(work.core.x)";
  case tt::RuntimeArgKind::CoreY:
    return "static_cast<uint32_t>(work.core.y)";
  case tt::RuntimeArgKind::NocX:
    return "static_cast<uint32_t>(worker_core(" +
           (argument.getSource() < 0 ? "work.core.x" : std::to_string(argument.getSource())) +
           ", work.core.y).x)";
  case tt::RuntimeArgKind::NocY:
    return "static_cast<uint32_t>(worker_core(work.core.x, " +
           (argument.getSource() < 0 ? "work.core.y" : std::to_string(argument.getSource())) +
           ").y)";
  }
  llvm_unreachable("unknown kind of argument");
}

void HostEmitter::emitRuntimeArgs() {
  out << "    struct Work {\n      CoreCoord core;\n      uint32_t start, count;\n    };\n"
      << "    std::vector<Work> all_work;\n";
  for (tt::CoreWorkAttr core : plan.work.getCores())
    out << "    all_work.push_back({CoreCoord(" << core.getX() << ", " << core.getY() << "), "
        << core.getStart() << ", " << core.getCount() << "});\n";
  bool usesNetwork = llvm::any_of(plan.kernels, [](const PlanKernel &kernel) {
    return llvm::any_of(kernel.runtimeArgs, [](tt::RuntimeArgAttr argument) {
      return argument.getKind() == tt::RuntimeArgKind::NocX ||
             argument.getKind() == tt::RuntimeArgKind::NocY;
    });
  });
  if (usesNetwork)
    out << "    auto worker_core = [&](size_t x, size_t y) {\n"
           "      return device->worker_core_from_logical_core(CoreCoord(x, y));\n    };\n";
  out << "    for (const Work &work : all_work) {\n";
  for (const PlanKernel &kernel : plan.kernels) {
    StringRef role = tt::stringifyKernelRole(kernel.role);
    out << "      std::vector<uint32_t> " << role << "_args;\n";
    for (tt::RuntimeArgAttr argument : kernel.runtimeArgs)
      out << "      " << role << "_args.push_back(" << argumentText(argument) << ");\n";
    out << "      SetRuntimeArgs(program, " << role << ", work.core, " << role << "_args);\n";
  }
  out << "    }\n";
}

/// Scalars are words on the device: integers as they are, floats as the bits of a float32.
void HostEmitter::emitScalars() {
  for (auto [i, scalar] : llvm::enumerate(plan.scalars)) {
    bool isFloat = StringRef(scalar.dtype).contains("float");
    out << "    const uint32_t " << scalarNames[scalar.argument] << " = "
        << (isFloat ? "std::bit_cast<uint32_t>(std::stof(argv["
                    : "static_cast<uint32_t>(std::stoll(argv[")
        << i + 2 << "]));\n";
  }
}

void HostEmitter::emitTransfers() {
  out << "    int next_file = " << plan.scalars.size() + 2 << ";\n";
  for (const PlanTensor &tensor : plan.tensors) {
    const std::string &name = nameOf(tensor);
    if (isInput(tensor))
      out << "    upload(" << name << ", " << name << "_layout, argv[next_file++]);\n";
    else // What the program does not write reads as zero.
      out << "    clear(" << name << ", " << tensor.layout.getNumTiles() << " * "
          << tensor.layout.getTileBytes() << ");\n";
  }
}

std::string HostEmitter::emit() {
  for (StringRef name :
       {"argc",      "argv",         "kernels",  "device", "queue",       "program",
        "cores",     "reader",       "compute",  "writer", "work",        "all_work",
        "workload",  "upload",       "download", "clear",  "worker_core", "create_buffer",
        "next_file", "unpack_modes", "layout"})
    names.reserve(name);
  size_t files = 0;
  std::string usage;
  for (const PlanScalar &scalar : plan.scalars) {
    scalarNames[scalar.argument] = names.unique(scalar.name);
    usage += " " + scalarNames[scalar.argument];
  }
  for (const PlanTensor &tensor : plan.tensors)
    tensorNames[tensor.argument] = names.unique(tensor.name);
  for (const PlanTensor &tensor : plan.tensors)
    if (isInput(tensor)) {
      usage += " " + nameOf(tensor) + ".bin";
      ++files;
    }
  for (const PlanTensor &tensor : plan.tensors)
    if (tensor.isWritten) {
      usage += " " + nameOf(tensor) + "_out.bin";
      ++files;
    }
  out << "// Host program of " << commentText(plan.name)
      << ", generated by Tilium.\n//\n// Usage: " << names.unique(plan.name) << " KERNELS" << usage
      << "\n//\n// KERNELS is the directory of the kernels; the files hold row-major elements.\n"
      << (plan.scalars.empty() ? "" : "// Scalars are numbers.\n")
      << (plan.computeConfig.getUnpackToDestFp32().empty()
              ? ""
              : "#include <tt-metalium/circular_buffer_constants.h>\n")
      << "#include "
         "<tt-metalium/distributed.hpp>\n#include <tt-metalium/host_api.hpp>\n"
         "#include <tt-metalium/tensor_accessor_args.hpp>\n\n"
      << (plan.scalars.empty() ? "" : "#include <bit>\n")
      << "#include <cstdint>\n#include "
         "<cstdio>\n#include <fstream>\n#include <iterator>\n#include <set>\n#include "
         "<stdexcept>\n#include <string>\n#include <utility>\n#include <vector>\n\n"
         "using namespace tt;\nusing namespace tt::tt_metal;\n\nnamespace {\n"
      << layoutCode << "\n} // namespace\n\nint main(int argc, char **argv) {\n  if (argc != "
      << files + plan.scalars.size() + 2 << ") {\n    std::fprintf(stderr, \"usage: %s KERNELS"
      << usage
      << "\\n\", argv[0]);\n    return 2;\n  }\n  try {\n"
         "    const std::string kernels = argv[1];\n"
         "    auto device = distributed::MeshDevice::create_unit_mesh(0);\n"
         "    auto &queue = device->mesh_command_queue();\n"
         "    auto create_buffer = [&](uint32_t pages, uint32_t page_size) {\n"
         "      distributed::DeviceLocalBufferConfig local{.page_size = page_size,\n"
         "                                                 .buffer_type = BufferType::DRAM};\n"
         "      distributed::ReplicatedBufferConfig size{.size = uint64_t{pages} * page_size};\n"
         "      return distributed::MeshBuffer::create(size, local, device.get());\n    };\n"
         "    auto upload = [&](auto &buffer, const Layout &layout, const std::string &path) {\n"
         "      size_t count = layout.element_bytes;\n"
         "      for (size_t extent : layout.shape)\n        count *= extent;\n"
         "      const std::vector<uint8_t> elements = read_file(path, count);\n"
         "      std::vector<uint8_t> tiles(buffer->size());\n"
         "      for_each_element(layout, [&](size_t from, size_t to) {\n"
         "        for (size_t i = 0; i < layout.element_bytes; ++i)\n"
         "          tiles[to * layout.element_bytes + i] = elements[from * layout.element_bytes + "
         "i];\n      });\n"
         "      distributed::EnqueueWriteMeshBuffer(queue, buffer, tiles, true);\n    };\n"
         "    auto clear = [&](auto &buffer, size_t bytes) {\n"
         "      std::vector<uint8_t> zeros(bytes);\n"
         "      distributed::EnqueueWriteMeshBuffer(queue, buffer, zeros, true);\n    };\n"
         "    auto download = [&](auto &buffer, const Layout &layout, const std::string &path) {\n"
         "      std::vector<uint8_t> tiles;\n"
         "      distributed::EnqueueReadMeshBuffer(queue, tiles, buffer, true);\n"
         "      size_t count = layout.element_bytes;\n"
         "      for (size_t extent : layout.shape)\n        count *= extent;\n"
         "      std::vector<uint8_t> elements(count);\n"
         "      for_each_element(layout, [&](size_t to, size_t from) {\n"
         "        for (size_t i = 0; i < layout.element_bytes; ++i)\n"
         "          elements[to * layout.element_bytes + i] = tiles[from * layout.element_bytes + "
         "i];\n      });\n      write_file(path, elements);\n    };\n\n";
  emitScalars();
  emitTensors();
  out << "\n    Program program = CreateProgram();\n";
  emitCores();
  emitCircularBuffers();
  emitSemaphores();
  out << "\n";
  for (const PlanKernel &kernel : plan.kernels)
    emitKernel(kernel);
  emitRuntimeArgs();
  out << "\n";
  emitTransfers();
  out << "    distributed::MeshWorkload workload;\n"
         "    workload.add_program(distributed::MeshCoordinateRange(device->shape()), "
         "std::move(program));\n"
         "    distributed::EnqueueMeshWorkload(queue, workload, false);\n"
         "    distributed::Finish(queue);\n";
  for (const PlanTensor &tensor : plan.tensors)
    if (tensor.isWritten)
      out << "    download(" << nameOf(tensor) << ", " << nameOf(tensor)
          << "_layout, argv[next_file++]);\n";
  out << "    device->close();\n    return 0;\n  } catch (const std::exception &error) {\n"
         "    std::fprintf(stderr, \"%s\\n\", error.what());\n    return 1;\n  }\n}\n";
  return text;
}

std::string tilium::emitHostProgram(const Plan &plan) { return HostEmitter(plan).emit(); }

std::string tilium::emitCMake(const Plan &plan) {
  std::string name = NameTable().unique(plan.name);
  return "# Builds the host program of " + commentText(plan.name) +
         " against TT-Metalium's package, generated by Tilium.\n"
         "#\n#   cmake -S . -B build && cmake --build build\n"
         "cmake_minimum_required(VERSION 3.22)\nproject(" +
         name +
         " LANGUAGES CXX)\nset(CMAKE_CXX_STANDARD 20)\nset(CMAKE_CXX_STANDARD_REQUIRED ON)\n\n"
         "find_package(TT-Metalium REQUIRED)\n\nadd_executable(" +
         name + " main.cpp)\ntarget_link_libraries(" + name + " PRIVATE TT::Metalium)\n";
}

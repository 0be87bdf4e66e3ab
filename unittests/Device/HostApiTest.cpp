//===- HostApiTest.cpp - Misuse of the vendor's host API ------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include <tt-metalium/bfloat16.hpp>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>

#include <gtest/gtest.h>

#include <functional>

using namespace tt;
using namespace tt::tt_metal;
using tilium::device::DeviceError;
using tilium::device::Rule;

namespace {

struct Host {
  std::shared_ptr<distributed::MeshDevice> device = distributed::MeshDevice::create_unit_mesh(0);
  Program program = CreateProgram();

  std::shared_ptr<distributed::MeshBuffer> buffer(uint64_t bytes, uint32_t page) {
    distributed::DeviceLocalBufferConfig local{.page_size = page, .buffer_type = BufferType::DRAM};
    return distributed::MeshBuffer::create(distributed::ReplicatedBufferConfig{.size = bytes},
                                           local, device.get());
  }
};

struct Misuse {
  const char *call; ///< What the message has to name.
  std::function<void(Host &)> make;
};
void PrintTo(const Misuse &misuse, std::ostream *out) { *out << misuse.call; }

class HostMisuse : public testing::TestWithParam<Misuse> {};

TEST_P(HostMisuse, NamesTheCall) {
  Host host;
  try {
    GetParam().make(host);
    FAIL() << "nothing was thrown";
  } catch (const DeviceError &error) {
    EXPECT_EQ(error.rule(), Rule::HostUsage) << error.what();
    EXPECT_NE(error.message().find(GetParam().call), std::string::npos) << error.what();
  }
  // The process goes on, and so does the device.
  std::vector<uint32_t> data(512, 7), back;
  auto buffer = host.buffer(2048, 2048);
  distributed::EnqueueWriteMeshBuffer(host.device->mesh_command_queue(), buffer, data, true);
  distributed::EnqueueReadMeshBuffer(host.device->mesh_command_queue(), back, buffer, true);
  EXPECT_EQ(back, data);
}

INSTANTIATE_TEST_SUITE_P(
    Api, HostMisuse,
    testing::Values(
        Misuse{"MeshDevice::create_unit_mesh",
               [](Host &) { distributed::MeshDevice::create_unit_mesh(5); }},
        Misuse{"MeshBuffer::create", [](Host &host) { host.buffer(2048, 0); }},
        Misuse{"MeshBuffer::create", [](Host &host) { host.buffer(3000, 2048); }},
        Misuse{"MeshBuffer::create",
               [](Host &) {
                 distributed::MeshBuffer::create(distributed::ReplicatedBufferConfig{.size = 2048},
                                                 {.page_size = 2048}, nullptr);
               }},
        Misuse{"EnqueueWriteMeshBuffer",
               [](Host &host) {
                 std::vector<uint32_t> tooMuch(513);
                 auto buffer = host.buffer(2048, 2048);
                 distributed::EnqueueWriteMeshBuffer(host.device->mesh_command_queue(), buffer,
                                                     tooMuch, true);
               }},
        Misuse{"EnqueueReadMeshBuffer",
               [](Host &host) {
                 std::vector<uint32_t> data;
                 std::shared_ptr<distributed::MeshBuffer> none;
                 distributed::EnqueueReadMeshBuffer(host.device->mesh_command_queue(), data, none,
                                                    true);
               }},
        Misuse{"EnqueueMeshWorkload",
               [](Host &host) {
                 distributed::MeshWorkload empty;
                 distributed::EnqueueMeshWorkload(host.device->mesh_command_queue(), empty, true);
               }},
        Misuse{"SetRuntimeArgs",
               [](Host &host) { SetRuntimeArgs(host.program, 3, CoreCoord{0, 0}, {1}); }},
        Misuse{"GetRuntimeArgs",
               [](Host &host) { GetRuntimeArgs(host.program, 0, CoreCoord{0, 0}); }},
        Misuse{"CircularBufferConfig::set_page_size", [](Host &) {
                 CircularBufferConfig(2048, {{CBIndex::c_0, tt::DataFormat::Float16_b}})
                     .set_page_size(CBIndex::c_1, 2048);
               }}));

} // namespace

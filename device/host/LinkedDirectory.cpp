//===- LinkedDirectory.cpp - Tells a program where the device's files lie -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// No part of the device's library: it is compiled into programs that link an installed one, whose
// own place says nothing about the package's.
//
//===----------------------------------------------------------------------===//

extern "C" {
extern const char *const tilium_device_directory;
const char *const tilium_device_directory = TILIUM_DEVICE_DIRECTORY;
}

//===- KernelCache.h - Compiled kernels on disk -----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_HOST_KERNELCACHE_H
#define TILIUM_DEVICE_HOST_KERNELCACHE_H

#include <string>
#include <string_view>

namespace tilium::device {

/// A folder of compiled objects, each with the recipe it was made from. Objects run in this
/// process, so the folder has to be the user's alone, and an object is used only if it is whole and
/// its recipe is, byte for byte, the one that is asked for.
class KernelCache {
public:
  /// Makes the folder, for this user only. Throws KernelCompile if other users can write to it. One
  /// that cannot be made or written is read from: new objects go to a folder that ends with the
  /// process.
  explicit KernelCache(std::string folder);

  /// The folder that the environment asks for: TILIUM_CACHE, or tilium below XDG_CACHE_HOME or
  /// HOME/.cache; without those a folder of this user's below the temporary one.
  static std::string defaultFolder();

  /// Where the object of a recipe is kept, if it is kept: a kernel, or with the suffix ".o" what is
  /// linked to kernels.
  std::string objectPath(std::string_view recipe, std::string_view suffix = ".so") const;
  /// Whether the object is there, as it was kept and of this very recipe.
  bool holds(std::string_view recipe, std::string_view suffix = ".so") const;
  /// Where to put files on the way to an object. Throws KernelCompile if there is no place.
  const std::string &workFolder();
  /// Says that the folder took no file, so that the next `workFolder` is another one. Throws
  /// KernelCompile with `reason` if there is none.
  void giveUpFolder(const std::string &reason);
  /// Takes an object in: moves it to its place, which others see whole or not at all. Returns where
  /// it is, which is not `objectPath` if the folder cannot be written.
  std::string keep(const std::string &object, std::string_view recipe,
                   std::string_view suffix = ".so");

private:
  std::string folder;
  bool writable = true;
};

/// Writes a file whole; throws KernelCompile with the reason if the system does not take it.
void writeWhole(const std::string &path, std::string_view text);

} // namespace tilium::device

#endif // TILIUM_DEVICE_HOST_KERNELCACHE_H

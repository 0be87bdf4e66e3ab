//===- KernelCompiler.cpp - Kernels to shared objects ---------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "host/KernelCompiler.h"

#include "core/Error.h"
#include "core/KernelInterface.h"
#include "host/ContentHash.h"
#include "host/DeviceDirectory.h"
#include "host/KernelCache.h"
#include "host/ProcessorBranches.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <link.h>
#include <map>
#include <mutex>
#include <optional>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

extern char **environ;

namespace tilium::device {

namespace files = std::filesystem;

namespace {

std::string environment(const char *name) {
  const char *value = std::getenv(name);
  return value ? value : "";
}

std::string readFile(const files::path &path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream)
    throw DeviceError(Rule::KernelCompile, "cannot read '" + path.string() + "'");
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::string findOnPath(const std::string &program) {
  if (program.find('/') != std::string::npos)
    return access(program.c_str(), X_OK) == 0 ? program : "";
  std::istringstream directories(environment("PATH"));
  for (std::string directory; std::getline(directories, directory, ':');) {
    std::string candidate = directory + "/" + program;
    if (access(candidate.c_str(), X_OK) == 0)
      return candidate;
  }
  return "";
}

std::string findCompiler() {
  std::string asked = environment("TILIUM_CXX");
  if (!asked.empty()) {
    std::string found = findOnPath(asked);
    if (found.empty())
      throw DeviceError(Rule::KernelCompile,
                        "TILIUM_CXX names '" + asked + "', which is no program that can be run");
    return found;
  }
  for (const char *candidate : {TILIUM_DEFAULT_CXX, "clang++-22", "clang++", "g++"})
    if (std::string found = *candidate ? findOnPath(candidate) : ""; !found.empty())
      return found;
  throw DeviceError(Rule::KernelCompile,
                    "no C++ compiler found for kernels; install clang or g++, or set TILIUM_CXX");
}

std::string includeDirectory() {
  std::string asked = environment("TILIUM_KERNEL_INCLUDE");
  return asked.empty() ? (deviceDirectory() / "metalium" / "include").string() : asked;
}

/// Further folders for kernels' includes, after the device's own.
std::vector<std::string> furtherIncludeDirectories() {
  std::vector<std::string> result;
  std::istringstream directories(environment("TILIUM_KERNEL_PATH"));
  for (std::string directory; std::getline(directories, directory, ':');)
    if (!directory.empty())
      result.push_back(directory);
  return result;
}

/// Further flags of the compiler, such as those that a debugger wants.
std::vector<std::string> furtherFlags() {
  std::istringstream flags(environment("TILIUM_KERNEL_FLAGS"));
  return {std::istream_iterator<std::string>(flags), {}};
}

/// A command as part of a recipe.
std::string recipeLines(const std::vector<std::string> &words) {
  std::string text;
  for (const std::string &word : words)
    text += word + "\n";
  return text;
}

/// Whether a file that `rules` (what the compiler wrote of its inputs) names is newer than
/// `object`, or gone. The compiler escapes spaces with a backslash.
bool isStale(const files::path &object, const files::path &rules) {
  std::error_code failed;
  auto made = files::last_write_time(object, failed);
  std::ifstream stream(rules);
  if (failed || !stream)
    return true;
  std::string target, word;
  std::getline(stream, target, ':');
  bool first = true; // The translation unit itself, part of the object's name, is gone by now.
  for (std::string part; stream >> part;) {
    if (part == "\\")
      continue;
    word += part;
    if (word.back() == '\\') {
      word.back() = ' ';
      continue;
    }
    if (std::exchange(first, false)) {
      word.clear();
      continue;
    }
    auto written = files::last_write_time(word, failed);
    if (failed || written > made)
      return true;
    word.clear();
  }
  return false;
}

bool overlap(const CoreRanges &a, const CoreRanges &b) {
  for (const CoreRange &first : a)
    for (const CoreRange &second : b)
      if (first.start.x <= second.end.x && second.start.x <= first.end.x &&
          first.start.y <= second.end.y && second.start.y <= first.end.y)
        return true;
  return false;
}

/// The circular buffers of a kernel's cores as initialisers of the list in tilium/buffers.h. A
/// buffer whose format differs from core to core is left out: it has no constant answer.
std::string bufferFormats(const KernelDescriptor &kernel,
                          const std::vector<CBDescriptor> &buffers) {
  std::map<uint32_t, std::optional<DataFormat>> formats;
  for (const CBDescriptor &buffer : buffers)
    if (overlap(buffer.coreRanges, kernel.coreRanges))
      for (const CBFormatDescriptor &format : buffer.formatDescriptors) {
        auto [entry, added] = formats.try_emplace(format.bufferIndex, format.dataFormat);
        if (!added && entry->second != format.dataFormat)
          entry->second.reset();
      }
  std::string text;
  for (const auto &[index, format] : formats)
    if (const FormatInfo *known = format ? findFormat(*format) : nullptr)
      text += "{" + std::to_string(index) + ", static_cast<DataFormat>(" +
              std::to_string(static_cast<int>(*format)) + "), " + std::to_string(known->tileBytes) +
              "}, ";
  return text;
}

std::string headerTreeHash(const files::path &root) {
  std::vector<files::path> paths;
  for (const auto &entry : files::recursive_directory_iterator(root))
    if (entry.is_regular_file())
      paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::string text;
  for (const files::path &path : paths)
    text += path.lexically_relative(root).string() + "\n" + readFile(path);
  return contentHash(text);
}

/// Path, size and time of the compiler stand for its version: asking it would cost milliseconds.
std::string compilerIdentity(const std::string &compiler) {
  files::path real = files::canonical(compiler);
  return real.string() + " " + std::to_string(files::file_size(real)) + " " +
         std::to_string(files::last_write_time(real).time_since_epoch().count());
}

bool isClang(const std::string &compiler) {
  return files::canonical(compiler).filename().string().find("clang") != std::string::npos;
}

bool isIdentifier(std::string_view name) {
  auto letter = [](unsigned char c) { return std::isalpha(c) || c == '_'; };
  return !name.empty() && letter(name[0]) &&
         std::all_of(name.begin(), name.end(),
                     [&](unsigned char c) { return letter(c) || std::isdigit(c); });
}

/// A macro's name, with its parameters if it has any: `SIDE`, `PROCESS(i)`.
bool isMacro(std::string_view name) {
  size_t end = name.find('(');
  if (end == std::string_view::npos)
    return isIdentifier(name);
  std::string_view parameters = name.substr(end + 1);
  return isIdentifier(name.substr(0, end)) && parameters.ends_with(')') &&
         parameters.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                      "0123456789_, .") == parameters.size() - 1;
}

/// What a descriptor names becomes part of the kernel's text. Descriptors may come from files, so
/// that nothing but names and values may be in them, and no further code.
void checkNames(const KernelDescriptor &kernel) {
  auto refuse = [&](const std::string &what) {
    throw DeviceError(Rule::HostUsage, "kernel '" + kernelName(kernel) + "': " + what);
  };
  auto check = [&](const std::string &name) {
    if (!isIdentifier(name))
      refuse("'" + name + "' is no C++ identifier");
  };
  for (const auto &[name, value] : kernel.defines) {
    if (!isMacro(name))
      refuse("'" + name + "' is no macro's name");
    if (value.find_first_of("\n\r\\") != std::string::npos)
      refuse("the value of the define '" + name + "' has a line break or a backslash");
  }
  for (const auto &[name, value] : kernel.namedCompileTimeArgs)
    if (name.find_first_of("\n\r\\\"") != std::string::npos)
      refuse("the compile-time argument '" + name + "' has a quote, line break or backslash");
  const KernelBindings &bindings = kernel.bindings;
  for (const auto *names : {&bindings.runtimeArgs, &bindings.commonRuntimeArgs})
    for (const std::string &name : *names)
      if (!name.empty())
        check(name);
  for (const auto *pairs :
       {&bindings.compileTimeArgs, &bindings.dataflowBuffers, &bindings.semaphores})
    for (const auto &pair : *pairs)
      check(pair.first);
  for (const KernelBindings::Tensor &tensor : bindings.tensors)
    check(tensor.name);
}

/// The names of a kernel as the vendor's host generates them.
std::string bindingsText(const KernelBindings &bindings) {
  std::ostringstream text;
  text << "#include \"tilium/bindings.h\"\nnamespace args {\n";
  auto runtime = [&](const std::vector<std::string> &names, const char *type) {
    for (size_t index = 0; index < names.size(); ++index)
      if (!names[index].empty())
        text << "constexpr ::experimental::" << type << "<std::uint32_t> " << names[index] << "{"
             << 4 * index << "};\n";
  };
  runtime(bindings.runtimeArgs, "RtaArg");
  runtime(bindings.commonRuntimeArgs, "CrtaArg");
  for (const auto &[name, value] : bindings.compileTimeArgs)
    text << "constexpr ::experimental::CtaVal<std::uint32_t> " << name << "{" << value << "u};\n";
  text << "}\nnamespace dfb {\n";
  for (const auto &[name, index] : bindings.dataflowBuffers)
    text << "constexpr DFBBindingToken " << name << "{" << index << "};\n";
  text << "}\nnamespace sem {\n";
  for (const auto &[name, index] : bindings.semaphores)
    text << "constexpr SemaphoreBindingToken " << name << "{" << index << "};\n";
  text << "}\nnamespace tensor {\n";
  for (const KernelBindings::Tensor &tensor : bindings.tensors)
    text << "constexpr ::tensor_accessor::TensorBindingToken<" << tensor.compileTimeArg << ", "
         << 4 * tensor.commonRuntimeArg << "> " << tensor.name << "{};\n";
  text << "}\n";
  return text.str();
}

/// A file's name inside the quotes of a C++ string.
std::string escaped(std::string_view name) {
  std::string text;
  for (char character : name) {
    if (character == '"' || character == '\\')
      text += '\\';
    text += character == '\n' ? ' ' : character;
  }
  return text;
}

constexpr std::array<const char *, 3> computeProcessors{"UNPACK", "MATH", "PACK"};

/// The one compute processor that an image is for, or null.
const char *processorOf(const KernelDescriptor &kernel) {
  for (const char *processor : computeProcessors)
    for (const auto &[name, value] : kernel.defines)
      if (name == std::string("TRISC_") + processor)
        return processor;
  return nullptr;
}

bool isCompute(const KernelDescriptor &kernel) {
  return std::holds_alternative<ComputeConfig>(kernel.config);
}

std::string sourceText(const KernelDescriptor &kernel) {
  return kernel.sourceType == KernelDescriptor::SourceType::FilePath ? readFile(kernel.source)
                                                                     : kernel.source;
}

/// Loaded images of this process, by path: a library is loaded once, however many devices there
/// are, so that what its variables start from is known.
std::map<std::string, std::unique_ptr<KernelImage>> &loadedImages() {
  static std::map<std::string, std::unique_ptr<KernelImage>> images;
  return images;
}

/// Where the objects are that this process made or found, by the hash of their recipe.
std::map<std::string, std::string> &knownObjects() {
  static std::map<std::string, std::string> objects;
  return objects;
}

/// The headers beside a kernel's file are part of its content.
std::string neighbourHeaders(const KernelDescriptor &kernel) {
  if (kernel.sourceType != KernelDescriptor::SourceType::FilePath)
    return "";
  std::vector<files::path> paths;
  for (const auto &entry :
       files::directory_iterator(files::absolute(kernel.source).parent_path())) {
    std::string extension = entry.path().extension().string();
    if (extension == ".h" || extension == ".hpp" || extension == ".inc")
      paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::string text;
  for (const files::path &path : paths)
    text += path.filename().string() + "\n" + readFile(path);
  return contentHash(text);
}

pid_t start(const std::vector<std::string> &command, const std::string &messages) {
  std::vector<char *> arguments;
  for (const std::string &word : command)
    arguments.push_back(const_cast<char *>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 2, messages.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                   0644);
  // A group of its own: Ctrl-C comes to this process, which ends the compiler and its files.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  pid_t child = -1;
  int failed = posix_spawn(&child, arguments[0], &actions, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failed)
    throw DeviceError(Rule::KernelCompile,
                      "cannot start '" + command[0] + "': " + std::strerror(failed));
  return child;
}

/// The writable memory of a loaded library that is not read-only after relocation.
struct VariableRange {
  const void *inside;
  std::byte *begin = nullptr;
  size_t bytes = 0;
};

int findVariables(dl_phdr_info *info, size_t, void *data) {
  auto *range = static_cast<VariableRange *>(data);
  uintptr_t writableBegin = 0, writableEnd = 0, frozenEnd = 0;
  bool mine = false;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr) &header = info->dlpi_phdr[i];
    uintptr_t begin = info->dlpi_addr + header.p_vaddr, end = begin + header.p_memsz;
    auto inside = reinterpret_cast<uintptr_t>(range->inside);
    if (header.p_type == PT_LOAD) {
      mine |= begin <= inside && inside < end;
      if (header.p_flags & PF_W) {
        writableBegin = writableBegin ? std::min(writableBegin, begin) : begin;
        writableEnd = std::max(writableEnd, end);
      }
    } else if (header.p_type == PT_GNU_RELRO) {
      frozenEnd = end;
    }
  }
  if (!mine)
    return 0;
  uintptr_t begin = std::max(writableBegin, frozenEnd);
  if (writableEnd > begin) {
    range->begin = reinterpret_cast<std::byte *>(begin);
    range->bytes = writableEnd - begin;
  }
  return 1;
}

} // namespace

std::string kernelName(const KernelDescriptor &kernel) {
  if (!kernel.name.empty())
    return kernel.name;
  if (kernel.sourceType == KernelDescriptor::SourceType::FilePath)
    return files::path(kernel.source).filename().string();
  return isCompute(kernel) ? "compute.cpp" : "dataflow.cpp";
}

bool branchesOnProcessor(const KernelDescriptor &kernel) {
  if (!isCompute(kernel))
    return false;
  std::vector<files::path> folders;
  if (kernel.sourceType == KernelDescriptor::SourceType::FilePath)
    folders.push_back(files::absolute(kernel.source).parent_path());
  for (const std::string &folder : furtherIncludeDirectories())
    folders.emplace_back(folder);
  return textBranchesOnProcessor(sourceText(kernel), includeDirectory(), folders);
}

KernelImage::~KernelImage() {
  if (library)
    dlclose(library);
}

KernelCompiler::KernelCompiler(const Architecture &architecture)
    : architecture(architecture), compiler(findCompiler()), linker(findOnPath("ld")),
      cache(KernelCache::defaultFolder()),
      toolchainKey(compilerIdentity(compiler) + headerTreeHash(includeDirectory())) {}

std::string KernelCompiler::translationUnit(const KernelDescriptor &kernel,
                                            const std::vector<CBDescriptor> &buffers) const {
  checkNames(kernel);
  std::ostringstream text;
  auto define = [&](const std::string &name, const std::string &value) {
    text << "#define " << name << " " << value << "\n";
  };
  define(architecture.name == "blackhole" ? "ARCH_BLACKHOLE" : "ARCH_WORMHOLE", "1");
  define("MEM_ZEROS_BASE", std::to_string(architecture.l1ZerosBase));
  define("MEM_ZEROS_SIZE", std::to_string(architecture.l1ZerosBytes));
  define("MEM_L1_SIZE", std::to_string(architecture.l1Bytes));
  define("NOC_MAX_BURST_SIZE", std::to_string(architecture.maximumBurstBytes));
  define("NUM_CIRCULAR_BUFFERS", std::to_string(architecture.circularBuffers));
  define("L1_ALIGNMENT", std::to_string(architecture.l1Alignment));
  define("DRAM_ALIGNMENT", std::to_string(architecture.dramAlignment));
  define("NUM_DRAM_BANKS", std::to_string(architecture.dramBanks));
  define("NUM_L1_BANKS", std::to_string(architecture.coreCount()));
  std::string words;
  for (uint32_t word : kernel.compileTimeArgs)
    words += (words.empty() ? "" : ",") + std::to_string(word);
  define("KERNEL_COMPILE_TIME_ARGS", words);
  if (!kernel.namedCompileTimeArgs.empty()) {
    std::string map;
    for (const auto &[name, value] : kernel.namedCompileTimeArgs)
      map += (map.empty() ? "" : ", ") + ("{\"" + name + "\", " + std::to_string(value) + "u}");
    define("KERNEL_COMPILE_TIME_ARG_MAP", map);
  }
  if (std::string formats = bufferFormats(kernel, buffers); !formats.empty())
    define("TILIUM_BUFFER_FORMATS", formats);
  if (const auto *compute = std::get_if<ComputeConfig>(&kernel.config)) {
    define("COMPILE_FOR_TRISC", "1");
    define("DST_ACCUM_MODE", compute->fp32DestAccEn ? "true" : "false");
    define("DST_FULL_SYNC", compute->dstFullSyncEn ? "true" : "false");
    define("DST_SYNC_MODE", compute->dstFullSyncEn ? "DstSync::SyncFull" : "DstSync::SyncHalf");
    // One image serves all three processors: code for each of them is in it. An image of one alone
    // has its own part.
    bool alone = processorOf(kernel) != nullptr;
    for (const char *processor : computeProcessors)
      if (!alone || processorOf(kernel) == processor)
        define(std::string("UCK_CHLKC_") + processor, "1");
    define("MATH_FIDELITY_LEVEL", std::to_string(static_cast<int>(compute->mathFidelity)));
    define("APPROX", compute->mathApproxMode ? "true" : "false");
  } else {
    const auto &movement = std::get<DataMovementConfig>(kernel.config);
    define(movement.processor == DataMovementProcessor::Brisc ? "COMPILE_FOR_BRISC"
                                                              : "COMPILE_FOR_NCRISC",
           "1");
    define("NOC_INDEX", std::to_string(movement.noc));
  }
  for (const auto &[name, value] : kernel.defines)
    define(name, value);
  text << "#include \"tilium/kernel_prologue.h\"\n";
  if (!kernel.bindings.empty())
    text << bindingsText(kernel.bindings);
  std::string name = kernel.sourceType == KernelDescriptor::SourceType::FilePath
                         ? kernel.source
                         : kernelName(kernel);
  text << "#line 1 \"" << escaped(name) << "\"\n" << sourceText(kernel);
  text << "\n#line 1 \"kernel_epilogue\"\n#include \"tilium/kernel_epilogue.h\"\n";
  return text.str();
}

/// Compiles a kernel; or, where `kernel` is null, what is linked to each of them.
std::vector<std::string> KernelCompiler::command(const std::string &input,
                                                 const std::string &output,
                                                 const KernelDescriptor *kernel) const {
  std::vector<std::string> words{compiler,
                                 "-x",
                                 "c++",
                                 "-std=c++20",
                                 "-O2",
                                 "-fPIC",
                                 "-fno-strict-aliasing",
                                 "-fvisibility=hidden",
                                 "-fno-threadsafe-statics",
                                 "-ffp-contract=off",
                                 "-w",
                                 "-I" + includeDirectory()};
  // Accesses through pointers call the device's own functions: no sanitizer is linked.
  if (isClang(compiler))
    for (const char *word :
         {"-fsanitize=thread", "-mllvm", "-tsan-instrument-func-entry-exit=0", "-mllvm",
          "-tsan-instrument-atomics=0", "-mllvm", "-tsan-distinguish-volatile", "-mllvm",
          "-tsan-instrument-read-before-write"})
      words.emplace_back(word);
  if (kernel)
    for (const std::string &flag : furtherFlags())
      words.push_back(flag);
  if (kernel && kernel->sourceType == KernelDescriptor::SourceType::FilePath)
    words.push_back("-I" + files::absolute(kernel->source).parent_path().string());
  for (const std::string &directory : furtherIncludeDirectories())
    words.push_back("-I" + directory);
  for (const std::string &word : {std::string("-c"), input, std::string("-o"), output})
    words.push_back(word);
  return words;
}

/// Links a kernel's object. Compiling and linking by one call of Clang starts it twice, which is a
/// quarter of what a kernel takes. `watched` may be empty, see watchedPointers.
std::vector<std::string> KernelCompiler::linkCommand(const std::string &input,
                                                     const std::string &watched,
                                                     const std::string &output) const {
  std::vector<std::string> words{compiler, "-shared", "-nostdlib", "-Wl,-z,relro,-z,now"};
  // What the compiler would pass; the unwinder finds the frames of kernels by the header.
  if (!linker.empty())
    words = {linker, "-shared", "--hash-style=gnu", "--eh-frame-hdr", "-z", "relro", "-z", "now"};
  words.push_back(input);
  if (!watched.empty())
    words.push_back(watched);
  words.insert(words.end(), {"-o", output});
  return words;
}

/// A compiler at work. Whatever ends the waiting for it ends the compiler, and removes its files.
struct KernelCompiler::Job {
  const KernelDescriptor *kernel;
  std::string recipe, temporary, object, input, messages;
  pid_t child = -1;

  Job() = default;
  Job(Job &&other) noexcept
      : kernel(other.kernel), recipe(std::move(other.recipe)),
        temporary(std::exchange(other.temporary, {})), object(std::exchange(other.object, {})),
        input(std::exchange(other.input, {})), messages(std::exchange(other.messages, {})),
        child(std::exchange(other.child, -1)) {}
  Job &operator=(Job &&) = delete;
  ~Job() {
    if (child > 0) {
      kill(-child, SIGKILL); // And what it started.
      while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
    std::error_code ignored;
    for (const std::string &path : {temporary, object, input, messages})
      if (!path.empty())
        files::remove(path, ignored);
  }

  /// The compiler's exit status; not 0 too if it was stopped. A signal asks `poll` whether to go
  /// on.
  int wait(const std::function<void()> &poll) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
      if (errno != EINTR)
        throw DeviceError(Rule::KernelCompile,
                          std::string("lost the compiler: ") + std::strerror(errno));
      else if (poll)
        poll();
    child = -1;
    // What stopped the compiler, such as Ctrl-C, was for this process as well.
    if (WIFSIGNALED(status) && poll)
      poll();
    return status;
  }
};

KernelCompiler::Job KernelCompiler::begin(const KernelDescriptor *kernel, std::string recipe,
                                          const std::string &unit, bool withRules) {
  // Other processes and threads may compile the same kernel into the same folder.
  static std::atomic<uint64_t> compilations = 0;
  for (;;) {
    Job job;
    job.kernel = kernel;
    job.recipe = recipe;
    std::string name = files::path(cache.objectPath(recipe)).filename().string();
    std::string unique = cache.workFolder() + "/" + name + "." + std::to_string(getpid()) + "." +
                         std::to_string(compilations++);
    job.temporary = unique + ".tmp", job.object = unique + ".o";
    job.input = unique + ".cpp", job.messages = unique + ".txt";
    try {
      writeWhole(job.input, unit);
      writeWhole(job.messages, "");
    } catch (const DeviceError &error) {
      cache.giveUpFolder(error.what());
      continue;
    }
    std::vector<std::string> words = command(job.input, job.object, kernel);
    if (withRules)
      words.insert(words.end(), {"-MD", "-MF", cache.workFolder() + "/" + name + ".d"});
    job.child = start(words, job.messages);
    return job;
  }
}

/// The object with the functions that a kernel's accesses through pointers call; empty if the
/// compiler puts no calls there. All kernels have the same, and it is half of what a small one
/// would take: it is compiled once and kept like a kernel.
std::string KernelCompiler::watchedPointers(const std::function<void()> &poll) {
  if (!isClang(compiler))
    return "";
  std::string unit = "#include \"tilium/watched_pointers.h\"\n";
  std::string recipe = toolchainKey + "\n" + recipeLines(command("", "", nullptr)) + unit;
  if (cache.holds(recipe, ".o"))
    return cache.objectPath(recipe, ".o");
  // A cache that cannot be written leaves it elsewhere.
  std::string &known = knownObjects()[contentHash(recipe)];
  std::error_code failed;
  if (!known.empty() && files::exists(known, failed))
    return known;
  Job job = begin(nullptr, recipe, unit, /*withRules=*/false);
  if (job.wait(poll) != 0)
    throw DeviceError(Rule::KernelCompile,
                      "what watches pointers does not compile:\n" + readFile(job.messages));
  return known = cache.keep(job.object, recipe, ".o");
}

std::vector<const KernelImage *>
KernelCompiler::load(const std::vector<const KernelDescriptor *> &kernels,
                     const std::vector<CBDescriptor> &buffers, const std::function<void()> &poll) {
  // Images are shared by all threads of the process.
  static std::mutex loading;
  std::lock_guard<std::mutex> lock(loading);
  // The content of further folders, and of what flags name, is not hashed: what a kernel took from
  // them is compared by time.
  bool further = !furtherIncludeDirectories().empty() || !furtherFlags().empty();
  std::vector<std::string> hashes;
  std::vector<Job> jobs;
  for (const KernelDescriptor *kernel : kernels) {
    std::string unit = translationUnit(*kernel, buffers);
    std::string recipe = toolchainKey + "\n" + recipeLines(command("", "", kernel)) +
                         recipeLines(linkCommand("", "", "")) + neighbourHeaders(*kernel) + "\n" +
                         unit;
    hashes.push_back(contentHash(recipe));
    bool underWay =
        std::any_of(jobs.begin(), jobs.end(), [&](const Job &job) { return job.recipe == recipe; });
    if (underWay || loadedImages().count(knownObjects()[hashes.back()]))
      continue;
    std::string object = cache.objectPath(recipe);
    if (cache.holds(recipe) && !(further && isStale(object, object + ".d")))
      knownObjects()[hashes.back()] = object;
    else
      jobs.push_back(begin(kernel, recipe, unit, further));
  }
  std::string watched = jobs.empty() ? "" : watchedPointers(poll);
  std::string failure;
  for (Job &job : jobs) {
    bool compiles = job.wait(poll) == 0;
    if (compiles)
      job.child = start(linkCommand(job.object, watched, job.temporary), job.messages);
    if (compiles && job.wait(poll) == 0)
      knownObjects()[contentHash(job.recipe)] = cache.keep(job.temporary, job.recipe);
    else
      failure +=
          "kernel '" + kernelName(*job.kernel) + "' does not compile:\n" + readFile(job.messages);
  }
  if (!failure.empty())
    throw DeviceError(Rule::KernelCompile, failure);
  std::vector<const KernelImage *> loaded;
  for (size_t index = 0; index < kernels.size(); ++index)
    loaded.push_back(open(knownObjects().at(hashes[index]), *kernels[index]));
  return loaded;
}

const KernelImage *KernelCompiler::open(const std::string &path, const KernelDescriptor &kernel) {
  auto &slot = loadedImages()[path];
  if (slot)
    return slot.get();
  auto image = std::make_unique<KernelImage>();
  image->library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!image->library)
    throw DeviceError(Rule::KernelCompile,
                      "kernel '" + kernelName(kernel) + "' cannot be loaded: " + dlerror());
  using Bind = void (*)(const tilium::KernelInterface *);
  auto bind = reinterpret_cast<Bind>(dlsym(image->library, "tilium_kernel_bind"));
  image->entry = reinterpret_cast<void (*)()>(dlsym(image->library, "tilium_kernel_entry"));
  if (!bind || !image->entry)
    throw DeviceError(Rule::KernelCompile, "'" + path + "' is no kernel; remove it from the cache");
  bind(&kernelInterface());
  VariableRange range{reinterpret_cast<const void *>(image->entry)};
  dl_iterate_phdr(findVariables, &range);
  // The interface pointer itself is the one variable every kernel has.
  if (range.bytes > sizeof(void *)) {
    image->variables = range.begin;
    image->pristine.assign(range.begin, range.begin + range.bytes);
  }
  slot = std::move(image);
  return slot.get();
}

} // namespace tilium::device

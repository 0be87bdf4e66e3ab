#include "tilium/Target/Metalium/GeneratedFiles.h"
using namespace mlir;
std::vector<std::pair<std::string, std::string>> tilium::getGeneratedFiles(ModuleOp) { return {}; }
void tilium::registerMetaliumTranslation() {}

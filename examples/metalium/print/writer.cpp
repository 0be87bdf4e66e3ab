// Prints where it runs.
#include "api/dataflow/dataflow_api.h"
#include "api/debug/dprint.h"

void kernel_main() {
  DPRINT << "core " << static_cast<uint32_t>(get_absolute_logical_x()) << ','
         << static_cast<uint32_t>(get_absolute_logical_y()) << ENDL();
}

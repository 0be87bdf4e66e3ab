// Prints from the processors that unpack, compute and pack.
#include "api/compute/common.h"
#include "api/debug/dprint.h"

void kernel_main() {
  cb_wait_front(0, 1);
  DPRINT_UNPACK(DPRINT << "the tile's corners:\n"
                       << TSLICE(0, 0, SliceRange{0, 32, 31, 0, 32, 31}));
  DPRINT_MATH(DPRINT << "six times seven is " << 6 * 7 << ENDL());
  DPRINT_PACK(DPRINT << "in base 16, 255 is " << HEX() << 255 << ENDL());
  cb_pop_front(0, 1);
}

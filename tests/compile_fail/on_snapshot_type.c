// A function around the snapshot of the wrong shape: that of lifespan's start.
// gcc: incompatible pointer type
// clang: incompatible function pointer types
// lines: gcc 4, clang 8
#include <brisk/brisk.h>

static brisk_status freeze(void **state)
{
    return state ? BRISK_OK : BRISK_FAILED;
}
APP(app, on_snapshot(freeze));

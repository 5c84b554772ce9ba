// A handler of errors of the wrong shape.
// gcc: incompatible pointer type
// clang: incompatible function pointer types
// lines: gcc 4, clang 8
#include <brisk/brisk.h>

static brisk_status lost(brisk_request *req)
{
    return req ? BRISK_OK : BRISK_FAILED;
}
APP(app, on_status(404, lost));

// A function for events of the wrong shape.
// gcc: incompatible pointer type
// clang: incompatible function pointer types
// lines: gcc 4, clang 8
#include <brisk/brisk.h>

static brisk_status take(brisk_request *req, brisk_json event)
{
    return req && event.node ? BRISK_OK : BRISK_FAILED;
}
APP(app, on_event(take));

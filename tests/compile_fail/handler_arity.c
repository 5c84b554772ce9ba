// A handler without its result.
// gcc: conflicting types for 'f'
// clang: conflicting types for 'f'
// lines: gcc 10, clang 10
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/", str);
static brisk_status f(brisk_request *req, const f_in *in)
{
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

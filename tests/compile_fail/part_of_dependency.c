// A part that only a DEPENDENCY has.
// gcc: f: only a DEPENDENCY has the part no_cache
// clang: f: only a DEPENDENCY has the part no_cache
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/", str, no_cache);
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

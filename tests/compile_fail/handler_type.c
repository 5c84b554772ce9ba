// A handler whose result has another type.
// gcc: conflicting types for 'f'
// clang: conflicting types for 'f'
// lines: gcc 10, clang 10
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/", int64);
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

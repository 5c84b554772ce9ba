// A type of C in an input.
// gcc: f.limit: there is no type size_t: it is uint64
// clang: f.limit: there is no type size_t: it is uint64
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/", str, query(size_t, limit, le(9)));
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

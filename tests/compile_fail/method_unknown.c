// A method that does not exist.
// gcc: f: there is no method FETCH
// clang: f: there is no method FETCH
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, FETCH, "/", str);
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

// A rule of an input that does not exist.
// gcc: f.q: there is no rule max(3)
// clang: f.q: there is no rule max(3)
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/", str, query(str, q, max(3)));
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

// embed is for bodies.
// gcc: f.q: the rule embed does not fit the type str
// clang: f.q: the rule embed does not fit the type str
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/", str, query(str, q, embed));
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

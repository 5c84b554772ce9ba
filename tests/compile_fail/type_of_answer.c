// A type of another language as the answer's.
// gcc: f: there is no type string: text is str
// clang: f: there is no type string: text is str
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/", string);
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

// A part that does not exist.
// gcc: f: there is no part pth(int64, id)
// clang: f: there is no part pth(int64, id)
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/{id}", str, pth(int64, id));
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

// A path parameter is one value.
// gcc: f.id: a path parameter cannot be of the type list(int64)
// clang: f.id: a path parameter cannot be of the type list(int64)
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/{id}", str, path(list(int64), id));
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

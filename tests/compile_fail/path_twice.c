// Two path parameters of one name.
// gcc: duplicate member 'id'
// clang: duplicate member 'id'
// lines: gcc 5, clang 44
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/{id}/{id}", str, path(int64, id), path(int64, id));
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

// A path parameter that the template lacks.
// gcc: f: path(itm_id), but \"/{item_id}\" has no {itm_id}
// clang: f: path(itm_id), but \"/{item_id}\" has no {itm_id}
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/{item_id}", str, path(int64, itm_id));
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

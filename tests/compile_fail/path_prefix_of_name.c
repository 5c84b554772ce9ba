// A name that only starts alike.
// gcc: f: path(item), but \"/{item_id}\" has no {item}
// clang: f: path(item), but \"/{item_id}\" has no {item}
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/{item_id}", str, path(int64, item));
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

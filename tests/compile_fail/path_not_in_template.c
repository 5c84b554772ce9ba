// path(...) where the template has no name at all.
// gcc: f: path(item_id), but \"/\" has no {item_id}
// clang: f: path(item_id), but \"/\" has no {item_id}
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/", str, path(int64, item_id));
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

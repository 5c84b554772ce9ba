// A name of the template that no part declares.
// gcc: f: \"/{item_id}/{sub}\" has a {name} that no path(...) declares
// clang: f: \"/{item_id}/{sub}\" has a {name} that no path(...) declares
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/{item_id}/{sub}", str, path(int64, item_id));
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

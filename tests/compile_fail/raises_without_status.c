// An answer without its status.
// gcc: f: no status, as in raises(404, \"text\"): raises(\"No\")
// clang: f: no status, as in raises(404, \"text\"): raises(\"No\")
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/", str, raises("No"));
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

// include(...) takes no endpoints.
// gcc: b: include(...) has no option f
// clang: b: include(...) has no option f
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/", str);
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);
ROUTER(b, "", include(r, f));

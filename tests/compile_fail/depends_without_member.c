// The result of a dependency needs a member.
// gcc: f: no member for the result, as in depends(name, member): depends(d)
// clang: f: no member for the result, as in depends(name, member): depends(d)
// lines: gcc 9, clang 23
#include <brisk/brisk.h>

DEPENDENCY(d, str);
static brisk_status d(brisk_request *req, const d_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ENDPOINT(f, GET, "/", str, depends(d));
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

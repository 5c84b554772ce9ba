// One of the methods does not exist.
// gcc: f: there is no method (GET, PSOT)
// clang: f: there is no method (GET, PSOT)
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, (GET, PSOT), "/", str);
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

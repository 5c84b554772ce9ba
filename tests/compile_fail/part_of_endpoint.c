// A part that only an ENDPOINT has.
// gcc: f: only an ENDPOINT has the part summary(\"x\")
// clang: f: only an ENDPOINT has the part summary(\"x\")
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

DEPENDENCY(f, str, summary("x"));
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}

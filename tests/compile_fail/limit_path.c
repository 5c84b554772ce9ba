// A template has at most 6 names.
// gcc: f: \"/{a}/{b}/{c}/{d}/{e}/{f}/{g}\" has more than 6 names
// clang: f: \"/{a}/{b}/{c}/{d}/{e}/{f}/{g}\" has more than 6 names
// lines: gcc 4, clang 15
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/{a}/{b}/{c}/{d}/{e}/{f}/{g}", str, path(str, a), path(str, b), path(str, c),
    path(str, d), path(str, e), path(str, f), path(str, g));
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

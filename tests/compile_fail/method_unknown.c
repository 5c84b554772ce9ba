// A method that does not exist.
// gcc: 'BRISK_METHOD_FETCH' undeclared here (not in a function)
// clang: use of undeclared identifier 'BRISK_METHOD_FETCH'
// lines: gcc 4, clang 11
#include <brisk/brisk.h>

ENDPOINT(f, FETCH, "/", str);
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

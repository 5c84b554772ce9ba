// An input without its name.
// gcc: f: no name behind the type, as in (type, name, rules...): str
// clang: f: no name behind the type, as in (type, name, rules...): str
// lines: gcc 9, clang 26
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/", str, query(str));
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

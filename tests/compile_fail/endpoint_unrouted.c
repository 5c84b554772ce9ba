// An endpoint that no ROUTER names.
// gcc: 'brisk_endpoint_f' defined but not used
// clang: unused variable 'brisk_endpoint_f'
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/", str);
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}

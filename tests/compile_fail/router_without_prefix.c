// A router whose second argument is no text.
// gcc: r: the prefix is missing: ROUTER(r, \"\", ...)
// clang: r: the prefix is missing: ROUTER(r, \"\", ...)
// lines: gcc 8, clang 15
#include <brisk/brisk.h>

ENDPOINT(read, GET, "/x", str);

static brisk_status read(brisk_request *req, const read_in *in, str *out)
{
    return BRISK_OK;
}

ROUTER(r, read);

/* shared.c - an app that needs a shared library: it goes into the zip's lib/. */
#include <brisk/brisk.h>

#include <zlib.h>

MODEL(Version, (str, zlib));

ENDPOINT(show, GET, "/hello", Version);

static brisk_status show(brisk_request *req, const show_in *in, Version *out)
{
    out->zlib = brisk_str_view(zlibVersion());
    return BRISK_OK;
}

ROUTER(root, "", show);
APP(app, title("Shared"), no_docs, include(root));

int main(int argc, char **argv)
{
    return brisk_main(&app, argc, argv);
}

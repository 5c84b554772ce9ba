/* pattern.c - an app with a pattern: it holds PCRE2 (the counterpart of lean.c, so that its check can fail). */
#include <brisk/brisk.h>

MODEL(Product, (str, code, pattern("^[A-Z]{3}-[0-9]+$")));

ENDPOINT(show, POST, "/show", Product, body(Product, product));

static brisk_status show(brisk_request *req, const show_in *in, Product *out)
{
    *out = in->product;
    return BRISK_OK;
}

ROUTER(root, "", show);
APP(app, title("Pattern"), include(root));

int main(int argc, char **argv)
{
    return brisk_main(&app, argc, argv);
}

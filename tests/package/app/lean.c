/* lean.c - an app without patterns and docs pages: it must hold neither PCRE2 nor the pages' files. */
#include <brisk/brisk.h>

MODEL(Greeting, (str, message));

ENDPOINT(hello, GET, "/hello", Greeting);

static brisk_status hello(brisk_request *req, const hello_in *in, Greeting *out)
{
    out->message = S("Hello");
    return BRISK_OK;
}

ROUTER(root, "", hello);
APP(app, title("Lean"), no_docs, include(root));

int main(int argc, char **argv)
{
    return brisk_main(&app, argc, argv);
}

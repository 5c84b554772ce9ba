/* app.c - the small app that is built against an installed Brisk. */
#include <brisk/brisk.h>

MODEL(Greeting, (str, message));

ENDPOINT(hello, GET, "/hello", Greeting,
    summary("Say hello"),
    query(str, name, length(1, 20), defaults("World")));

static brisk_status hello(brisk_request *req, const hello_in *in, Greeting *out)
{
    out->message = in->name;
    return BRISK_OK;
}

ROUTER(root, "", hello);
APP(app, title("Package test"), version("1.0.0"), include(root));

int main(int argc, char **argv)
{
    return brisk_main(&app, argc, argv);
}

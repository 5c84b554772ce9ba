/* lean.c - an app without patterns and docs pages: it must hold neither PCRE2 nor the pages' files. One of its handlers
 * takes much of the stack. */
#include <brisk/brisk.h>

MODEL(Greeting, (str, message));

ENDPOINT(hello, GET, "/hello", Greeting);

static brisk_status hello(brisk_request *req, const hello_in *in, Greeting *out)
{
    out->message = S("Hello");
    return BRISK_OK;
}

ENDPOINT(deep, GET, "/deep", Greeting);

static brisk_status deep(brisk_request *req, const deep_in *in, Greeting *out)
{
    volatile char room[600 * 1024];
    for (size_t i = 0; i < sizeof(room); i += 1024) {
        room[i] = 'd';
    }
    out->message = room[1024] == 'd' ? S("Deep") : S("");
    return BRISK_OK;
}

ROUTER(root, "", hello, deep);
APP(app, title("Lean"), no_docs, include(root));

int main(int argc, char **argv)
{
    return brisk_main(&app, argc, argv);
}

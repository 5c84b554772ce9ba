/* hello.c - the whole of a small API in one file: one model, two endpoints. Run it, then open /docs. */
#include <brisk/brisk.h>

MODEL(Greeting,
    (str, text,  doc("What to say")),
    (int64, len, doc("Its length in bytes")));

ENDPOINT(greet, GET, "/hello/{name}", Greeting,
    summary("Greet somebody"),
    path(str, name, length(1, 20)),
    query(bool, loudly, defaults(false)));

static brisk_status greet(brisk_request *req, const greet_in *in, Greeting *out)
{
    out->text = brisk_strf(req, "Hello, %.*s%s", (int)in->name.len, in->name.ptr, in->loudly ? "!" : ".");
    out->len = (int64_t)out->text.len;
    return BRISK_OK;
}

ROUTER(greetings, "", greet);
APP(app, title("Hello"), version("1.0.0"), include(greetings));

int main(int argc, char **argv)
{
    return brisk_main(&app, argc, argv);
}

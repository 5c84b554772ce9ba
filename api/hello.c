/* hello.c - the smallest router: one endpoint without inputs. */
#include "app.h"

MODEL(Hello,
    (str, hello, alias("Hello"), doc("Whom it greets"), example("World")));

ENDPOINT(say_hello, GET, "/hello", Hello, summary("Say hello"));

static brisk_status say_hello(brisk_request *req, const say_hello_in *in, Hello *out)
{
    out->hello = S("World");
    return BRISK_OK;
}

ROUTER(hello, "", say_hello);

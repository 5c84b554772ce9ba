/* newer.c - an app that calls a function of glibc 2.36, which provided.al2023 has not: its zip is refused. */
#include <brisk/brisk.h>

#include <stdint.h>

uint32_t arc4random(void); /* not declared without extensions */

MODEL(Number, (uint32, number));

ENDPOINT(show, GET, "/hello", Number);

static brisk_status show(brisk_request *req, const show_in *in, Number *out)
{
    out->number = arc4random();
    return BRISK_OK;
}

ROUTER(root, "", show);
APP(app, title("Newer"), no_docs, include(root));

int main(int argc, char **argv)
{
    return brisk_main(&app, argc, argv);
}

/* app.c - the program that the end-to-end tests start. VERSION_TEXT is changed by the test of --reload. */
#include <brisk/brisk.h>

#include <time.h>

#define VERSION_TEXT "one"

ENDPOINT(version, GET, "/version", raw);

static brisk_status version(brisk_request *req, const version_in *in)
{
    return brisk_respond_text(req, 200, S(VERSION_TEXT));
}

ENDPOINT(slow, GET, "/slow", raw, blocking);

static brisk_status slow(brisk_request *req, const slow_in *in)
{
    nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
    return brisk_respond_text(req, 200, S("slow"));
}

ENDPOINT(stuck, GET, "/stuck", raw, blocking);

static brisk_status stuck(brisk_request *req, const stuck_in *in)
{
    nanosleep(&(struct timespec){.tv_sec = 60}, NULL);
    return brisk_respond_text(req, 200, S("stuck"));
}

APP(app, title("End to end"), version("1.2.3"), version, slow, stuck);

int main(int argc, char **argv)
{
    return brisk_main(&app, argc, argv);
}

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

ENDPOINT(echo, POST, "/echo", raw);

static brisk_status echo(brisk_request *req, const echo_in *in)
{
    return brisk_respond(req, 200, "text/plain", brisk_request_body(req));
}

ENDPOINT(big, GET, "/big", raw);

static brisk_status big(brisk_request *req, const big_in *in)
{
    static char bytes[1 << 20];
    return brisk_respond(req, 200, "text/plain", (brisk_str){bytes, sizeof(bytes)});
}

/* Streams: /endless has pieces for ever, /silent waits for ever; /streams tells how many were opened and closed. */
static long opened, closed;

static brisk_pulled pull_endless(void *context, brisk_str *piece)
{
    static const char bytes[65536];
    *piece = (brisk_str){bytes, sizeof(bytes)};
    return BRISK_PULLED_MORE;
}

static brisk_pulled pull_silent(void *context, brisk_str *piece)
{
    return BRISK_PULLED_WAIT;
}

static void close_stream(void *context)
{
    __atomic_add_fetch(&closed, 1, __ATOMIC_RELAXED);
}

static brisk_status respond_stream(brisk_request *req, brisk_pulled (*pull)(void *, brisk_str *))
{
    __atomic_add_fetch(&opened, 1, __ATOMIC_RELAXED);
    return brisk_respond_stream(req, 200, "text/plain",
                                (brisk_stream){.pull = pull, .close = close_stream, .length = -1});
}

ENDPOINT(endless, GET, "/endless", raw);

static brisk_status endless(brisk_request *req, const endless_in *in)
{
    return respond_stream(req, pull_endless);
}

ENDPOINT(silent, GET, "/silent", raw);

static brisk_status silent(brisk_request *req, const silent_in *in)
{
    return respond_stream(req, pull_silent);
}

ENDPOINT(streams, GET, "/streams", raw);

static brisk_status streams(brisk_request *req, const streams_in *in)
{
    return brisk_respond_text(req, 200,
                              brisk_strf(req, "%ld %ld", __atomic_load_n(&opened, __ATOMIC_RELAXED),
                                         __atomic_load_n(&closed, __ATOMIC_RELAXED)));
}

APP(app, title("End to end"), version("1.2.3"), version, slow, stuck, echo, big, endless, silent, streams);

int main(int argc, char **argv)
{
    return brisk_main(&app, argc, argv);
}

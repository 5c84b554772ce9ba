/* serve.h - an app as a program: the HTTP server, and the command line around it.
 *
 *     int main(int argc, char **argv) { return brisk_main(&app, argc, argv); }
 *
 * or, in a program that has a command line of its own:
 *
 *     brisk_status status = brisk_serve(&app, .port = 8080, .workers = 2);
 */
#ifndef BRISK_SERVE_H
#define BRISK_SERVE_H

#include <brisk/descriptor.h>
#include <brisk/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * How an app is served. All members are optional: 0, NULL or false is the default named. A limit or time-out below 0
 * means "none".
 */
typedef struct brisk_serve_options {
    const char *host;                /* "127.0.0.1"; "0.0.0.0" and "::" are all addresses of the machine */
    int port;                        /* 8000; below 0: any free port, which the start line tells */
    const char *uds;                 /* path of a Unix socket to listen on, instead of host and port */
    int workers;                     /* threads, each with a loop of its own; 1 */
    const char *root_path;           /* "": the prefix under which a proxy mounts the app */
    bool proxy_headers;              /* believe X-Forwarded-For and X-Forwarded-Proto of those in forwarded_allow_ips */
    const char *forwarded_allow_ips; /* "127.0.0.1"; addresses and networks separated by commas; "*": everybody */
    long long limit_header;          /* bytes of names and values of a request's headers; 16384 */
    long long limit_headers;         /* how many headers; 100 */
    long long limit_url;             /* bytes of a request's target; 8192 */
    long long limit_body;            /* bytes of a request's body; 10485760 */
    long long limit_connections;     /* of one worker; 4096 */
    long long limit_requests;        /* on one connection, which then closes; none */
    long long limit_memory;          /* bytes that one request may take; 67108864 */
    double timeout_header_s;         /* for the head of a request; 10 */
    double timeout_body_s;           /* for each 64 KiB of a body; 30 */
    double timeout_keep_alive_s;     /* between two requests of a connection; 5 */
    double timeout_write_s;          /* without progress, while an answer is sent; 30 */
    double timeout_request_s;        /* the deadline that handlers see; none */
    double timeout_graceful_s;       /* what running requests may take when the server stops; 10 */
    const char *log_level;           /* "debug", "info", "warning", "error" or "off"; "info" */
    bool no_access_log;              /* no line for each request */
    bool no_server_header;           /* no "server: brisk" */
    bool no_signals;                 /* leave SIGINT and SIGTERM to the program */
    int listen_fd;                   /* a socket that somebody else has bound, to listen on; 0: none */
    int ready_fd; /* gets one byte once connections are accepted, and is closed; whoever reads it also
                                  * handles SIGINT; 0: none */
    char brisk_;  /* of brisk_serve */
} brisk_serve_options;

/**
 * Serves an app until SIGINT or SIGTERM comes: then no more connections are taken, running requests are answered, and
 * the function returns. A second signal ends it at once.
 *
 * app must live as long. options: NULL for all defaults. SIGPIPE is ignored by the process from then on. Handlers run
 * on the worker threads (one by default: the calling thread), those marked `blocking` on threads of a pool.
 * Returns BRISK_OK after a clean stop, BRISK_BUSY where the address is in use, BRISK_USAGE or BRISK_INVALID for a
 * mistake in app or options, BRISK_IO, BRISK_NO_MEMORY; the cause was then written to stderr.
 */
BRISK_MUST_CHECK brisk_status brisk_serve_with(const brisk_app *app, const brisk_serve_options *options);

#ifndef __cplusplus
/** The same with the options as named initialisers: brisk_serve(&app, .port = 8080). */
#define brisk_serve(...)        BRISK_SERVE_(__VA_ARGS__, .brisk_ = 0)
#define BRISK_SERVE_(app_, ...) brisk_serve_with((app_), &(const brisk_serve_options){__VA_ARGS__})
#endif

/**
 * The program of an app: serves it, or does what argv says (`--help` tells). The environment's HOST and PORT are the
 * defaults of --host and --port.
 * Returns what main should: 0; 1 when it failed; 2 for a command line that is not understood.
 */
int brisk_main(const brisk_app *app, int argc, char **argv);

#ifdef __cplusplus
}
#endif

#endif

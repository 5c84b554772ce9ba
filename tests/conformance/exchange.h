/* exchange.h - one request and its answer, by brisk_handle in this process or over a socket to a server. */
#ifndef BRISK_TEST_EXCHANGE_H
#define BRISK_TEST_EXCHANGE_H

#include "app/service.h"
#include "http/headers.h"

#include <sys/types.h>

typedef struct exchange_request {
    brisk_str method, target;
    brisk_headers headers; /* all that the client sends: also Host, Content-Length, Connection */
    brisk_str body;
    bool has_body;
} exchange_request;

typedef struct exchange_answer {
    int status;            /* 0: there was none, and problem says why */
    brisk_headers headers; /* names in lower case */
    brisk_str body;        /* without chunks, decompressed; empty for HEAD, 204 and 304 */
    brisk_str problem;
} exchange_answer;

/** Answers in this process. All that the answer holds lives in the arena. */
void exchange_in_process(brisk_service *service, brisk_arena *arena, const exchange_request *request,
                         exchange_answer *answer);

/** A server of the app in a process of its own. */
typedef struct exchange_server {
    pid_t pid;
    int port;
    int output; /* its standard output and error, read until the port was told */
} exchange_server;

/** Starts brisk_main(app, serve --port 0) in a forked process and waits for its port. False, told to stderr: no server. */
bool exchange_server_start(exchange_server *server, const brisk_app *app);
/** Stops it by SIGTERM. False where it had ended before, or did not end with 0. */
bool exchange_server_stop(exchange_server *server);

/** Sends the request's bytes over a connection of its own and reads the answer. */
void exchange_socket(const exchange_server *server, brisk_arena *arena, const exchange_request *request,
                     exchange_answer *answer);

/** Undoes Content-Encoding: gzip; drops the body where the method or status allows none. For both ways. */
void exchange_settle_body(brisk_arena *arena, const exchange_request *request, exchange_answer *answer);

/** Adds a header, its name in lower case. */
void exchange_add_header(brisk_arena *arena, exchange_answer *answer, brisk_str name, brisk_str value);

#endif

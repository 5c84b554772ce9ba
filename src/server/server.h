/* server.h - the HTTP server of an app: worker threads, each with a net loop, in front of one service.
 *
 *     listener ─► net/loop (a thread each) ─► worker: brisk_request ─► brisk_handle ─► the answer ─► net ─► access log
 *                                                └─ blocking route: uv_queue_work ─┘
 */
#ifndef BRISK_SERVER_SERVER_H
#define BRISK_SERVER_SERVER_H

#include "app/service.h"

#include <brisk/serve.h>

typedef struct brisk_server brisk_server;

/**
 * Binds, and makes all that serving needs, without serving yet. service is borrowed and must live as long.
 * BRISK_USAGE, BRISK_INVALID, BRISK_BUSY, BRISK_IO or BRISK_NO_MEMORY, with a sentence in problem.
 */
BRISK_MUST_CHECK brisk_status brisk_server_new(brisk_service *service, const brisk_serve_options *options,
                                               brisk_server **out, char *problem, size_t problem_size);

/** The port listened on; 0 for a Unix socket. */
int brisk_server_port(const brisk_server *server);
/** Where clients find it: "http://127.0.0.1:8000", "unix:/run/app.sock". */
const char *brisk_server_url(const brisk_server *server);

/** Serves until brisk_server_stop, or a signal where options allow them. The calling thread is the first worker. */
BRISK_MUST_CHECK brisk_status brisk_server_run(brisk_server *server);

/** Ends brisk_server_run: when running requests are answered, or (is_forced) without. Any thread; also before run. */
void brisk_server_stop(brisk_server *server, bool is_forced);

/** Frees a server that does not run. NULL is fine. */
void brisk_server_free(brisk_server *server);

#endif

/* worker.h - one thread of a server: its loop, its access log, and how requests get from the one to the service. */
#ifndef BRISK_SERVER_WORKER_H
#define BRISK_SERVER_WORKER_H

#include "app/service.h"
#include "net/loop.h"
#include "server/access.h"
#include "server/proxy.h"

/** What all workers of a server share; constant while it runs. */
typedef struct brisk_worker_settings {
    brisk_service *service;
    brisk_limits limits;
    brisk_str root_path, server_name, server;
    const brisk_trusted *trusted; /* NULL: nobody */
    size_t memory_limit;          /* of a request */
    int access_fd;                /* below 0: no access log */
} brisk_worker_settings;

typedef struct brisk_worker {
    brisk_net_loop net;
    const brisk_worker_settings *settings;
    brisk_http1_handler handler;
    brisk_access_log access;
    uint64_t mark_ns; /* when the last handler ended */
    uv_thread_t thread;
    uv_async_t *done; /* told when the thread ends; NULL for the first worker */
} brisk_worker;

/** Prepares a worker; settings are borrowed. */
BRISK_MUST_CHECK brisk_status brisk_worker_init(brisk_worker *worker, const brisk_worker_settings *settings);
void brisk_worker_clear(brisk_worker *worker);

#endif

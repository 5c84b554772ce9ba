/* console.h - http://localhost:9000/_brisk/: what the gateway is doing, in a browser.
 *
 *     requests, environments, log lines ─► brisk_console_… ─► a ring of the last ones ─► /_brisk/events (server-sent events)
 *     /_brisk/            the page: plain HTML, CSS and JavaScript, built into the program (src/gateway/console/page/)
 *     /_brisk/api/…       JSON: requests, one request whole, functions, keys with usage, log search
 *
 * What is kept has a limit in count and bytes; the oldest goes first. A page of another origin cannot read it: no CORS, and
 * Host must be a name of this machine (DNS rebinding). One thread. */
#ifndef BRISK_GATEWAY_CONSOLE_CONSOLE_H
#define BRISK_GATEWAY_CONSOLE_CONSOLE_H

#include "gateway/front/front.h"
#include "gateway/function/lambda.h"

typedef struct brisk_console brisk_console;

typedef struct brisk_console_options {
    const brisk_gateway_config *config;
    brisk_lambda *lambda;
    brisk_log_store *logs;
    brisk_front *front;
    brisk_str url; /* "http://127.0.0.1:9000" */
} brisk_console_options;

/** A request that was answered. Texts are valid during the call only. */
typedef struct brisk_console_request {
    const brisk_front_call *call;
    const brisk_invoke_result *result; /* NULL: the function was not asked */
    int status;
    brisk_str body;                    /* of the answer; of a stream: its first bytes */
    int64_t body_len;                  /* all of it */
    uint64_t received_ns, answered_ns; /* CLOCK_MONOTONIC */
    bool is_timed_out, is_streamed;
} brisk_console_request;

/** A request to the console itself. */
typedef struct brisk_console_call {
    brisk_request *request;
    brisk_response *response;
    void (*wake)(struct brisk_console_call *call); /* the answer's stream has more */
    void *context;                                 /* the caller's */
    void *state;                                   /* the console's */
    struct brisk_console_call *next;
} brisk_console_call;

BRISK_MUST_CHECK brisk_status brisk_console_new(const brisk_console_options *options, brisk_console **out);
void brisk_console_free(brisk_console *console);

void brisk_console_on_request(brisk_console *console, const brisk_console_request *request);
void brisk_console_on_log(brisk_console *console, brisk_str group, brisk_str stream, const brisk_log_event *event);
void brisk_console_on_change(brisk_console *console, const brisk_lambda_change *change);

/** The gateway is to end: streams end, so that no page keeps it. May be called again. */
void brisk_console_stop(brisk_console *console);

/** True where the path is the console's. */
bool brisk_console_is_meant(const brisk_request *request);
/** Answers, always at once (maybe with a stream). */
void brisk_console_handle(brisk_console *console, brisk_console_call *call);
/** The client has gone, or has its answer whole. */
void brisk_console_end(brisk_console *console, brisk_console_call *call);

#endif

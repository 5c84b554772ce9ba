/* request.h - one parsed request, as a transport hands it to brisk_handle, and what handlers ask of it.
 *
 * A transport (server, Lambda runtime, test client) fills the first part and keeps all texts alive until the answer is
 * sent. The second part belongs to app/ while the request is handled. http knows no socket, and no app.
 *
 *     brisk_request_init(req, arena, res) ─► fill ─► brisk_request_set_target ─► brisk_handle ─► send res ─► reset arena */
#ifndef BRISK_HTTP_REQUEST_H
#define BRISK_HTTP_REQUEST_H

#include "http/headers.h"
#include "http/response.h"

#include <brisk/request.h>

/** A value that goes with the request under a key (an address). Lambda's event is reached through one. */
typedef struct brisk_slot {
    const void *key;
    void *value;
} brisk_slot;

#define BRISK_REQUEST_SLOTS 16

/** What brisk_list_push knows of a list that it grew: it may write at items[count] while count is as it left it. */
typedef struct brisk_list_room {
    const void *items;
    size_t count, capacity; /* items */
    uint64_t used;          /* the request's push_count at the last use: the oldest entry is replaced */
} brisk_list_room;

#define BRISK_REQUEST_LISTS 16
/** The largest item that brisk_list_push takes, bytes: on exhaustion it still hands out one to write to. */
#define BRISK_LIST_ITEM_MAX ((size_t)64 * 1024)

/** Reads the body piece by piece where the transport has not read it whole; *end is set with the last piece. */
typedef brisk_status brisk_body_read(void *context, brisk_str *piece, bool *end);

struct brisk_request {
    /* -- from the transport -- */
    brisk_arena *arena;
    brisk_response *response;
    brisk_method method;
    brisk_str method_text;
    brisk_str target;    /* as sent: "/a%20b?x=1" */
    brisk_str raw_path;  /* of target, before the "?" */
    brisk_str path;      /* decoded once; the root path is not part of it */
    brisk_str query;     /* of target, behind the "?" */
    brisk_str root_path; /* "" or "/dev" */
    brisk_str scheme;    /* "http" */
    brisk_str client;    /* address, "" where unknown */
    int client_port;
    brisk_str server; /* "127.0.0.1:8000": stands in where the request has no Host */
    brisk_headers headers;
    brisk_str body;             /* whole, or what body_read has not to give */
    brisk_body_read *body_read; /* NULL: body is whole */
    void *body_context;
    size_t body_limit; /* bytes; 0: none */
    int64_t
        deadline_ns; /* brisk_clock_monotonic_ns() of the latest answer; INT64_MAX: none, but for deadline_wall_ms */
    int64_t
        deadline_wall_ms; /* the same as Lambda says it, since 1970 UTC; 0: none. Asked for by few: read by the call below */
    const volatile bool
        *is_cancelled; /* NULL: never; the transport sets it, maybe from another thread (atomic builtins) */
    void *state;       /* of the app's lifespan */
    brisk_slot slots[BRISK_REQUEST_SLOTS];
    size_t slot_count;
    brisk_list_room lists[BRISK_REQUEST_LISTS];
    uint64_t push_count;

    /* -- while it is handled -- */
    struct brisk_dispatch *dispatch; /* app's own: route, parameters, dependencies, error */
};

/** Clears the request and ties it to its arena and answer. method GET, scheme "http", no deadline. */
void brisk_request_init(brisk_request *req, brisk_arena *arena, brisk_response *response);

/** The deadline in brisk_clock_monotonic_ns(), by whichever of the two the transport set; INT64_MAX: none. */
int64_t brisk_request_deadline_ns(const brisk_request *req);

/** The method for its token; BRISK_METHOD_OTHER where it is none that an endpoint takes. Case counts (RFC 9110, 9.1). */
brisk_method brisk_method_parse(brisk_str token);
/** "GET"; NULL for OTHER. */
const char *brisk_method_name(brisk_method method);

/** Splits and decodes a request target in origin form ("/a?b"), absolute form, or "*": sets target, raw_path, path and
 *  query. The decoded path is as uvicorn's: percent-decoded once, bytes that are no UTF-8 are kept as U+FFFD.
 *  Returns BRISK_SYNTAX for a target that is none of these, BRISK_NO_MEMORY. */
brisk_status brisk_request_set_target(brisk_request *req, brisk_str target) BRISK_MUST_CHECK;

/** Reads the whole body into req->body where a reader stands. BRISK_LIMIT above body_limit. */
brisk_status brisk_request_read_body(brisk_request *req) BRISK_MUST_CHECK;

#endif

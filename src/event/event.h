/* event.h - one AWS event: told apart by its own shape, made a request, and its answer made the JSON wanted back.
 *
 *     JSON text ─► brisk_event_open ─► kind OTHER: no HTTP request (SQS, EventBridge, a WebSocket route, a warmer …)
 *                        │
 *                        └─► brisk_event_fill ─► brisk_handle ─► brisk_event_write ─► JSON text
 *
 * The text is parsed once; what a request holds are views of that, and copies only where something has to be decoded
 * or joined. All of it lives in the arena. Knows no app, no socket and no Runtime API. Where Mangum (the adapter that
 * FastAPI's users know) and AWS's documents differ, this follows AWS: docs/differences.md. */
#ifndef BRISK_EVENT_EVENT_H
#define BRISK_EVENT_EVENT_H

#include "core/buffer.h"
#include "http/request.h"

#include <brisk/lambda.h>

/** How an app wants its events taken. Zeros give the defaults. Must outlive the events. */
typedef struct brisk_event_options {
    brisk_str base_path; /* ptr NULL: the stage is found and becomes the root path. "/v1": what stands before the app's
                            paths, on a custom domain perhaps; becomes the root path where a path is below it. "/" or
                            "": nothing is taken off */
    const char *const *text_types; /* NULL-terminated: media types that are text beside the known ones; NULL: none */
    const char *const *exclude_headers; /* NULL-terminated: headers that no answer shall have, any case; NULL: none */
} brisk_event_options;

/** The members of requestContext that are looked at, found in one walk. */
#define BRISK_CONTEXT_MEMBERS(X)                                                                                       \
    X(BRISK_IN_CONTEXT_ELB, "elb")                                                                                     \
    X(BRISK_IN_CONTEXT_HTTP, "http")                                                                                   \
    X(BRISK_IN_CONTEXT_PATH, "path")                                                                                   \
    X(BRISK_IN_CONTEXT_API_ID, "apiId")                                                                                \
    X(BRISK_IN_CONTEXT_STAGE, "stage")                                                                                 \
    X(BRISK_IN_CONTEXT_IDENTITY, "identity")                                                                           \
    X(BRISK_IN_CONTEXT_DOMAIN_NAME, "domainName")                                                                      \
    X(BRISK_IN_CONTEXT_SERVICE_ARN, "serviceArn")                                                                      \
    X(BRISK_IN_CONTEXT_CONNECTION_ID, "connectionId")                                                                  \
    X(BRISK_IN_CONTEXT_DOMAIN_PREFIX, "domainPrefix")                                                                  \
    X(BRISK_IN_CONTEXT_TARGET_GROUP_ARN, "targetGroupArn")                                                             \
    X(BRISK_IN_CONTEXT_NETWORK_ARN, "serviceNetworkArn")

#define BRISK_EVENT_PLACE(place, text) place,
typedef enum brisk_event_member { BRISK_CONTEXT_MEMBERS(BRISK_EVENT_PLACE) BRISK_IN_CONTEXT_COUNT } brisk_event_member;

typedef struct brisk_event {
    brisk_event_kind kind;
    brisk_arena *arena;
    brisk_json json;                            /* the whole event */
    brisk_json context[BRISK_IN_CONTEXT_COUNT]; /* of requestContext; no value where there is none */
    const void *shape; /* brisk_EventV1, …V2, …Lattice or …Edge, by kind; NULL for OTHER */
    bool is_multi;     /* ALB: the target group's attribute for lists of values is on */
    const brisk_event_options *options;
    brisk_str problem; /* why BRISK_INVALID or BRISK_SYNTAX was returned, for the log; in the arena or constant */
} brisk_event;

/**
 * Parses an event and tells its kind. text may go away afterwards. options: NULL for the defaults.
 * Returns BRISK_OK, also for an event that is no HTTP request (kind OTHER); BRISK_SYNTAX where text is no JSON;
 * BRISK_INVALID for an HTTP event with a part of a wrong type; BRISK_NO_MEMORY. *out can be read after all of them.
 */
brisk_status brisk_event_open(brisk_arena *arena, brisk_str text, const brisk_event_options *options,
                              brisk_event *out) BRISK_MUST_CHECK;

/** The same where text may be written to, and BRISK_JSON_PADDING (schema/json_text.h) bytes behind its len as well: nothing of it is
 *  copied, and it must stay as long as the event. */
brisk_status brisk_event_open_in_place(brisk_arena *arena, char *text, size_t len, const brisk_event_options *options,
                                       brisk_event *out) BRISK_MUST_CHECK;

/**
 * Makes an HTTP event a request. req: initialised by brisk_request_init with the event's arena; event must live as long
 * as req, which refers to it (brisk/lambda.h). req->path holds the root path, as a path from the wire does:
 * brisk_handle takes it off.
 * Returns BRISK_OK; BRISK_INVALID for a body that is no base64; BRISK_USAGE for kind OTHER; BRISK_NO_MEMORY.
 */
brisk_status brisk_event_fill(brisk_event *event, brisk_request *req) BRISK_MUST_CHECK;

/**
 * Appends the answer as JSON of the event's shape. A stream is pulled to its end (waiting where it waits, at the latest
 * until the request's deadline); one that breaks off makes the answer a plain 500. The response stays as it is, but for
 * what was pulled.
 * Returns BRISK_OK; BRISK_BROKEN_ANSWER where there is no answer or a header is no UTF-8 text, which JSON cannot carry;
 * BRISK_LIMIT or BRISK_NO_MEMORY as the buffer says (its limit is that of the answer's size). What was appended before
 * is taken back then.
 */
brisk_status brisk_event_write(brisk_buffer *out, const brisk_event *event, const brisk_request *req,
                               const brisk_response *response) BRISK_MUST_CHECK;

/**
 * Appends the head that comes before a streamed body: the same without body. For function URLs and REST APIs in
 * transfer mode STREAM (eight NUL bytes follow it on the wire). Returns as brisk_event_write.
 */
brisk_status brisk_event_write_prelude(brisk_buffer *out, const brisk_event *event,
                                       const brisk_response *response) BRISK_MUST_CHECK;

/** "REST API", for logs. Constant. */
const char *brisk_event_kind_name(brisk_event_kind kind);

/** Gives a request its Lambda context, for brisk_lambda_context_of. Copies the struct; its texts must live as long
 *  as the request. */
void brisk_event_set_context(brisk_request *req, const brisk_lambda_context *context);

/** The key under which brisk_event_fill leaves the event with the request. */
extern const char brisk_event_slot;

#endif

/* request.h - what a handler can ask of its request, and how it answers beside its typed result.
 *
 * All text that these functions give lives as long as the request. All of them are for the thread that runs the
 * handler. A NULL request is not allowed. Where memory runs out the request fails with 503 by itself: no function here
 * needs its result checked for that. */
#ifndef BRISK_REQUEST_H
#define BRISK_REQUEST_H

#include <brisk/arena.h>
#include <brisk/descriptor.h>
#include <brisk/status.h>
#include <brisk/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- asking ---- */

/** The method as sent, "GET". */
brisk_str brisk_request_method(const brisk_request *req);
/** The percent-decoded path without the root path, "/items/a b". */
brisk_str brisk_request_path(const brisk_request *req);
/** The path as sent, percent-encoded, without the query. */
brisk_str brisk_request_raw_path(const brisk_request *req);
/** The query string as sent, without the "?"; empty where there is none. */
brisk_str brisk_request_query(const brisk_request *req);
/** The prefix under which a proxy or a stage mounts the app, "/dev"; empty where none. */
brisk_str brisk_request_root_path(const brisk_request *req);
/** "http" or "https". */
brisk_str brisk_request_scheme(const brisk_request *req);
/** The Host header, or the server's own address where it is missing. */
brisk_str brisk_request_host(const brisk_request *req);
/** The client's address, "192.0.2.1"; empty where unknown (a Unix socket). */
brisk_str brisk_request_client(const brisk_request *req);
/** The first header of this name (any case); ptr NULL where there is none. name is NUL-terminated. */
brisk_str brisk_request_header(const brisk_request *req, const char *name);
/** The header at index, in the order sent; false past the last. name and value may be NULL. */
bool brisk_request_header_at(const brisk_request *req, size_t index, brisk_str *name, brisk_str *value);
/** The value of a cookie; ptr NULL where there is none. */
brisk_str brisk_request_cookie(brisk_request *req, const char *name);
/** The whole body. Empty where none was sent. */
brisk_bytes brisk_request_body(const brisk_request *req);
/** The arena of the request: what is allocated there is freed with the request. */
brisk_arena *brisk_request_arena(const brisk_request *req);
/** Milliseconds until the answer must be there (Lambda's deadline, the server's time-out); INT64_MAX: no limit. */
int64_t brisk_request_deadline_ms(const brisk_request *req);
/** True once the client has gone away. */
bool brisk_request_is_cancelled(const brisk_request *req);
/** What the app's lifespan start function put into *state; NULL without one. */
void *brisk_request_state(const brisk_request *req);
/** The route's template with its prefixes, "/items/{item_id}"; ptr NULL before a route was found. */
brisk_str brisk_request_route(const brisk_request *req);
/** The scopes required by all that led to the running dependency or handler, outermost first, joined by spaces. */
brisk_str brisk_request_scopes(const brisk_request *req);

/** Sets and gets a value that goes with the request. key: an address of the caller's own, compared by pointer.
 *  get returns NULL where nothing was set. */
void brisk_request_set(brisk_request *req, const void *key, void *value);
void *brisk_request_get(const brisk_request *req, const void *key);

/** printf into the request's arena. */
brisk_str brisk_strf(brisk_request *req, const char *format, ...) BRISK_PRINTF(2, 3);

/* ---- answering ---- */

/** Sets the status of the answer, 100 to 599. */
void brisk_set_status(brisk_request *req, int status);
/** Sets a header of the answer, replacing one of the same name. A name or value that HTTP does not allow (CR, LF, NUL)
 *  makes the answer a 500 with the cause in the log. Copies neither: both must live as long as the request. */
void brisk_set_header(brisk_request *req, brisk_str name, brisk_str value);
/** Adds a header, beside others of the same name. */
void brisk_add_header(brisk_request *req, brisk_str name, brisk_str value);

/** A cookie to set (RFC 6265). Required: name, value. Optional: the rest; path "" gives "/", same_site "" gives "lax" and
 *  "none" must be said, max_age_s 0 none. */
typedef struct brisk_cookie {
    brisk_str name, value;
    const char *path, *domain, *same_site, *expires; /* NULL: path "/", no domain, "lax", none */
    int64_t max_age_s;
    bool has_max_age, secure, http_only, partitioned;
} brisk_cookie;

void brisk_set_cookie(brisk_request *req, const brisk_cookie *cookie);
/** Tells the client to drop a cookie; path and domain as when it was set, NULL: "/" and none. */
void brisk_delete_cookie(brisk_request *req, const char *name, const char *path, const char *domain);

/** Answers with these bytes (an endpoint whose answer is `raw`, a middleware, an error handler). status 0: the one set
 *  before, else the endpoint's. media NULL: no Content-Type. Borrows body: it must live as long as the request.
 *  Returns BRISK_OK, for `return brisk_respond(…)`. */
brisk_status brisk_respond(brisk_request *req, int status, const char *media, brisk_str body);
/** Answers with text/plain, text/html (utf-8) or application/json. */
brisk_status brisk_respond_text(brisk_request *req, int status, brisk_str text);
brisk_status brisk_respond_html(brisk_request *req, int status, brisk_str html);
brisk_status brisk_respond_json(brisk_request *req, int status, brisk_str json);
/** Answers with a redirect; characters that a URL does not allow are percent-encoded. status 0: the endpoint's where it
 *  is a 3xx, else 307. */
brisk_status brisk_redirect(brisk_request *req, int status, brisk_str url);
/** Answers with a value as JSON; brisk_answer (describe.h) is the typed form. */
brisk_status brisk_answer_value(brisk_request *req, int status, const brisk_type *type, const void *value);

/** What a stream's pull says. */
typedef enum brisk_pulled {
    BRISK_PULLED_MORE,  /* piece holds bytes (valid until the next pull); call again */
    BRISK_PULLED_WAIT,  /* nothing now; the transport calls again after the stream's wake, at the latest in 50 ms */
    BRISK_PULLED_END,   /* the end; piece may hold the last bytes */
    BRISK_PULLED_FAILED /* broken off: the transport ends the connection so that the client notices */
} brisk_pulled;

/** An answer's body that is pulled piece by piece. close is called once, whatever happened; may be NULL. */
typedef struct brisk_stream {
    brisk_pulled (*pull)(void *context, brisk_str *piece);
    void (*close)(void *context);
    void *context;
    int64_t length; /* bytes in all; -1: not known (chunked) */
} brisk_stream;

/** Answers with a stream. */
brisk_status brisk_respond_stream(brisk_request *req, int status, const char *media, brisk_stream stream);

/* ---- behind the answer ---- */

/** A function that is run behind the answer. It may ask of the request what a handler may, and log; what it does to the
 *  answer has no effect. */
typedef void brisk_background_call(brisk_request *req, void *context);

/** The most functions that one request may leave. */
#define BRISK_BACKGROUND_MAX 1024

/**
 * Leaves call(req, context) to be run when the answer was sent (FastAPI: BackgroundTasks), from a handler, a dependency, a
 * middleware, an error handler, or an on_event function. context: NULL, or what lives as long as the request (its arena is a
 * good place), or longer; results of dependencies are still there, for teardowns run behind it.
 *
 * All that a request left runs in the order left, on one thread, also where the answer could not be sent; not where the
 * request failed after it was left (brisk_fail, brisk_raise, invalid input, a crash). On the server it runs on the loop of
 * the request, and holds it: what takes longer belongs to a thread of the app's own. On Lambda it belongs to the invocation:
 * it ends before the next event is taken, and the function's time-out counts.
 *
 * More than BRISK_BACKGROUND_MAX are a 503, as is exhausted memory, and the cause is logged.
 */
void brisk_background(brisk_request *req, brisk_background_call *call, void *context);

/* ---- failing ---- */

/** Ends the request with an error: {"detail": text}. format NULL: the status's reason phrase. Headers and cookies set
 *  before are dropped, as FastAPI's HTTPException does; those set after it are sent with the error.
 *  Returns BRISK_FAILED, for `return brisk_fail(…)`. */
brisk_status brisk_fail(brisk_request *req, int status, const char *format, ...) BRISK_PRINTF(3, 4) BRISK_MUST_CHECK;
/** The same with a JSON value as detail; brisk_fail_with (describe.h) is the typed form. */
brisk_status brisk_fail_value(brisk_request *req, int status, const brisk_type *type,
                              const void *detail) BRISK_MUST_CHECK;
/** The same with JSON text as detail; the text is sent as it is. */
brisk_status brisk_fail_json(brisk_request *req, int status, brisk_str detail) BRISK_MUST_CHECK;
/** Raises an error of the app's own kind; on_error handlers of the kind, or of one that it builds on, answer. Without
 *  one it is the unhandled 500. data: for the handler, in the request's arena or constant. Returns BRISK_FAILED. */
brisk_status brisk_raise(brisk_request *req, const brisk_error_kind *kind, const void *data) BRISK_MUST_CHECK;

/** What an error handler is told. */
struct brisk_error {
    const brisk_error_kind *kind; /* of brisk_raise; NULL otherwise */
    int status;                   /* of brisk_fail or of Brisk's own refusal; 422 of invalid input; 500 of a crash */
    brisk_str detail;             /* JSON text: what "detail" would hold (a quoted text, or the list of problems) */
    brisk_str text;               /* the same as plain text where it is a text; else empty */
    const void *data;             /* of brisk_raise */
    size_t problem_count;         /* of invalid input */
    brisk_status cause;           /* of a crash: what the handler returned */
};

/** The problem at index of an error that on_invalid was given: its type ("missing"), loc as JSON text, message. */
bool brisk_error_problem(const brisk_error *error, size_t index, brisk_str *type, brisk_str *loc, brisk_str *message);

/** Rejects a value in a check function: the 422 says "Value error, " and the text. Returns BRISK_INVALID. */
brisk_status brisk_reject(brisk_check *check, const char *format, ...) BRISK_PRINTF(2, 3);
/** The same as an assertion_error: "Assertion failed, " and the text. */
brisk_status brisk_reject_assertion(brisk_check *check, const char *format, ...) BRISK_PRINTF(2, 3);
/** The request's arena, for a check that needs memory. */
brisk_arena *brisk_check_arena(brisk_check *check);

/* ---- middleware ---- */

/** Runs what comes behind a middleware: the next one, or the endpoint. After it the answer stands and may be changed.
 *  Returns what that returned; a middleware hands it on. At most once a call. */
brisk_status brisk_next_call(brisk_next *next);
/** The status of the answer as it stands (behind brisk_next_call). */
int brisk_response_status(const brisk_request *req);
/** A header of the answer as it stands; ptr NULL where there is none. */
brisk_str brisk_response_header(const brisk_request *req, const char *name);
/** The body of the answer as it stands; false for a stream. */
bool brisk_response_body(const brisk_request *req, brisk_str *body);

/* ---- memory behind brisk_push and its kin (describe.h) ---- */

/** Grows a list by one zeroed item in the request's arena and returns it; on exhaustion a scrap item, never NULL. */
void *brisk_list_push(brisk_request *req, void *items, size_t *count, size_t item_size);

#ifdef __cplusplus
}
#endif

#endif

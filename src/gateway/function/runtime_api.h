/* runtime_api.h - the HTTP side of the Runtime API: a listener on loopback, its connections, requests in and answers out.
 *
 *     bytes ─► llhttp ─► on_head ─► on_body … ─► on_end ─► brisk_api_answer, at once or later
 *
 * It knows the paths, but no states: those are the environment's (environment.c). What comes is a stranger's: every part has
 * a limit, wrong HTTP is answered with 400 and a closed connection. Requests that come in one go are answered in order; one
 * that waits (…/next) has to be the last of them. A warm exchange allocates nothing: the reading buffer is shared,
 * writes are tried at once (uv_try_write), and only what the socket does not take is copied.
 *
 * Source: AWS's "Lambda runtime API", "Extensions API". */
#ifndef BRISK_GATEWAY_FUNCTION_RUNTIME_API_H
#define BRISK_GATEWAY_FUNCTION_RUNTIME_API_H

#include <brisk/status.h>
#include <brisk/types.h>

#include <llhttp.h>
#include <uv.h>

typedef enum brisk_api_call {
    BRISK_API_UNKNOWN, /* 404 */
    BRISK_API_WRONG_METHOD,
    BRISK_API_NEXT,
    BRISK_API_RESPONSE,
    BRISK_API_ERROR,
    BRISK_API_INIT_ERROR,
    BRISK_API_REGISTER,
    BRISK_API_EVENT_NEXT,
    BRISK_API_EXTENSION_INIT_ERROR,
    BRISK_API_EXTENSION_EXIT_ERROR,
    BRISK_API_TELEMETRY
} brisk_api_call;

/* The headers that mean something here. */
#define BRISK_API_HEADERS(X)                                                                                           \
    X(ERROR_TYPE, "Lambda-Runtime-Function-Error-Type")                                                                \
    X(ERROR_BODY, "Lambda-Runtime-Function-Error-Body")                                                                \
    X(RESPONSE_MODE, "Lambda-Runtime-Function-Response-Mode")                                                          \
    X(INVOCATION_ID, "Lambda-Runtime-Invocation-Id")                                                                   \
    X(EXTENSION_NAME, "Lambda-Extension-Name")                                                                         \
    X(EXTENSION_ID, "Lambda-Extension-Identifier")                                                                     \
    X(EXTENSION_ERROR, "Lambda-Extension-Function-Error-Type")                                                         \
    X(EXPECT, "Expect")

typedef enum brisk_api_header {
#define BRISK_API_HEADER_ENUM(name, text) BRISK_API_HEADER_##name,
    BRISK_API_HEADERS(BRISK_API_HEADER_ENUM)
#undef BRISK_API_HEADER_ENUM
        BRISK_API_HEADER_COUNT
} brisk_api_header;

enum {
    BRISK_API_URL_MAX = 256,
    BRISK_API_VALUES_MAX = 12 * 1024, /* bytes of the headers that are kept: an error in a trailer among them */
    BRISK_API_HEAD_MAX = 64 * 1024,   /* bytes of all headers of a request */
    BRISK_API_CONNECTIONS = 32        /* of an environment */
};

typedef struct brisk_api brisk_api;
typedef struct brisk_api_conn brisk_api_conn;

/** What is done with requests. All are required. */
typedef struct brisk_api_handler {
    /** The head is there: conn->call, ->id and the headers. */
    void (*on_head)(void *context, brisk_api_conn *conn);
    void (*on_body)(void *context, brisk_api_conn *conn, brisk_str piece);
    /** The request is whole: answer it, or let it wait (brisk_api_wait). */
    void (*on_end)(void *context, brisk_api_conn *conn);
    /** The connection is gone, with what it was doing. It may be used no more. */
    void (*on_gone)(void *context, brisk_api_conn *conn);
    /** A connection could not be taken (no memory, no descriptors): no others will come. */
    void (*on_deaf)(void *context);
} brisk_api_handler;

struct brisk_api_conn {
    uv_tcp_t tcp;
    llhttp_t parser;
    brisk_api *api;
    brisk_api_conn *next;
    brisk_api_call call;
    brisk_str id; /* of the path: the request's id */
    void *user;   /* the handler's own, of this request */
    int verdict;  /* the handler's own, of this request: a status decided upon before its end */
    bool is_waiting, is_in_body, is_closing, is_parsing, has_value;
    bool is_last; /* the client asked for the connection's end */
    /* the request as it is read */
    char url[BRISK_API_URL_MAX];
    size_t url_len, head_len;
    char field[48];
    size_t field_len;
    brisk_api_header header; /* COUNT: of no interest */
    struct {
        uint32_t at, len;
    } value[BRISK_API_HEADER_COUNT]; /* in values; len 0: not sent */
    char values[BRISK_API_VALUES_MAX];
    size_t values_len;
    size_t body_len; /* of a small body, which the handler puts behind the values */
};

struct brisk_api {
    uv_tcp_t listener;
    const brisk_api_handler *handler;
    void *context;
    uv_buf_t scratch; /* shared by all of a loop: read into, parsed, and free again */
    brisk_api_conn *conns;
    int count; /* of connections that are not closed */
    int port;
    int handles; /* that libuv still holds */
    bool is_open;
    void (*closed)(void *context); /* once handles is 0, after brisk_api_close */
};

/** Listens on 127.0.0.1 at a free port. api: zeroed but for handler, context, scratch and closed. BRISK_IO. */
BRISK_MUST_CHECK brisk_status brisk_api_open(brisk_api *api, uv_loop_t *loop);

/** Closes the listener and all connections; api->closed comes from the loop, unless nothing was open: then false. */
bool brisk_api_close(brisk_api *api);

/** Closes all connections: the process is another one from now on. on_gone comes for each. */
void brisk_api_drop(brisk_api *api);

/** The value of a header; empty: not sent. Valid until the next request. */
brisk_str brisk_api_header_value(const brisk_api_conn *conn, brisk_api_header header);

/** Closes the connection: on_gone comes from within. */
void brisk_api_end(brisk_api_conn *conn);

/** The request waits for its answer; reading goes on only to see the end of the connection. */
void brisk_api_wait(brisk_api_conn *conn);

/** Answers: head is the whole head with its empty line, body follows; both are borrowed during the call. */
void brisk_api_answer(brisk_api_conn *conn, brisk_str head, brisk_str body);

/** Answers with JSON: a status such as "202 Accepted", and the body. */
void brisk_api_answer_json(brisk_api_conn *conn, const char *status, brisk_str body);

/** Answers with {"errorMessage","errorType"}. Neither text needs escapes. */
void brisk_api_answer_error(brisk_api_conn *conn, const char *status, const char *type, const char *message);

/** Stops and resumes the reading of a body. */
void brisk_api_hold(brisk_api_conn *conn, bool is_held);

#endif

/* link.h - one kept HTTP/1.1 connection to the Lambda Runtime API: blocking socket, llhttp for the answers.
 *
 *     request: head and body, one sendmsg ─► socket ─► [ head ][ body ] in the caller's buffer ─► views of it
 *
 *     exchange = ask + receive     one request and its answer
 *     ask, receive, receive        two requests in one write (RFC 9112, 9.3.2), their answers from one stream
 *     ask, more, more, receive     a request whose body follows in pieces
 *
 * The connection stays for the next request and is made anew where it was lost; whether a lost exchange is tried again
 * is the caller's to say (runtime.h). There are no time-outs: the environment may be frozen at any moment for any time,
 * and a function whose host stalls is ended by the platform. Once warm nothing is allocated: buffers are kept. One
 * thread at a time.
 *
 * Rules: RFC 9112 (llhttp, strict); chunked bodies are joined in place, interim answers (1xx) are skipped. */
#ifndef BRISK_LAMBDA_LINK_H
#define BRISK_LAMBDA_LINK_H

#include "core/buffer.h"

#include <llhttp.h>
#include <stdatomic.h>
#include <sys/socket.h>

/** The most parts of one write. */
#define BRISK_LINK_PARTS_MAX 6

/* The headers that mean something here; all others are read and dropped. */
#define BRISK_LINK_HEADER_LIST(X)                                                                                      \
    X(REQUEST_ID, "Lambda-Runtime-Aws-Request-Id")                                                                     \
    X(DEADLINE_MS, "Lambda-Runtime-Deadline-Ms")                                                                       \
    X(FUNCTION_ARN, "Lambda-Runtime-Invoked-Function-Arn")                                                             \
    X(TRACE_ID, "Lambda-Runtime-Trace-Id")                                                                             \
    X(CLIENT_CONTEXT, "Lambda-Runtime-Client-Context")                                                                 \
    X(COGNITO_IDENTITY, "Lambda-Runtime-Cognito-Identity")                                                             \
    X(TENANT_ID, "Lambda-Runtime-Aws-Tenant-Id")                                                                       \
    X(INVOCATION_ID, "Lambda-Runtime-Invocation-Id")                                                                   \
    X(EXTENSION_ID, "Lambda-Extension-Identifier")

typedef enum brisk_link_header {
#define BRISK_LINK_HEADER_ENUM(name, text) BRISK_LINK_##name,
    BRISK_LINK_HEADER_LIST(BRISK_LINK_HEADER_ENUM)
#undef BRISK_LINK_HEADER_ENUM
        BRISK_LINK_HEADER_COUNT
} brisk_link_header;

/** An answer: views of the buffer it was read into, valid until that is used again. */
typedef struct brisk_link_answer {
    int status;
    brisk_str headers[BRISK_LINK_HEADER_COUNT]; /* the empty text where absent */
    brisk_str body;
    bool is_whole; /* false: the head is, but the body was cut off, too large, or broken */
} brisk_link_answer;

typedef struct brisk_link_span {
    size_t start, len;
} brisk_link_span;

/** All members are the link's own, save fd, which a signal handler or another thread may shut down (below 0: not
 *  connected). */
typedef struct brisk_link {
    atomic_int fd;
    bool was_used; /* the connection has carried an exchange: losing it now may only mean that it went stale */
    bool is_begun; /* a byte of the last request went out */
    struct sockaddr_storage address;
    socklen_t address_len;
    char host[256]; /* as given, for the Host header */

    /* while answers are read */
    llhttp_t llhttp;
    brisk_buffer *into;
    unsigned expected;                 /* answers not read yet */
    size_t parsed;                     /* offset in the buffer: bytes behind it belong to the next answer */
    brisk_link_span name, value, body; /* offsets in the buffer: it may move when it grows */
    brisk_link_span headers[BRISK_LINK_HEADER_COUNT];
    bool head_done, is_complete, is_interim, may_stay;
    bool is_cut_off;  /* not all of the last request could be sent; an answer may be there all the same */
    bool was_refused; /* the last answer said to be larger than its buffer may grow */
} brisk_link;

/** Prepares a link; connects nothing yet. address: "host:port", what AWS_LAMBDA_RUNTIME_API holds.
 *  BRISK_INVALID where it is none, BRISK_NOT_FOUND where the host has no address. */
BRISK_MUST_CHECK brisk_status brisk_link_init(brisk_link *link, const char *address);

/** Closes the connection, if any; the link can be used again. */
void brisk_link_close(brisk_link *link);

/** Connects where there is no connection. BRISK_IO. */
BRISK_MUST_CHECK brisk_status brisk_link_connect(brisk_link *link);

/**
 * Sends requests that have answers, given as parts in order (count at most BRISK_LINK_PARTS_MAX), connecting where
 * needed. The answers are read into a buffer (on the heap, with a limit; rewound here) by as many calls of
 * brisk_link_receive.
 * BRISK_IO where there is no connection. One that breaks while it is written to is found by brisk_link_receive: the
 * answer may have come before all was sent (413).
 */
BRISK_MUST_CHECK brisk_status brisk_link_ask(brisk_link *link, const brisk_str *parts, size_t count, unsigned answers,
                                             brisk_buffer *into);

/** Sends more of the body of the last request. BRISK_IO where the connection is broken; brisk_link_receive then tells
 *  what the host had to say. */
BRISK_MUST_CHECK brisk_status brisk_link_more(brisk_link *link, const brisk_str *parts, size_t count);

/** Waits up to timeout_ms for the host to speak, or to close. True where it did. */
bool brisk_link_wait(const brisk_link *link, int timeout_ms);

/**
 * Reads one answer. Its texts are valid until the next call.
 * Returns BRISK_OK once the head of an answer was read: the status is known, whatever became of the body
 * (answer->is_whole). BRISK_IO where the connection failed before that, BRISK_SYNTAX where the bytes are no HTTP,
 * BRISK_LIMIT for a head over the buffer's limit, BRISK_NO_MEMORY. After any of these, and where the host wants it, the
 * connection is closed; answers still expected then fail with BRISK_IO.
 */
BRISK_MUST_CHECK brisk_status brisk_link_receive(brisk_link *link, brisk_link_answer *answer);

/** brisk_link_ask for one answer, and brisk_link_receive. */
BRISK_MUST_CHECK brisk_status brisk_link_exchange(brisk_link *link, const brisk_str *parts, size_t count,
                                                  brisk_buffer *into, brisk_link_answer *answer);

/** Sends one request whose answer nobody reads (count as above), connecting where needed. BRISK_IO. */
BRISK_MUST_CHECK brisk_status brisk_link_send(brisk_link *link, const brisk_str *parts, size_t count);

#endif

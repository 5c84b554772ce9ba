/* sample.h - sample events: a request as each of AWS's senders would hand it to a function, and some events that are no
 * requests. The inverse of brisk_event_fill, for `app event` and tests. */
#ifndef BRISK_EVENT_SAMPLE_H
#define BRISK_EVENT_SAMPLE_H

#include "core/buffer.h"
#include "http/request.h"

typedef struct brisk_sample_kind {
    const char *name; /* "apigw-rest" */
    const char *help; /* one line: whose event it is */
    bool is_http;     /* made of a request; else of a body at most */
} brisk_sample_kind;

/** All kinds; *count is set. Constant. */
const brisk_sample_kind *brisk_sample_kinds(size_t *count);

/**
 * Appends the event of a kind as indented JSON. req: its method_text, path, raw_path, query, headers and body are read;
 * of a kind that is not HTTP only the body, where it has a place for one: the message of sqs and sns, the detail of
 * eventbridge. What the sender adds of its own (X-Forwarded-For …) is added, but where req has it. Times and ids are
 * constant. Uses req's arena.
 * Returns BRISK_OK; BRISK_INVALID where the detail of eventbridge is no JSON, or the body of sqs or sns no UTF-8;
 * BRISK_NO_MEMORY or BRISK_LIMIT as the buffer says.
 */
brisk_status brisk_sample_write(brisk_buffer *out, const brisk_sample_kind *kind,
                                const brisk_request *req) BRISK_MUST_CHECK;

#endif

/* answer.h - what every front does to an answer, whatever is in it: starting it, its headers and ids, and the one that
 * stands when there is no memory for any other. */
#ifndef BRISK_GATEWAY_FRONT_ANSWER_H
#define BRISK_GATEWAY_FRONT_ANSWER_H

#include "gateway/front/call.h"

/** A function's answer with more header lines than these is none: AWS's limit in bytes allows fewer. It also bounds the
 *  work of merging. */
#define BRISK_ANSWER_HEADERS_MAX 1000

/** Starts the answer anew: this status, no headers, an empty body. */
void brisk_answer_start(brisk_front_call *call, int status);

/** Adds a header. Both texts are borrowed. */
void brisk_answer_add_header(brisk_front_call *call, brisk_str name, brisk_str value);

/** Adds the ids that a REST API answers with. has_trace: X-Amzn-Trace-Id as well. */
void brisk_answer_add_rest_ids(brisk_front_call *call, bool has_trace);

/** Adds those of an HTTP API, or of a function URL. */
void brisk_answer_add_http_ids(const brisk_front *front, brisk_front_call *call);

/** Makes it a 500 that needs no memory: {"message": "Internal server error"}. */
void brisk_answer_exhausted(brisk_front_call *call);

#endif

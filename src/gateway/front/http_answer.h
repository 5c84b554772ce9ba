/* http_answer.h - what the function of an HTTP API or of a function URL returned, as the answer. */
#ifndef BRISK_GATEWAY_FRONT_HTTP_ANSWER_H
#define BRISK_GATEWAY_FRONT_HTTP_ANSWER_H

#include "gateway/front/call.h"

/** Makes the answer of the function's JSON in payload format 1.0, or an error where it is malformed. */
void brisk_http_answer_1(const brisk_front *front, brisk_front_call *call, brisk_str json);

/** The same for 2.0. is_prelude: of a stream, without body. state->function_status tells whether it was good. */
void brisk_http_answer_2(const brisk_front *front, brisk_front_call *call, brisk_str json, bool is_prelude);

/** Answers 200 with these bytes (they are copied) of this media type, a constant. */
void brisk_http_verbatim(const brisk_front *front, brisk_front_call *call, brisk_str body, const char *media);

#endif

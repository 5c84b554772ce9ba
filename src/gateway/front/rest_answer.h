/* rest_answer.h - what the function of a REST API returned, as the answer. */
#ifndef BRISK_GATEWAY_FRONT_REST_ANSWER_H
#define BRISK_GATEWAY_FRONT_REST_ANSWER_H

#include "gateway/front/call.h"

/** Makes the answer of the function's JSON, or a gateway response where it is malformed. is_prelude: of a stream,
 *  without body. state->function_status tells whether it was good. */
void brisk_rest_answer(const brisk_front *front, brisk_front_call *call, brisk_str json, bool is_prelude);

#endif

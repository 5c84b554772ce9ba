/* answer.h - what Lambda and API Gateway answer with: JSON, and errors in the shape of each.
 *
 *     Lambda        404  x-amzn-ErrorType: ResourceNotFoundException    {"Type":"User","Message":"Function not …"}
 *     API Gateway   404  x-amzn-ErrorType: NotFoundException            {"message":"Invalid API Key …"}
 *
 * Those of CloudWatch Logs are in log_answer.h. None calls done: that is left to whom the call was given to. */
#ifndef BRISK_GATEWAY_CONTROL_ANSWER_H
#define BRISK_GATEWAY_CONTROL_ANSWER_H

#include "core/buffer.h"
#include "gateway/control/call.h"

/** A buffer in the request's arena for an answer. */
void brisk_control_buffer(brisk_control_call *call, brisk_buffer *out);
/** Answers with JSON, or 503 where the buffer failed. */
void brisk_control_answer(brisk_control_call *call, int status, const char *media, const brisk_buffer *body);

/** An error as the service's clients read it: type "ResourceNotFoundException", with a sentence. */
void brisk_control_lambda_error(brisk_control_call *call, int status, const char *type, brisk_str message);
void brisk_control_rest_error(brisk_control_call *call, int status, const char *type, const char *message);

#endif

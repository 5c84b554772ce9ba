/* log_answer.h - what CloudWatch Logs answers with: JSON 1.1, and errors in its shape.
 *
 *     400  {"__type":"ResourceNotFoundException","message":"The specified log group does not exist."} */
#ifndef BRISK_GATEWAY_CONTROL_LOG_ANSWER_H
#define BRISK_GATEWAY_CONTROL_LOG_ANSWER_H

#include "core/buffer.h"
#include "gateway/control/call.h"

#include <brisk/status.h>

/** What clients of old still look for; nobody checks it any more. */
#define BRISK_CONTROL_SEQUENCE_TOKEN "49039859604010584521580741211"

/** 200 with the body. */
void brisk_control_logs_answer(brisk_control_call *call, const brisk_buffer *body);
void brisk_control_logs_error(brisk_control_call *call, int status, const char *type, const char *message);

/** The error of a status of the store. what: "log group". */
void brisk_control_store_error(brisk_control_call *call, brisk_status status, const char *what);
/** The same, or 200 with nothing where it is BRISK_OK. */
void brisk_control_store_status(brisk_control_call *call, brisk_status status, const char *what);

#endif

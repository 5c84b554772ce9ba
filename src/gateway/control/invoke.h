/* invoke.h - Lambda's Invoke and InvokeWithResponseStream. */
#ifndef BRISK_GATEWAY_CONTROL_INVOKE_H
#define BRISK_GATEWAY_CONTROL_INVOKE_H

#include "gateway/control/call.h"

/** Answers, at once or later, and calls done. name: as the client writes it. */
void brisk_control_invoke(brisk_control *control, brisk_control_call *call, brisk_str name, bool is_stream);

/** Lets go of the call of an invocation. */
void brisk_control_invoke_end(brisk_control_call *call);

/** Lets go of all invocations: the Lambda service has ended. */
void brisk_control_invoke_clear(brisk_control *control);

#endif

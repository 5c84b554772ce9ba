/* functions.h - Lambda's GetFunction, GetFunctionConfiguration and ListFunctions. */
#ifndef BRISK_GATEWAY_CONTROL_FUNCTIONS_H
#define BRISK_GATEWAY_CONTROL_FUNCTIONS_H

#include "gateway/control/call.h"

/** Answers. path: behind "/2015-03-31/functions": "", "/hello", "/hello/configuration". */
void brisk_control_functions(brisk_control *control, brisk_control_call *call, brisk_str path);

#endif

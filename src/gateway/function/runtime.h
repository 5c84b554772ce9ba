/* runtime.h - what a function asks by the Runtime API: an environment is told of it, or it is refused. */
#ifndef BRISK_GATEWAY_FUNCTION_RUNTIME_H
#define BRISK_GATEWAY_FUNCTION_RUNTIME_H

#include "gateway/function/service.h"

/** Its context is the environment. The requests of extensions go on to extension.c. */
extern const brisk_api_handler brisk_runtime_handler;

#endif

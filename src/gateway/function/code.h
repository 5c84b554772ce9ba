/* code.h - a function's code as it is now: where it lies, and loaded when it is first needed. deploy.h takes it up anew. */
#ifndef BRISK_GATEWAY_FUNCTION_CODE_H
#define BRISK_GATEWAY_FUNCTION_CODE_H

#include "gateway/function/service.h"

/** The path of the code. False: it is empty, or does not fit. */
bool brisk_code_path(const brisk_function *function, char *out, size_t size);
/** Loads it, where that has not been done. False: is_broken, problem. */
bool brisk_code_ensure(brisk_function *function);

#endif

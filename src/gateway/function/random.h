/* random.h - ids of requests, streams and traces. They have to differ, not to be secret. */
#ifndef BRISK_GATEWAY_FUNCTION_RANDOM_H
#define BRISK_GATEWAY_FUNCTION_RANDOM_H

#include "gateway/function/service.h"

void brisk_lambda_seed(brisk_lambda *lambda);
/** Writes a UUID of version 4 and a NUL: 37 bytes. */
void brisk_lambda_uuid(brisk_lambda *lambda, char *out);
/** Writes count hexadecimal digits and a NUL. */
void brisk_lambda_hex(brisk_lambda *lambda, char *out, size_t count);

#endif

/* error.h - why an invocation, or the start, failed: the texts that the Runtime API wants.
 *
 *     body      {"errorMessage":…,"errorType":…,"stackTrace":[]}
 *     header    Lambda-Runtime-Function-Error-Type: (Runtime|Function).[A-Z][A-Za-z]+
 *     X-Ray     {"working_directory":…,"exceptions":[{"type":…,"message":…,"stack":[]}],"paths":[]} */
#ifndef BRISK_LAMBDA_ERROR_H
#define BRISK_LAMBDA_ERROR_H

#include "core/buffer.h"

/** Why there is no answer. */
typedef struct brisk_lambda_error {
    const char *type;  /* "Runtime.InvalidEvent": (Runtime|Function).[A-Z][A-Za-z]+; constant */
    brisk_str message; /* for people, until the invocation ends */
} brisk_lambda_error;

/** The error's type; where it has not the form that the platform takes, "Runtime.Unknown" or "Function.Unknown", as the
 *  platform would call it. Constant, or the error's. */
brisk_str brisk_lambda_error_type(const brisk_lambda_error *error);

/** Writes the body to out, rewound before, and returns it; without memory a constant one that says so. */
brisk_str brisk_lambda_error_body(brisk_buffer *out, const brisk_lambda_error *error);

/** Appends the value of X-Ray's header: visible ASCII, a long message cut off, so that it is far below the 1 MiB that
 *  are read and fits the heads that hosts take. */
void brisk_lambda_error_append_cause(brisk_buffer *out, const brisk_lambda_error *error);

#endif

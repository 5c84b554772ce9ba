/* failure.h - what the end of a process means, in the words of AWS. */
#ifndef BRISK_GATEWAY_FUNCTION_FAILURE_H
#define BRISK_GATEWAY_FUNCTION_FAILURE_H

#include "gateway/function/service.h"

typedef struct brisk_failure {
    const char *status, *type, *message; /* status: of REPORT; message may be text */
    char text[200];
} brisk_failure;

/** status: waitpid's; without a meaning where there was no process. out borrows the environment's texts. */
void brisk_failure_describe(const brisk_environment *environment, int status, brisk_failure *out);

#endif

/* change.h - what the Lambda service tells the console and the terminal: environments that come and go, code that is new or
 * broken. */
#ifndef BRISK_GATEWAY_FUNCTION_CHANGE_H
#define BRISK_GATEWAY_FUNCTION_CHANGE_H

#include <brisk/types.h>

typedef enum brisk_lambda_change_kind {
    BRISK_CHANGE_COLD,
    BRISK_CHANGE_READY,
    BRISK_CHANGE_ENDED,
    BRISK_CHANGE_DEPLOYED,
    BRISK_CHANGE_BROKEN
} brisk_lambda_change_kind;

/** A change in the service. */
typedef struct brisk_lambda_change {
    brisk_lambda_change_kind kind;
    brisk_str function, text; /* text: for people; empty where there is no more to say */
    int32_t environments;     /* of the function, now */
} brisk_lambda_change;

#endif

/* listener.h - what a gateway tells of what happens: to the terminal, to a test. */
#ifndef BRISK_GATEWAY_LISTENER_H
#define BRISK_GATEWAY_LISTENER_H

#include "gateway/console/console.h"

/** Each may be NULL. */
typedef struct brisk_gateway_listener {
    void (*on_request)(void *context, const brisk_console_request *request);
    void (*on_log)(void *context, brisk_str group, brisk_str stream, const brisk_log_event *event);
    void (*on_change)(void *context, const brisk_lambda_change *change);
    void *context;
} brisk_gateway_listener;

#endif

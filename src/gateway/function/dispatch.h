/* dispatch.h - who runs what, and when another environment is started.
 *
 *     waiting ─► dispatch ─┬─ an idle environment: the one used last, so that the others can end
 *                          ├─ one that has answered and will ask again in a moment: waits for it
 *                          ├─ below the limits: a new one; or one of another function's idle ones makes room
 *                          └─ the machine's limit: waits
 *
 * The gateway's limit is this machine's, which AWS does not have: there invocations wait, as AWS would have started a
 * thousand environments. */
#ifndef BRISK_GATEWAY_FUNCTION_DISPATCH_H
#define BRISK_GATEWAY_FUNCTION_DISPATCH_H

#include "gateway/function/service.h"

/** Starts what may be started of those that wait. */
void brisk_dispatch(brisk_function *function);

/** What environments and retries tell it (lambda->dispatcher). */
extern const brisk_dispatcher brisk_lambda_dispatcher;

#endif

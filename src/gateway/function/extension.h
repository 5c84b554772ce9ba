/* extension.h - the Extensions API: register, event/next, and the events INVOKE and SHUTDOWN. */
#ifndef BRISK_GATEWAY_FUNCTION_EXTENSION_H
#define BRISK_GATEWAY_FUNCTION_EXTENSION_H

#include "gateway/function/service.h"

/** Answers a request of an extension, or lets it wait. True: it waits for the next event, so that the environment may be
 *  ready now (brisk_environment_asked). */
bool brisk_extension_request(brisk_environment *environment, brisk_api_conn *conn);
/** Sends INVOKE with the current invocation to those that asked for it. */
void brisk_extension_deliver(brisk_environment *environment);
/** Sends SHUTDOWN to those that asked for it. False: nobody did. */
bool brisk_extension_shutdown(brisk_environment *environment);
/** True when that connection was one of theirs. */
bool brisk_extension_gone(brisk_environment *environment, const brisk_api_conn *conn);

#endif

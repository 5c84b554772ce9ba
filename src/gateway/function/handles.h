/* handles.h - the service's own handles of libuv: opened with it, closed when nothing of it is at work any more. */
#ifndef BRISK_GATEWAY_FUNCTION_HANDLES_H
#define BRISK_GATEWAY_FUNCTION_HANDLES_H

#include "gateway/function/service.h"

/** Makes them; none is started. BRISK_IO: no signals can be waited for. */
BRISK_MUST_CHECK brisk_status brisk_handles_open(brisk_lambda *lambda);

/** Where the service is being stopped, and its last environment and its last load are gone: closes them, and calls
 *  lambda->closed behind the last one. To be called whenever one of those has gone. */
void brisk_handles_close_when_unused(brisk_lambda *lambda);

#endif

/* gateway.h - the local API Gateway, Lambda and CloudWatch Logs: all parts on one loop.
 *
 *     client ─► net loop ─┬─ /_brisk/ ─► console/
 *                         ├─ signed for lambda, logs, apigateway ─► control/ ─► function/
 *                         └─ all else ─► front/ ─► function/ ─► front/ ─► client
 *                                          └──────────┴─► logs/ ─► console/, the terminal
 *
 * One thread. brisk_gateway_stop may be called from any. */
#ifndef BRISK_GATEWAY_GATEWAY_H
#define BRISK_GATEWAY_GATEWAY_H

#include "gateway/config/config.h"
#include "gateway/listener.h"

typedef struct brisk_gateway brisk_gateway;

/** Binds and makes all parts; serves nothing yet. config and listener are borrowed. BRISK_BUSY (port), BRISK_IO, BRISK_USAGE,
 *  BRISK_INVALID, BRISK_NO_MEMORY, with a sentence in problem. */
BRISK_MUST_CHECK brisk_status brisk_gateway_new(const brisk_gateway_config *config,
                                                const brisk_gateway_listener *listener, brisk_gateway **out,
                                                char *problem, size_t problem_size);

/** The port listened on. */
int brisk_gateway_port(const brisk_gateway *gateway);
/** "http://127.0.0.1:9000". */
const char *brisk_gateway_url(const brisk_gateway *gateway);

/** Serves until brisk_gateway_stop or SIGINT, SIGTERM. */
BRISK_MUST_CHECK brisk_status brisk_gateway_run(brisk_gateway *gateway);
/** Ends brisk_gateway_run: running requests are answered (is_forced: are not), environments ended. Any thread. */
void brisk_gateway_stop(brisk_gateway *gateway, bool is_forced);
void brisk_gateway_free(brisk_gateway *gateway);

#endif

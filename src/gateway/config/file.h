/* file.h - a gateway's configuration from a file: JSON with the names of AWS's own APIs in this project's spelling.
 *
 *     {"functions": [{"name": "hello", "code": "api/build/lambda.zip", "timeout": 10, "memory": 256}],
 *      "api": {"stage": "dev", "methods": [{"path": "/{proxy+}", "method": "ANY", "function": "hello", "key_required": true}],
 *              "keys": [{"name": "dev", "value": "…"}], "plans": [{"keys": ["dev"], "rate": 10, "burst": 20, "quota": {"limit": 1000, "period": "DAY"}}]}}
 *
 * The shape is described once, with MODEL, so that a wrong value is told with its place and in FastAPI's words. What the
 * file leaves out keeps what the configuration held. docs/gateway.md lists all names. */
#ifndef BRISK_GATEWAY_CONFIG_FILE_H
#define BRISK_GATEWAY_CONFIG_FILE_H

#include "gateway/config/config.h"

/** Reads the file at path over config; texts are copied to the arena. Paths in it are relative to the file's folder. BRISK_IO,
 *  BRISK_SYNTAX, BRISK_INVALID or BRISK_NO_MEMORY with what and where in problem. */
BRISK_MUST_CHECK brisk_status brisk_gateway_config_read(brisk_gateway_config *config, brisk_arena *arena,
                                                        const char *path, char *problem, size_t problem_size);

#endif

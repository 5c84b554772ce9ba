/* headers.h - what API Gateway does to header names, as tables: those of a request that do not reach the function,
 * those that reach it in one spelling, and those of an answer that do not reach the client under their name. */
#ifndef BRISK_GATEWAY_FRONT_HEADERS_H
#define BRISK_GATEWAY_FRONT_HEADERS_H

#include "http/headers.h"

/** True for a request header that a REST API keeps from the function (recorded on regional AWS_PROXY). */
bool brisk_header_is_dropped(brisk_str name, brisk_str value);

/** The one spelling of Host, User-Agent, X-Amzn-Trace-Id, X-Forwarded-* and Authorization; others as they are.
 *  Borrows, or in the arena. */
brisk_str brisk_header_canonical(brisk_arena *arena, brisk_str name);

typedef enum brisk_remap { BRISK_REMAP_KEEP, BRISK_REMAP_RENAME, BRISK_REMAP_DROP } brisk_remap;

/** What becomes of a header that the function of a REST API answered with; RENAME: "x-amzn-Remapped-<name>". */
brisk_remap brisk_header_remap(brisk_str name);

/** True for a request header that ends at an HTTP API or a function URL: the connection's own. */
bool brisk_header_is_dropped_http(brisk_str name);

/** What becomes of one behind an HTTP API or a function URL: the connection's own go. */
brisk_remap brisk_header_remap_http(brisk_str name);

#endif

/* brisk.h - the one header that an app includes.
 *
 *     describe.h     MODEL, ENUM, UNION, ENDPOINT, DEPENDENCY, SECURITY, ROUTER, APP: what you write
 *     request.h      what a handler asks of its request, and how it answers and fails
 *     middleware.h   CORS, request ids
 *     log.h          lines and named values for the log
 *     value.h json.h arena.h   values outside of requests: copy, JSON text to values and back
 *     serve.h        brisk_main
 *     descriptor.h   the tables that the macros write; types.h, status.h: what all of them stand on */
#ifndef BRISK_BRISK_H
#define BRISK_BRISK_H

#include <brisk/arena.h>
#include <brisk/describe.h>
#include <brisk/descriptor.h>
#include <brisk/json.h>
#include <brisk/log.h>
#include <brisk/middleware.h>
#include <brisk/request.h>
#include <brisk/serve.h>
#include <brisk/status.h>
#include <brisk/types.h>
#include <brisk/value.h>

#endif

/* access_log.h - the stage's access log. */
#ifndef BRISK_GATEWAY_FRONT_ACCESS_LOG_H
#define BRISK_GATEWAY_FRONT_ACCESS_LOG_H

#include "core/buffer.h"
#include "gateway/front/call.h"

/** Writes the line of a request that is over (without newline) to out; false: there is none configured. */
bool brisk_front_access_line(const brisk_front *front, const brisk_front_call *call, const brisk_front_figures *figures,
                             brisk_buffer *out);

#endif

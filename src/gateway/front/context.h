/* context.h - $context.… : the variables of access logs and of gateway responses, as one table. */
#ifndef BRISK_GATEWAY_FRONT_CONTEXT_H
#define BRISK_GATEWAY_FRONT_CONTEXT_H

#include "core/buffer.h"
#include "gateway/front/call.h"

typedef struct brisk_context {
    const brisk_front *front;
    const brisk_front_call *call;
    const brisk_front_figures *figures; /* NULL: the request is not over */
} brisk_context;

/** Appends the variable of this name ("identity.sourceIp"). False, with nothing appended, where it is not set. */
bool brisk_context_write(const brisk_context *context, brisk_str name, brisk_buffer *out);

/** Appends text with every $context.name replaced; unset ones by unset. With stageVariables, too, where they are
 *  known. In a text that is JSON (it begins with a brace) values are escaped so that it stays JSON. */
void brisk_context_fill(const brisk_context *context, brisk_str text, brisk_str unset, brisk_buffer *out);

/** The value that a header mapping of a gateway response names: 'literal', context.x, stageVariables.x,
 *  method.request.header.h, method.request.querystring.q. */
brisk_str brisk_context_mapped(const brisk_context *context, brisk_str expression);

#endif

/* names.h - how functions and log groups are named: what clients write, and the ARNs that they read. */
#ifndef BRISK_GATEWAY_CONTROL_NAMES_H
#define BRISK_GATEWAY_CONTROL_NAMES_H

#include "gateway/config/config.h"

/** A function's name of what clients write: "hello", "hello:$LATEST", "123456789012:function:hello", an ARN. False: it
 *  is none of these. qualifier: empty where there is none. */
bool brisk_control_function_name(brisk_str text, brisk_str *name, brisk_str *qualifier);
/** The ARN of a function, with its qualifier where that is not empty. In the arena. */
brisk_str brisk_control_function_arn(const brisk_gateway_config *config, brisk_arena *arena, brisk_str name,
                                     brisk_str qualifier);

/** A log group's name of what clients write: the name, or an ARN. */
brisk_str brisk_control_group_name(brisk_str text);
/** The ARN of a log group, without ":*" behind it. In the arena. */
brisk_str brisk_control_group_arn(const brisk_gateway_config *config, brisk_arena *arena, brisk_str name);

#endif

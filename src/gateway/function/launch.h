/* launch.h - the process of an environment: its variables, its folder, its output. */
#ifndef BRISK_GATEWAY_FUNCTION_LAUNCH_H
#define BRISK_GATEWAY_FUNCTION_LAUNCH_H

#include "gateway/function/service.h"

/** Starts the process. BRISK_OK, or as brisk_process_start with a text for people and logs in problem. */
BRISK_MUST_CHECK brisk_status brisk_environment_launch(brisk_environment *environment, char *problem, size_t size);

#endif

/* rest_api.h - API Gateway's GetRestApis, GetRestApi, GetStages, GetStage, GetResources. */
#ifndef BRISK_GATEWAY_CONTROL_REST_API_H
#define BRISK_GATEWAY_CONTROL_REST_API_H

#include "gateway/control/call.h"

/** Answers; not where the path is none that is offered. path: behind "/restapis": "", "/abc123/stages/dev". */
void brisk_control_rest_apis(brisk_control *control, brisk_control_call *call, brisk_str path);

#endif

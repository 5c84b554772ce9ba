/* binary.h - the binary media types of a REST API: which bodies are base64 in its events and answers. */
#ifndef BRISK_GATEWAY_FRONT_BINARY_H
#define BRISK_GATEWAY_FRONT_BINARY_H

#include "gateway/config/config.h"

/** True where the media type (its parameters are not looked at) is in the API's list: itself, its family, or all. */
bool brisk_binary_has(const brisk_api_config *api, brisk_str media);

#endif

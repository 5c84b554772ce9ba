/* responses.h - the gateway responses of a REST API: what it answers when the function does not. */
#ifndef BRISK_GATEWAY_FRONT_RESPONSES_H
#define BRISK_GATEWAY_FRONT_RESPONSES_H

#include "gateway/front/call.h"

/* type, status, x-amzn-ErrorType, message. AWS's 21 types. The two defaults have no status of their own. Where the
 * message is empty, the one who answers brings it. */
#define BRISK_GATEWAY_RESPONSE_LIST(X)                                                                                 \
    X(ACCESS_DENIED, 403, "AccessDeniedException", "Access Denied")                                                    \
    X(API_CONFIGURATION_ERROR, 500, "InternalServerErrorException", "Internal server error")                           \
    X(AUTHORIZER_CONFIGURATION_ERROR, 500, "AuthorizerConfigurationException", "Internal server error")                \
    X(AUTHORIZER_FAILURE, 500, "AuthorizerConfigurationException", "Internal server error")                            \
    X(BAD_REQUEST_PARAMETERS, 400, "BadRequestException", "Missing required request parameters")                       \
    X(BAD_REQUEST_BODY, 400, "BadRequestException", "Invalid request body")                                            \
    X(DEFAULT_4XX, 400, "BadRequestException", "Bad Request")                                                          \
    X(DEFAULT_5XX, 500, "InternalServerErrorException", "Internal server error")                                       \
    X(EXPIRED_TOKEN, 403, "ExpiredTokenException", "The security token included in the request is expired")            \
    X(INTEGRATION_FAILURE, 504, "InternalServerErrorException", "Internal server error")                               \
    X(INTEGRATION_TIMEOUT, 504, "InternalServerErrorException", "Endpoint request timed out")                          \
    X(INVALID_API_KEY, 403, "ForbiddenException", "Forbidden")                                                         \
    X(INVALID_SIGNATURE, 403, "InvalidSignatureException",                                                             \
      "The request signature we calculated does not match the signature you provided.")                                \
    X(MISSING_AUTHENTICATION_TOKEN, 403, "MissingAuthenticationTokenException", "Missing Authentication Token")        \
    X(QUOTA_EXCEEDED, 429, "LimitExceededException", "Limit Exceeded")                                                 \
    X(REQUEST_TOO_LARGE, 413, "RequestTooLargeException", "Request Too Long")                                          \
    X(RESOURCE_NOT_FOUND, 404, "NotFoundException", "Not Found")                                                       \
    X(THROTTLED, 429, "TooManyRequestsException", "Too Many Requests")                                                 \
    X(UNAUTHORIZED, 401, "UnauthorizedException", "Unauthorized")                                                      \
    X(UNSUPPORTED_MEDIA_TYPE, 415, "BadRequestException", "Unsupported Media Type")                                    \
    X(WAF_FILTERED, 403, "ForbiddenException", "Forbidden")

typedef enum brisk_response_type {
#define BRISK_GATEWAY_RESPONSE_ENUM(name, status, error, message) BRISK_RESPONSE_##name,
    BRISK_GATEWAY_RESPONSE_LIST(BRISK_GATEWAY_RESPONSE_ENUM)
#undef BRISK_GATEWAY_RESPONSE_ENUM
        BRISK_RESPONSE_COUNT
} brisk_response_type;

/** What differs from the type's row. */
typedef struct brisk_response_options {
    int status;           /* 0: the row's */
    brisk_str message;    /* empty: the row's */
    brisk_str error_type; /* of x-amzn-ErrorType; empty: the row's */
    brisk_str body;       /* sent as it is, where nobody configured another; empty: made of the message */
    bool has_trace;       /* X-Amzn-Trace-Id is sent: of all, only the time-out does */
    bool is_fixed;        /* no configuration changes it: it comes before the stage is known */
} brisk_response_options;

/** Fills the answer with this gateway response, as it is configured: the type's own, else DEFAULT_4XX or DEFAULT_5XX,
 *  else AWS's. Also sets call->error_type and error_message. options NULL: as the row says. */
void brisk_response_give(const brisk_front *front, brisk_front_call *call, brisk_response_type type,
                         const brisk_response_options *options);

/** "THROTTLED". Constant. */
const char *brisk_response_type_name(brisk_response_type type);

#endif

/* response.c - see response.h: status lines and what is common to all answers. */
#include "http/response.h"

#include <string.h>

void brisk_response_clear(brisk_response *response)
{
    memset(response, 0, sizeof *response);
}

void brisk_response_drop_body(brisk_response *response)
{
    if (response->is_stream && response->stream.close != NULL) {
        response->stream.close(response->stream.context);
    }
    memset(&response->stream, 0, sizeof response->stream);
    response->is_stream = false;
    response->body = BRISK_S("");
}

int brisk_response_final_status(const brisk_response *response, int endpoint_status)
{
    if (response->status != 0) {
        return response->status;
    }
    if (response->is_redirect) {
        return endpoint_status >= 300 && endpoint_status <= 399 ? endpoint_status : 307;
    }
    return endpoint_status != 0 ? endpoint_status : 200;
}

bool brisk_status_has_no_body(int status)
{
    return (status >= 100 && status <= 199) || status == 204 || status == 205 || status == 304;
}

/* number, phrase: the texts of Python 3.11's http.HTTPStatus, which FastAPI shows as detail and in its documents. */
#define REASON_LIST(X)                                                                                                 \
    X(100, "Continue")                                                                                                 \
    X(101, "Switching Protocols")                                                                                      \
    X(102, "Processing")                                                                                               \
    X(103, "Early Hints")                                                                                              \
    X(200, "OK")                                                                                                       \
    X(201, "Created")                                                                                                  \
    X(202, "Accepted")                                                                                                 \
    X(203, "Non-Authoritative Information")                                                                            \
    X(204, "No Content")                                                                                               \
    X(205, "Reset Content")                                                                                            \
    X(206, "Partial Content")                                                                                          \
    X(207, "Multi-Status")                                                                                             \
    X(208, "Already Reported")                                                                                         \
    X(226, "IM Used")                                                                                                  \
    X(300, "Multiple Choices")                                                                                         \
    X(301, "Moved Permanently")                                                                                        \
    X(302, "Found")                                                                                                    \
    X(303, "See Other")                                                                                                \
    X(304, "Not Modified")                                                                                             \
    X(305, "Use Proxy")                                                                                                \
    X(307, "Temporary Redirect")                                                                                       \
    X(308, "Permanent Redirect")                                                                                       \
    X(400, "Bad Request")                                                                                              \
    X(401, "Unauthorized")                                                                                             \
    X(402, "Payment Required")                                                                                         \
    X(403, "Forbidden")                                                                                                \
    X(404, "Not Found")                                                                                                \
    X(405, "Method Not Allowed")                                                                                       \
    X(406, "Not Acceptable")                                                                                           \
    X(407, "Proxy Authentication Required")                                                                            \
    X(408, "Request Timeout")                                                                                          \
    X(409, "Conflict")                                                                                                 \
    X(410, "Gone")                                                                                                     \
    X(411, "Length Required")                                                                                          \
    X(412, "Precondition Failed")                                                                                      \
    X(413, "Request Entity Too Large")                                                                                 \
    X(414, "Request-URI Too Long")                                                                                     \
    X(415, "Unsupported Media Type")                                                                                   \
    X(416, "Requested Range Not Satisfiable")                                                                          \
    X(417, "Expectation Failed")                                                                                       \
    X(418, "I'm a Teapot")                                                                                             \
    X(421, "Misdirected Request")                                                                                      \
    X(422, "Unprocessable Entity")                                                                                     \
    X(423, "Locked")                                                                                                   \
    X(424, "Failed Dependency")                                                                                        \
    X(425, "Too Early")                                                                                                \
    X(426, "Upgrade Required")                                                                                         \
    X(428, "Precondition Required")                                                                                    \
    X(429, "Too Many Requests")                                                                                        \
    X(431, "Request Header Fields Too Large")                                                                          \
    X(451, "Unavailable For Legal Reasons")                                                                            \
    X(500, "Internal Server Error")                                                                                    \
    X(501, "Not Implemented")                                                                                          \
    X(502, "Bad Gateway")                                                                                              \
    X(503, "Service Unavailable")                                                                                      \
    X(504, "Gateway Timeout")                                                                                          \
    X(505, "HTTP Version Not Supported")                                                                               \
    X(506, "Variant Also Negotiates")                                                                                  \
    X(507, "Insufficient Storage")                                                                                     \
    X(508, "Loop Detected")                                                                                            \
    X(510, "Not Extended")                                                                                             \
    X(511, "Network Authentication Required")

const char *brisk_status_reason(int status)
{
    switch (status) {
#define REASON_CASE(number, phrase)                                                                                    \
    case number:                                                                                                       \
        return phrase;
        REASON_LIST(REASON_CASE)
#undef REASON_CASE
    default:
        return NULL;
    }
}

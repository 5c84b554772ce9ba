/* head.c - heads of constant pieces (head.h). All that is put into a fixed array is limited, so that it fits. */
#include "lambda/head.h"

#include "core/number.h"
#include "core/str.h"

#define PREFIX "/2018-06-01/runtime/"

/* The first word of User-Agent is the runtime's name in the platform's own log lines. */
#define USER_AGENT "brisk/" BRISK_VERSION

#define HOST_MAX 255

#define POST_START   "POST " PREFIX "invocation/"
#define POST_PATH    "/response"
#define JSON_LINE    "Content-Type: application/json\r\n"
#define ID_NAME      "Lambda-Runtime-Invocation-Id"
#define LENGTH_START "Content-Length: "
#define STREAM_LINES                                                                                                   \
    "Content-Type: application/vnd.awslambda.http-integration-response\r\n"                                            \
    "Lambda-Runtime-Function-Response-Mode: streaming\r\n"                                                             \
    "Transfer-Encoding: chunked\r\n"                                                                                   \
    "Trailer: " BRISK_LAMBDA_ERROR_TYPE ", " BRISK_LAMBDA_ERROR_BODY "\r\n"
#define COMMON_MAX (sizeof(" HTTP/1.1\r\nHost: \r\nUser-Agent: " USER_AGENT "\r\n") + HOST_MAX)

_Static_assert(sizeof(((brisk_heads *)NULL)->common) >= COMMON_MAX, "all hosts fit");
_Static_assert(sizeof(((brisk_heads *)NULL)->next) >= sizeof("GET " PREFIX "invocation/next\r\n") + COMMON_MAX,
               "next fits");
_Static_assert(sizeof(((brisk_heads *)NULL)->post) >= sizeof(POST_START POST_PATH STREAM_LINES ID_NAME ": \r\n\r\n") +
                                                          (size_t)2 * BRISK_LAMBDA_ID_MAX + COMMON_MAX,
               "the longest head fits, and so does the shorter one of an answer in one piece");

/* ---- fixed arrays ---- */

static char *put(char *at, const char *text, size_t len)
{
    memcpy(at, text, len);
    return at + len;
}

#define PUT(at, literal) put(at, "" literal "", sizeof(literal) - 1)

static size_t limited(size_t len, size_t most)
{
    return len < most ? len : most;
}

void brisk_heads_init(brisk_heads *heads, const char *host)
{
    char *at = PUT(heads->common, " HTTP/1.1\r\nHost: ");
    at = put(at, host, limited(strlen(host), HOST_MAX));
    at = PUT(at, "\r\nUser-Agent: " USER_AGENT "\r\n");
    heads->common_len = (size_t)(at - heads->common);
    at = PUT(heads->next, "GET " PREFIX "invocation/next");
    at = put(at, heads->common, heads->common_len);
    at = PUT(at, "\r\n");
    heads->next_len = (size_t)(at - heads->next);
    heads->post_len = 0;
}

brisk_str brisk_heads_next(const brisk_heads *heads)
{
    return (brisk_str){heads->next, heads->next_len};
}

static char *begin_response(brisk_heads *heads, brisk_str request_id, brisk_str invocation_id)
{
    char *at = PUT(heads->post, POST_START);
    at = put(at, request_id.ptr, limited(request_id.len, BRISK_LAMBDA_ID_MAX));
    at = PUT(at, POST_PATH);
    at = put(at, heads->common, heads->common_len);
    if (invocation_id.len > 0) {
        at = PUT(at, ID_NAME ": ");
        at = put(at, invocation_id.ptr, limited(invocation_id.len, BRISK_LAMBDA_ID_MAX));
        at = PUT(at, "\r\n");
    }
    return at;
}

static brisk_str end_response(brisk_heads *heads, char *at)
{
    at = PUT(at, "\r\n");
    heads->post_len = (size_t)(at - heads->post);
    return (brisk_str){heads->post, heads->post_len};
}

brisk_str brisk_heads_response(brisk_heads *heads, brisk_str request_id, brisk_str invocation_id, size_t body_len)
{
    char *at = begin_response(heads, request_id, invocation_id);
    at = PUT(at, JSON_LINE LENGTH_START);
    at += brisk_uint64_format(at, body_len);
    at = PUT(at, "\r\n");
    return end_response(heads, at);
}

brisk_str brisk_heads_stream(brisk_heads *heads, brisk_str request_id, brisk_str invocation_id)
{
    char *at = begin_response(heads, request_id, invocation_id);
    at = PUT(at, STREAM_LINES);
    return end_response(heads, at);
}

/* ---- buffers ---- */

static void begin(const brisk_heads *heads, brisk_buffer *out, const char *method, brisk_str path)
{
    brisk_buffer_rewind(out);
    brisk_buffer_append_c_string(out, method);
    BRISK_BUFFER_APPEND_LITERAL(out, " " PREFIX);
    brisk_buffer_append_str(out, path);
    brisk_buffer_append(out, heads->common, heads->common_len);
}

void brisk_heads_write_get(const brisk_heads *heads, brisk_buffer *out, const char *path)
{
    begin(heads, out, "GET", brisk_str_view(path));
    BRISK_BUFFER_APPEND_LITERAL(out, "\r\n");
}

void brisk_heads_begin_post(const brisk_heads *heads, brisk_buffer *out, brisk_str path)
{
    begin(heads, out, "POST", path);
    BRISK_BUFFER_APPEND_LITERAL(out, JSON_LINE);
}

void brisk_heads_add_line(brisk_buffer *out, const char *name, brisk_str value)
{
    brisk_buffer_append_c_string(out, name);
    BRISK_BUFFER_APPEND_LITERAL(out, ": ");
    brisk_buffer_append_str(out, value);
    BRISK_BUFFER_APPEND_LITERAL(out, "\r\n");
}

void brisk_heads_end(brisk_buffer *out, size_t body_len)
{
    BRISK_BUFFER_APPEND_LITERAL(out, LENGTH_START);
    brisk_buffer_append_u64(out, body_len);
    BRISK_BUFFER_APPEND_LITERAL(out, "\r\n\r\n");
}

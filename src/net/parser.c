/* parser.c - llhttp's callbacks, and the checks behind them.
 *
 * llhttp with no leniency switched on refuses by itself: both lengths or two of them (RFC 9112, 6.1 and 6.3), a
 * Transfer-Encoding that does not end in chunked, bad chunk sizes, folded headers (5.2), a bare CR or LF (2.2), spaces
 * before the colon (5.1), and characters that a field or target may not hold. Left to us: Host (3.2), codings other
 * than chunked, the versions, Expect, and all limits.
 *
 * Requests to switch protocols are read as what they also are: plain HTTP (RFC 9110, 7.8). */
#include "net/parser.h"

#include "core/str.h"

#include <llhttp.h>

#define OVERHEAD_FREE   16384u /* bytes of chunk lines and trailers that any body may have … */
#define OVERHEAD_FACTOR 8u     /* … and that come with each byte of it; a chunk of one byte has five */

static brisk_parser *parser_of(llhttp_t *llhttp)
{
    return llhttp->data;
}

/* Notes the first cause; llhttp stops at the value returned. */
static int refuse(brisk_parser *parser, int status, const char *detail)
{
    if (parser->status == 0) {
        parser->status = status;
        parser->detail = detail;
    }
    return HPE_USER;
}

size_t brisk_parser_header_room(const brisk_limits *limits)
{
    return limits->header_count == 0 || limits->header_count > BRISK_HEADER_COUNT_MAX ? BRISK_HEADER_COUNT_MAX
                                                                                      : limits->header_count;
}

static size_t header_limit(const brisk_limits *limits)
{
    return limits->header_bytes == 0 || limits->header_bytes > BRISK_HEAD_BYTES_MAX ? BRISK_HEAD_BYTES_MAX
                                                                                    : limits->header_bytes;
}

static size_t url_limit(const brisk_limits *limits)
{
    return limits->url_bytes == 0 || limits->url_bytes > BRISK_HEAD_BYTES_MAX ? BRISK_HEAD_BYTES_MAX
                                                                              : limits->url_bytes;
}

size_t brisk_parser_head_room(const brisk_limits *limits)
{
    /* Four bytes of each header stand between names and values; the rest is for the request line, and for a byte too
     * many, so that it is the limit itself which refuses and not the end of the buffer. */
    return header_limit(limits) + url_limit(limits) + 4 * brisk_parser_header_room(limits) + 256;
}

static int on_url(llhttp_t *llhttp, const char *at, size_t len)
{
    brisk_parser *parser = parser_of(llhttp);
    if (parser->url.len == 0) {
        parser->url.ptr = at;
    }
    parser->url.len += len;
    if (parser->url.len > url_limit(parser->limits)) {
        return refuse(parser, 414, "The request target is too long");
    }
    return 0;
}

static int count_header_bytes(brisk_parser *parser, size_t len)
{
    parser->header_bytes += len;
    if (parser->header_bytes > header_limit(parser->limits)) {
        return refuse(parser, 431, "The headers are too large");
    }
    return 0;
}

static int on_header_field(llhttp_t *llhttp, const char *at, size_t len)
{
    brisk_parser *parser = parser_of(llhttp);
    if (parser->head_done) {
        return 0; /* a trailer: read and forgotten (RFC 9110, 6.5.1) */
    }
    if (parser->field_done) {
        if (parser->header_count == brisk_parser_header_room(parser->limits)) {
            return refuse(parser, 431, "There are too many headers");
        }
        parser->headers[parser->header_count++] = (brisk_header){.name = {at, 0}};
        parser->field_done = false;
    }
    parser->headers[parser->header_count - 1].name.len += len;
    return count_header_bytes(parser, len);
}

static int on_header_field_complete(llhttp_t *llhttp)
{
    parser_of(llhttp)->field_done = true;
    return 0;
}

static int on_header_value(llhttp_t *llhttp, const char *at, size_t len)
{
    brisk_parser *parser = parser_of(llhttp);
    if (parser->head_done) {
        return 0;
    }
    brisk_str *value = &parser->headers[parser->header_count - 1].value;
    if (value->len == 0) {
        value->ptr = at;
    }
    value->len += len;
    return count_header_bytes(parser, len);
}

/* RFC 3986, 3.2. */
bool brisk_parser_host_is_valid(brisk_str host)
{
    for (size_t i = 0; i < host.len; i++) {
        if (!brisk_char_is_alnum(host.ptr[i]) &&
            (host.ptr[i] == '\0' || strchr("-._~:[]%!$&'()*+,;=", host.ptr[i]) == NULL)) {
            return false;
        }
    }
    return true;
}

typedef struct known_headers {
    size_t hosts, codings;
    brisk_str host, coding, expect;
    bool has_expect;
} known_headers;

/* One pass over the headers: white space behind values is cut (RFC 9110, 5.5), the ones that matter here are noted. */
static known_headers scan_headers(brisk_parser *parser)
{
    known_headers known = {0};
    for (size_t i = 0; i < parser->header_count; i++) {
        brisk_str name = parser->headers[i].name;
        brisk_str *value = &parser->headers[i].value;
        while (value->len > 0 && (value->ptr[value->len - 1] == ' ' || value->ptr[value->len - 1] == '\t')) {
            value->len--;
        }
        if (name.len == 4 && brisk_str_is_ignore_case(name, "host")) {
            known.hosts++;
            known.host = *value;
        } else if (name.len == 6 && brisk_str_is_ignore_case(name, "expect")) {
            known.has_expect = true;
            known.expect = *value;
        } else if (name.len == 17 && brisk_str_is_ignore_case(name, "transfer-encoding")) {
            known.codings++;
            known.coding = *value;
        }
    }
    return known;
}

static int check_version(brisk_parser *parser)
{
    const llhttp_t *llhttp = parser->llhttp;
    /* llhttp also reads RTSP and ICE request lines. The target is followed by a space and the protocol's name. */
    const char *protocol = parser->url.ptr + parser->url.len + 1;
    if (memcmp(protocol, "HTTP/", 5) != 0) {
        return refuse(parser, 400, "The request line is not valid");
    }
    if (llhttp->http_major != 1 || llhttp->http_minor > 1) {
        return refuse(parser, 505, "Only HTTP/1.0 and HTTP/1.1 are spoken here");
    }
    parser->is_http_1_0 = llhttp->http_minor == 0;
    return 0;
}

/* RFC 9112, 3.2: exactly one Host in HTTP/1.1; at most one in 1.0. */
static int check_headers(brisk_parser *parser)
{
    known_headers known = scan_headers(parser);
    if (known.hosts > 1) {
        return refuse(parser, 400, "There is more than one Host header");
    }
    if (known.hosts == 0 && !parser->is_http_1_0) {
        return refuse(parser, 400, "The Host header is missing");
    }
    if (!brisk_parser_host_is_valid(known.host)) {
        return refuse(parser, 400, "The Host header is not valid");
    }
    if (known.codings > 0) {
        if (parser->is_http_1_0) {
            return refuse(parser, 400, "Transfer-Encoding is not part of HTTP/1.0");
        }
        if (known.codings > 1 || !brisk_str_is_ignore_case(known.coding, "chunked")) {
            return refuse(parser, 501, "The only transfer coding known here is chunked");
        }
    }
    if (known.has_expect && !parser->is_http_1_0) {
        if (!brisk_str_is_ignore_case(known.expect, "100-continue")) {
            return refuse(parser, 417, "The only expectation known here is 100-continue");
        }
        parser->expects_continue = true;
    }
    return 0;
}

static int on_headers_complete(llhttp_t *llhttp)
{
    brisk_parser *parser = parser_of(llhttp);
    if (check_version(parser) != 0 || check_headers(parser) != 0) {
        return HPE_USER;
    }
    if (llhttp->method == HTTP_CONNECT) {
        return refuse(parser, 501, "CONNECT is not supported");
    }
    size_t body_limit = parser->limits->body_bytes;
    if ((llhttp->flags & F_CONTENT_LENGTH) != 0 && body_limit != 0 && llhttp->content_length > body_limit) {
        return refuse(parser, 413, "The body is too large");
    }
    if (parser->is_http_1_0) {
        parser->keep_alive = (llhttp->flags & F_CONNECTION_KEEP_ALIVE) != 0;
    } else {
        parser->keep_alive = (llhttp->flags & F_CONNECTION_CLOSE) == 0;
    }
    llhttp->upgrade = 0;
    parser->head_done = true;
    return 0;
}

static bool gather(brisk_parser *parser, brisk_str piece)
{
    brisk_buffer_append_str(parser->gathered, piece);
    return !brisk_buffer_failed(parser->gathered);
}

static int on_body(llhttp_t *llhttp, const char *at, size_t len)
{
    brisk_parser *parser = parser_of(llhttp);
    size_t body_limit = parser->limits->body_bytes;
    if (body_limit != 0 && len > body_limit - brisk_parser_body_len(parser)) {
        return refuse(parser, 413, "The body is too large");
    }
    if (!parser->is_gathering) {
        if (parser->body.len == 0) {
            parser->body = (brisk_str){at, len};
            return 0;
        }
        if (parser->body.ptr + parser->body.len == at) {
            parser->body.len += len;
            return 0;
        }
        parser->is_gathering = true;
        if (!gather(parser, parser->body)) {
            return refuse(parser, 503, "There is no memory for the body");
        }
    }
    return gather(parser, (brisk_str){at, len}) ? 0 : refuse(parser, 503, "There is no memory for the body");
}

static int on_message_complete(llhttp_t *llhttp)
{
    brisk_parser *parser = parser_of(llhttp);
    if (parser->is_gathering) {
        parser->body = brisk_buffer_view(parser->gathered);
    }
    parser->is_complete = true;
    return HPE_PAUSED;
}

static const llhttp_settings_t *settings(void)
{
    static const llhttp_settings_t callbacks = {
        .on_url = on_url,
        .on_header_field = on_header_field,
        .on_header_field_complete = on_header_field_complete,
        .on_header_value = on_header_value,
        .on_headers_complete = on_headers_complete,
        .on_body = on_body,
        .on_message_complete = on_message_complete,
    };
    return &callbacks;
}

size_t brisk_parser_state_size(void)
{
    return sizeof(llhttp_t);
}

void brisk_parser_init(brisk_parser *parser, const brisk_limits *limits, brisk_header *headers, brisk_buffer *gathered)
{
    struct llhttp__internal_s *llhttp = parser->llhttp;
    *parser = (brisk_parser){
        .llhttp = llhttp, .limits = limits, .headers = headers, .gathered = gathered, .field_done = true};
    brisk_buffer_rewind(gathered);
    llhttp_init(parser->llhttp, HTTP_REQUEST, settings());
    parser->llhttp->data = parser;
}

/* A method that llhttp does not know but that could be one (RFC 9110, 9.1: 501), or bytes that are no HTTP at all. */
static brisk_parse_result refuse_method(brisk_parser *parser, bool is_first_byte, char c)
{
    bool is_token_char = brisk_char_is_alnum(c) || (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
    if (is_token_char || (c == ' ' && !is_first_byte)) {
        refuse(parser, 501, "The method is not known here");
    } else {
        refuse(parser, 400, "This is not an HTTP request");
    }
    return BRISK_PARSE_FAILED;
}

static bool has_both_lengths(const brisk_parser *parser, llhttp_errno_t error)
{
    unsigned flags = parser->llhttp->flags;
    switch (error) {
    case HPE_INVALID_TRANSFER_ENCODING:
        return (flags & F_CONTENT_LENGTH) != 0;
    case HPE_UNEXPECTED_CONTENT_LENGTH:
    case HPE_INVALID_CONTENT_LENGTH:
        return (flags & F_TRANSFER_ENCODING) != 0;
    default:
        return false;
    }
}

static const char *syntax_text(llhttp_errno_t error)
{
    switch (error) {
    case HPE_UNEXPECTED_SPACE:
    case HPE_INVALID_URL:
        return "The request target is not valid";
    case HPE_INVALID_VERSION:
    case HPE_INVALID_CONSTANT:
        return "The request line is not valid";
    case HPE_INVALID_HEADER_TOKEN:
        return "A header is not valid";
    case HPE_CR_EXPECTED:
    case HPE_LF_EXPECTED:
        return "A line does not end in CR LF";
    case HPE_UNEXPECTED_CONTENT_LENGTH:
        return "The length of the body is given twice";
    case HPE_INVALID_CONTENT_LENGTH:
        return "The Content-Length is not valid";
    case HPE_INVALID_TRANSFER_ENCODING:
        return "The Transfer-Encoding is not valid";
    case HPE_INVALID_CHUNK_SIZE:
    case HPE_STRICT:
        return "A chunk of the body is not valid";
    default:
        return "The request is not valid HTTP";
    }
}

static brisk_parse_result refuse_syntax(brisk_parser *parser, llhttp_errno_t error)
{
    /* llhttp has one code for two causes: a version that is none of ours, and a line that goes on behind it. */
    bool is_version = error == HPE_INVALID_VERSION &&
                      strcmp(llhttp_get_error_reason(parser->llhttp), "Expected CRLF after version") != 0;
    if (has_both_lengths(parser, error)) {
        refuse(parser, 400, "Content-Length and Transfer-Encoding are both given");
    } else if (is_version || error == HPE_PAUSED_H2_UPGRADE) {
        refuse(parser, 505, "Only HTTP/1.0 and HTTP/1.1 are spoken here");
    } else {
        refuse(parser, 400, syntax_text(error));
    }
    return BRISK_PARSE_FAILED;
}

/* The head ends with its last value, or with the target where there are no headers; what lies behind is CR LF only. */
static const char *head_end(const brisk_parser *parser)
{
    const char *end = parser->url.ptr + parser->url.len;
    if (parser->header_count > 0) {
        const brisk_header *last = &parser->headers[parser->header_count - 1];
        end = last->value.len > 0 ? last->value.ptr + last->value.len : last->name.ptr + last->name.len;
    }
    return end;
}

/* What no callback counts: blank lines before a request, spaces around values, chunk lines, trailers. */
static brisk_parse_result check_fed(brisk_parser *parser, const char *bytes, size_t len, bool was_head)
{
    if (!parser->head_done) {
        parser->head_bytes += len;
        if (parser->head_bytes >= brisk_parser_head_room(parser->limits)) {
            refuse(parser, 431, "The headers are too large");
            return BRISK_PARSE_FAILED;
        }
        return BRISK_PARSE_MORE;
    }
    parser->body_fed += was_head ? (size_t)(bytes + len - head_end(parser)) : len;
    size_t body_len = brisk_parser_body_len(parser);
    size_t overhead = parser->body_fed - body_len;
    if (overhead > OVERHEAD_FREE && (overhead - OVERHEAD_FREE) / OVERHEAD_FACTOR > body_len) {
        refuse(parser, 400, "There is too much between the chunks of the body");
        return BRISK_PARSE_FAILED;
    }
    return BRISK_PARSE_MORE;
}

brisk_parse_result brisk_parser_feed(brisk_parser *parser, const char *bytes, size_t len, size_t *consumed)
{
    bool was_head = !parser->head_done;
    llhttp_errno_t error = llhttp_execute(parser->llhttp, bytes, len);
    if (error == HPE_OK) {
        *consumed = len;
        return check_fed(parser, bytes, len, was_head);
    }
    const char *end = llhttp_get_error_pos(parser->llhttp);
    *consumed = end == NULL ? 0 : (size_t)(end - bytes);
    if (parser->is_complete && parser->status == 0) {
        return BRISK_PARSE_DONE;
    }
    if (parser->status != 0) {
        return BRISK_PARSE_FAILED;
    }
    if (error == HPE_INVALID_METHOD && *consumed < len) {
        return refuse_method(parser, parser->head_bytes + *consumed == 0, bytes[*consumed]);
    }
    return refuse_syntax(parser, error);
}

const char *brisk_parser_release_body(brisk_parser *parser)
{
    if (!parser->is_gathering) {
        parser->is_gathering = true;
        if (!gather(parser, parser->body)) {
            return NULL;
        }
    }
    return head_end(parser);
}

static void rebase(brisk_str *view, ptrdiff_t distance)
{
    if (view->ptr != NULL) {
        view->ptr += distance;
    }
}

void brisk_parser_rebase(brisk_parser *parser, ptrdiff_t distance)
{
    rebase(&parser->url, distance);
    for (size_t i = 0; i < parser->header_count; i++) {
        rebase(&parser->headers[i].name, distance);
        rebase(&parser->headers[i].value, distance);
    }
    if (!parser->is_gathering) {
        rebase(&parser->body, distance);
    }
}

size_t brisk_parser_body_len(const brisk_parser *parser)
{
    return parser->is_gathering ? parser->gathered->len : parser->body.len;
}

brisk_method brisk_parser_method(const brisk_parser *parser)
{
    switch (parser->llhttp->method) {
    case HTTP_GET:
        return BRISK_METHOD_GET;
    case HTTP_HEAD:
        return BRISK_METHOD_HEAD;
    case HTTP_POST:
        return BRISK_METHOD_POST;
    case HTTP_PUT:
        return BRISK_METHOD_PUT;
    case HTTP_PATCH:
        return BRISK_METHOD_PATCH;
    case HTTP_DELETE:
        return BRISK_METHOD_DELETE;
    case HTTP_OPTIONS:
        return BRISK_METHOD_OPTIONS;
    case HTTP_TRACE:
        return BRISK_METHOD_TRACE;
    default:
        return BRISK_METHOD_OTHER;
    }
}

brisk_str brisk_parser_method_text(const brisk_parser *parser)
{
    return brisk_str_view(llhttp_method_name((llhttp_method_t)parser->llhttp->method));
}

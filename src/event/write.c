/* write.c - brisk_event_write: an answer as the JSON that the sender of the event reads.
 *
 *     REST, HTTP 1.0          statusCode, headers, multiValueHeaders (names that repeat, only there), body
 *     HTTP 2.0, function URL  statusCode, headers (repeats joined by ","), cookies, body
 *     ALB                     statusCode, statusDescription, headers or multiValueHeaders as the event had them, body
 *     VPC Lattice             as ALB with headers
 *     Lambda@Edge             status (a text), statusDescription, headers as lists of {key, value}, body, bodyEncoding
 *
 * Names are written in lower case, so that those which differ only in case come together. The JSON is written straight
 * into the buffer, without values of the shapes (shapes.h) in between: a body of megabytes is not copied twice. A test
 * reads what was written by those shapes.
 *
 * A body is text where nothing speaks against it: no content-encoding, a media type that is text (or none at all), and
 * valid UTF-8. Anything else is base64. */
#include "event/event.h"

#include "core/base64.h"
#include "core/clock.h"
#include "core/str.h"
#include "http/media.h"
#include "schema/encode_text.h"

#include <time.h>

/* What an answer is written from. */
typedef struct answer {
    brisk_buffer *out;
    const brisk_event *event;
    const brisk_headers *headers;
    bool is_broken; /* a header that JSON cannot carry */
} answer;

/* ---- which headers ---- */

/* CloudFront refuses an answer with one of these (developer guide, "Restrictions on edge functions"). */
static bool is_refused_by_edge(brisk_str name)
{
    static const char *const names[] = {"connection", "content-length",    "expect", "host",    "keep-alive", "trailer",
                                        "upgrade",    "transfer-encoding", "via",    "x-cache", "x-real-ip"};
    static const char *const prefixes[] = {"proxy-", "x-accel-", "x-amz-cf-", "x-edge-"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (brisk_str_is_ignore_case(name, names[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        brisk_str prefix = brisk_str_view(prefixes[i]);
        if (brisk_str_is_ignore_case(brisk_str_slice(name, 0, prefix.len), prefixes[i])) {
            return true;
        }
    }
    return false;
}

static bool is_left_out(const answer *a, brisk_str name)
{
    const char *const *excluded = a->event->options->exclude_headers;
    for (; excluded && *excluded; excluded++) {
        if (brisk_str_is_ignore_case(name, *excluded)) {
            return true;
        }
    }
    return a->event->kind == BRISK_EVENT_EDGE && is_refused_by_edge(name);
}

static bool is_first_of_name(const answer *a, size_t index)
{
    return brisk_headers_find(a->headers, a->headers->items[index].name, 0) == index;
}

static bool repeats(const answer *a, size_t index)
{
    return brisk_headers_find(a->headers, a->headers->items[index].name, index + 1) != SIZE_MAX;
}

/* ---- pieces of JSON ---- */

/* tchar of RFC 9110, section 5.6.2, in lower case; 0: no tchar. */
static const char token_lower[256] = {
    ['!'] = '!', ['#'] = '#', ['$'] = '$', ['%'] = '%', ['&'] = '&', ['\''] = '\'', ['*'] = '*', ['+'] = '+',
    ['-'] = '-', ['.'] = '.', ['^'] = '^', ['_'] = '_', ['`'] = '`', ['|'] = '|',   ['~'] = '~', ['0'] = '0',
    ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6',   ['7'] = '7', ['8'] = '8',
    ['9'] = '9', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e',   ['f'] = 'f', ['g'] = 'g',
    ['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm',   ['n'] = 'n', ['o'] = 'o',
    ['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't', ['u'] = 'u',   ['v'] = 'v', ['w'] = 'w',
    ['x'] = 'x', ['y'] = 'y', ['z'] = 'z', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c',   ['D'] = 'd', ['E'] = 'e',
    ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k',   ['L'] = 'l', ['M'] = 'm',
    ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's',   ['T'] = 't', ['U'] = 'u',
    ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z',
};

/* A name: a token in lower case, which needs no escape. */
static void write_name(answer *a, brisk_str name)
{
    char *to = name.len < SIZE_MAX - 2 ? brisk_buffer_reserve(a->out, name.len + 2) : NULL;
    bool is_token = name.len > 0;
    if (to == NULL) {
        brisk_buffer_fail(a->out, BRISK_LIMIT); /* keeps the reason where there is one */
        return;
    }
    *to++ = '"';
    for (size_t i = 0; i < name.len; i++) {
        char c = token_lower[(unsigned char)name.ptr[i]];
        is_token = is_token && c != 0;
        to[i] = c;
    }
    to[name.len] = '"';
    brisk_buffer_commit(a->out, name.len + 2);
    a->is_broken = a->is_broken || !is_token;
}

static void write_text(answer *a, brisk_str text)
{
    a->is_broken = !brisk_encode_text(a->out, text) || a->is_broken;
}

static void separate(answer *a, bool *is_first)
{
    if (!*is_first) {
        brisk_buffer_append_char(a->out, ',');
    }
    *is_first = false;
}

/* All values of a name in one text, joined by ",": RFC 9110, section 5.3. */
static void write_joined(answer *a, size_t index)
{
    const brisk_headers *headers = a->headers;
    brisk_str name = headers->items[index].name, all = headers->items[index].value;
    for (size_t i = index; (i = brisk_headers_find(headers, name, i + 1)) != SIZE_MAX;) {
        all = brisk_str_concat(a->event->arena, all, BRISK_S(","), headers->items[i].value);
        if (all.len == 0) {
            brisk_buffer_fail(a->out, BRISK_NO_MEMORY);
        }
    }
    write_text(a, all);
}

/* ---- maps of headers ---- */

/* Set-Cookie has no joined form. A balancer without lists of values takes one text a name, but tells names apart by
 * case: each further cookie is written with another pattern of capitals, as Mangum and others do. */
static void write_cookie_variants(answer *a, bool *is_first)
{
    brisk_str name = BRISK_S("set-cookie");
    unsigned pattern = 0;
    for (size_t i = 0; (i = brisk_headers_find(a->headers, name, i)) != SIZE_MAX; i++, pattern++) {
        separate(a, is_first);
        brisk_buffer_append_char(a->out, '"');
        for (size_t k = 0, bit = 0; k < name.len; k++) {
            bool is_upper = name.ptr[k] != '-' && (pattern >> bit & 1) != 0;
            brisk_buffer_append_char(a->out, is_upper ? brisk_char_upper(name.ptr[k]) : name.ptr[k]);
            bit += name.ptr[k] != '-';
        }
        BRISK_BUFFER_APPEND_LITERAL(a->out, "\":");
        write_text(a, a->headers->items[i].value);
    }
}

typedef enum single_mode {
    SINGLE_JOINED,   /* repeats joined, Set-Cookie in variants */
    SINGLE_UNCOOKED, /* repeats joined, without Set-Cookie */
    SINGLE_ONCE      /* only names that do not repeat */
} single_mode;

static void write_single(answer *a, single_mode mode)
{
    bool is_first = true, has_cookies = false;
    BRISK_BUFFER_APPEND_LITERAL(a->out, ",\"headers\":{");
    for (size_t i = 0; i < a->headers->count; i++) {
        brisk_str name = a->headers->items[i].name;
        bool is_cookie = mode != SINGLE_ONCE && brisk_str_is_ignore_case(name, "set-cookie");
        if (is_left_out(a, name) || !is_first_of_name(a, i) || (mode == SINGLE_ONCE && repeats(a, i))) {
            continue;
        }
        if (is_cookie) {
            has_cookies = true;
            continue;
        }
        separate(a, &is_first);
        write_name(a, name);
        brisk_buffer_append_char(a->out, ':');
        write_joined(a, i);
    }
    if (has_cookies && mode == SINGLE_JOINED) {
        write_cookie_variants(a, &is_first);
    }
    brisk_buffer_append_char(a->out, '}');
}

/* "name":["value", …], of all names or of those that repeat. */
static void write_multi(answer *a, bool is_repeated_only)
{
    bool is_first = true;
    BRISK_BUFFER_APPEND_LITERAL(a->out, ",\"multiValueHeaders\":{");
    for (size_t i = 0; i < a->headers->count; i++) {
        brisk_str name = a->headers->items[i].name;
        if (is_left_out(a, name) || !is_first_of_name(a, i) || (is_repeated_only && !repeats(a, i))) {
            continue;
        }
        separate(a, &is_first);
        write_name(a, name);
        BRISK_BUFFER_APPEND_LITERAL(a->out, ":[");
        bool is_first_value = true;
        for (size_t k = i; k != SIZE_MAX; k = brisk_headers_find(a->headers, name, k + 1)) {
            separate(a, &is_first_value);
            write_text(a, a->headers->items[k].value);
        }
        brisk_buffer_append_char(a->out, ']');
    }
    brisk_buffer_append_char(a->out, '}');
}

static void write_cookies(answer *a)
{
    bool is_first = true;
    brisk_str name = BRISK_S("set-cookie");
    if (is_left_out(a, name)) {
        return;
    }
    for (size_t i = 0; (i = brisk_headers_find(a->headers, name, i)) != SIZE_MAX; i++) {
        brisk_buffer_append_c_string(a->out, is_first ? ",\"cookies\":[" : "");
        separate(a, &is_first);
        write_text(a, a->headers->items[i].value);
    }
    brisk_buffer_append_c_string(a->out, is_first ? "" : "]");
}

static void write_edge_headers(answer *a)
{
    bool is_first = true;
    BRISK_BUFFER_APPEND_LITERAL(a->out, ",\"headers\":{");
    for (size_t i = 0; i < a->headers->count; i++) {
        brisk_str name = a->headers->items[i].name;
        if (is_left_out(a, name) || !is_first_of_name(a, i)) {
            continue;
        }
        separate(a, &is_first);
        write_name(a, name);
        BRISK_BUFFER_APPEND_LITERAL(a->out, ":[");
        bool is_first_value = true;
        for (size_t k = i; k != SIZE_MAX; k = brisk_headers_find(a->headers, name, k + 1)) {
            separate(a, &is_first_value);
            BRISK_BUFFER_APPEND_LITERAL(a->out, "{\"key\":");
            write_name(a, name);
            BRISK_BUFFER_APPEND_LITERAL(a->out, ",\"value\":");
            write_text(a, a->headers->items[k].value);
            brisk_buffer_append_char(a->out, '}');
        }
        brisk_buffer_append_char(a->out, ']');
    }
    brisk_buffer_append_char(a->out, '}');
}

/* ---- the head ---- */

/* "200 OK"; AWS wants both parts, so that a status without a phrase gets a word. */
static void write_description(answer *a, int status)
{
    const char *reason = brisk_status_reason(status);
    BRISK_BUFFER_APPEND_LITERAL(a->out, ",\"statusDescription\":\"");
    brisk_buffer_append_i64(a->out, status);
    brisk_buffer_append_char(a->out, ' ');
    brisk_buffer_append_c_string(a->out, reason ? reason : "Unknown");
    brisk_buffer_append_char(a->out, '"');
}

/* All before the body, without the closing brace. */
static void write_head(answer *a, int status)
{
    bool is_edge = a->event->kind == BRISK_EVENT_EDGE;
    brisk_buffer_append_c_string(a->out, is_edge ? "{\"status\":\"" : "{\"statusCode\":");
    brisk_buffer_append_i64(a->out, status);
    switch (a->event->kind) {
    case BRISK_EVENT_EDGE:
        brisk_buffer_append_char(a->out, '"');
        if (brisk_status_reason(status)) {
            BRISK_BUFFER_APPEND_LITERAL(a->out, ",\"statusDescription\":\"");
            brisk_buffer_append_c_string(a->out, brisk_status_reason(status));
            brisk_buffer_append_char(a->out, '"');
        }
        write_edge_headers(a);
        break;
    case BRISK_EVENT_ALB:
    case BRISK_EVENT_LATTICE:
        write_description(a, status);
        if (a->event->is_multi) {
            write_multi(a, false);
        } else {
            write_single(a, SINGLE_JOINED);
        }
        break;
    case BRISK_EVENT_HTTP_V2:
    case BRISK_EVENT_FUNCTION_URL:
        write_single(a, SINGLE_UNCOOKED);
        write_cookies(a);
        break;
    default:
        write_single(a, SINGLE_ONCE);
        write_multi(a, true);
    }
}

/* ---- the body ---- */

static bool is_listed_type(const brisk_event *event, const brisk_media *media)
{
    const char *const *type = event->options->text_types;
    for (; type && *type; type++) {
        brisk_str main_type, subtype;
        brisk_str_cut(brisk_str_view(*type), '/', &main_type, &subtype);
        if (brisk_str_equal_ignore_case(main_type, media->type) &&
            (subtype.len == 0 || brisk_str_equal_ignore_case(subtype, media->subtype))) {
            return true;
        }
    }
    return false;
}

static bool ends_with_suffix(brisk_str subtype, const char *suffix)
{
    size_t len = strlen(suffix);
    return subtype.len > len && brisk_str_is_ignore_case(brisk_str_from(subtype, subtype.len - len), suffix);
}

static bool is_text_type(const brisk_event *event, brisk_str content_type)
{
    static const char *const subtypes[] = {"json",   "javascript", "ecmascript", "xml",  "x-www-form-urlencoded",
                                           "x-yaml", "yaml",       "graphql",    "toml", "x-ndjson",
                                           "jsonl"};
    brisk_media media;
    if (brisk_str_is(content_type, "application/json")) { /* what Brisk writes; the rest below would say so as well */
        return true;
    }
    if (!brisk_media_parse(content_type, &media)) {
        return content_type.len == 0;
    }
    if (brisk_str_is_ignore_case(media.type, "text") || is_listed_type(event, &media) ||
        ends_with_suffix(media.subtype, "+json") || ends_with_suffix(media.subtype, "+xml") ||
        ends_with_suffix(media.subtype, "+yaml")) {
        return true;
    }
    bool is_application = brisk_str_is_ignore_case(media.type, "application");
    for (size_t i = 0; is_application && i < sizeof subtypes / sizeof *subtypes; i++) {
        if (brisk_str_is_ignore_case(media.subtype, subtypes[i])) {
            return true;
        }
    }
    brisk_str openapi = brisk_str_slice(media.subtype, 0, 15); /* also without "+json": then it is YAML */
    return is_application && brisk_str_is_ignore_case(openapi, "vnd.oai.openapi");
}

static bool may_be_text(const answer *a)
{
    brisk_str encoding = brisk_headers_get(a->headers, BRISK_S("content-encoding"));
    return (encoding.len == 0 || brisk_str_is_ignore_case(encoding, "identity")) &&
           is_text_type(a->event, brisk_headers_get(a->headers, BRISK_S("content-type")));
}

static void write_base64(brisk_buffer *out, brisk_str body)
{
    size_t len = brisk_base64_encoded_len(body.len, BRISK_BASE64_STANDARD);
    char *room = len < SIZE_MAX - 2 ? brisk_buffer_reserve(out, len + 2) : NULL;
    if (room == NULL) {
        brisk_buffer_fail(out, BRISK_LIMIT); /* keeps the reason where there is one */
        return;
    }
    room[0] = '"';
    brisk_base64_write(room + 1, body, BRISK_BASE64_STANDARD);
    room[len + 1] = '"';
    brisk_buffer_commit(out, len + 2);
}

static void write_body(answer *a, brisk_str body)
{
    BRISK_BUFFER_APPEND_LITERAL(a->out, ",\"body\":");
    size_t start = a->out->len;
    bool is_text = body.len == 0 || (may_be_text(a) && brisk_encode_text(a->out, body));
    if (body.len == 0) {
        BRISK_BUFFER_APPEND_LITERAL(a->out, "\"\"");
    } else if (!is_text && !brisk_buffer_failed(a->out)) {
        brisk_buffer_truncate(a->out, start);
        write_base64(a->out, body);
    }
    if (a->event->kind == BRISK_EVENT_EDGE) {
        brisk_buffer_append_c_string(a->out, is_text ? ",\"bodyEncoding\":\"text\"}" : ",\"bodyEncoding\":\"base64\"}");
    } else {
        brisk_buffer_append_c_string(a->out, is_text ? ",\"isBase64Encoded\":false}" : ",\"isBase64Encoded\":true}");
    }
}

/* ---- streams ---- */

static void wait_a_little(void)
{
    const struct timespec pause = {.tv_nsec = 1000 * 1000};
    (void)nanosleep(&pause, NULL);
}

/* False where the stream broke off, or would outlive the request. */
static bool read_stream(const brisk_request *req, const brisk_stream *stream, brisk_buffer *body)
{
    brisk_pulled pulled = BRISK_PULLED_MORE;
    while (pulled != BRISK_PULLED_END && !brisk_buffer_failed(body)) {
        brisk_str piece = {"", 0};
        pulled = stream->pull(stream->context, &piece);
        if (pulled == BRISK_PULLED_FAILED || brisk_request_deadline_ms(req) == 0) {
            return false;
        }
        if (pulled == BRISK_PULLED_WAIT) {
            wait_a_little();
        } else {
            brisk_buffer_append_str(body, piece);
        }
    }
    return true;
}

/* ---- all of it ---- */

static brisk_status finish(answer *a, size_t start)
{
    brisk_status status = a->out->status;
    if (status == BRISK_OK && a->is_broken) {
        status = BRISK_BROKEN_ANSWER;
        brisk_buffer_truncate(a->out, start);
    }
    return status;
}

brisk_status brisk_event_write(brisk_buffer *out, const brisk_event *event, const brisk_request *req,
                               const brisk_response *response)
{
    brisk_header plain = {BRISK_STR("content-type"), BRISK_STR("text/plain; charset=utf-8")};
    const brisk_headers plain_headers = {&plain, 1, 1};
    answer a = {.out = out, .event = event, .headers = &response->headers};
    brisk_str body = response->body;
    size_t start = out->len;
    int status = response->status;
    if (status < 100 || status > 599) {
        return BRISK_BROKEN_ANSWER;
    }
    bool has_no_body = brisk_status_has_no_body(status) || req->method == BRISK_METHOD_HEAD;
    if (response->is_stream && !has_no_body) { /* what nobody gets is not read: it may be large, or without an end */
        brisk_buffer pieces;
        brisk_buffer_init(&pieces, event->arena, out->limit);
        bool is_whole = read_stream(req, &response->stream, &pieces);
        if (brisk_buffer_failed(&pieces)) {
            return pieces.status;
        }
        body = brisk_buffer_view(&pieces);
        if (!is_whole) {
            status = 500;
            a.headers = &plain_headers;
            body = BRISK_S("Internal Server Error");
        }
    }
    write_head(&a, status);
    write_body(&a, has_no_body ? BRISK_S("") : body);
    return finish(&a, start);
}

brisk_status brisk_event_write_prelude(brisk_buffer *out, const brisk_event *event, const brisk_response *response)
{
    answer a = {.out = out, .event = event, .headers = &response->headers};
    size_t start = out->len;
    if (response->status < 100 || response->status > 599) {
        return BRISK_BROKEN_ANSWER;
    }
    write_head(&a, response->status);
    brisk_buffer_append_char(out, '}');
    return finish(&a, start);
}

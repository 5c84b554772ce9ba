/* runtime_api.c - connections of the Runtime API. libuv closes later than it is told: a connection is out of the
 * environment's sight at once (on_gone), and freed when its handle is. */
#include "gateway/function/runtime_api.h"

#include "core/heap.h"
#include "core/str.h"

#include <stdio.h>
#include <string.h>

/* What a client may leave unread before it is taken for broken. */
/* Above what a function may have open: where the kernel's queue overflows, connections come out of their order. */
#define BACKLOG    511
#define MAX_UNSENT ((size_t)16 * 1024 * 1024)

typedef struct late_write {
    uv_write_t request;
    char bytes[];
} late_write;

static const struct {
    brisk_str name;
} HEADERS[BRISK_API_HEADER_COUNT] = {
#define HEADER_ROW(name, text) {BRISK_STR(text)},
    BRISK_API_HEADERS(HEADER_ROW)
#undef HEADER_ROW
};

/* ---- the end of a connection ---- */

static void conn_closed(uv_handle_t *handle)
{
    brisk_api_conn *conn = handle->data;
    brisk_api *api = conn->api;
    brisk_heap_free(conn);
    if (--api->handles == 0 && !api->is_open && api->closed != NULL) {
        api->closed(api->context);
    }
}

static void conn_close(brisk_api_conn *conn)
{
    brisk_api *api = conn->api;
    if (conn->is_closing) {
        return;
    }
    conn->is_closing = true;
    for (brisk_api_conn **at = &api->conns; *at != NULL; at = &(*at)->next) {
        if (*at == conn) {
            *at = conn->next;
            break;
        }
    }
    api->count--;
    uv_close((uv_handle_t *)&conn->tcp, conn_closed);
    api->handler->on_gone(api->context, conn);
}

void brisk_api_end(brisk_api_conn *conn)
{
    conn_close(conn);
}

/* ---- answers ---- */

static void late_written(uv_write_t *request, int status)
{
    late_write *late = request->data;
    brisk_api_conn *conn = request->handle->data;
    brisk_heap_free(late);
    if (status < 0 && status != UV_ECANCELED) {
        conn_close(conn);
    }
}

/* What the socket did not take at once. */
static bool write_late(brisk_api_conn *conn, const uv_buf_t parts[2], size_t done)
{
    size_t size = parts[0].len + parts[1].len - done;
    late_write *late = uv_stream_get_write_queue_size((uv_stream_t *)&conn->tcp) > MAX_UNSENT
                           ? NULL
                           : brisk_heap_alloc(sizeof *late + size);
    if (late == NULL) {
        return false;
    }
    size_t first = done < parts[0].len ? parts[0].len - done : 0;
    memcpy(late->bytes, parts[0].base + (parts[0].len - first), first);
    memcpy(late->bytes + first, parts[1].base + (parts[1].len - (size - first)), size - first);
    late->request.data = late;
    uv_buf_t rest = uv_buf_init(late->bytes, (unsigned)size);
    if (uv_write(&late->request, (uv_stream_t *)&conn->tcp, &rest, 1, late_written) != 0) {
        brisk_heap_free(late);
        return false;
    }
    return true;
}

/* uv_buf_t has no const, though what is written is only read. */
static uv_buf_t borrow(brisk_str text)
{
    union {
        const char *in;
        char *out;
    } bytes = {.in = text.len != 0 ? text.ptr : ""};
    return uv_buf_init(bytes.out, (unsigned)text.len);
}

static void send_bytes(brisk_api_conn *conn, brisk_str head, brisk_str body)
{
    uv_buf_t parts[2] = {borrow(head), borrow(body)};
    int count = uv_try_write((uv_stream_t *)&conn->tcp, parts, body.len != 0 ? 2 : 1);
    if (count < 0 && count != UV_EAGAIN) {
        conn_close(conn);
        return;
    }
    size_t done = count > 0 ? (size_t)count : 0;
    if (done < head.len + body.len && !write_late(conn, parts, done)) {
        conn_close(conn);
    }
}

void brisk_api_answer(brisk_api_conn *conn, brisk_str head, brisk_str body)
{
    if (conn->is_closing) {
        return;
    }
    bool is_last = conn->is_last;
    send_bytes(conn, head, body);
    if (is_last && !conn->is_closing && uv_stream_get_write_queue_size((uv_stream_t *)&conn->tcp) == 0) {
        conn_close(conn);
    } else if (conn->is_waiting && !conn->is_closing) {
        conn->is_waiting = false;
        if (!conn->is_parsing) {
            llhttp_resume(&conn->parser);
        }
    }
}

void brisk_api_answer_json(brisk_api_conn *conn, const char *status, brisk_str body)
{
    char head[256];
    int len =
        snprintf(head, sizeof head, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
                 status, body.len);
    brisk_api_answer(conn, (brisk_str){head, (size_t)len}, body);
}

void brisk_api_answer_error(brisk_api_conn *conn, const char *status, const char *type, const char *message)
{
    char body[512];
    int len = snprintf(body, sizeof body, "{\"errorMessage\":\"%s\",\"errorType\":\"%s\"}\n", message, type);
    brisk_api_answer_json(conn, status, (brisk_str){body, (size_t)len < sizeof body ? (size_t)len : sizeof body - 1});
}

void brisk_api_wait(brisk_api_conn *conn)
{
    conn->is_waiting = true;
}

/* ---- requests ---- */

brisk_str brisk_api_header_value(const brisk_api_conn *conn, brisk_api_header header)
{
    return (brisk_str){conn->values + conn->value[header].at, conn->value[header].len};
}

static int begin(llhttp_t *parser)
{
    brisk_api_conn *conn = parser->data;
    conn->url_len = conn->field_len = conn->values_len = conn->head_len = conn->body_len = 0;
    conn->header = BRISK_API_HEADER_COUNT;
    conn->has_value = conn->is_in_body = conn->is_last = false;
    conn->user = NULL;
    conn->verdict = 0;
    memset(conn->value, 0, sizeof conn->value);
    return 0;
}

static int take_url(llhttp_t *parser, const char *at, size_t len)
{
    brisk_api_conn *conn = parser->data;
    if (len > sizeof conn->url - conn->url_len) {
        return -1;
    }
    memcpy(conn->url + conn->url_len, at, len);
    conn->url_len += len;
    return 0;
}

static bool count_head(brisk_api_conn *conn, size_t len)
{
    conn->head_len += len;
    return conn->head_len <= BRISK_API_HEAD_MAX;
}

static int take_field(llhttp_t *parser, const char *at, size_t len)
{
    brisk_api_conn *conn = parser->data;
    if (conn->has_value) {
        conn->has_value = false;
        conn->field_len = 0;
    }
    if (len > sizeof conn->field - conn->field_len) {
        conn->field_len = sizeof conn->field; /* longer than any name we know */
    } else {
        memcpy(conn->field + conn->field_len, at, len);
        conn->field_len += len;
    }
    return count_head(conn, len) ? 0 : -1;
}

static brisk_api_header find_header(const brisk_api_conn *conn)
{
    brisk_str name = {conn->field, conn->field_len};
    int at = 0;
    while (at < BRISK_API_HEADER_COUNT && !brisk_str_equal_ignore_case(HEADERS[at].name, name)) {
        at++;
    }
    return (brisk_api_header)at;
}

static int take_value(llhttp_t *parser, const char *at, size_t len)
{
    brisk_api_conn *conn = parser->data;
    if (!conn->has_value) {
        conn->has_value = true;
        conn->header = find_header(conn);
        if (conn->header != BRISK_API_HEADER_COUNT) {
            conn->value[conn->header].at = (uint32_t)conn->values_len;
            conn->value[conn->header].len = 0;
        }
    }
    if (conn->header != BRISK_API_HEADER_COUNT) {
        if (len > sizeof conn->values - conn->values_len) {
            return -1;
        }
        memcpy(conn->values + conn->values_len, at, len);
        conn->values_len += len;
        conn->value[conn->header].len += (uint32_t)len;
    }
    return count_head(conn, len) ? 0 : -1;
}

static const struct {
    brisk_str path; /* with an id: what stands before it */
    brisk_str end;  /* what stands behind the id; empty: there is none */
    uint8_t method;
    brisk_api_call call;
} ROUTES[] = {
    {BRISK_STR("/2018-06-01/runtime/invocation/next"), BRISK_STR(""), HTTP_GET, BRISK_API_NEXT},
    {BRISK_STR("/2018-06-01/runtime/invocation/"), BRISK_STR("/response"), HTTP_POST, BRISK_API_RESPONSE},
    {BRISK_STR("/2018-06-01/runtime/invocation/"), BRISK_STR("/error"), HTTP_POST, BRISK_API_ERROR},
    {BRISK_STR("/2018-06-01/runtime/init/error"), BRISK_STR(""), HTTP_POST, BRISK_API_INIT_ERROR},
    {BRISK_STR("/2020-01-01/extension/register"), BRISK_STR(""), HTTP_POST, BRISK_API_REGISTER},
    {BRISK_STR("/2020-01-01/extension/event/next"), BRISK_STR(""), HTTP_GET, BRISK_API_EVENT_NEXT},
    {BRISK_STR("/2020-01-01/extension/init/error"), BRISK_STR(""), HTTP_POST, BRISK_API_EXTENSION_INIT_ERROR},
    {BRISK_STR("/2020-01-01/extension/exit/error"), BRISK_STR(""), HTTP_POST, BRISK_API_EXTENSION_EXIT_ERROR},
    {BRISK_STR("/2022-07-01/telemetry"), BRISK_STR(""), HTTP_PUT, BRISK_API_TELEMETRY},
    {BRISK_STR("/2020-08-15/logs"), BRISK_STR(""), HTTP_PUT, BRISK_API_TELEMETRY},
};

static brisk_api_call route(brisk_api_conn *conn)
{
    brisk_str path = {conn->url, conn->url_len}, query;
    (void)brisk_str_cut(path, '?', &path, &query);
    brisk_api_call found = BRISK_API_UNKNOWN;
    for (size_t i = 0; i < sizeof ROUTES / sizeof *ROUTES; i++) {
        brisk_str start = ROUTES[i].path, end = ROUTES[i].end;
        if (end.len == 0 ? !brisk_str_equal(path, start)
                         : path.len <= start.len + end.len || !brisk_str_starts_with(path, start) ||
                               !brisk_str_ends_with(path, end)) {
            continue;
        }
        conn->id = end.len == 0 ? (brisk_str){0} : brisk_str_slice(path, start.len, path.len - start.len - end.len);
        if (llhttp_get_method(&conn->parser) == ROUTES[i].method) {
            return ROUTES[i].call;
        }
        found = BRISK_API_WRONG_METHOD;
    }
    return found;
}

static int head_complete(llhttp_t *parser)
{
    brisk_api_conn *conn = parser->data;
    parser->upgrade = 0; /* an offer of h2c, say, is passed over (RFC 9110, 7.8) */
    conn->call = route(conn);
    conn->is_in_body = true;
    if (brisk_str_is_ignore_case(brisk_api_header_value(conn, BRISK_API_HEADER_EXPECT), "100-continue")) {
        send_bytes(conn, BRISK_S("HTTP/1.1 100 Continue\r\n\r\n"), (brisk_str){0});
    }
    if (!conn->is_closing) {
        conn->api->handler->on_head(conn->api->context, conn);
    }
    return conn->is_closing ? HPE_PAUSED : 0;
}

static int take_body(llhttp_t *parser, const char *at, size_t len)
{
    brisk_api_conn *conn = parser->data;
    conn->api->handler->on_body(conn->api->context, conn, (brisk_str){at, len});
    return conn->is_closing ? HPE_PAUSED : 0;
}

static int complete(llhttp_t *parser)
{
    brisk_api_conn *conn = parser->data;
    conn->is_in_body = false;
    conn->is_last = llhttp_should_keep_alive(parser) == 0;
    switch (conn->call) {
    case BRISK_API_UNKNOWN:
        brisk_api_answer_error(conn, "404 Not Found", "NotFound", "no such path");
        break;
    case BRISK_API_WRONG_METHOD:
        brisk_api_answer_error(conn, "405 Method Not Allowed", "MethodNotAllowed", "wrong method");
        break;
    default:
        conn->api->handler->on_end(conn->api->context, conn);
        break;
    }
    return conn->is_closing || conn->is_waiting ? HPE_PAUSED : 0;
}

static const llhttp_settings_t SETTINGS = {.on_message_begin = begin,
                                           .on_url = take_url,
                                           .on_header_field = take_field,
                                           .on_header_value = take_value,
                                           .on_headers_complete = head_complete,
                                           .on_body = take_body,
                                           .on_message_complete = complete};

/* A waiting request may be answered while llhttp is still on the stack: then it goes on here. */
static void parse(brisk_api_conn *conn, const char *bytes, size_t len)
{
    while (len != 0 && !conn->is_closing) {
        if (conn->is_waiting) { /* a client that sends on, behind a question that waits, has lost count */
            conn_close(conn);
            return;
        }
        conn->is_parsing = true;
        llhttp_errno_t error = llhttp_execute(&conn->parser, bytes, len);
        conn->is_parsing = false;
        if (error == HPE_OK || conn->is_closing) {
            return;
        }
        if (error != HPE_PAUSED) {
            conn->is_last = true;
            brisk_api_answer_error(conn, "400 Bad Request", "InvalidRequest", "not a valid HTTP request");
            conn_close(conn);
            return;
        }
        const char *stop = llhttp_get_error_pos(&conn->parser);
        len -= (size_t)(stop - bytes);
        bytes = stop;
        if (!conn->is_waiting) {
            llhttp_resume(&conn->parser);
        }
    }
}

/* ---- sockets ---- */

static void lend(uv_handle_t *handle, size_t wanted, uv_buf_t *buf)
{
    (void)wanted;
    *buf = ((brisk_api_conn *)handle->data)->api->scratch;
}

static void have_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buf)
{
    brisk_api_conn *conn = stream->data;
    if (count < 0) {
        conn_close(conn);
    } else if (count > 0) {
        parse(conn, buf->base, (size_t)count);
    }
}

/* The oldest connection that has never said a word: a function that opened too many must not lock out its own runtime. */
static void drop_silent(brisk_api *api, const brisk_api_conn *newest)
{
    brisk_api_conn *found = NULL;
    for (brisk_api_conn *at = api->conns; at != NULL; at = at->next) {
        if (at != newest && !at->is_closing && at->url_len == 0 && at->head_len == 0) {
            found = at;
        }
    }
    if (found != NULL) {
        conn_close(found);
    }
}

static void accept_one(uv_stream_t *listener, int status)
{
    brisk_api *api = listener->data;
    brisk_api_conn *conn = brisk_heap_alloc(sizeof *conn);
    if (status != 0 || conn == NULL) {
        brisk_heap_free(conn);
        api->handler->on_deaf(api->context); /* libuv holds the rest back as long as this one is not taken */
        return;
    }
    memset(conn, 0, offsetof(brisk_api_conn, url));
    conn->api = api;
    if (uv_tcp_init(listener->loop, &conn->tcp) != 0) {
        brisk_heap_free(conn);
        api->handler->on_deaf(api->context);
        return;
    }
    conn->tcp.data = conn;
    conn->next = api->conns;
    api->conns = conn;
    api->count++;
    api->handles++;
    llhttp_init(&conn->parser, HTTP_REQUEST, &SETTINGS);
    conn->parser.data = conn;
    (void)begin(&conn->parser);
    if (api->count > BRISK_API_CONNECTIONS) {
        drop_silent(api, conn);
    }
    if (uv_accept(listener, (uv_stream_t *)&conn->tcp) != 0 || api->count > BRISK_API_CONNECTIONS ||
        uv_read_start((uv_stream_t *)&conn->tcp, lend, have_read) != 0) {
        conn_close(conn);
        return;
    }
    (void)uv_tcp_nodelay(&conn->tcp, 1);
}

void brisk_api_hold(brisk_api_conn *conn, bool is_held)
{
    if (conn->is_closing) {
        return;
    }
    if (is_held) {
        (void)uv_read_stop((uv_stream_t *)&conn->tcp);
    } else if (uv_read_start((uv_stream_t *)&conn->tcp, lend, have_read) != 0) {
        conn_close(conn);
    }
}

static void listener_closed(uv_handle_t *handle)
{
    brisk_api *api = handle->data;
    if (--api->handles == 0 && api->closed != NULL) {
        api->closed(api->context);
    }
}

brisk_status brisk_api_open(brisk_api *api, uv_loop_t *loop)
{
    struct sockaddr_in address;
    struct sockaddr_storage bound;
    int len = sizeof bound;
    if (uv_tcp_init(loop, &api->listener) != 0) {
        return BRISK_IO;
    }
    api->listener.data = api;
    api->handles = 1;
    api->is_open = true;
    if (uv_ip4_addr("127.0.0.1", 0, &address) != 0 ||
        uv_tcp_bind(&api->listener, (const struct sockaddr *)&address, 0) != 0 ||
        uv_listen((uv_stream_t *)&api->listener, BACKLOG, accept_one) != 0 ||
        uv_tcp_getsockname(&api->listener, (struct sockaddr *)&bound, &len) != 0) {
        return BRISK_IO;
    }
    memcpy(&address, &bound, sizeof address);
    api->port = ntohs(address.sin_port);
    return BRISK_OK;
}

void brisk_api_drop(brisk_api *api)
{
    while (api->conns != NULL) {
        conn_close(api->conns);
    }
}

bool brisk_api_close(brisk_api *api)
{
    if (!api->is_open) {
        return false;
    }
    brisk_api_drop(api);
    api->is_open = false;
    uv_close((uv_handle_t *)&api->listener, listener_closed);
    return true;
}

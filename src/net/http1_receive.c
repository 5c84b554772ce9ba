/* http1_receive.c - the incoming side of a connection: from bytes to requests.
 *
 * brisk_http1_process parses as long as there are bytes and no request is being handled. An answer that is sent at once
 * returns into that loop, one that is not calls it again when it is: so any number of pipelined requests need no depth
 * of the stack. Closing only tells the transport; memory is released when that says so, so that no function here loses
 * its connection underway. */
#include "net/http1_private.h"

#include "core/clock.h"
#include "core/str.h"

/* Each so many bytes of a body have limits->body_ms of time: a body that trickles does not hold a connection for ever,
 * and a large one over a slow line may take its time. */
#define BODY_STEP_BYTES (64u << 10)
/* With less room than this behind a head, the head is moved to the front of its buffer. */
#define BODY_ROOM_MIN 4096u

/* ---- requests ---- */

void brisk_http1_refuse(brisk_http1 *connection, int status, const char *detail)
{
    brisk_exchange *exchange = connection->exchange;
    brisk_request *request = &exchange->request;
    connection->is_refused = true;
    request->client = connection->client;
    request->client_port = connection->client_port;
    bool is_known = exchange->parser.url.len > 0; /* as far as it came */
    request->method = is_known ? brisk_parser_method(&exchange->parser) : request->method;
    request->method_text = is_known ? brisk_parser_method_text(&exchange->parser) : (brisk_str){0};
    request->target = exchange->parser.url;
    const brisk_http1_handler *handler = connection->hub->handler;
    handler->on_refuse(handler->context, exchange, status, detail);
    brisk_http1_send(connection);
    brisk_http1_process(connection);
}

/* RFC 9112, 3.2.2: the authority of a target in absolute form stands in the place of Host, whatever that says. False where
 * it is no host and port; user information has no place in it (RFC 9110, 4.2.4). */
static bool replace_host(brisk_request *request)
{
    brisk_str target = request->target;
    if (target.ptr[0] == '/' || target.ptr[0] == '*') {
        return true;
    }
    brisk_str host = brisk_str_from(target, brisk_str_find_char(target, ':') + 3);
    size_t len = 0;
    while (len < host.len && host.ptr[len] != '/' && host.ptr[len] != '?' && host.ptr[len] != '#') {
        len++;
    }
    host.len = len;
    if (len == 0 || host.ptr[0] == ':' || !brisk_parser_host_is_valid(host)) {
        return false;
    }
    brisk_headers *headers = &request->headers;
    for (size_t i = 0; i < headers->count; i++) {
        if (headers->items[i].name.len == 4 && brisk_str_is_ignore_case(headers->items[i].name, "host")) {
            headers->items[i].value = host;
            return true;
        }
    }
    if (headers->count < headers->capacity) { /* HTTP/1.0 */
        headers->items[headers->count++] = (brisk_header){BRISK_S("host"), host};
    }
    return true;
}

/* The parsed request as the handler sees it. BRISK_SYNTAX, BRISK_NO_MEMORY. */
static brisk_status fill_request(brisk_http1 *connection)
{
    brisk_http1_hub *hub = connection->hub;
    brisk_exchange *exchange = connection->exchange;
    brisk_parser *parser = &exchange->parser;
    brisk_request *request = &exchange->request;
    request->method = brisk_parser_method(parser);
    request->method_text = brisk_parser_method_text(parser);
    request->headers = (brisk_headers){parser->headers, parser->header_count, brisk_parser_header_room(hub->limits)};
    request->body = parser->body;
    request->body_limit = hub->limits->body_bytes;
    request->client = connection->client;
    request->client_port = connection->client_port;
    request->server = connection->server;
    request->is_cancelled = &exchange->is_cancelled;
    if (connection->scheme.len > 0) {
        request->scheme = connection->scheme;
    }
    if (hub->limits->request_ms != 0) {
        request->deadline_ns = (int64_t)(brisk_clock_monotonic_ns() + hub->limits->request_ms * 1000000u);
    }
    brisk_status status = brisk_request_set_target(request, parser->url);
    request->target = parser->url;
    return status == BRISK_OK && !replace_host(request) ? BRISK_SYNTAX : status;
}

static void dispatch(brisk_http1 *connection)
{
    brisk_http1_hub *hub = connection->hub;
    brisk_status status = fill_request(connection);
    if (status == BRISK_SYNTAX) {
        brisk_http1_refuse(connection, 400, "The request target is not valid");
    } else if (status != BRISK_OK) {
        brisk_http1_refuse(connection, 503, "There is no memory for the request");
    } else {
        brisk_http1_set_state(connection, BRISK_HTTP1_HANDLING, 0);
        hub->handler->on_request(hub->handler->context, connection->exchange);
    }
}

/* Moves the running request to the front of its buffer. */
static void move_to_front(brisk_http1 *connection)
{
    brisk_read_buffer *input = connection->input;
    size_t start = connection->message_start;
    if (start == 0) {
        return;
    }
    memmove(input->data, input->data + start, input->end - start);
    brisk_parser_rebase(&connection->exchange->parser, -(ptrdiff_t)start);
    input->parsed -= start;
    input->end -= start;
    connection->message_start = 0;
}

static void make_room(brisk_http1 *connection)
{
    brisk_read_buffer *input = connection->input;
    brisk_parser *parser = &connection->exchange->parser;
    if (!parser->head_done) {
        if (connection->message_start == 0) {
            brisk_http1_refuse(connection, 431, "The headers are too large");
            return;
        }
        move_to_front(connection);
        return;
    }
    const char *free_from = brisk_parser_release_body(parser);
    if (free_from == NULL) {
        brisk_http1_refuse(connection, 503, "There is no memory for the body");
        return;
    }
    input->end = (size_t)(free_from - input->data);
    input->parsed = input->end;
    if (input->capacity - input->end < BODY_ROOM_MIN) {
        move_to_front(connection);
    }
}

/* RFC 9110, 10.1.1: the body is wanted, and nothing of it came yet. */
static bool send_continue(brisk_http1 *connection)
{
    static const brisk_str answer = BRISK_STR("HTTP/1.1 100 Continue\r\n\r\n");
    connection->was_continued = true;
    /* The socket is empty here; one that does not take 25 bytes is not worth waiting for. */
    if (connection->hub->transport->write(connection, &answer, 1) == BRISK_WRITE_DONE) {
        return true;
    }
    brisk_http1_close(connection, true);
    return false;
}

static void need_more(brisk_http1 *connection)
{
    brisk_http1_hub *hub = connection->hub;
    brisk_parser *parser = &connection->exchange->parser;
    if (parser->head_done) {
        size_t body_len = brisk_parser_body_len(parser);
        if (connection->state == BRISK_HTTP1_HEAD) {
            brisk_http1_set_state(connection, BRISK_HTTP1_BODY, brisk_http1_after_read(hub, hub->limits->body_ms));
            connection->progress = body_len;
        } else if (body_len - connection->progress >= BODY_STEP_BYTES) {
            connection->deadline_ms = brisk_http1_after_read(hub, hub->limits->body_ms);
            connection->progress = body_len;
        }
        if (parser->expects_continue && !connection->was_continued && body_len == 0 && !send_continue(connection)) {
            return;
        }
    }
    if (connection->input->end == connection->input->capacity) {
        make_room(connection);
    }
}

static bool begin_request(brisk_http1 *connection)
{
    brisk_http1_hub *hub = connection->hub;
    connection->exchange = brisk_http1_take_exchange(connection);
    if (connection->exchange == NULL) {
        connection->is_refused = true;
        brisk_http1_send_constant(connection, brisk_http1_no_memory);
        return false;
    }
    connection->message_start = connection->input->parsed;
    connection->was_continued = false;
    brisk_http1_set_state(connection, BRISK_HTTP1_HEAD, brisk_http1_after_read(hub, hub->limits->header_ms));
    return true;
}

static void parse(brisk_http1 *connection)
{
    if (connection->exchange == NULL && !begin_request(connection)) {
        return;
    }
    brisk_read_buffer *input = connection->input;
    brisk_parser *parser = &connection->exchange->parser;
    size_t consumed = 0;
    brisk_parse_result result =
        brisk_parser_feed(parser, input->data + input->parsed, input->end - input->parsed, &consumed);
    input->parsed += consumed;
    switch (result) {
    case BRISK_PARSE_MORE:
        need_more(connection);
        break;
    case BRISK_PARSE_DONE:
        dispatch(connection);
        break;
    case BRISK_PARSE_FAILED:
        brisk_http1_refuse(connection, parser->status, parser->detail);
        break;
    }
}

static bool can_parse(const brisk_http1 *connection)
{
    return connection->state <= BRISK_HTTP1_BODY && connection->input != NULL &&
           connection->input->parsed < connection->input->end;
}

/* After parsing: holds no buffer that is empty, reads only what has a place, ends what is over. */
static void settle(brisk_http1 *connection)
{
    if (connection->state == BRISK_HTTP1_CLOSED) {
        return;
    }
    if (connection->state == BRISK_HTTP1_LINGERING ||
        (connection->state == BRISK_HTTP1_IDLE && connection->input != NULL)) {
        brisk_http1_give_input(connection);
    }
    if (connection->state <= BRISK_HTTP1_BODY && connection->is_eof) {
        brisk_http1_close(connection, false);
        return;
    }
    bool has_room = connection->input == NULL || connection->input->end < connection->input->capacity;
    if (!connection->is_eof && has_room != connection->is_reading) {
        connection->is_reading = has_room;
        connection->hub->transport->read(connection, has_room);
    }
}

void brisk_http1_process(brisk_http1 *connection)
{
    if (connection->is_processing) {
        return;
    }
    connection->is_processing = true;
    while (can_parse(connection)) {
        parse(connection);
    }
    connection->is_processing = false;
    settle(connection);
}

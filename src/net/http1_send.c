/* http1_send.c - the outgoing side of a connection: answers, whole or pulled from a stream.
 *
 * A whole answer is one write: head and body as two pieces, or copied together where the body is small. A stream is
 * pulled as fast as the socket takes its pieces and no faster: the next pull comes when the last piece is sent. */
#include "net/http1_private.h"

/* Below this, a copy is cheaper than a second piece of a vectored write. */
#define COPIED_BODY_MAX 1024u
/* Pieces that one stream may send before the other connections have their turn. */
#define PIECES_AT_ONCE 16

#define CONSTANT_503(length, text)                                                                                     \
    BRISK_STR("HTTP/1.1 503 Service Unavailable\r\ncontent-length: " length                                            \
              "\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n" text)

const brisk_str brisk_http1_too_many = CONSTANT_503("48", "{\"detail\":\"There are too many connections here\"}");
const brisk_str brisk_http1_no_memory = CONSTANT_503("47", "{\"detail\":\"There is no memory for the request\"}");

/* The answer went out. RFC 9112, 9.6: where bytes of the client may still come, a plain close would reset the connection
 * and could take the answer from him; so the write side ends first, and what comes is dropped for a while. */
static void answer_sent(brisk_http1 *connection)
{
    brisk_http1_hub *hub = connection->hub;
    uint64_t idle_ms = hub->is_stopping ? BRISK_STOP_IDLE_MS : hub->limits->keep_alive_ms;
    brisk_http1_set_state(connection, BRISK_HTTP1_IDLE, brisk_http1_after(hub, idle_ms));
    brisk_http1_finish_exchange(connection, true);
    connection->request_count++;
    if (!connection->closes) {
        return;
    }
    bool has_unread = connection->input != NULL && connection->input->parsed < connection->input->end;
    if ((connection->lingers || has_unread) && !connection->is_eof) {
        uint64_t linger_ms = hub->is_stopping ? BRISK_STOP_LINGER_MS : BRISK_LINGER_MS;
        brisk_http1_set_state(connection, BRISK_HTTP1_LINGERING, brisk_http1_after(hub, linger_ms));
        hub->transport->shutdown(connection);
        return;
    }
    brisk_http1_close(connection, false);
}

/* True where all of it was sent, so that the caller goes on; else it was queued or failed, and what follows is set. */
static bool write_pieces(brisk_http1 *connection, const brisk_str *pieces, size_t count)
{
    brisk_http1_hub *hub = connection->hub;
    switch (hub->transport->write(connection, pieces, count)) {
    case BRISK_WRITE_DONE:
        return true;
    case BRISK_WRITE_QUEUED:
        brisk_http1_set_state(connection, BRISK_HTTP1_SENDING, brisk_http1_after(hub, hub->limits->write_ms));
        connection->progress = hub->transport->queued(connection);
        return false;
    case BRISK_WRITE_FAILED:
        break;
    }
    brisk_http1_set_state(connection, BRISK_HTTP1_SENDING, 0);
    brisk_http1_close(connection, true);
    return false;
}

void brisk_http1_send_constant(brisk_http1 *connection, brisk_str answer)
{
    connection->closes = true;
    connection->lingers = true;
    connection->is_stream_open = false;
    if (write_pieces(connection, &answer, 1)) {
        answer_sent(connection);
    }
}

/* ---- streams ---- */

static bool write_stream_piece(brisk_http1 *connection, brisk_str piece, bool is_last)
{
    brisk_str pieces[3];
    size_t count = 0;
    bool is_chunked = connection->is_chunked;
    if (piece.len > 0) {
        if (is_chunked) {
            pieces[count++] =
                (brisk_str){connection->chunk_line, brisk_write_chunk_size(connection->chunk_line, piece.len)};
        }
        pieces[count++] = piece;
        if (is_chunked) {
            pieces[count++] = is_last ? BRISK_S("\r\n0\r\n\r\n") : BRISK_S("\r\n");
        }
    } else if (is_last && is_chunked) {
        pieces[count++] = BRISK_S("0\r\n\r\n");
    }
    return count == 0 || write_pieces(connection, pieces, count);
}

/* A stream that said its length must keep to it: the client counts. */
static bool keeps_length(brisk_stream *stream, brisk_str piece, bool is_last)
{
    if (stream->length < 0) {
        return true;
    }
    if (piece.len > (uint64_t)stream->length) {
        return false;
    }
    stream->length -= (int64_t)piece.len;
    return !is_last || stream->length == 0;
}

/* All streams that wait are asked together, at the multiples of BRISK_STREAM_WAIT_MS: the loop wakes up once for them. */
static void wait_for_stream(brisk_http1 *connection)
{
    brisk_http1_hub *hub = connection->hub;
    if (connection->is_eof) {
        brisk_http1_set_state(connection, BRISK_HTTP1_SENDING, 0);
        brisk_http1_close(connection, false); /* see brisk_http1_eof */
        return;
    }
    connection->pull_ms = (hub->now_ms / BRISK_STREAM_WAIT_MS + 1) * BRISK_STREAM_WAIT_MS;
    brisk_http1_set_state(connection, BRISK_HTTP1_STREAMING, 0);
    hub->transport->pump_in(hub, connection->pull_ms - hub->now_ms);
}

static void take_turns(brisk_http1 *connection)
{
    connection->pull_ms = connection->hub->now_ms;
    brisk_http1_set_state(connection, BRISK_HTTP1_STREAMING, 0);
    connection->hub->transport->pump_in(connection->hub, 0);
}

void brisk_http1_pull(brisk_http1 *connection)
{
    brisk_stream *stream = &connection->exchange->response.stream;
    for (int i = 0; i < PIECES_AT_ONCE; i++) {
        brisk_str piece = {0};
        brisk_pulled pulled = stream->pull(stream->context, &piece);
        if (pulled == BRISK_PULLED_WAIT) {
            wait_for_stream(connection);
            return;
        }
        bool is_last = pulled == BRISK_PULLED_END;
        if (pulled == BRISK_PULLED_FAILED || !keeps_length(stream, piece, is_last)) {
            brisk_http1_set_state(connection, BRISK_HTTP1_SENDING, 0);
            brisk_http1_close(connection, true);
            return;
        }
        connection->is_stream_open = !is_last;
        if (!write_stream_piece(connection, piece, is_last)) {
            return;
        }
        if (is_last) {
            answer_sent(connection);
            return;
        }
    }
    take_turns(connection);
}

void brisk_http1_send_more(brisk_http1 *connection)
{
    if (connection->is_stream_open) {
        brisk_http1_pull(connection);
    } else {
        answer_sent(connection);
    }
}

/* ---- answers ---- */

/* RFC 9112, 6.3: how the body of this answer ends. */
static brisk_framing choose_framing(const brisk_exchange *exchange, uint64_t *length)
{
    const brisk_response *response = &exchange->response;
    *length = 0;
    if (response->status == 205) {
        return BRISK_FRAMING_LENGTH;
    }
    if (brisk_status_has_no_body(response->status)) {
        return BRISK_FRAMING_NONE;
    }
    if (!response->is_stream) {
        *length = response->body.len;
        return BRISK_FRAMING_LENGTH;
    }
    if (response->stream.length >= 0) {
        *length = (uint64_t)response->stream.length;
        return BRISK_FRAMING_LENGTH;
    }
    return exchange->parser.is_http_1_0 ? BRISK_FRAMING_CLOSE : BRISK_FRAMING_CHUNKED;
}

static bool must_close(const brisk_http1 *connection, const brisk_exchange *exchange, brisk_framing framing)
{
    const brisk_http1_hub *hub = connection->hub;
    uint64_t limit = hub->limits->requests;
    return connection->is_refused || hub->is_stopping || !exchange->parser.keep_alive ||
           framing == BRISK_FRAMING_CLOSE || (limit != 0 && connection->request_count + 1 >= limit) ||
           brisk_response_closes(&exchange->response);
}

void brisk_http1_send(brisk_http1 *connection)
{
    brisk_http1_hub *hub = connection->hub;
    brisk_exchange *exchange = connection->exchange;
    brisk_response *response = &exchange->response;
    bool is_head = exchange->request.method == BRISK_METHOD_HEAD;
    uint64_t length;
    brisk_framing framing = choose_framing(exchange, &length);
    connection->closes = must_close(connection, exchange, framing);
    /* A client that did not ask for the end may be about to send more. */
    connection->lingers = connection->is_refused || exchange->parser.keep_alive;
    connection->is_chunked = framing == BRISK_FRAMING_CHUNKED;
    brisk_head_options options = {
        .framing = framing,
        .length = length,
        .date = brisk_http1_date(hub),
        .server = hub->server_name,
        .is_head = is_head,
        .closes = connection->closes,
        .says_keep_alive = exchange->parser.is_http_1_0 || hub->capitalises,
        .is_capitalised = hub->capitalises,
    };
    brisk_write_head(&exchange->head, response, &options);
    bool has_body = !is_head && framing != BRISK_FRAMING_NONE && response->status != 205;
    connection->is_stream_open = has_body && response->is_stream;
    brisk_str pieces[2];
    size_t count = 1;
    if (has_body && !response->is_stream) {
        if (length <= COPIED_BODY_MAX) {
            brisk_buffer_append_str(&exchange->head, response->body);
        } else {
            pieces[count++] = response->body;
        }
    }
    if (brisk_buffer_failed(&exchange->head)) {
        brisk_http1_send_constant(connection, brisk_http1_no_memory);
        return;
    }
    pieces[0] = brisk_buffer_view(&exchange->head);
    if (write_pieces(connection, pieces, count)) {
        brisk_http1_send_more(connection);
    }
}

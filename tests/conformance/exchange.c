/* exchange.c - a request through brisk_handle, without a socket, as a transport does it. */
#include "exchange.h"

#include "app/service.h"
#include "core/buffer.h"
#include "core/str.h"
#include "http/request.h"

#include <stdlib.h>
#include <zlib.h>

void exchange_add_header(brisk_arena *arena, exchange_answer *answer, brisk_str name, brisk_str value)
{
    brisk_str copy = brisk_str_copy(arena, name);
    char *lower = brisk_arena_alloc(arena, name.len);
    for (size_t i = 0; lower && i < copy.len; i++) {
        lower[i] = brisk_char_lower(copy.ptr[i]);
    }
    if (lower) {
        (void)brisk_headers_add(&answer->headers, arena, brisk_str_make(lower, name.len), brisk_str_copy(arena, value));
    }
}

/* The bytes of a gzip member (RFC 1952); ptr NULL where they are none. */
static brisk_str gunzip(brisk_arena *arena, brisk_str packed)
{
    brisk_buffer out;
    brisk_buffer_init(&out, arena, 0);
    z_stream stream = {0};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) {
        return (brisk_str){NULL, 0};
    }
    unsigned char piece[4096];
    stream.next_in = (z_const Bytef *)(uintptr_t)packed.ptr;
    stream.avail_in = (uInt)packed.len;
    int result = Z_OK;
    while (result == Z_OK) {
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        result = inflate(&stream, Z_NO_FLUSH);
        brisk_buffer_append(&out, piece, sizeof piece - stream.avail_out);
    }
    inflateEnd(&stream);
    return result == Z_STREAM_END ? brisk_buffer_view(&out) : (brisk_str){NULL, 0};
}

void exchange_settle_body(brisk_arena *arena, const exchange_request *request, exchange_answer *answer)
{
    if (brisk_str_is(request->method, "HEAD") || answer->status == 204 || answer->status == 304) {
        answer->body = (brisk_str){NULL, 0};
        return;
    }
    brisk_str encoding = brisk_headers_get(&answer->headers, BRISK_S("content-encoding"));
    if (brisk_str_is(encoding, "gzip") && answer->body.len > 0) {
        brisk_str body = gunzip(arena, answer->body);
        if (!body.ptr) {
            answer->problem = BRISK_S("the body is not gzip");
        }
        answer->body = body;
    }
}

/* The whole body of an answer: as it stands, or pulled. */
static brisk_str take_body(brisk_arena *arena, brisk_response *response)
{
    if (!response->is_stream) {
        return brisk_str_copy(arena, response->body);
    }
    brisk_buffer out;
    brisk_buffer_init(&out, arena, 0);
    brisk_pulled pulled = BRISK_PULLED_MORE;
    while (pulled == BRISK_PULLED_MORE || pulled == BRISK_PULLED_WAIT) {
        brisk_str piece = {NULL, 0};
        pulled = response->stream.pull(response->stream.context, &piece);
        brisk_buffer_append_str(&out, piece);
    }
    return brisk_buffer_view(&out);
}

void exchange_in_process(brisk_service *service, brisk_arena *arena, const exchange_request *request,
                         exchange_answer *answer)
{
    brisk_response response;
    brisk_request *req = malloc(sizeof *req);
    brisk_arena *memory = brisk_arena_new((size_t)64 * 1024 * 1024);
    *answer = (exchange_answer){0};
    if (!req || !memory) {
        answer->problem = BRISK_S("out of memory");
        goto done;
    }
    brisk_response_clear(&response);
    brisk_request_init(req, memory, &response);
    req->method_text = request->method;
    req->method = brisk_method_parse(request->method);
    req->client = BRISK_S("127.0.0.1");
    req->server = BRISK_S("127.0.0.1:8000");
    for (size_t i = 0; i < request->headers.count; i++) { /* as a parser hands them on: without outer white space */
        brisk_header header = request->headers.items[i];
        (void)brisk_headers_add(&req->headers, memory, header.name, brisk_str_trim(header.value));
    }
    req->body = request->body;
    bool is_handled = brisk_request_set_target(req, request->target) == BRISK_OK;
    if (is_handled) {
        brisk_handle(service, req);
    } else {
        brisk_refuse(&response, memory, 400, "Invalid request target");
    }
    answer->status = response.status;
    for (size_t i = 0; i < response.headers.count; i++) {
        exchange_add_header(arena, answer, response.headers.items[i].name, response.headers.items[i].value);
    }
    answer->body = take_body(arena, &response);
    if (is_handled) {
        brisk_finish(service, req, true);
    }
    exchange_settle_body(arena, request, answer);
done:
    brisk_arena_free(memory);
    free(req);
}

/* client.c - the test client: a transport without a socket around brisk_handle (brisk/test_client.h). */
#include "app/service.h"
#include "core/buffer.h"
#include "core/heap.h"
#include "core/log.h"
#include "core/str.h"

#include <brisk/test_client.h>

#include <string.h>

enum { MAX_PULLS = 1000000 }; /* of a stream that never ends */

struct brisk_client {
    brisk_service *service;
    brisk_arena *arena;
    brisk_request request;
    brisk_response response;
    brisk_reply reply;
    brisk_json json; /* of the reply's body, once asked for */
    bool is_parsed;
};

brisk_client *brisk_client_new(const brisk_app *app)
{
    char problem[512];
    brisk_client *client = brisk_heap_alloc_zeroed(1, sizeof *client);
    if (!client) {
        return NULL;
    }
    client->arena = brisk_arena_new(0);
    brisk_status status = brisk_service_new(app, &client->service, problem, sizeof problem);
    if (!client->arena || status != BRISK_OK || brisk_service_start(client->service) != BRISK_OK) {
        brisk_log(BRISK_LOG_ERROR, "test client: %s", status == BRISK_USAGE ? problem : brisk_status_text(status));
        brisk_client_free(client);
        return NULL;
    }
    return client;
}

void brisk_client_free(brisk_client *client)
{
    if (client) {
        brisk_service_free(client->service);
        brisk_arena_free(client->arena);
        brisk_heap_free(client);
    }
}

brisk_status brisk_client_override(brisk_client *client, const brisk_dependency *dependency,
                                   const brisk_dependency *replacement)
{
    return brisk_service_override(client->service, dependency, replacement);
}

/* ---- sending ---- */

static void add_headers(brisk_request *req, const char *lines)
{
    brisk_str rest = brisk_str_view(lines), line, name, value;
    bool more = true;
    while (brisk_str_split(&rest, '\n', &more, &line)) {
        if (brisk_str_cut(line, ':', &name, &value)) {
            brisk_headers_add(&req->headers, req->arena, brisk_str_trim(name), brisk_str_trim(value));
        }
    }
}

static void add_header(brisk_request *req, const char *name, const char *value)
{
    brisk_str key = brisk_str_view(name);
    if (brisk_headers_find(&req->headers, key, 0) == SIZE_MAX) {
        brisk_headers_add(&req->headers, req->arena, key, brisk_str_view(value));
    }
}

static void fill(brisk_request *req, const char *method, const brisk_call_options *options)
{
    static const brisk_str address = BRISK_STR("testclient"), host = BRISK_STR("testserver");
    req->method_text = brisk_str_view(method);
    req->method = brisk_method_parse(req->method_text);
    req->client = address;
    req->server = host;
    req->root_path = brisk_str_view(options->root_path);
    add_headers(req, options->headers);
    add_header(req, "Host", "testserver");
    req->body = options->body;
    if (options->json) {
        add_header(req, "Content-Type", "application/json");
        req->body = brisk_str_view(options->json);
    } else if (options->form) {
        add_header(req, "Content-Type", "application/x-www-form-urlencoded");
        req->body = brisk_str_view(options->form);
    }
}

static brisk_str read_stream(brisk_client *client)
{
    brisk_buffer buffer;
    brisk_buffer_init(&buffer, client->arena, 0);
    const brisk_stream *stream = &client->response.stream;
    for (int pulls = 0; pulls < MAX_PULLS; pulls++) {
        brisk_str piece = {0};
        brisk_pulled pulled = stream->pull(stream->context, &piece);
        if (pulled == BRISK_PULLED_MORE || pulled == BRISK_PULLED_END) {
            brisk_buffer_append_str(&buffer, piece);
        }
        if (pulled == BRISK_PULLED_END || pulled == BRISK_PULLED_FAILED) {
            break;
        }
    }
    return brisk_buffer_view(&buffer);
}

const brisk_reply *brisk_client_send(brisk_client *client, const char *method, const char *target,
                                     const brisk_call_options *options)
{
    static const brisk_call_options none = {0};
    brisk_request *req = &client->request;
    brisk_arena_reset(client->arena, SIZE_MAX);
    client->is_parsed = false;
    brisk_request_init(req, client->arena, &client->response);
    fill(req, method, options ? options : &none);
    brisk_status status = brisk_request_set_target(req, brisk_str_view(target));
    if (status == BRISK_OK) {
        brisk_handle(client->service, req);
    } else {
        brisk_refuse(&client->response, client->arena, status == BRISK_NO_MEMORY ? 503 : 400, "Bad request target");
    }
    client->reply.of = client;
    client->reply.status = client->response.status;
    client->reply.body = client->response.is_stream ? read_stream(client) : client->response.body;
    if (req->method == BRISK_METHOD_HEAD) {
        client->reply.body = (brisk_str){"", 0};
    }
    brisk_finish(client->service, req, true);
    return &client->reply;
}

/* ---- reading ---- */

brisk_str brisk_reply_header(const brisk_reply *reply, const char *name)
{
    return brisk_headers_get(&reply->of->response.headers, brisk_str_view(name));
}

bool brisk_reply_header_at(const brisk_reply *reply, size_t index, brisk_str *name, brisk_str *value)
{
    const brisk_headers *headers = &reply->of->response.headers;
    if (index >= headers->count) {
        return false;
    }
    *name = headers->items[index].name;
    *value = headers->items[index].value;
    return true;
}

static bool parse_index(brisk_str text, size_t *index)
{
    *index = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!brisk_char_is_digit(text.ptr[i]) || i > 8) {
            return false;
        }
        *index = *index * 10 + (size_t)(text.ptr[i] - '0');
    }
    return text.len > 0;
}

brisk_json brisk_reply_json(const brisk_reply *reply, const char *path)
{
    brisk_client *client = reply->of;
    if (!client->is_parsed) {
        client->is_parsed = true;
        if (brisk_json_parse(client->arena, reply->body, &client->json) != BRISK_OK) {
            client->json = (brisk_json){0};
        }
    }
    brisk_json value = client->json;
    brisk_str rest = brisk_str_view(path), part;
    bool more = rest.len > 0;
    while (more && brisk_str_split(&rest, '.', &more, &part)) {
        size_t index = 0;
        bool is_index = brisk_json_kind_of(value) == BRISK_JSON_ARRAY && parse_index(part, &index);
        value = is_index ? brisk_json_at(value, index) : brisk_json_get(value, part);
    }
    return value;
}

brisk_str brisk_reply_text(const brisk_reply *reply, const char *path)
{
    brisk_str text = {"", 0};
    (void)brisk_json_str(brisk_reply_json(reply, path), &text);
    return text;
}

int64_t brisk_reply_int(const brisk_reply *reply, const char *path)
{
    int64_t number = 0;
    (void)brisk_json_int(brisk_reply_json(reply, path), &number);
    return number;
}

double brisk_reply_real(const brisk_reply *reply, const char *path)
{
    double number = 0;
    (void)brisk_json_real(brisk_reply_json(reply, path), &number);
    return number;
}

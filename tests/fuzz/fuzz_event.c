/* Fuzzes AWS events, in two ways.
 *
 * A text that begins as JSON does is an event, with options from its length; an app answers with its body. Checked: what
 * is refused says why, a request's path begins with "/" and holds its root path, texts are UTF-8, and what is written
 * for the event is JSON of its shape.
 *
 * One that begins with a lower-case letter is a request, "kind method target NL header NL … NL NL body": it is made a
 * sample event of the kind, and that a request again, which has to be the same. So each adapter is reached at once. */
#include "app/service.h"
#include "core/str.h"
#include "core/utf8.h"
#include "event/event.h"
#include "event/sample.h"
#include "event/shapes.h"
#include "fuzz.h"
#include "schema/json_text.h"

#include <brisk/brisk.h>
#include <brisk/value.h>

BRISK_ENDPOINT(fuzz_any, (GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS), "/{rest:path}", raw, path(str, rest));

/* Headers and body as they came. */
static brisk_status fuzz_any(brisk_request *req, const fuzz_any_in *in)
{
    brisk_str name, value;
    for (size_t i = 0; i < 20 && brisk_request_header_at(req, i, &name, &value); i++) {
        brisk_add_header(req, name, value);
    }
    brisk_bytes body = brisk_request_body(req);
    return brisk_respond(req, 200, in->rest.len % 2 ? "application/json" : NULL, body);
}

BRISK_APP(fuzz_app, fuzz_any);

static brisk_service *service(void)
{
    static brisk_service *made;
    char problem[256];
    if (made == NULL) {
        CHECK(brisk_service_new(&fuzz_app, &made, problem, sizeof problem) == BRISK_OK);
        CHECK(brisk_service_start(made) == BRISK_OK);
    }
    return made;
}

static void check_request(const brisk_request *req)
{
    CHECK(req->path.len > 0 && req->path.ptr[0] == '/');
    CHECK(brisk_str_starts_with(req->path, req->root_path));
    CHECK(brisk_utf8_is_valid(req->path) && brisk_utf8_is_valid(req->query) && brisk_utf8_is_valid(req->client));
    for (size_t i = 0; i < req->raw_path.len; i++) {
        CHECK(req->raw_path.ptr[i] > ' ' && req->raw_path.ptr[i] < 0x7F);
    }
    CHECK(brisk_lambda_event(req).node != NULL);
    (void)brisk_lambda_claim(req, "sub");
    (void)brisk_lambda_stage_variable(req, "a");
}

static void check_answer(brisk_arena *arena, const brisk_event *event, brisk_request *req, brisk_response *response)
{
    brisk_buffer out;
    brisk_EventAnswer answer;
    brisk_EventEdgeAnswer edge;
    bool is_edge = event->kind == BRISK_EVENT_EDGE;

    brisk_buffer_init(&out, arena, 0);
    brisk_status status = brisk_event_write(&out, event, req, response);
    if (status != BRISK_OK) {
        CHECK(out.len == 0 || brisk_buffer_failed(&out));
        CHECK(status == BRISK_BROKEN_ANSWER || brisk_arena_failed(arena));
        return;
    }
    brisk_str text = brisk_buffer_view(&out);
    status = is_edge ? brisk_from_json(arena, EventEdgeAnswer, &edge, text, NULL)
                     : brisk_from_json(arena, EventAnswer, &answer, text, NULL);
    CHECK(status == BRISK_OK || brisk_arena_failed(arena));
}

/* The app answers, and then what came itself goes back: headers and body of any bytes. */
static void handle(brisk_arena *arena, const brisk_event *event, brisk_request *req)
{
    brisk_handle(service(), req);
    check_answer(arena, event, req, req->response);
    brisk_finish(service(), req, true);
    brisk_response_clear(req->response);
    req->response->status = 200;
    req->response->body = req->body;
    for (size_t i = 0; i < req->headers.count && i < 20; i++) {
        brisk_header header = req->headers.items[i];
        brisk_headers_add(&req->response->headers, arena, header.name, header.value);
    }
    check_answer(arena, event, req, req->response);
}

/* As the runtime does, in place or not: both must say the same. */
static brisk_status open_event(brisk_arena *arena, brisk_str text, const brisk_event_options *options, brisk_event *out)
{
    brisk_event copied;
    char *writable = brisk_arena_alloc_raw(arena, text.len + BRISK_JSON_PADDING);
    brisk_status status = brisk_event_open(arena, text, options, &copied);
    *out = copied;
    if (writable == NULL || text.len == 0 || brisk_arena_failed(arena)) {
        return status;
    }
    memcpy(writable, text.ptr, text.len);
    brisk_status in_place = brisk_event_open_in_place(arena, writable, text.len, options, out);
    bool has_mark = text.len >= 3 && memcmp(text.ptr, "\xEF\xBB\xBF", 3) == 0;
    CHECK(has_mark || in_place == status || brisk_arena_failed(arena));
    CHECK(has_mark || out->kind == copied.kind || brisk_arena_failed(arena));
    return in_place;
}

static void run_event(brisk_arena *arena, brisk_str text)
{
    static const brisk_event_options choices[] = {{.base_path = BRISK_STR("/v1")}, {.base_path = BRISK_STR("")}};
    brisk_request req;
    brisk_response response;
    brisk_event event;

    const brisk_event_options *options = text.len % 3 == 2 ? NULL : &choices[text.len % 3];
    brisk_status status = open_event(arena, text, options, &event);
    CHECK(status == BRISK_OK || event.problem.len > 0 || brisk_arena_failed(arena));
    if (status != BRISK_OK || event.kind == BRISK_EVENT_OTHER) {
        return;
    }
    brisk_request_init(&req, arena, &response);
    status = brisk_event_fill(&event, &req);
    CHECK(status == BRISK_OK || status == BRISK_INVALID || brisk_arena_failed(arena));
    if (status == BRISK_OK) {
        check_request(&req);
        handle(arena, &event, &req);
    }
}

/* ---- a request there and back ---- */

/* What the kinds of samples are when they come back, in the order of brisk_sample_kinds. */
static const brisk_event_kind opened[] = {
    BRISK_EVENT_REST, BRISK_EVENT_HTTP_V2, BRISK_EVENT_HTTP_V1, BRISK_EVENT_FUNCTION_URL,
    BRISK_EVENT_ALB,  BRISK_EVENT_ALB,     BRISK_EVENT_EDGE,    BRISK_EVENT_LATTICE,
};

enum { HTTP_KINDS = sizeof opened / sizeof *opened };

static bool read_request(brisk_arena *arena, brisk_str text, brisk_request *req)
{
    brisk_str row, rest = text, name, value, method, target;
    (void)brisk_str_cut(rest, '\n', &row, &rest);
    (void)brisk_str_cut(row, ' ', &method, &target);
    while (brisk_str_cut(rest, '\n', &row, &rest) && row.len > 0) {
        if (!brisk_str_cut(row, ':', &name, &value) || !brisk_header_is_valid(name, value)) {
            return false;
        }
        brisk_headers_add(&req->headers, arena, name, value);
    }
    req->method_text = method;
    req->body = rest;
    return brisk_is_token(method) && brisk_request_set_target(req, target) == BRISK_OK && req->path.ptr[0] == '/';
}

static void run_sample(brisk_arena *arena, size_t index, brisk_str text)
{
    brisk_request sent, got;
    brisk_response response;
    brisk_event event;
    brisk_buffer out;
    size_t count;

    const brisk_sample_kind *kind = &brisk_sample_kinds(&count)[index % HTTP_KINDS];
    brisk_request_init(&sent, arena, &response);
    brisk_buffer_init(&out, arena, 0);
    if (!read_request(arena, text, &sent)) {
        return;
    }
    brisk_status status = brisk_sample_write(&out, kind, &sent);
    CHECK(status == BRISK_OK || status == BRISK_INVALID || brisk_arena_failed(arena));
    if (status != BRISK_OK) {
        return;
    }
    status = brisk_event_open(arena, brisk_buffer_view(&out), NULL, &event);
    if (brisk_arena_failed(arena)) {
        return;
    }
    CHECK(status == BRISK_OK && event.kind == opened[index % HTTP_KINDS]);
    brisk_request_init(&got, arena, &response);
    status = brisk_event_fill(&event, &got);
    if (brisk_arena_failed(arena)) {
        return;
    }
    CHECK(status == BRISK_OK);
    check_request(&got);
    CHECK(brisk_str_equal(got.method_text, sent.method_text));
    CHECK(brisk_str_equal(brisk_str_from(got.path, got.root_path.len), sent.path));
    CHECK(brisk_str_equal(got.body, sent.body));
    CHECK(brisk_headers_get(&got.headers, BRISK_S("host")).ptr != NULL);
    handle(arena, &event, &got);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    brisk_arena *arena = fuzz_arena();
    brisk_str text = fuzz_text(data, size);
    if (size > 0 && data[0] >= 'a' && data[0] <= 'z') { /* no JSON of more than a word begins so */
        run_sample(arena, (size_t)(data[0] - 'a'), brisk_str_from(text, 1));
    } else {
        run_event(arena, text);
    }
    return 0;
}

/* Fuzzes AWS events: any text as an event, with options from its length; its body goes back as the answer. Checked: what
 * is refused says why, a request's path begins with "/" and holds its root path, texts are UTF-8, and what is written
 * for the event is JSON of its shape. */
#include "core/str.h"
#include "core/utf8.h"
#include "event/event.h"
#include "event/shapes.h"
#include "fuzz.h"

#include <brisk/value.h>

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

    response->status = 200;
    response->body = req->body;
    for (size_t i = 0; i < req->headers.count && i < 20; i++) {
        brisk_header header = req->headers.items[i];
        brisk_headers_add(&response->headers, arena, header.name, header.value);
    }
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const brisk_event_options choices[] = {{.base_path = BRISK_STR("/v1")}, {.base_path = BRISK_STR("")}};
    brisk_arena *arena = fuzz_arena();
    brisk_request req;
    brisk_response response;
    brisk_event event;

    const brisk_event_options *options = size % 3 == 2 ? NULL : &choices[size % 3];
    brisk_status status = brisk_event_open(arena, fuzz_text(data, size), options, &event);
    CHECK(status == BRISK_OK || event.problem.len > 0 || brisk_arena_failed(arena));
    if (status != BRISK_OK || event.kind == BRISK_EVENT_OTHER) {
        return 0;
    }
    brisk_request_init(&req, arena, &response);
    status = brisk_event_fill(&event, &req);
    CHECK(status == BRISK_OK || status == BRISK_INVALID || brisk_arena_failed(arena));
    if (status == BRISK_OK) {
        check_request(&req);
        check_answer(arena, &event, &req, &response);
    }
    return 0;
}

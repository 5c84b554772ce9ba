/* Fuzzes the gateway's fronts: "options method target NL header NL … NL NL body NUL answer", a request and what the
 * function returns.
 *
 * The first byte chooses the kind of API and its options, the second whether the answer comes as a stream, and in
 * which pieces. Checked: an event is JSON, an answer has a status and headers that HTTP allows, a log line is one
 * line. */
#include "core/str.h"
#include "fuzz.h"
#include "gateway/front/access_log.h"
#include "gateway/front/execution_log.h"
#include "gateway/front/front.h"

#include <string.h>
#include <yyjson.h>

#define KEY BRISK_STR("devkey0123456789abcdefghij")

static brisk_front *fronts[8];
static brisk_gateway_config configs[8];

/* Bit 0 and 1: the kind; bit 2: binary types, CORS, payload 1.0, streaming. */
static brisk_front *front_of(unsigned options)
{
    static brisk_str any = BRISK_STR("*/*"), star = BRISK_STR("*"), ids[] = {BRISK_STR("k1")};
    static brisk_key_config key = {BRISK_STR("k1"), BRISK_STR("k"), KEY, true};
    static brisk_plan_config plan = {.id = BRISK_STR("p"), .key_ids = ids, .key_count = 1};
    static brisk_setting mapped[] = {{BRISK_STR("X-M"), BRISK_STR("method.request.header.x-m")}};
    static brisk_gateway_response response = {.type = BRISK_STR("DEFAULT_4XX"), .headers = {mapped, 1}};
    static brisk_arena *arena;
    static char problem[256];
    if (fronts[options] != NULL) {
        return fronts[options];
    }
    arena = arena != NULL ? arena : brisk_arena_new(0);
    bool has_all = (options & 4) != 0;
    brisk_gateway_config *config = &configs[options];
    brisk_gateway_config_init(config);
    brisk_api_config *api = &config->api;
    api->kind = (options & 3) == 1 ? BRISK_FRONT_HTTP : (options & 3) == 2 ? BRISK_FRONT_URL : BRISK_FRONT_REST;
    api->stage = api->kind == BRISK_FRONT_HTTP && !has_all ? BRISK_S("$default") : BRISK_S("dev");
    brisk_function_config *function = brisk_gateway_config_add_function(config, arena, BRISK_S("fn"), BRISK_S("x"));
    CHECK(function != NULL);
    function->is_streaming = has_all;
    static const char *const paths[] = {"/{proxy+}", "/a/{b}", "/a/b", "/s/{x+}"};
    for (size_t i = 0; i < 4; i++) {
        brisk_method_config *method = brisk_gateway_config_add_method(
            config, arena, brisk_str_view(paths[i]), i == 2 ? BRISK_S("GET") : BRISK_S("ANY"), BRISK_S("fn"));
        CHECK(method != NULL);
        method->is_key_required = i == 1;
        method->is_streaming = i == 3;
    }
    api->keys = &key;
    api->plans = &plan;
    api->responses = &response;
    api->key_count = api->plan_count = api->response_count = 1;
    api->binary_types = &any;
    api->binary_type_count = has_all;
    api->has_payload_1 = has_all;
    api->is_edge = has_all;
    api->cors = (brisk_cors_config){.is_set = has_all, .origins = &star, .origin_count = 1, .max_age_s = 1};
    api->has_execution_logs = api->has_full_execution_logs = true;
    api->access_log_format =
        BRISK_S("{\"p\":\"$context.path\",\"u\":\"$context.identity.userAgent\",\"m\":$context.error.messageString}");
    CHECK(brisk_front_new(config, NULL, &fronts[options], problem, sizeof problem) == BRISK_OK);
    return fronts[options];
}

static bool read_request(brisk_request *request, brisk_str head)
{
    brisk_str line, method, target, name, value;
    bool more = true;
    if (!brisk_str_split(&head, '\n', &more, &line) || !brisk_str_cut(line, ' ', &method, &target) || method.len == 0) {
        return false;
    }
    request->method = brisk_method_parse(method);
    request->method_text = method;
    request->client = BRISK_S("127.0.0.1");
    request->server = BRISK_S("127.0.0.1:9000");
    if (brisk_request_set_target(request, target) != BRISK_OK) {
        return false;
    }
    while (brisk_str_split(&head, '\n', &more, &line)) {
        if (brisk_str_cut(line, ':', &name, &value) && brisk_header_is_valid(name, brisk_str_trim_ows(value)) &&
            !brisk_headers_add(&request->headers, request->arena, name, brisk_str_trim_ows(value))) {
            return false;
        }
    }
    return true;
}

static void check_answer(const brisk_response *response)
{
    CHECK(response->status >= 100 && response->status <= 599);
    for (size_t i = 0; i < response->headers.count; i++) {
        CHECK(brisk_header_is_valid(response->headers.items[i].name, response->headers.items[i].value));
    }
}

static void check_line(void *context, brisk_str line)
{
    (void)context;
    CHECK(line.len <= 1024 && line.len > 0 && line.ptr[0] == '(');
}

static void give_stream(brisk_front *front, brisk_front_call *call, brisk_str answer, size_t step)
{
    bool has_begun = false;
    while (answer.len > 0) {
        brisk_str body, piece = brisk_str_slice(answer, 0, step);
        answer = brisk_str_from(answer, piece.len);
        brisk_front_piece_result result = brisk_front_piece(front, call, piece, &body);
        CHECK(result != BRISK_PIECE_BODY || has_begun);
        CHECK(result != BRISK_PIECE_BEGUN || !has_begun);
        has_begun = has_begun || result == BRISK_PIECE_BEGUN;
        if (result == BRISK_PIECE_BAD) {
            check_answer(call->response);
            return;
        }
    }
    if (!has_begun) {
        const brisk_invoke_result result = {.outcome = BRISK_INVOKE_ANSWERED, .is_streamed = true};
        brisk_front_finish(front, call, &result, false);
    }
    check_answer(call->response);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3) {
        return 0;
    }
    brisk_arena *arena = fuzz_arena();
    brisk_front *front = front_of(data[0] & 7);
    size_t step = data[1] & 63;
    brisk_str all = fuzz_text(data + 2, size - 2), request_text, answer, head;
    brisk_response response = {0};
    brisk_request request;
    (void)brisk_str_cut(all, '\0', &request_text, &answer);
    size_t end = brisk_str_find(request_text, BRISK_S("\n\n"));
    head = brisk_str_slice(request_text, 0, end);
    brisk_request_init(&request, arena, &response);
    if (!read_request(&request, head)) {
        return 0;
    }
    request.body = end == BRISK_STR_NONE ? BRISK_S("") : brisk_str_from(request_text, end + 2);
    brisk_front_call call = {.request = &request, .response = &response, .time = {1744668661123, 5}};
    brisk_invoke_result result = {.outcome = BRISK_INVOKE_ANSWERED, .request_id = BRISK_STR("id"), .payload = answer};
    brisk_front_seed(front, 1);
    if (brisk_front_begin(front, &call) == BRISK_FRONT_INVOKE) {
        yyjson_doc *document = yyjson_read(call.event.ptr, call.event.len, 0);
        CHECK(document != NULL);
        yyjson_doc_free(document);
        if (call.wants_stream && step > 0) {
            give_stream(front, &call, answer, step);
        } else {
            brisk_front_finish(front, &call, &result, false);
        }
    }
    check_answer(&response);
    const brisk_front_figures figures = {.status = response.status, .result = &result};
    brisk_buffer line;
    brisk_buffer_init(&line, arena, 0);
    if (brisk_front_access_line(front, &call, &figures, &line)) {
        CHECK(brisk_str_find_char(brisk_buffer_view(&line), '\n') == BRISK_STR_NONE);
    }
    brisk_front_execution_lines(front, &call, &figures, check_line, NULL);
    return 0;
}

/* test_vectors.c - plays the cases of tests/conformance/gateway (its README is their schema) that need no process:
 * events, answers, routes, keys, throttles, access logs. The function is what the case says of it. The rest is for the
 * runner over HTTP.
 *
 *     unit_gateway_front_vectors [cases.json]        any file of cases */
#include "front_fixture.h"

#include "gateway/front/access_log.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

static const char *cases_file = "../conformance/gateway/cases.json";

typedef struct player {
    fixture f;
    const char *id;
    bool was_invoked;
    int failures;
    brisk_buffer access_log; /* lines, each ended by \n */
} player;

static void complain(player *p, const char *what, const char *detail)
{
    print_error("%s: %s: %s\n", p->id, what, detail);
    p->failures++;
}

/* yyjson's loops take no NULL. */
static yyjson_val *members(yyjson_val *object, const char *name)
{
    static yyjson_val none[2] = {{.tag = YYJSON_TYPE_ARR}};
    yyjson_val *found = yyjson_obj_get(object, name);
    return found != NULL ? found : none;
}

/* ---- matching ---- */

static bool matches_pattern(const char *pattern, brisk_str text)
{
    int error;
    size_t offset;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, PCRE2_UTF, &error, &offset, NULL);
    assert_non_null(code);
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);
    int found = pcre2_match(code, (PCRE2_SPTR)(text.len > 0 ? text.ptr : ""), text.len, 0, 0, data, NULL);
    pcre2_match_data_free(data);
    pcre2_code_free(code);
    return found >= 0;
}

static bool matches_text(yyjson_val *expected, brisk_str found)
{
    yyjson_val *pattern = yyjson_obj_get(expected, "$re");
    return pattern != NULL ? matches_pattern(yyjson_get_str(pattern), found)
                           : yyjson_is_str(expected) && brisk_str_is(found, yyjson_get_str(expected));
}

static bool matches_value(yyjson_val *expected, yyjson_val *found)
{
    yyjson_val *type = yyjson_obj_get(expected, "$type");
    if (type != NULL) {
        return yyjson_equals_str(type, "integer") ? yyjson_is_int(found) : yyjson_is_num(found);
    }
    if (yyjson_obj_get(expected, "$re") != NULL) {
        return yyjson_is_str(found) && matches_text(expected, text_of(yyjson_get_str(found)));
    }
    return found != NULL && yyjson_equals(expected, found);
}

/* ---- configuration ---- */

static brisk_str text_at(yyjson_val *object, const char *name)
{
    return text_of(yyjson_get_str(yyjson_obj_get(object, name)));
}

static void read_throttle(yyjson_val *from, brisk_throttle *out)
{
    if (yyjson_is_obj(from)) {
        out->is_set = true;
        out->rate = yyjson_get_num(yyjson_obj_get(from, "rateLimit"));
        out->burst = (int32_t)yyjson_get_int(yyjson_obj_get(from, "burstLimit"));
    }
}

static void *make(fixture *f, size_t count, size_t size)
{
    return brisk_arena_alloc(f->arena, (count + 1) * size);
}

static void read_keys(fixture *f, yyjson_val *gateway)
{
    brisk_api_config *api = &f->config.api;
    yyjson_val *keys = members(gateway, "apiKeys"), *plans = members(gateway, "usagePlans"), *each;
    size_t i, n;
    api->keys = make(f, yyjson_arr_size(keys), sizeof *api->keys);
    yyjson_arr_foreach(keys, i, n, each)
    {
        api->keys[api->key_count++] =
            (brisk_key_config){text_at(each, "id"), text_at(each, "name"), text_at(each, "value"),
                               yyjson_get_bool(yyjson_obj_get(each, "enabled"))};
    }
    api->plans = make(f, yyjson_arr_size(plans), sizeof *api->plans);
    yyjson_arr_foreach(plans, i, n, each)
    {
        brisk_plan_config *plan = &api->plans[api->plan_count++];
        yyjson_val *ids = members(each, "keys"), *quota = yyjson_obj_get(each, "quota"), *member;
        size_t k, m;
        plan->id = text_at(each, "id");
        plan->key_ids = make(f, yyjson_arr_size(ids), sizeof(brisk_str));
        yyjson_arr_foreach(ids, k, m, member)
        {
            plan->key_ids[plan->key_count++] = text_of(yyjson_get_str(member));
        }
        read_throttle(yyjson_obj_get(each, "throttle"), &plan->throttle);
        if (yyjson_is_obj(quota)) {
            brisk_str period = text_at(quota, "period");
            plan->has_quota = true;
            plan->quota_limit = yyjson_get_sint(yyjson_obj_get(quota, "limit"));
            plan->quota_offset = yyjson_get_sint(yyjson_obj_get(quota, "offset"));
            plan->quota_period = brisk_str_is(period, "WEEK")    ? BRISK_QUOTA_WEEK
                                 : brisk_str_is(period, "MONTH") ? BRISK_QUOTA_MONTH
                                                                 : BRISK_QUOTA_DAY;
        }
    }
}

static brisk_settings read_pairs(fixture *f, yyjson_val *object)
{
    brisk_settings pairs = {.items = make(f, yyjson_obj_size(object), sizeof(brisk_setting))};
    yyjson_val *key, *value;
    size_t i, n;
    yyjson_obj_foreach(object, i, n, key, value)
    {
        pairs.items[pairs.count++] = (brisk_setting){text_of(yyjson_get_str(key)), text_of(yyjson_get_str(value))};
    }
    return pairs;
}

static void read_responses(fixture *f, yyjson_val *responses)
{
    brisk_api_config *api = &f->config.api;
    yyjson_val *key, *value;
    size_t i, n;
    api->responses = make(f, yyjson_obj_size(responses), sizeof *api->responses);
    yyjson_obj_foreach(responses, i, n, key, value)
    {
        brisk_settings headers = read_pairs(f, members(value, "responseParameters"));
        for (size_t k = 0; k < headers.count; k++) {
            size_t prefix = brisk_str_starts_with(headers.items[k].name, BRISK_S("gatewayresponse.header.")) ? 23 : 0;
            headers.items[k].name = brisk_str_from(headers.items[k].name, prefix);
        }
        api->responses[api->response_count++] = (brisk_gateway_response){
            .type = text_of(yyjson_get_str(key)),
            .status = (int32_t)strtol(yyjson_is_str(yyjson_obj_get(value, "statusCode"))
                                          ? yyjson_get_str(yyjson_obj_get(value, "statusCode"))
                                          : "0",
                                      NULL, 10),
            .headers = headers,
            .templates = read_pairs(f, members(value, "responseTemplates")),
        };
        if (yyjson_is_int(yyjson_obj_get(value, "statusCode"))) {
            api->responses[api->response_count - 1].status = yyjson_get_int(yyjson_obj_get(value, "statusCode"));
        }
    }
}

static void read_config(player *p, yyjson_val *one)
{
    fixture *f = &p->f;
    yyjson_val *gateway = yyjson_obj_get(one, "gateway"), *each, *key;
    brisk_api_config *api = &f->config.api;
    size_t i, n;
    fixture_init(f, BRISK_FRONT_REST);
    api->stage = text_at(gateway, "stage");
    api->is_edge = brisk_str_is(text_at(gateway, "endpointType"), "EDGE");
    api->stage_variables = read_pairs(f, members(gateway, "stageVariables"));
    api->access_log_format = text_at(gateway, "accessLogFormat");
    yyjson_arr_foreach(members(gateway, "resources"), i, n, each)
    {
        brisk_method_config *method = fixture_method(f, yyjson_get_str(yyjson_obj_get(each, "method")),
                                                     yyjson_get_str(yyjson_obj_get(each, "path")));
        method->is_key_required = yyjson_get_bool(yyjson_obj_get(each, "apiKeyRequired"));
        method->integration_method = text_at(each, "integrationHttpMethod");
        method->timeout_ms = (int32_t)yyjson_get_int(yyjson_obj_get(gateway, "integrationTimeoutMs"));
        if (brisk_str_is(text_at(each, "integration"), "MOCK")) {
            method->integration = BRISK_INTEGRATION_MOCK;
        }
    }
    read_keys(f, gateway);
    read_responses(f, members(gateway, "gatewayResponses"));
    yyjson_val *types = members(gateway, "binaryMediaTypes"), *throttles;
    api->binary_types = make(f, yyjson_arr_size(types), sizeof(brisk_str));
    yyjson_arr_foreach(types, i, n, each)
    {
        api->binary_types[api->binary_type_count++] = text_of(yyjson_get_str(each));
    }
    throttles = members(gateway, "stageMethodThrottle");
    api->stage_throttles = make(f, yyjson_obj_size(throttles), sizeof *api->stage_throttles);
    yyjson_obj_foreach(throttles, i, n, key, each)
    {
        brisk_method_throttle *row = &api->stage_throttles[api->stage_throttle_count++];
        brisk_str name = text_of(yyjson_get_str(key));
        size_t slash = brisk_str_find_last_char(name, '/');
        row->path = brisk_str_slice(name, 0, slash);
        row->method = brisk_str_from(name, slash + 1);
        read_throttle(each, &row->throttle);
    }
    fixture_start(f);
}

/* ---- the function ---- */

static void run_function(player *p, yyjson_val *one)
{
    yyjson_val *lambda = yyjson_obj_get(one, "lambda"), *function = yyjson_obj_get(one, "function");
    yyjson_val *reserved = yyjson_obj_get(function, "reservedConcurrency");
    yyjson_val *payload = yyjson_obj_get(lambda, "payload");
    brisk_str mode = text_at(lambda, "mode");
    brisk_invoke_result result = {.outcome = BRISK_INVOKE_ANSWERED,
                                  .request_id = BRISK_STR("8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
                                  .payload = BRISK_STR("{\"errorMessage\":\"x\"}")};
    bool is_timed_out = false;
    if (yyjson_is_int(reserved) && yyjson_get_int(reserved) == 0) {
        result.outcome = BRISK_INVOKE_THROTTLED;
    } else if (brisk_str_is(mode, "sleep")) {
        int64_t sleep_ms = yyjson_get_sint(yyjson_obj_get(lambda, "sleepMs"));
        int64_t timeout_ms = yyjson_get_sint(yyjson_obj_get(function, "timeoutSeconds")) * 1000;
        payload = yyjson_obj_get(lambda, "then");
        is_timed_out = p->f.call.timeout_ms < sleep_ms && p->f.call.timeout_ms < timeout_ms;
        result.outcome = timeout_ms < sleep_ms ? BRISK_INVOKE_FAILED : BRISK_INVOKE_ANSWERED;
    } else if (brisk_str_is(mode, "generateBody")) {
        result.outcome = yyjson_get_sint(yyjson_obj_get(lambda, "length")) > 6291556 - 40 ? BRISK_INVOKE_FAILED
                                                                                          : BRISK_INVOKE_ANSWERED;
    } else if (!brisk_str_is(mode, "return")) {
        result.outcome = BRISK_INVOKE_FAILED;
    }
    char *text = NULL;
    if (result.outcome == BRISK_INVOKE_ANSWERED) {
        text = yyjson_val_write(payload, 0, NULL);
        assert_non_null(text);
        result.payload = text_of(text);
    }
    p->was_invoked = result.outcome != BRISK_INVOKE_THROTTLED;
    brisk_front_finish(p->f.front, &p->f.call, is_timed_out ? NULL : &result, is_timed_out);
    brisk_front_figures figures = {.status = p->f.response.status,
                                   .response_length = (int64_t)p->f.response.body.len,
                                   .integration_latency_ms = 5,
                                   .response_latency_ms = 6,
                                   .result = is_timed_out ? NULL : &result};
    if (brisk_front_access_line(p->f.front, &p->f.call, &figures, &p->access_log)) {
        brisk_buffer_append_char(&p->access_log, '\n');
    }
    free(text);
}

static void send_request(player *p, yyjson_val *request, yyjson_val *one)
{
    fixture *f = &p->f;
    int64_t delay_ms = yyjson_get_sint(yyjson_obj_get(request, "delayBeforeMs"));
    yyjson_val *generated = yyjson_obj_get(request, "bodyGenerate"), *header;
    size_t i, n;
    f->now.wall_ms += delay_ms;
    f->now.monotonic_ns += (uint64_t)delay_ms * 1000000u;
    fixture_prepare(f, yyjson_get_str(yyjson_obj_get(request, "method")),
                    yyjson_get_str(yyjson_obj_get(request, "target")));
    yyjson_arr_foreach(members(request, "headers"), i, n, header)
    {
        assert_true(brisk_headers_add(&f->request.headers, f->request_arena,
                                      text_of(yyjson_get_str(yyjson_arr_get(header, 0))),
                                      text_of(yyjson_get_str(yyjson_arr_get(header, 1)))));
    }
    f->request.body = text_at(request, "body");
    if (generated != NULL) {
        size_t length = (size_t)yyjson_get_uint(yyjson_obj_get(generated, "length"));
        char *bytes = brisk_arena_alloc(f->request_arena, length + 1);
        assert_non_null(bytes);
        memset(bytes, 'a', length);
        f->request.body = brisk_str_make(bytes, length);
    }
    if (fixture_begin(f) == BRISK_FRONT_INVOKE) {
        run_function(p, one);
        return;
    }
    brisk_front_figures figures = {.status = f->response.status,
                                   .response_length = (int64_t)f->response.body.len,
                                   .integration_latency_ms = -1,
                                   .response_latency_ms = 1};
    if (brisk_front_access_line(f->front, &f->call, &figures, &p->access_log)) {
        brisk_buffer_append_char(&p->access_log, '\n');
    }
}

/* ---- expectations ---- */

static void check_event(player *p, yyjson_val *expected)
{
    yyjson_val *key, *value;
    size_t i, n;
    yyjson_obj_foreach(members(expected, "event"), i, n, key, value)
    {
        yyjson_val *found = p->f.event != NULL ? yyjson_doc_ptr_get(p->f.event, yyjson_get_str(key)) : NULL;
        if (!matches_value(value, found)) {
            complain(p, "event", yyjson_get_str(key));
        }
    }
    yyjson_arr_foreach(members(expected, "eventAbsent"), i, n, value)
    {
        if (yyjson_doc_ptr_get(p->f.event, yyjson_get_str(value)) != NULL) {
            complain(p, "should not be in the event", yyjson_get_str(value));
        }
    }
    yyjson_arr_foreach(members(expected, "eventPresent"), i, n, value)
    {
        if (yyjson_doc_ptr_get(p->f.event, yyjson_get_str(value)) == NULL) {
            complain(p, "should be in the event", yyjson_get_str(value));
        }
    }
}

static bool matches_header(player *p, const char *name, yyjson_val *expected)
{
    char text[32];
    if (strcmp(name, "content-length") == 0) { /* of the server below */
        (void)snprintf(text, sizeof text, "%zu", p->f.response.body.len);
        return matches_text(expected, text_of(text));
    }
    if (!yyjson_is_arr(expected)) {
        brisk_str values = header_values(&p->f, name);
        return matches_text(expected, values);
    }
    char joined[4096] = "";
    yyjson_val *value;
    size_t i, n;
    yyjson_arr_foreach(expected, i, n, value)
    {
        (void)strncat(joined, i > 0 ? "|" : "", sizeof joined - strlen(joined) - 1);
        (void)strncat(joined, yyjson_get_str(value), sizeof joined - strlen(joined) - 1);
    }
    brisk_str values = header_values(&p->f, name);
    return brisk_str_is(values, joined);
}

static void check_response(player *p, yyjson_val *expected)
{
    yyjson_val *key, *value, *status = yyjson_obj_get(expected, "status"), *body = yyjson_obj_get(expected, "body");
    size_t i, n;
    char detail[64];
    if (status != NULL && p->f.response.status != yyjson_get_int(status)) {
        (void)snprintf(detail, sizeof detail, "%d", p->f.response.status);
        complain(p, "status", detail);
    }
    yyjson_obj_foreach(members(expected, "headers"), i, n, key, value)
    {
        if (!matches_header(p, yyjson_get_str(key), value)) {
            complain(p, "header", yyjson_get_str(key));
        }
    }
    yyjson_arr_foreach(members(expected, "headersAbsent"), i, n, value)
    {
        if (brisk_headers_get(&p->f.response.headers, text_of(yyjson_get_str(value))).ptr != NULL) {
            complain(p, "should not be there: header", yyjson_get_str(value));
        }
    }
    yyjson_arr_foreach(members(expected, "rawHeaderNames"), i, n, value)
    {
        if (!has_raw_header(&p->f, yyjson_get_str(value), NULL)) {
            complain(p, "name of a header", yyjson_get_str(value));
        }
    }
    yyjson_arr_foreach(members(expected, "rawHeaderNamesAbsent"), i, n, value)
    {
        if (has_raw_header(&p->f, yyjson_get_str(value), NULL)) {
            complain(p, "should not be there: name of a header", yyjson_get_str(value));
        }
    }
    if (body != NULL && !matches_text(body, p->f.response.body)) {
        complain(p, "body", "differs");
    }
    yyjson_doc *document = yyjson_read(p->f.response.body.ptr, p->f.response.body.len, 0);
    yyjson_obj_foreach(members(expected, "bodyJson"), i, n, key, value)
    {
        if (!matches_value(value, yyjson_obj_get(yyjson_doc_get_root(document), yyjson_get_str(key)))) {
            complain(p, "body", yyjson_get_str(key));
        }
    }
    yyjson_doc_free(document);
}

static void check_access_log(player *p, yyjson_val *expected)
{
    yyjson_val *lines = yyjson_obj_get(expected, "accessLog"), *json = yyjson_obj_get(expected, "accessLogJson");
    brisk_str rest = brisk_buffer_view(&p->access_log), line;
    bool more = rest.len > 0;
    size_t count = yyjson_arr_size(lines != NULL ? lines : json);
    for (size_t i = 0; i < count; i++) {
        yyjson_val *wanted = yyjson_arr_get(lines != NULL ? lines : json, i), *key, *value;
        size_t k, n;
        if (!brisk_str_split(&rest, '\n', &more, &line)) {
            complain(p, "access log", "a line is missing");
            return;
        }
        if (lines != NULL) {
            if (!matches_text(wanted, line)) {
                complain(p, "access log", "a line differs");
            }
            continue;
        }
        yyjson_doc *document = yyjson_read(line.ptr, line.len, 0);
        yyjson_obj_foreach(wanted, k, n, key, value)
        {
            if (document == NULL || !matches_value(value, yyjson_doc_ptr_get(document, yyjson_get_str(key)))) {
                complain(p, "access log", yyjson_get_str(key));
            }
        }
        yyjson_doc_free(document);
    }
}

/* ---- a case ---- */

static bool needs_process(yyjson_val *one)
{
    yyjson_val *request;
    size_t i, n;
    yyjson_arr_foreach(members(one, "requests"), i, n, request)
    {
        if (yyjson_obj_get(request, "api") != NULL || yyjson_obj_get(request, "bodyBase64") != NULL) {
            return true;
        }
    }
    return brisk_str_is(text_at(yyjson_obj_get(one, "lambda"), "mode"), "script") ||
           !brisk_str_is(text_at(yyjson_obj_get(one, "gateway"), "apiType"), "REST");
}

static int play(yyjson_val *one)
{
    player p = {.id = yyjson_get_str(yyjson_obj_get(one, "id"))};
    yyjson_val *expected = yyjson_obj_get(one, "expected"), *request, *invoked;
    yyjson_val *responses = yyjson_obj_get(expected, "responses");
    size_t i, n;
    brisk_buffer_init(&p.access_log, NULL, 0);
    read_config(&p, one);
    yyjson_arr_foreach(members(one, "requests"), i, n, request)
    {
        send_request(&p, request, one);
        if (responses != NULL) {
            check_response(&p, yyjson_arr_get(responses, i));
        }
    }
    check_event(&p, expected);
    if (yyjson_obj_get(expected, "response") != NULL) {
        check_response(&p, yyjson_obj_get(expected, "response"));
    }
    invoked = yyjson_obj_get(expected, "lambdaInvoked");
    if (invoked != NULL && yyjson_get_bool(invoked) != p.was_invoked) {
        complain(&p, "the function", p.was_invoked ? "was invoked" : "was not invoked");
    }
    check_access_log(&p, expected);
    brisk_buffer_clear(&p.access_log);
    fixture_clear(&p.f);
    return p.failures;
}

static void cases_that_need_no_process(void **state)
{
    yyjson_read_err error;
    yyjson_doc *document = yyjson_read_file(cases_file, 0, NULL, &error);
    yyjson_val *one;
    size_t i, n, played = 0, failed = 0;
    (void)state;
    if (document == NULL) {
        fail_msg("%s: %s", cases_file, error.msg);
    }
    yyjson_arr_foreach(members(yyjson_doc_get_root(document), "cases"), i, n, one)
    {
        if (!needs_process(one)) {
            played++;
            failed += play(one) > 0;
        }
    }
    print_message("%zu of %zu cases played, %zu failed\n", played, n, failed);
    yyjson_doc_free(document);
    assert_true(played > 0);
    assert_int_equal(failed, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(cases_that_need_no_process)};
    cases_file = argc > 1 ? argv[1] : cases_file;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

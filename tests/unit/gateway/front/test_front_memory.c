/* test_front_memory.c - each allocation of each kind of request fails in turn, alone and with all that follow it: the
 * answer is the usual one to the byte, or a 500; logs are whole lines or none. */
#include "front_fixture.h"

#include "core/heap.h"
#include "gateway/front/access_log.h"
#include "gateway/front/execution_log.h"

typedef struct scene {
    const char *name;
    brisk_front_kind kind;
    const char *method, *target, *headers, *body;
    const char *payload; /* of the function; NULL: it fails */
    bool is_stream, has_payload_1;
} scene;

#define HEADERS                                                                                                        \
    "x-api-key: " KEY "\nCookie: a=1; b=2\nx-forwarded-for: 1.2.3.4\nx-forwarded-host: h\nAccept: a\nAccept: b\n"      \
    "Origin: http://a.example\nUser-Agent: \"x\"\nContent-Type: application/json\nAccess-Control-Request-Method: GET"

static const scene scenes[] = {
    {"rest", BRISK_FRONT_REST, "POST", "/dev/a/b%20c?x=1&x=a+b", HEADERS, "body \xff",
     "{\"statusCode\":\"201\",\"headers\":{\"a\":1,\"Date\":\"x\"},\"multiValueHeaders\":{\"A\":[\"2\",\"3\"]},\"body\":"
     "\"dGVzdA==\",\"isBase64Encoded\":true}",
     false, false},
    {"rest, failed", BRISK_FRONT_REST, "GET", "/dev/a", HEADERS, "", NULL, false, false},
    {"rest, malformed", BRISK_FRONT_REST, "GET", "/dev/a", HEADERS, "", "[]", false, false},
    {"rest, no route", BRISK_FRONT_REST, "GET", "/dev/", "Authorization: Bearer x", "", NULL, false, false},
    {"rest, no key", BRISK_FRONT_REST, "GET", "/dev/a", "", "", NULL, false, false},
    {"rest, mock", BRISK_FRONT_REST, "OPTIONS", "/dev/a", HEADERS, "", NULL, false, false},
    {"rest, stream", BRISK_FRONT_REST, "PUT", "/dev/stream", HEADERS, "", "{\"cookies\":[\"a\"]}", true, false},
    {"http", BRISK_FRONT_HTTP, "POST", "/a/b%20c?x=1&x=a+b", HEADERS, "body",
     "{\"statusCode\":200,\"headers\":{\"a\":1},\"cookies\":[\"a=1\"],\"body\":\"dGVzdA==\",\"isBase64Encoded\":true}",
     false, false},
    {"http, verbatim", BRISK_FRONT_HTTP, "GET", "/a", HEADERS, "", "[1]", false, false},
    {"http 1.0", BRISK_FRONT_HTTP, "POST", "/a/b%20c?x=1&x=a+b", HEADERS, "body",
     "{\"statusCode\":200,\"headers\":{\"a\":1},\"multiValueHeaders\":{\"A\":[\"2\",\"3\"]}}", false, true},
    {"http, preflight", BRISK_FRONT_HTTP, "OPTIONS", "/a", HEADERS, "", NULL, false, false},
    {"http, failed", BRISK_FRONT_HTTP, "GET", "/a", HEADERS, "", NULL, false, false},
    {"url", BRISK_FRONT_URL, "POST", "/a/b%20c?x=1&x=a+b", HEADERS, "body", "\"hello\"", false, false},
    {"url, stream", BRISK_FRONT_URL, "GET", "/a", HEADERS, "", "{\"statusCode\":201,\"headers\":{\"a\":\"b\"}}", true,
     false},
};

static brisk_setting mapped[] = {{BRISK_STR("X-Origin"), BRISK_STR("method.request.header.origin")},
                                 {BRISK_STR("X-Id"), BRISK_STR("context.requestId")},
                                 {BRISK_STR("X-Q"), BRISK_STR("method.request.querystring.x")}};
static brisk_setting template[] = {
    {BRISK_STR("application/json"), BRISK_STR("{\"m\":$context.error.messageString,\"k\":\""
                                              "$context.identity.userAgent\"}")}};

static void set_up(fixture *f, const scene *s)
{
    static brisk_str any = BRISK_STR("*/*"), star = BRISK_STR("*");
    static brisk_gateway_response response;
    fixture_init(f, s->kind);
    brisk_api_config *api = &f->config.api;
    fixture_method(f, "ANY", "/{proxy+}")->is_key_required = true;
    fixture_method(f, "OPTIONS", "/{proxy+}")->integration = BRISK_INTEGRATION_MOCK;
    fixture_method(f, "PUT", "/stream")->is_streaming = true;
    api->methods[1].mock_headers = (brisk_settings){mapped, 3};
    fixture_key(f)->throttle = (brisk_throttle){true, 1, 100000};
    f->config.functions[0].is_streaming = s->is_stream;
    api->has_payload_1 = s->has_payload_1;
    api->binary_types = &any;
    api->binary_type_count = strcmp(s->name, "rest") == 0;
    api->cors = (brisk_cors_config){
        .is_set = true, .origins = &star, .origin_count = 1, .methods = &star, .method_count = 1, .max_age_s = 1};
    response =
        (brisk_gateway_response){.type = BRISK_STR("DEFAULT_4XX"), .headers = {mapped, 3}, .templates = {template, 1}};
    api->responses = &response;
    api->response_count = 1;
    api->has_execution_logs = api->has_full_execution_logs = true;
    api->access_log_format = BRISK_S("{\"ua\":\"$context.identity.userAgent\",\"d\":\"$context.domainPrefix\"}");
    fixture_start(f);
}

static void count_line(void *context, brisk_str line)
{
    assert_true(line.len > 39 && line.ptr[0] == '(');
    ++*(size_t *)context;
}

static void answer_stream(fixture *f, const char *payload)
{
    static const char zeros[8];
    brisk_str body;
    if (brisk_front_piece(f->front, &f->call, text_of(payload), &body) == BRISK_PIECE_MORE) {
        (void)brisk_front_piece(f->front, &f->call, brisk_str_make(zeros, 8), &body);
    }
}

/* begin, finish, logs; the request was prepared without a fault. */
static void run(fixture *f, const scene *s)
{
    size_t count = 0;
    brisk_buffer line;
    const brisk_front_figures figures = {.status = 200};
    f->step = brisk_front_begin(f->front, &f->call);
    if (f->step == BRISK_FRONT_INVOKE && s->is_stream) {
        answer_stream(f, s->payload);
    } else if (f->step == BRISK_FRONT_INVOKE && s->payload != NULL) {
        answer(f, s->payload);
    } else if (f->step == BRISK_FRONT_INVOKE) {
        finish_as(f, BRISK_INVOKE_FAILED);
    }
    brisk_buffer_init(&line, f->request_arena, 0);
    if (brisk_front_access_line(f->front, &f->call, &figures, &line)) {
        assert_true(line.len == 0 || line.data[line.len - 1] == '}');
    }
    brisk_front_execution_lines(f->front, &f->call, &figures, count_line, &count);
}

static void prepare(fixture *f, const scene *s)
{
    brisk_str rest = text_of(s->headers), line, name, value;
    bool more = rest.len > 0;
    fixture_prepare(f, s->method, s->target);
    while (brisk_str_split(&rest, '\n', &more, &line)) {
        assert_true(brisk_str_cut(line, ':', &name, &value));
        assert_true(brisk_headers_add(&f->request.headers, f->request_arena, name, brisk_str_trim(value)));
    }
    f->request.body = text_of(s->body);
}

static void torture(const scene *s, bool and_after)
{
    fixture f;
    char body[4096];
    set_up(&f, s);
    prepare(&f, s);
    run(&f, s);
    int status = f.response.status;
    (void)snprintf(body, sizeof body, "%.*s", (int)f.response.body.len, f.response.body.ptr);
    for (uint64_t n = 1;; n++) {
        prepare(&f, s);
        brisk_heap_fail_at(n, and_after);
        run(&f, s);
        bool has_fired = brisk_heap_fault_fired();
        brisk_heap_fail_at(0, false);
        bool is_exhausted = f.response.status == 500 && brisk_str_is(f.response.body, INTERNAL);
        if (!is_exhausted) {
            assert_int_equal(f.response.status, status);
            expect_body(&f, body);
        }
        if (!has_fired) {
            assert_int_equal(f.response.status, status);
            break;
        }
        assert_true(n < 2000);
    }
    fixture_clear(&f);
}

static void every_allocation_of_every_kind_fails_once(void **state)
{
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        torture(&scenes[i], false);
        torture(&scenes[i], true);
    }
}

static void a_front_that_cannot_be_made_leaves_nothing(void **state)
{
    char problem[256];
    for (uint64_t n = 1;; n++) {
        fixture f;
        fixture_init(&f, BRISK_FRONT_REST);
        fixture_method(&f, "ANY", "/{proxy+}");
        fixture_key(&f);
        brisk_heap_fail_at(n, true);
        brisk_status status = brisk_front_new(&f.config, NULL, &f.front, problem, sizeof problem);
        bool has_fired = brisk_heap_fault_fired();
        brisk_heap_fail_at(0, false);
        assert_int_equal(status, has_fired ? BRISK_NO_MEMORY : BRISK_OK);
        fixture_clear(&f);
        if (!has_fired) {
            break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_every_kind_fails_once),
        cmocka_unit_test(a_front_that_cannot_be_made_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

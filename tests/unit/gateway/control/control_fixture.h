/* control_fixture.h - a control plane over a real log store and a real front; the Lambda service is the test's own: it
 * notes what is invoked, and the test says what came of it. Requests are those that botocore makes. */
#ifndef CONTROL_FIXTURE_H
#define CONTROL_FIXTURE_H

#include "core/str.h"
#include "gateway/control/control.h"
#include "gateway/front/front.h"
#include "gateway/function/lambda.h"
#include "gateway/logs/store_fixture.h"

typedef struct control_fixture {
    fixture logs;
    brisk_gateway_config config;
    brisk_arena *arena, *request_arena;
    brisk_front *front;
    brisk_control *control;
    brisk_request request;
    brisk_response response;
    brisk_control_call call;
    int done, woken;
    char body[200000]; /* of the answer, NUL-terminated */
} control_fixture;

/* ---- the Lambda service ---- */

static brisk_invoke fake_invoke;
static char fake_payload[1000], fake_context[100], fake_name[100];
static int fake_count, fake_abandoned;
static bool fake_is_full;
static const brisk_gateway_config *fake_config;

brisk_status brisk_lambda_invoke(brisk_lambda *lambda, const brisk_invoke *invoke, brisk_lambda_invocation **handle)
{
    (void)lambda;
    if (fake_is_full) {
        return BRISK_NO_MEMORY;
    }
    fake_invoke = *invoke;
    fake_count++;
    (void)snprintf(fake_payload, sizeof(fake_payload), "%.*s", (int)invoke->payload.len, invoke->payload.ptr);
    (void)snprintf(fake_context, sizeof(fake_context), "%.*s", (int)invoke->client_context.len,
                   invoke->client_context.ptr);
    (void)snprintf(fake_name, sizeof(fake_name), "%.*s", (int)invoke->function.len, invoke->function.ptr);
    *handle = (brisk_lambda_invocation *)&fake_invoke;
    return BRISK_OK;
}

void brisk_lambda_abandon(brisk_lambda_invocation *handle)
{
    (void)handle;
    fake_abandoned++;
}

bool brisk_lambda_function(const brisk_lambda *lambda, brisk_str name, brisk_function_state *out)
{
    (void)lambda;
    const brisk_function_config *config = brisk_gateway_config_function(fake_config, name);
    *out =
        (brisk_function_state){.config = config, .code_sha256 = "c3Vt", .code_size = 42, .modified_ms = 1795330000123};
    return config != NULL;
}

/* ---- life ---- */

static inline void control_init(control_fixture *f)
{
    memset(f, 0, sizeof(*f));
    fixture_init(&f->logs);
    f->arena = brisk_arena_new(0);
    f->request_arena = brisk_arena_new(0);
    brisk_gateway_config_init(&f->config);
    assert_non_null(
        brisk_gateway_config_add_function(&f->config, f->arena, BRISK_S("hello"), BRISK_S("/code/bootstrap")));
    fake_config = &f->config;
    fake_count = fake_abandoned = 0;
    fake_is_full = false;
    memset(&fake_invoke, 0, sizeof(fake_invoke));
}

static inline void control_start(control_fixture *f)
{
    char problem[256];
    if (brisk_front_new(&f->config, NULL, &f->front, problem, sizeof(problem)) != BRISK_OK) {
        fail_msg("%s", problem);
    }
    brisk_control_options options = {&f->config, NULL, f->logs.store, f->front};
    assert_int_equal(brisk_control_new(&options, &f->control), BRISK_OK);
}

static inline void control_clear(control_fixture *f)
{
    brisk_control_free(f->control);
    brisk_front_free(f->front);
    brisk_arena_free(f->request_arena);
    brisk_arena_free(f->arena);
    fixture_clear(&f->logs);
}

/* ---- asking ---- */

static inline void control_done(brisk_control_call *call)
{
    control_fixture *f = call->context;
    f->done++;
    size_t len = f->response.body.len < sizeof(f->body) - 1 ? f->response.body.len : sizeof(f->body) - 1;
    memcpy(f->body, len > 0 ? f->response.body.ptr : "", len);
    f->body[len] = '\0';
}

static inline void control_wake(brisk_control_call *call)
{
    ((control_fixture *)call->context)->woken++;
}

/* Makes the request; header: "name: value", lines separated by "\n", a last one not ended. */
static inline void control_request(control_fixture *f, const char *method, const char *target, const char *headers,
                                   const char *body)
{
    brisk_arena_reset(f->request_arena, (size_t)1 << 20);
    memset(&f->response, 0, sizeof(f->response));
    brisk_request_init(&f->request, f->request_arena, &f->response);
    f->request.method_text = brisk_str_view(method);
    f->request.method = brisk_method_parse(f->request.method_text);
    f->request.body = brisk_str_view(body);
    assert_int_equal(brisk_request_set_target(&f->request, brisk_str_view(target)), BRISK_OK);
    brisk_str rest = brisk_str_view(headers), line, name, value;
    bool more = headers[0] != '\0';
    while (brisk_str_split(&rest, '\n', &more, &line)) {
        assert_true(brisk_str_cut(line, ':', &name, &value));
        assert_true(brisk_headers_add(&f->request.headers, f->request_arena, name, brisk_str_trim(value)));
    }
    f->call = (brisk_control_call){&f->request, &f->response, control_done, control_wake, f, NULL};
    f->done = f->woken = 0;
}

/* Asks; the status, 0 where the answer is to come later. */
static inline int control_ask(control_fixture *f, const char *method, const char *target, const char *headers,
                              const char *body)
{
    control_request(f, method, target, headers, body);
    assert_true(brisk_control_is_meant(&f->request));
    brisk_control_handle(f->control, &f->call);
    if (f->done == 0) {
        return 0;
    }
    assert_int_equal(f->done, 1);
    brisk_control_end(f->control, &f->call);
    return f->response.status;
}

#define SIGNED(service)                                                                                                \
    "authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-east-1/" service                               \
    "/aws4_request, SignedHeaders=host;x-amz-date, Signature=abcdef"

static inline int ask_logs(control_fixture *f, const char *operation, const char *body)
{
    char headers[400];
    (void)snprintf(headers, sizeof(headers), "x-amz-target: Logs_20140328.%s\n%s", operation, SIGNED("logs"));
    return control_ask(f, "POST", "/", headers, body);
}

static inline int ask_rest(control_fixture *f, const char *target)
{
    return control_ask(f, "GET", target, SIGNED("apigateway"), "");
}

static inline const char *header_of(control_fixture *f, const char *name)
{
    static char text[2000];
    brisk_str value = brisk_headers_get(&f->response.headers, brisk_str_view(name));
    (void)snprintf(text, sizeof(text), "%.*s", (int)value.len, value.len > 0 ? value.ptr : "");
    return text;
}

#define EXPECT_IN(f, part)                                                                                             \
    do {                                                                                                               \
        if (strstr((f)->body, part) == NULL) {                                                                         \
            fail_msg("no %s in %s", part, (f)->body);                                                                  \
        }                                                                                                              \
    } while (0)

/* The text of a member at or behind from, "nextToken"; empty where there is none. */
static inline const char *member_of(const control_fixture *f, const char *name, char *out, size_t size)
{
    char mark[64];
    (void)snprintf(mark, sizeof(mark), "\"%s\":\"", name);
    const char *at = strstr(f->body, mark);
    size_t len = at == NULL ? 0 : strcspn(at + strlen(mark), "\"");
    (void)snprintf(out, size, "%.*s", (int)len, at == NULL ? "" : at + strlen(mark));
    return out;
}

#endif

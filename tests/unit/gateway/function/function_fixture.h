/* function_fixture.h - a Lambda service on a loop of its own, with a log store that keeps events in memory. */
#ifndef BRISK_TEST_FUNCTION_FIXTURE_H
#define BRISK_TEST_FUNCTION_FIXTURE_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "bootstrap.h"
#include "core/heap.h"
#include "core/str.h"
#include "gateway/function/folder.h"
#include "gateway/function/lambda.h"

#include <sys/stat.h>

enum { LOG_MAX = 200000 };

/* ---- a log store in memory ---- */

struct brisk_log_stream {
    char name[300];
    struct brisk_log_stream *next;
};

static struct brisk_log_stream *fake_streams;
static char *fake_events[LOG_MAX];
static size_t fake_event_count, fake_event_bytes;

brisk_status brisk_log_store_stream(brisk_log_store *store, brisk_str group, brisk_str stream, brisk_log_stream **out)
{
    (void)store;
    *out = calloc(1, sizeof **out);
    (void)snprintf((*out)->name, sizeof(*out)->name, "%.*s %.*s", (int)group.len, group.ptr, (int)stream.len,
                   stream.ptr);
    (*out)->next = fake_streams;
    fake_streams = *out;
    return BRISK_OK;
}

brisk_status brisk_log_append(brisk_log_stream *stream, int64_t timestamp_ms, brisk_str message)
{
    (void)stream;
    (void)timestamp_ms;
    fake_event_bytes += message.len;
    if (fake_event_count < LOG_MAX) {
        char *copy = malloc(message.len + 1);
        memcpy(copy, message.ptr, message.len);
        copy[message.len] = '\0';
        fake_events[fake_event_count++] = copy;
    }
    return BRISK_OK;
}

static inline void fake_log_clear(void)
{
    for (size_t i = 0; i < fake_event_count; i++) {
        free(fake_events[i]);
    }
    while (fake_streams != NULL) {
        struct brisk_log_stream *next = fake_streams->next;
        free(fake_streams);
        fake_streams = next;
    }
    fake_event_count = fake_event_bytes = 0;
}

/* The first event from at on that holds part; -1: there is none. */
static inline long log_find(const char *part, long at)
{
    for (size_t i = at < 0 ? 0 : (size_t)at; i < fake_event_count; i++) {
        if (strstr(fake_events[i], part) != NULL) {
            return (long)i;
        }
    }
    return -1;
}

static inline long log_count(const char *part)
{
    long count = 0;
    for (long at = log_find(part, 0); at >= 0; at = log_find(part, at + 1)) {
        count++;
    }
    return count;
}

static inline void log_print(void)
{
    for (size_t i = 0; i < fake_event_count; i++) {
        print_message("log %zu: %.300s", i, fake_events[i]);
    }
}

/* ---- the service ---- */

/* An answer, kept. */
typedef struct answer {
    bool is_done;
    brisk_invoke_outcome outcome;
    char *payload, error_type[128], *tail, id[80], pieces[4096];
    size_t payload_len, piece_len;
    int piece_count;
    bool is_cold, is_streamed;
    double duration_ms, init_ms, billed_ms;
    int64_t memory_bytes;
    uint64_t queued_ns, answered_ns;
    struct fixture *fixture;
} answer;

typedef struct fixture {
    uv_loop_t loop;
    brisk_gateway_config config;
    brisk_function_config functions[2];
    brisk_setting variables[8];
    brisk_lambda_options options;
    brisk_lambda *lambda;
    char dir[64], self[BRISK_PATH_MAX];
    int changes[8];
    char broken[300];
    bool is_closed;
    int done;
} fixture;

static inline void fixture_changed(void *context, const brisk_lambda_change *change)
{
    fixture *f = context;
    f->changes[change->kind]++;
    if (change->kind == BRISK_CHANGE_BROKEN) {
        (void)snprintf(f->broken, sizeof f->broken, "%.*s", (int)change->text.len, change->text.ptr);
    }
}

static inline brisk_function_config fixture_function(const char *name, const char *code)
{
    return (brisk_function_config){.name = brisk_str_view(name),
                                   .code = brisk_str_view(code),
                                   .handler = BRISK_STR("bootstrap"),
                                   .timeout_ms = 5000,
                                   .init_timeout_ms = 10000,
                                   .memory_mb = 512,
                                   .ephemeral_mb = 512,
                                   .concurrency = -1};
}

/* One function `fn`, this program; to be changed before fixture_open. */
static inline void fixture_init(fixture *f)
{
    memset(f, 0, sizeof *f);
    ssize_t len = readlink("/proc/self/exe", f->self, sizeof f->self - 1);
    assert_true(len > 0);
    (void)snprintf(f->dir, sizeof f->dir, "/tmp/brisk-function-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    f->functions[0] = fixture_function("fn", f->self);
    f->functions[1] = fixture_function("other", f->self);
    f->functions[0].environment.items = f->variables;
    f->config = (brisk_gateway_config){.is_isolated = true,
                                       .region = BRISK_STR("eu-central-1"),
                                       .account_id = BRISK_STR("123456789012"),
                                       .data_dir = brisk_str_view(f->dir),
                                       .concurrency = 4,
                                       .idle_ms = 60000,
                                       .is_frozen = true,
                                       .functions = f->functions,
                                       .function_count = 2};
    f->options.retry_ms = 20;
}

static inline void fixture_set(fixture *f, const char *name, const char *value)
{
    f->variables[f->functions[0].environment.count++] = (brisk_setting){brisk_str_view(name), brisk_str_view(value)};
}

static inline void fixture_open(fixture *f)
{
    char problem[256] = "";
    assert_int_equal(uv_loop_init(&f->loop), 0);
    f->options.config = &f->config;
    f->options.loop = &f->loop;
    f->options.on_change = fixture_changed;
    f->options.context = f;
    f->options.logs = (brisk_log_store *)f; /* not NULL, and never looked into */
    brisk_status status = brisk_lambda_new(&f->options, &f->lambda, problem, sizeof problem);
    if (status != BRISK_OK) {
        fail_msg("%s", problem);
    }
}

static inline void fixture_closed(void *context)
{
    ((fixture *)context)->is_closed = true;
}

static inline void fixture_stop(fixture *f)
{
    brisk_lambda_stop(f->lambda, fixture_closed, f);
    while (!f->is_closed) {
        (void)uv_run(&f->loop, UV_RUN_ONCE);
    }
}

static inline void fixture_close(fixture *f)
{
    if (!f->is_closed) {
        fixture_stop(f);
    }
    brisk_lambda_free(f->lambda);
    assert_int_equal(uv_run(&f->loop, UV_RUN_NOWAIT), 0);
    assert_int_equal(uv_loop_close(&f->loop), 0);
    (void)brisk_folder_remove(f->dir);
    fake_log_clear();
}

static inline void have_answer(void *context, const brisk_invoke_result *result)
{
    answer *a = context;
    assert_false(a->is_done);
    a->is_done = true;
    a->outcome = result->outcome;
    a->payload = malloc(result->payload.len + 1);
    memcpy(a->payload, result->payload.len != 0 ? result->payload.ptr : "", result->payload.len);
    a->payload[result->payload.len] = '\0';
    a->payload_len = result->payload.len;
    a->tail = malloc(result->log_tail.len + 1);
    memcpy(a->tail, result->log_tail.len != 0 ? result->log_tail.ptr : "", result->log_tail.len);
    a->tail[result->log_tail.len] = '\0';
    (void)snprintf(a->error_type, sizeof a->error_type, "%.*s", (int)result->error_type.len, result->error_type.ptr);
    (void)snprintf(a->id, sizeof a->id, "%.*s", (int)result->request_id.len, result->request_id.ptr);
    a->is_cold = result->is_cold;
    a->is_streamed = result->is_streamed;
    a->duration_ms = result->duration_ms;
    a->init_ms = result->init_ms;
    a->billed_ms = result->billed_ms;
    a->memory_bytes = result->memory_bytes;
    a->queued_ns = result->queued_ns;
    a->answered_ns = result->answered_ns;
    a->fixture->done++;
}

static inline bool have_piece(void *context, brisk_str piece)
{
    answer *a = context;
    a->piece_count++;
    for (size_t i = 0; i < piece.len && a->piece_len + 1 < sizeof a->pieces; i++) {
        a->pieces[a->piece_len++] = piece.ptr[i] != '\0' ? piece.ptr[i] : '.';
    }
    return true;
}

static inline brisk_lambda_invocation *begin(fixture *f, answer *a, const char *event, const brisk_invoke *more)
{
    brisk_lambda_invocation *handle = NULL;
    brisk_invoke invoke = more != NULL ? *more : (brisk_invoke){0};
    memset(a, 0, sizeof *a);
    a->fixture = f;
    if (invoke.function.len == 0) {
        invoke.function = BRISK_S("fn");
    }
    if (invoke.payload.len == 0) {
        invoke.payload = brisk_str_view(event);
    }
    invoke.on_done = have_answer;
    invoke.on_piece = have_piece;
    invoke.context = a;
    assert_int_equal(brisk_lambda_invoke(f->lambda, &invoke, &handle), BRISK_OK);
    assert_false(a->is_done); /* never from within */
    return handle;
}

static inline void finish(fixture *f, answer *a)
{
    while (!a->is_done) {
        (void)uv_run(&f->loop, UV_RUN_ONCE);
    }
}

static inline void answer_clear(answer *a)
{
    free(a->payload);
    free(a->tail);
    a->payload = a->tail = NULL;
}

/* Invokes and waits for the END in the log, too. */
static inline void invoke_with(fixture *f, answer *a, const char *event, const brisk_invoke *more)
{
    (void)begin(f, a, event, more);
    finish(f, a);
}

static inline void invoke(fixture *f, answer *a, const char *event)
{
    brisk_invoke more = {.wants_tail = true};
    invoke_with(f, a, event, &more);
}

static inline void pause_loop_fired(uv_timer_t *timer)
{
    *(bool *)timer->data = true;
}

/* Lets the loop run for a while. */
static inline void run_for(fixture *f, uint64_t ms)
{
    uv_timer_t timer;
    bool is_over = false;
    (void)uv_timer_init(&f->loop, &timer);
    timer.data = &is_over;
    (void)uv_timer_start(&timer, pause_loop_fired, ms, 0);
    while (!is_over) {
        (void)uv_run(&f->loop, UV_RUN_ONCE);
    }
    uv_close((uv_handle_t *)&timer, NULL);
    (void)uv_run(&f->loop, UV_RUN_NOWAIT);
}

/* Runs the loop until the log holds part so often. */
static inline void wait_log(fixture *f, const char *part, long count)
{
    for (int i = 0; i < 1000 && log_count(part) < count; i++) {
        run_for(f, 5);
    }
    if (log_count(part) < count) {
        log_print();
        fail_msg("not logged: %s", part);
    }
}

/* The body of main: each test program is also the bootstrap. */
#define FUNCTION_TEST_RUN(tests)                                                                                       \
    if (getenv("AWS_LAMBDA_RUNTIME_API") != NULL) {                                                                    \
        return boot_main();                                                                                            \
    }                                                                                                                  \
    (void)signal(SIGPIPE, SIG_IGN);                                                                                    \
    cmocka_set_test_filter(getenv("FUNCTION_TEST"));                                                                   \
    return cmocka_run_group_tests(tests, NULL, NULL)

#endif

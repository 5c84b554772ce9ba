/* test_lambda.c - invocations as they should go: answers, logs, freezing, concurrency, deployment, languages. */
#include "function_fixture.h"

static void test_answers(void **state)
{
    fixture f;
    answer a, b;
    fixture_init(&f);
    fixture_open(&f);
    invoke(&f, &a, "{\"do\":\"echo\",\"n\":1}");
    assert_int_equal(a.outcome, BRISK_INVOKE_ANSWERED);
    assert_string_equal(a.payload, "{\"event\":{\"do\":\"echo\",\"n\":1},\"count\":1,\"ticks\":0,\"kept\":\"\"}");
    assert_true(a.is_cold);
    assert_true(a.init_ms > 0 && a.billed_ms >= a.duration_ms + a.init_ms);
    assert_true(a.memory_bytes > 100000);
    invoke(&f, &b, "{}");
    assert_false(b.is_cold);
    assert_non_null(strstr(b.payload, "\"count\":2"));
    assert_true(b.init_ms <= 0);
    brisk_function_state function;
    assert_true(brisk_lambda_function(f.lambda, BRISK_S("fn"), &function));
    assert_int_equal(function.invocations, 2);
    assert_int_equal(function.cold_starts, 1);
    assert_int_equal(function.environments, 1);
    assert_int_equal(strlen(function.code_sha256), 44);
    assert_false(brisk_lambda_function(f.lambda, BRISK_S("none"), &function));
    answer_clear(&a);
    answer_clear(&b);
    fixture_close(&f);
}

static void test_log_text(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    fixture_open(&f);
    invoke(&f, &a, "{\"do\":\"print\"}");
    long start = log_find("START RequestId: ", 1), line = log_find("multi\n", start),
         end = log_find("END RequestId", line);
    assert_int_equal(log_find("INIT_START Runtime Version: provided:al2023", 0), 0);
    assert_true(start > 0 && line == start + 1 && end > line);
    assert_string_equal(fake_events[line + 1], "line\n");
    assert_string_equal(fake_events[line + 2], "another\rline\n");
    assert_string_equal(fake_events[line + 3], "no end");
    assert_int_equal(end, line + 4);
    char want[200];
    (void)snprintf(want, sizeof want, "START RequestId: %s Version: $LATEST\n", a.id);
    assert_string_equal(fake_events[start], want);
    (void)snprintf(want, sizeof want, "END RequestId: %s\n", a.id);
    assert_string_equal(fake_events[end], want);
    double duration = 0, init = 0;
    int billed = 0, memory = 0, used = 0, len = 0;
    char id[64];
    assert_int_equal(sscanf(fake_events[end + 1],
                            "REPORT RequestId: %63s\tDuration: %lf ms\tBilled Duration: %d ms\tMemory Size: %d MB\t"
                            "Max Memory Used: %d MB\tInit Duration: %lf ms\t\n%n",
                            id, &duration, &billed, &memory, &used, &init, &len),
                     6);
    assert_string_equal(id, a.id);
    assert_int_equal(memory, 512);
    assert_in_range(used, 1, 512);
    assert_true(billed >= (int)(duration + init) && billed <= (int)(duration + init) + 1);
    assert_int_equal(fake_events[end + 1][strlen(fake_events[end + 1]) - 2], '\t');
    assert_non_null(strstr(a.tail, "START RequestId"));
    assert_non_null(strstr(a.tail, "another\rline\nno endEND"));
    assert_non_null(strstr(a.tail, "REPORT"));
    assert_non_null(strstr(fake_streams->name, "/aws/lambda/fn 20"));
    assert_non_null(strstr(fake_streams->name, "/[$LATEST]"));
    answer_clear(&a);
    fixture_close(&f);
}

static void test_log_json_and_trace(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    f.functions[0].log_format = BRISK_LOG_FORMAT_JSON;
    f.functions[0].system_log_level = BRISK_S("DEBUG");
    fixture_open(&f);
    invoke(&f, &a, "{}");
    const char *const types[] = {"initStart", "initRuntimeDone", "initReport", "start", "runtimeDone", "report"};
    long at = -1;
    for (size_t i = 0; i < 6; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "\"type\":\"platform.%s\"", types[i]);
        at = log_find(text, at + 1);
        assert_true(at >= 0);
        assert_int_equal(strncmp(fake_events[at], "{\"time\":\"20", 11), 0);
    }
    assert_non_null(strstr(fake_events[at], "\"status\":\"success\""));
    assert_non_null(strstr(fake_events[at], "\"memorySizeMB\":512"));
    assert_non_null(strstr(fake_events[at], "\"initDurationMs\":"));
    assert_int_equal(log_find("START RequestId", 0), -1);
    answer_clear(&a);
    fixture_close(&f);

    fixture_init(&f);
    f.functions[0].is_traced = true;
    fixture_open(&f);
    brisk_invoke more = {.wants_tail = true,
                         .trace_id =
                             BRISK_STR("Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1"),
                         .request_id = BRISK_STR("11111111-2222-4333-8444-555555555555")};
    invoke_with(&f, &a, "{}", &more);
    assert_string_equal(a.id, "11111111-2222-4333-8444-555555555555");
    assert_true(log_find("XRAY TraceId: 1-5bef4de7-ad49b0e87f6ef6c87fc2e700\tSegmentId: ", 0) >= 0);
    assert_true(log_find("\tSampled: true\t\n", 0) >= 0);
    answer_clear(&a);
    fixture_close(&f);
}

static void test_environment_variables(void **state)
{
    fixture f;
    answer a;
    (void)setenv("GATEWAY_SECRET", "hidden", 1);
    fixture_init(&f);
    fixture_set(&f, "TABLE", "items");
    fixture_set(&f, "AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1");
    fixture_set(&f, "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    fixture_open(&f);
    invoke(&f, &a, "{\"do\":\"env\"}");
    const char *const wanted[] = {"|TABLE=items|",
                                  "|AWS_LAMBDA_RUNTIME_API=127.0.0.1:",
                                  "|AWS_ACCESS_KEY_ID=AKIDEXAMPLE|",
                                  "|_HANDLER=bootstrap|",
                                  "|LAMBDA_RUNTIME_DIR=/var/runtime|",
                                  "|AWS_REGION=eu-central-1|",
                                  "|AWS_DEFAULT_REGION=eu-central-1|",
                                  "|AWS_LAMBDA_FUNCTION_NAME=fn|",
                                  "|AWS_LAMBDA_FUNCTION_VERSION=$LATEST|",
                                  "|AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512|",
                                  "|AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/fn|",
                                  "|AWS_LAMBDA_LOG_STREAM_NAME=20",
                                  "|AWS_LAMBDA_INITIALIZATION_TYPE=on-demand|",
                                  "|TZ=:UTC|",
                                  "|LANG=en_US.UTF-8|"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        if (strstr(a.payload, wanted[i]) == NULL) {
            fail_msg("%s is not in %s", wanted[i], a.payload);
        }
    }
    assert_null(strstr(a.payload, "GATEWAY_SECRET"));
    assert_null(strstr(a.payload, "RUNTIME_API=127.0.0.1:1|"));
    assert_null(strstr(a.payload, "AWS_EXECUTION_ENV"));
    /* Where mounts are to be had the code is at /var/task; else where it lies. */
    bool is_isolated = strstr(a.payload, "|LAMBDA_TASK_ROOT=/var/task|") != NULL;
    assert_true(is_isolated ? strncmp(a.payload, "\"cwd=/var/task|", 15) == 0 : strstr(a.payload, "|TMPDIR=/") != NULL);
    answer_clear(&a);
    invoke(&f, &a, "{\"do\":\"descriptors\"}");
    assert_string_equal(a.payload, "3");
    answer_clear(&a);
    fixture_close(&f);
}

static void test_without_isolation(void **state)
{
    fixture f;
    answer a;
    (void)state;
    fixture_init(&f);
    f.config.is_isolated = false;
    fixture_open(&f);
    invoke(&f, &a, "{\"do\":\"env\"}");
    assert_null(strstr(a.payload, "=/var/task|"));
    assert_non_null(strstr(a.payload, "|TMPDIR=/"));
    answer_clear(&a);
    fixture_close(&f);
}

static void test_frozen_between_invocations(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    fixture_open(&f);
    invoke(&f, &a, "{\"do\":\"thread\"}");
    answer_clear(&a);
    run_for(&f, 300); /* 150 ticks, if it ran */
    invoke(&f, &a, "{}");
    const char *ticks = strstr(a.payload, "\"ticks\":");
    assert_non_null(ticks);
    assert_in_range(strtol(ticks + 8, NULL, 10), 0, 60);
    answer_clear(&a);
    fixture_close(&f);
}

static void test_concurrency(void **state)
{
    enum { COUNT = 12 };
    fixture f;
    answer a[COUNT];
    fixture_init(&f);
    fixture_open(&f);
    for (int i = 0; i < COUNT; i++) { /* the machine's limit of 4: the rest waits */
        (void)begin(&f, &a[i], "{\"do\":\"sleep\",\"n\":20}", NULL);
    }
    for (int i = 0; i < COUNT; i++) {
        finish(&f, &a[i]);
        assert_int_equal(a[i].outcome, BRISK_INVOKE_ANSWERED);
        answer_clear(&a[i]);
    }
    brisk_function_state function;
    assert_true(brisk_lambda_function(f.lambda, BRISK_S("fn"), &function));
    assert_int_equal(function.environments, 4);
    /* The other function finds the machine full of idle ones: the oldest goes. */
    brisk_invoke other = {.function = BRISK_STR("other")};
    invoke_with(&f, &a[0], "{}", &other);
    assert_int_equal(a[0].outcome, BRISK_INVOKE_ANSWERED);
    answer_clear(&a[0]);
    assert_true(brisk_lambda_function(f.lambda, BRISK_S("fn"), &function));
    assert_int_equal(function.environments, 3);
    fixture_close(&f);
}

static void test_sequential_calls_need_one_environment(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    f.functions[0].concurrency = 1;
    fixture_open(&f);
    for (int i = 0; i < 50; i++) { /* each at once behind the answer, when the runtime has not asked again yet */
        invoke_with(&f, &a, "{}", NULL);
        assert_int_equal(a.outcome, BRISK_INVOKE_ANSWERED);
        assert_int_equal(a.is_cold, i == 0);
        answer_clear(&a);
    }
    fixture_close(&f);
}

static void test_refusals(void **state)
{
    fixture f;
    answer a, b;
    fixture_init(&f);
    f.functions[0].concurrency = 1;
    f.functions[1].concurrency = 0;
    fixture_open(&f);
    (void)begin(&f, &a, "{\"do\":\"sleep\",\"n\":30}", NULL);
    invoke(&f, &b, "{}");
    assert_int_equal(b.outcome, BRISK_INVOKE_THROTTLED);
    answer_clear(&b);
    finish(&f, &a);
    assert_int_equal(a.outcome, BRISK_INVOKE_ANSWERED);
    answer_clear(&a);
    brisk_invoke more = {.function = BRISK_STR("other")};
    invoke_with(&f, &b, "{}", &more);
    assert_int_equal(b.outcome, BRISK_INVOKE_THROTTLED);
    answer_clear(&b);
    more.function = BRISK_S("nobody");
    invoke_with(&f, &b, "{}", &more);
    assert_int_equal(b.outcome, BRISK_INVOKE_UNKNOWN);
    answer_clear(&b);
    size_t size = 6 * 1024 * 1024 + 101;
    char *large = malloc(size);
    memset(large, ' ', size);
    more = (brisk_invoke){.payload = {large, size}};
    invoke_with(&f, &b, NULL, &more);
    assert_int_equal(b.outcome, BRISK_INVOKE_TOO_LARGE);
    answer_clear(&b);
    more = (brisk_invoke){.payload = {large, 256 * 1024 + 1}, .is_event = true};
    invoke_with(&f, &b, NULL, &more);
    assert_int_equal(b.outcome, BRISK_INVOKE_TOO_LARGE);
    answer_clear(&b);
    free(large);
    fixture_close(&f);
}

static void test_events_are_retried(void **state)
{
    fixture f;
    answer a;
    brisk_invoke more = {.is_event = true};
    fixture_init(&f);
    fixture_open(&f);
    invoke_with(&f, &a, "{\"do\":\"error\"}", &more);
    assert_int_equal(a.outcome, BRISK_INVOKE_FAILED);
    assert_int_equal(log_count("START RequestId"), 3);
    char start[120];
    (void)snprintf(start, sizeof start, "START RequestId: %s", a.id);
    assert_int_equal(log_count(start), 3); /* the same id each time */
    answer_clear(&a);
    invoke_with(&f, &a, "{}", &more);
    assert_int_equal(a.outcome, BRISK_INVOKE_ANSWERED);
    answer_clear(&a);
    fixture_close(&f);
}

static void test_streams(void **state)
{
    fixture f;
    answer a;
    brisk_invoke more = {.wants_stream = true};
    fixture_init(&f);
    fixture_open(&f);
    invoke_with(&f, &a, "{\"do\":\"stream\"}", &more);
    assert_int_equal(a.outcome, BRISK_INVOKE_ANSWERED);
    assert_true(a.is_streamed && a.piece_count >= 2);
    assert_string_equal(a.pieces, "{\"statusCode\":200}........hellohellohello");
    answer_clear(&a);
    invoke_with(&f, &a, "{\"do\":\"stream_error\"}", &more);
    assert_int_equal(a.outcome, BRISK_INVOKE_FAILED);
    assert_string_equal(a.error_type, "Function.Broken");
    assert_string_equal(a.payload, "{\"errorType\":\"Function.Broken\"}");
    answer_clear(&a);
    invoke_with(&f, &a, "{\"do\":\"stream_cut\"}", &more);
    assert_int_equal(a.outcome, BRISK_INVOKE_FAILED);
    answer_clear(&a);
    invoke(&f, &a, "{\"do\":\"stream\"}"); /* nobody wants pieces: it is put together */
    assert_int_equal(a.outcome, BRISK_INVOKE_ANSWERED);
    assert_int_equal(a.payload_len, 18 + 8 + 15);
    answer_clear(&a);
    invoke_with(&f, &a, "{\"do\":\"echo\"}", &more); /* not streamed though it might have been */
    assert_false(a.is_streamed);
    assert_non_null(strstr(a.payload, "echo"));
    answer_clear(&a);
    fixture_close(&f);
}

static void test_held_stream(void **state)
{
    fixture f;
    answer a;
    brisk_invoke more = {.wants_stream = true};
    fixture_init(&f);
    fixture_open(&f);
    brisk_lambda_invocation *handle = begin(&f, &a, "{\"do\":\"stream\"}", &more);
    while (a.piece_count == 0) {
        (void)uv_run(&f.loop, UV_RUN_ONCE);
    }
    brisk_lambda_hold(handle, true);
    int pieces = a.piece_count;
    run_for(&f, 60);
    assert_int_equal(a.piece_count, pieces);
    assert_false(a.is_done);
    brisk_lambda_hold(handle, false);
    finish(&f, &a);
    assert_string_equal(a.pieces, "{\"statusCode\":200}........hellohellohello");
    answer_clear(&a);
    fixture_close(&f);
}

static void test_extensions(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    fixture_set(&f, "MODE", "extension");
    fixture_open(&f);
    invoke(&f, &a, "{}");
    assert_int_equal(a.outcome, BRISK_INVOKE_ANSWERED);
    assert_true(log_find("registered: 200", 0) >= 0);
    assert_true(log_find("\"eventType\":\"INVOKE\"", 0) >= 0);
    assert_true(log_find(a.id, log_find("\"eventType\":\"INVOKE\"", 0)) >= 0);
    answer_clear(&a);
    fixture_stop(&f); /* with an extension the runtime is told */
    assert_true(log_find("terminated\n", 0) >= 0);
    fixture_close(&f);

    fixture_init(&f);
    fixture_set(&f, "MODE", "extension_shutdown");
    fixture_open(&f);
    invoke(&f, &a, "{}");
    assert_true(log_find("registered: 403", 0) >= 0);
    assert_true(log_find("Extension.InvalidEventType", 0) >= 0);
    answer_clear(&a);
    fixture_close(&f);
}

static void test_idle_ones_end(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    f.config.idle_ms = 30;
    fixture_open(&f);
    invoke(&f, &a, "{}");
    answer_clear(&a);
    for (int i = 0; i < 500 && f.changes[BRISK_CHANGE_ENDED] == 0; i++) {
        run_for(&f, 10);
    }
    brisk_function_state function;
    assert_true(brisk_lambda_function(f.lambda, BRISK_S("fn"), &function));
    assert_int_equal(function.environments, 0);
    invoke(&f, &a, "{}");
    assert_true(a.is_cold);
    answer_clear(&a);
    fixture_close(&f);
}

static void copy_file(const char *from, const char *to, mode_t mode)
{
    char bytes[65536];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_true(in != NULL && out != NULL);
    for (size_t count = fread(bytes, 1, sizeof bytes, in); count != 0; count = fread(bytes, 1, sizeof bytes, in)) {
        assert_int_equal(fwrite(bytes, 1, count, out), count);
    }
    (void)fclose(in);
    (void)fclose(out);
    assert_int_equal(chmod(to, mode), 0);
}

static void write_text(const char *path, const char *text)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    (void)fputs(text, out);
    (void)fclose(out);
}

static void test_watch(void **state)
{
    fixture f;
    answer a, b;
    char code[128];
    fixture_init(&f);
    (void)snprintf(code, sizeof code, "%s/function", f.dir);
    copy_file(f.self, code, 0755);
    f.functions[0].code = brisk_str_view(code);
    f.config.watches = true;
    fixture_open(&f);
    invoke(&f, &a, "{}");
    answer_clear(&a);
    (void)begin(&f, &b, "{\"do\":\"sleep\",\"n\":900}", NULL); /* ends in its old environment */
    write_text(code, "#!/bin/sh\nexit 9\n");
    for (int i = 0; i < 600 && f.changes[BRISK_CHANGE_DEPLOYED] == 0; i++) {
        run_for(&f, 10);
    }
    assert_int_equal(f.changes[BRISK_CHANGE_DEPLOYED], 1);
    invoke(&f, &a, "{}");
    assert_non_null(strstr(a.payload, "exit status 9"));
    answer_clear(&a);
    finish(&f, &b);
    assert_int_equal(b.outcome, BRISK_INVOKE_ANSWERED);
    answer_clear(&b);
    write_text(code, "PK\003\004 no zip at all, in truth"); /* broken: the last good one goes on */
    for (int i = 0; i < 600 && f.changes[BRISK_CHANGE_BROKEN] == 0; i++) {
        run_for(&f, 10);
    }
    assert_int_equal(f.changes[BRISK_CHANGE_DEPLOYED], 1);
    assert_non_null(strstr(f.broken, "zip"));
    invoke(&f, &a, "{}");
    assert_non_null(strstr(a.payload, "exit status 9"));
    answer_clear(&a);
    brisk_lambda_redeploy(f.lambda, BRISK_S("fn"));
    run_for(&f, 50);
    fixture_close(&f);
}

static void language(const char *name, const char *program)
{
    fixture f;
    answer a;
    char found[64] = "", command[128], code[128];
    (void)snprintf(command, sizeof command, "%s --version 2>/dev/null", program);
    FILE *pipe = popen(command, "r");
    bool is_there = pipe != NULL && fgets(found, sizeof found, pipe) != NULL;
    (void)pclose(pipe);
    if (!is_there) {
        print_message("%s is not here: its runtime is not tried\n", program);
        assert_null(getenv("CI"));
        skip();
    }
    fixture_init(&f);
    (void)snprintf(code, sizeof code, "gateway/function/bootstraps/%s", name);
    f.functions[0].code = brisk_str_view(code);
    fixture_set(&f, "PATH", getenv("PATH")); /* it may be anywhere */
    fixture_open(&f);
    invoke(&f, &a, "{\"item\": \"caf\\u00e9\"}");
    assert_int_equal(a.outcome, BRISK_INVOKE_ANSWERED);
    assert_non_null(strstr(a.payload, name));
    assert_non_null(strstr(a.payload, "caf"));
    answer_clear(&a);
    invoke(&f, &a, "{\"do\": \"raise\"}");
    assert_int_equal(a.outcome, BRISK_INVOKE_FAILED);
    assert_non_null(strstr(a.payload, "\"as asked\""));
    answer_clear(&a);
    assert_int_equal(log_count(" got "), 2);
    fixture_close(&f);
}

static void test_python(void **state)
{
    language("python", "python3");
}

static void test_node(void **state)
{
    language("node", "node");
}

/* Warm invocations take nothing from the heap of the service. */
static void test_warm_allocates_nothing(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    fixture_open(&f);
    for (int i = 0; i < 5; i++) {
        invoke_with(&f, &a, "{}", NULL);
        answer_clear(&a);
    }
    uint64_t before = brisk_heap_stats_now().heap_requests;
    for (int i = 0; i < 100; i++) {
        invoke_with(&f, &a, "{}", NULL);
        answer_clear(&a);
    }
    assert_int_equal(brisk_heap_stats_now().heap_requests, before);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_log_text),
        cmocka_unit_test(test_log_json_and_trace),
        cmocka_unit_test(test_environment_variables),
        cmocka_unit_test(test_without_isolation),
        cmocka_unit_test(test_frozen_between_invocations),
        cmocka_unit_test(test_concurrency),
        cmocka_unit_test(test_sequential_calls_need_one_environment),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_events_are_retried),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_held_stream),
        cmocka_unit_test(test_extensions),
        cmocka_unit_test(test_idle_ones_end),
        cmocka_unit_test(test_watch),
        cmocka_unit_test(test_python),
        cmocka_unit_test(test_node),
        cmocka_unit_test(test_warm_allocates_nothing),
    };
    FUNCTION_TEST_RUN(tests);
}

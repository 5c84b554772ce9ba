/* test_faults.c - all that can go wrong with a function: each error payload, each stage that a process can die in, limits of time
 * and memory, floods, garbage. */
#include "function_fixture.h"

#include <dirent.h>
#include <signal.h>
#include <unistd.h>

/* Invokes and expects {"errorType":type,"errorMessage":"RequestId: <id> Error: <message>"}. */
static void expect_error(fixture *f, const char *event, const char *type, const char *message)
{
    answer a;
    char want[512];
    invoke(f, &a, event);
    (void)snprintf(want, sizeof want, "{\"errorType\":\"%s\",\"errorMessage\":\"RequestId: %s Error: %s\"}", type, a.id,
                   message);
    assert_int_equal(a.outcome, BRISK_INVOKE_FAILED);
    assert_string_equal(a.payload, want);
    assert_string_equal(a.error_type, type);
    answer_clear(&a);
}

static void expect_fine(fixture *f)
{
    answer a;
    invoke(f, &a, "{\"do\":\"echo\"}");
    if (a.outcome != BRISK_INVOKE_ANSWERED) {
        log_print();
        fail_msg("%d %s", (int)a.outcome, a.payload);
    }
    answer_clear(&a);
}

static void test_time_out_keeps_tmp(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    f.functions[0].timeout_ms = 1000;
    fixture_open(&f);
    invoke(&f, &a, "{\"do\":\"write\"}");
    answer_clear(&a);
    expect_error(&f, "{\"do\":\"sleep\",\"n\":4000}", "Sandbox.Timedout", "Task timed out after 1.00 seconds");
    assert_true(log_find(" Task timed out after 1.00 seconds\n\n", 0) >= 0);
    long report = log_find("\tStatus: timeout\n", 0);
    assert_true(report >= 0);
    assert_non_null(strstr(fake_events[report], "Duration: 1000.00 ms\tBilled Duration: 1000 ms\t"));
    invoke(&f, &a, "{}"); /* the process is another, /tmp is the same */
    assert_non_null(strstr(a.payload, "\"count\":1"));
    assert_non_null(strstr(a.payload, "\"kept\":\"some-content\""));
    assert_false(a.is_cold);
    assert_int_equal(f.changes[BRISK_CHANGE_COLD], 1);
    answer_clear(&a);
    fixture_close(&f);
}

static void test_exits(void **state)
{
    fixture f;
    fixture_init(&f);
    fixture_open(&f);
    expect_error(&f, "{\"do\":\"exit\",\"n\":0}", "Runtime.ExitError", "Runtime exited without providing a reason");
    expect_error(&f, "{\"do\":\"exit\",\"n\":1}", "Runtime.ExitError", "Runtime exited with error: exit status 1");
    assert_true(log_find("Error: Runtime exited with error: exit status 1\nRuntime.ExitError\n", 0) >= 0);
    assert_true(log_find("\tStatus: error\tError Type: Runtime.ExitError\n", 0) >= 0);
    expect_error(&f, "{\"do\":\"signal\",\"n\":9}", "Runtime.ExitError", "Runtime exited with error: signal: killed");
    expect_error(&f, "{\"do\":\"signal\",\"n\":11}", "Runtime.ExitError",
                 "Runtime exited with error: signal: segmentation fault");
    expect_error(&f, "{\"do\":\"signal\",\"n\":6}", "Runtime.ExitError", "Runtime exited with error: signal: aborted");
    expect_fine(&f);
    fixture_close(&f);
}

static void test_handler_error_is_passed_as_posted(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    fixture_open(&f);
    invoke(&f, &a, "{\"do\":\"error\"}");
    assert_int_equal(a.outcome, BRISK_INVOKE_FAILED);
    assert_string_equal(a.payload, "{\"errorMessage\":\"as asked\",\"errorType\":\"Oops\"}");
    assert_string_equal(a.error_type, "Function.Oops");
    assert_true(log_find("\tStatus: error\tError Type: Function.Oops\n", 0) >= 0);
    answer_clear(&a);
    fixture_close(&f);
}

static void test_answer_too_large(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    fixture_open(&f);
    invoke(&f, &a, "{\"do\":\"big\",\"n\":6291557}");
    assert_int_equal(a.outcome, BRISK_INVOKE_FAILED);
    assert_string_equal(a.error_type, "Function.ResponseSizeTooLarge");
    assert_string_equal(a.payload,
                        "{\"errorType\":\"Function.ResponseSizeTooLarge\",\"errorMessage\":\"Response payload size "
                        "exceeded maximum allowed payload size (6291556 bytes).\"}");
    answer_clear(&a);
    invoke(&f, &a, "{\"do\":\"big\",\"n\":6291556}");
    assert_int_equal(a.outcome, BRISK_INVOKE_ANSWERED);
    assert_int_equal(a.payload_len, 6291556);
    answer_clear(&a);
    size_t size = 6 * 1024 * 1024; /* and an event of that size */
    char *event = malloc(size);
    memset(event, ' ', size);
    memcpy(event, "{\"do\":\"sleep\"", 13);
    event[size - 1] = '}';
    brisk_invoke more = {.payload = {event, size}};
    invoke_with(&f, &a, NULL, &more);
    assert_int_equal(a.outcome, BRISK_INVOKE_ANSWERED); /* echoed, with some bytes around it */
    assert_true(a.payload_len > size);
    answer_clear(&a);
    free(event);
    fixture_close(&f);
}

/* ---- code that cannot run ---- */

static void put_bootstrap(const char *folder, const char *bytes, size_t len, mode_t mode)
{
    char path[128];
    assert_true(brisk_folder_make(folder, false));
    (void)snprintf(path, sizeof path, "%s/bootstrap", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    (void)fclose(file);
    assert_int_equal(chmod(path, mode), 0);
}

static void expect_entrypoint(const char *bytes, size_t len, mode_t mode, const char *message, const char *told)
{
    fixture f;
    char folder[96];
    fixture_init(&f);
    (void)snprintf(folder, sizeof folder, "%s/folder", f.dir);
    assert_true(brisk_folder_make(folder, false));
    if (bytes != NULL) {
        put_bootstrap(folder, bytes, len, mode);
    }
    f.functions[0].code = brisk_str_view(folder);
    fixture_open(&f);
    expect_error(&f, "{}", "Runtime.InvalidEntrypoint", message);
    assert_non_null(strstr(f.broken, told));
    assert_int_equal(log_count("Phase: init\tStatus: error\tError Type: Runtime.InvalidEntrypoint\n"), 1);
    assert_int_equal(log_count("Phase: invoke\tStatus: error\tError Type: Runtime.InvalidEntrypoint\n"), 1);
    fixture_close(&f);
}

static void test_invalid_entrypoints(void **state)
{
    static const char foreign[64] = "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\xb7\0\1"; /* arm64, or not even that */
    static const char neither[] = "just a text, of some length";
    static const char lost[] = "#!/no/such/interpreter\n";
    static const char script[] = "#!/bin/sh\nexit 1\n";
    expect_entrypoint(NULL, 0, 0, "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]",
                      "no file `bootstrap`");
    expect_entrypoint(script, sizeof script - 1, 0644, "fork/exec /var/task/bootstrap: permission denied",
                      "executable");
    expect_entrypoint(neither, sizeof neither - 1, 0755, "fork/exec /var/task/bootstrap: exec format error", "neither");
    expect_entrypoint(lost, sizeof lost - 1, 0755, "fork/exec /var/task/bootstrap: no such file or directory",
                      "interpreter");
    /* With an emulator for arm64 in place the kernel takes it, and the emulator fails. */
    if (access("/proc/sys/fs/binfmt_misc/qemu-aarch64", F_OK) != 0) {
        expect_entrypoint(foreign, sizeof foreign, 0755, "fork/exec /var/task/bootstrap: exec format error",
                          "built for");
    }
}

static void test_no_code_at_all(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    f.functions[0].code = BRISK_S("/no/such/file.zip");
    fixture_open(&f);
    invoke(&f, &a, "{}");
    assert_int_equal(a.outcome, BRISK_INVOKE_CANCELLED);
    answer_clear(&a);
    brisk_function_state function;
    assert_true(brisk_lambda_function(f.lambda, BRISK_S("fn"), &function));
    assert_true(function.is_broken);
    assert_non_null(strstr(function.problem, "No such file"));
    fixture_close(&f);
}

/* ---- init ---- */

static void test_init_fails(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    fixture_set(&f, "MODE", "init_exit");
    fixture_open(&f);
    expect_error(&f, "{}", "Runtime.ExitError", "Runtime exited with error: exit status 7");
    long first = log_find("\tPhase: init\tStatus: error\tError Type: Runtime.ExitError\n", 0);
    long second = log_find("\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError\n", first);
    long start = log_find("START RequestId", second);
    assert_true(first > 0 && second > first && start > second);
    assert_int_equal(strncmp(fake_events[first], "INIT_REPORT Init Duration: ", 27), 0);
    assert_int_equal(log_count("about to go\n"), 2);
    assert_null(strstr(fake_events[log_find("REPORT RequestId", 0)], "Init Duration"));
    fixture_close(&f);

    fixture_init(&f);
    fixture_set(&f, "MODE", "init_error");
    fixture_open(&f);
    invoke(&f, &a, "{}");
    assert_int_equal(a.outcome, BRISK_INVOKE_FAILED);
    assert_string_equal(a.payload, "{\"errorMessage\":\"no config\",\"errorType\":\"Setup\"}");
    assert_string_equal(a.error_type, "Runtime.Setup");
    assert_true(log_find("\tPhase: init\tStatus: error\tError Type: Runtime.Setup\n", 0) >= 0);
    answer_clear(&a);
    fixture_close(&f);
}

static void test_init_takes_too_long(void **state)
{
    fixture f;
    fixture_init(&f);
    fixture_set(&f, "MODE", "init_hang");
    f.functions[0].init_timeout_ms = 200;
    f.functions[0].timeout_ms = 1000;
    fixture_open(&f);
    expect_error(&f, "{}", "Sandbox.Timedout", "Task timed out after 1.00 seconds");
    assert_true(log_find("\tPhase: init\tStatus: timeout\n", 0) >= 0);
    assert_true(log_find("\tPhase: invoke\tStatus: timeout\n", 0) >= 0);
    fixture_close(&f);

    fixture_init(&f); /* the second init, in the invocation, has the function's time */
    fixture_set(&f, "MODE", "init_slow");
    f.functions[0].init_timeout_ms = 1;
    fixture_open(&f);
    expect_fine(&f);
    assert_int_equal(log_count("INIT_REPORT"), 1);
    fixture_close(&f);
}

/* ---- limits ---- */

static void test_memory_limit(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    f.functions[0].memory_mb = 256;
    fixture_open(&f);
    invoke(&f, &a, "{\"do\":\"memory\",\"n\":60}");
    assert_int_equal(a.outcome, BRISK_INVOKE_ANSWERED);
    assert_true(a.memory_bytes > 60 * 1024 * 1024);
    answer_clear(&a);
    expect_error(&f, "{\"do\":\"memory\",\"n\":600}", "Runtime.ExitError", "Runtime exited with error: signal: killed");
    assert_true(log_find("Max Memory Used: 256 MB\t", 0) >= 0);
    expect_fine(&f);
    fixture_close(&f);
}

static void test_floods(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    fixture_open(&f);
    invoke(&f, &a, "{\"do\":\"flood\",\"n\":50000}");
    assert_int_equal(log_count("of a flood that goes on"), 50000);
    assert_true(log_find("END RequestId", 0) > log_find("line 49999 ", 0));
    assert_in_range(strlen(a.tail), 4000, 4096);
    answer_clear(&a);
    invoke(&f, &a, "{\"do\":\"long\",\"n\":600000}"); /* one line: three events */
    assert_int_equal(log_count("llllllllllll"), 3);
    answer_clear(&a);
    fixture_close(&f);
}

static void test_forks_end_with_the_environment(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    f.functions[0].timeout_ms = 1000;
    fixture_open(&f);
    invoke(&f, &a, "{\"do\":\"fork\"}");
    assert_int_equal(a.outcome, BRISK_INVOKE_ANSWERED);
    answer_clear(&a);
    expect_error(&f, "{\"do\":\"exit\",\"n\":3}", "Runtime.ExitError", "Runtime exited with error: exit status 3");
    fixture_close(&f); /* its pipe is closed, its folder is gone: else this would wait */
}

/* How much is in the file of a daemon, wherever in the folder of the environments it is. */
static long beats(const fixture *f)
{
    char path[BRISK_PATH_MAX];
    struct stat info = {0};
    (void)snprintf(path, sizeof path, "%s/run", f->dir);
    DIR *run = opendir(path);
    for (struct dirent *entry = run != NULL ? readdir(run) : NULL; entry != NULL; entry = readdir(run)) {
        (void)snprintf(path, sizeof path, "%s/run/%.40s/tmp/beats", f->dir, entry->d_name);
        if (entry->d_name[0] != '.' && stat(path, &info) == 0) {
            break;
        }
    }
    if (run != NULL) {
        (void)closedir(run);
    }
    return (long)info.st_size;
}

static void test_daemons_are_frozen_and_end_with_the_environment(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    f.functions[0].timeout_ms = 2000;
    fixture_open(&f);
    invoke(&f, &a, "{\"do\":\"env\"}");
    bool is_isolated = strstr(a.payload, "|LAMBDA_TASK_ROOT=/var/task|") != NULL;
    answer_clear(&a);
    invoke(&f, &a, "{\"do\":\"daemon\"}");
    answer_clear(&a);
    if (!is_isolated) {
        fixture_close(&f);
        (void)fprintf(stderr, "the kernel gives no mount namespace here: daemons are not found\n");
        skip();
    }
    run_for(&f, 100);
    long frozen_at = beats(&f);
    run_for(&f, 300);
    assert_int_equal(beats(&f), frozen_at);
    invoke(&f, &a, "{\"do\":\"sleep\",\"n\":200}");
    answer_clear(&a);
    long thawed = beats(&f);
    assert_true(thawed > frozen_at + 5);
    expect_error(&f, "{\"do\":\"exit\",\"n\":3}", "Runtime.ExitError", "Runtime exited with error: exit status 3");
    long ended_at = beats(&f);
    run_for(&f, 100);
    assert_int_equal(beats(&f), ended_at);
    fixture_close(&f);
}

/* ---- the Runtime API misused ---- */

static void test_misuse(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    fixture_open(&f);
    invoke(&f, &a, "{\"do\":\"misuse\"}");
    assert_int_equal(a.outcome, BRISK_INVOKE_ANSWERED);
    assert_string_equal(a.payload, "\"400 403 400 404 405 410 400 202 \"");
    answer_clear(&a);
    invoke(&f, &a, "{\"do\":\"twice\"}");
    assert_string_equal(a.payload, "1");
    assert_true(log_find("second: 403\n", 0) >= 0);
    answer_clear(&a);
    expect_fine(&f);
    fixture_close(&f);
}

static void test_silent_connections_lock_nobody_out(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    fixture_open(&f);
    invoke(&f, &a, "{\"do\":\"connections\",\"n\":200}");
    assert_int_equal(a.outcome, BRISK_INVOKE_ANSWERED);
    answer_clear(&a);
    expect_fine(&f);
    fixture_close(&f);
}

static void test_end_behind_the_answer(void **state)
{
    fixture f;
    answer a;
    fixture_init(&f);
    fixture_open(&f);
    invoke_with(&f, &a, "{\"do\":\"answer_exit\"}", NULL);
    assert_int_equal(a.outcome, BRISK_INVOKE_ANSWERED);
    answer_clear(&a);
    expect_fine(&f);
    wait_log(&f, "Status: error\tError Type: Runtime.ExitError", 1);
    /* One that dawdles behind its answer: the next caller gets another environment. */
    invoke_with(&f, &a, "{\"do\":\"late_next\",\"n\":600}", NULL);
    answer_clear(&a);
    int cold = f.changes[BRISK_CHANGE_COLD];
    expect_fine(&f);
    assert_int_equal(f.changes[BRISK_CHANGE_COLD], cold + 1);
    fixture_close(&f);
}

/* ---- many, and at any moment ---- */

static void test_a_thousand_wait(void **state)
{
    enum { COUNT = 1010 };
    fixture f;
    answer *a = calloc(COUNT, sizeof *a);
    int answered = 0, throttled = 0;
    fixture_init(&f);
    fixture_open(&f);
    for (int i = 0; i < COUNT; i++) {
        (void)begin(&f, &a[i], i % 100 == 7 ? "{\"do\":\"exit\",\"n\":1}" : "{}", NULL);
    }
    for (int i = 0; i < COUNT; i++) {
        finish(&f, &a[i]);
        answered += a[i].outcome == BRISK_INVOKE_ANSWERED;
        throttled += a[i].outcome == BRISK_INVOKE_THROTTLED;
        answer_clear(&a[i]);
    }
    assert_int_equal(throttled, 10); /* an account has a thousand */
    assert_int_equal(answered, COUNT - 10 - 10);
    free(a);
    fixture_close(&f);
}

/* Kills what this process has started, and says how many that were. */
static int kill_all(void)
{
    int count = 0;
    DIR *processes = opendir("/proc");
    const struct dirent *entry;
    while (processes != NULL && (entry = readdir(processes)) != NULL) {
        char path[300];
        int pid = 0, parent = 0;
        char kind = 0;
        (void)snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
        FILE *file = entry->d_name[0] >= '1' && entry->d_name[0] <= '9' ? fopen(path, "r") : NULL;
        if (file == NULL) {
            continue;
        }
        bool is_read = fscanf(file, "%d (%*[^)]) %c %d", &pid, &kind, &parent) == 3;
        (void)fclose(file);
        if (is_read && parent == (int)getpid() && kind != 'Z') {
            count += kill(pid, SIGKILL) == 0;
        }
    }
    if (processes != NULL) {
        (void)closedir(processes);
    }
    return count;
}

static void test_killed_at_each_stage(void **state)
{
    static const char *const MODES[] = {"", "extension", "init_slow"};
    int killed = 0;
    for (int wait = 0; wait < 36; wait += 2 + wait % 3) { /* during init, while it works, while it is idle or frozen */
        fixture f;
        answer a;
        fixture_init(&f);
        fixture_set(&f, "MODE", MODES[wait % 3]);
        fixture_open(&f);
        (void)begin(&f, &a, wait % 2 == 0 ? "{\"do\":\"sleep\",\"n\":10}" : "{\"do\":\"flood\",\"n\":200}", NULL);
        run_for(&f, (uint64_t)wait);
        killed += kill_all();
        finish(&f, &a);
        assert_true(a.outcome == BRISK_INVOKE_ANSWERED || a.outcome == BRISK_INVOKE_FAILED);
        answer_clear(&a);
        do { /* the end of one that was idle may not have been seen yet: then it fails once */
            invoke(&f, &a, "{}");
            answer_clear(&a);
        } while (a.outcome == BRISK_INVOKE_FAILED);
        assert_int_equal(a.outcome, BRISK_INVOKE_ANSWERED);
        fixture_close(&f);
    }
    assert_true(killed > 5);
}

static void test_stopped_at_each_stage(void **state)
{
    for (int wait = 0; wait < 12; wait++) {
        fixture f;
        answer a[6];
        fixture_init(&f);
        fixture_set(&f, "MODE", wait % 3 == 0 ? "extension" : "");
        fixture_open(&f);
        for (int i = 0; i < 6; i++) {
            brisk_invoke more = {.is_event = i == 5, .wants_stream = i == 4};
            (void)begin(&f, &a[i], i == 4 ? "{\"do\":\"stream\"}" : "{\"do\":\"sleep\",\"n\":5}", &more);
        }
        run_for(&f, (uint64_t)wait * 2);
        fixture_stop(&f);
        for (int i = 0; i < 6; i++) {
            assert_true(a[i].is_done);
            answer_clear(&a[i]);
        }
        fixture_close(&f);
    }
}

static void test_abandoned(void **state)
{
    fixture f;
    answer a;
    brisk_invoke more = {.wants_stream = true};
    fixture_init(&f);
    fixture_open(&f);
    brisk_lambda_abandon(begin(&f, &a, "{\"do\":\"stream\"}", &more));
    finish(&f, &a);
    assert_int_equal(a.outcome, BRISK_INVOKE_ANSWERED);
    assert_int_equal(a.piece_count, 0);
    answer_clear(&a);
    fixture_close(&f);
}

/* ---- no memory ---- */

static void test_no_memory(void **state)
{
    for (uint64_t nth = 1; nth < 40; nth++) {
        fixture f;
        answer a;
        brisk_invoke more = {
            .function = BRISK_STR("fn"), .payload = BRISK_STR("{}"), .on_done = have_answer, .context = &a};
        fixture_init(&f);
        fixture_open(&f);
        memset(&a, 0, sizeof a);
        a.fixture = &f;
        brisk_heap_fail_at(nth, false);
        brisk_status status = brisk_lambda_invoke(f.lambda, &more, NULL);
        if (status == BRISK_OK) {
            finish(&f, &a);
            answer_clear(&a);
        } else {
            assert_int_equal(status, BRISK_NO_MEMORY);
        }
        bool is_over = !brisk_heap_fault_fired();
        brisk_heap_fail_at(0, false);
        answer b;
        invoke_with(&f, &b, "{}", NULL);
        assert_int_equal(b.outcome, BRISK_INVOKE_ANSWERED);
        answer_clear(&b);
        fixture_close(&f);
        if (is_over) {
            return;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_time_out_keeps_tmp),
        cmocka_unit_test(test_exits),
        cmocka_unit_test(test_handler_error_is_passed_as_posted),
        cmocka_unit_test(test_answer_too_large),
        cmocka_unit_test(test_invalid_entrypoints),
        cmocka_unit_test(test_no_code_at_all),
        cmocka_unit_test(test_init_fails),
        cmocka_unit_test(test_init_takes_too_long),
        cmocka_unit_test(test_memory_limit),
        cmocka_unit_test(test_floods),
        cmocka_unit_test(test_forks_end_with_the_environment),
        cmocka_unit_test(test_daemons_are_frozen_and_end_with_the_environment),
        cmocka_unit_test(test_misuse),
        cmocka_unit_test(test_silent_connections_lock_nobody_out),
        cmocka_unit_test(test_end_behind_the_answer),
        cmocka_unit_test(test_a_thousand_wait),
        cmocka_unit_test(test_killed_at_each_stage),
        cmocka_unit_test(test_stopped_at_each_stage),
        cmocka_unit_test(test_abandoned),
        cmocka_unit_test(test_no_memory),
    };
    FUNCTION_TEST_RUN(tests);
}

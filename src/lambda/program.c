/* program.c - brisk_lambda_main: an app as a Lambda function's process, from its start to its end.
 *
 *     init       tables ─► start-up ─► SIGTERM, if the app has a shutdown function
 *     SnapStart  the app's function ─► restore/next: the snapshot ─► new connections ─► the app's other function
 *     run        one loop; or AWS_LAMBDA_MAX_CONCURRENCY of them, each on a thread with a connection and an arena of its own
 *     the end    SIGTERM: shutdown runs once, exit 0. A broken host: exit 1, and the platform starts anew
 *
 * A failure of init is posted to /init/error, one behind a restore to /restore/error, and the process ends. */
#include "core/heap.h"
#include "core/log.h"
#include "core/number.h"
#include "core/str.h"
#include "lambda/bootstrap.h"
#include "lambda/extension.h"
#include "lambda/logs.h"

#include <brisk/lambda.h>

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/* What AWS allows at the most (API reference: PerExecutionEnvironmentMaxConcurrency). */
enum { MAX_CONCURRENCY = 1600 };

/* The least that a handler may count on: musl gives a thread 128 KB, which a few local arrays fill. Only the pages that are
 * touched are taken. */
#define STACK_SIZE ((size_t)1024 * 1024)

/* One loop. */
typedef struct worker {
    brisk_runtime runtime;
    brisk_bootstrap bootstrap;
    pthread_t thread;
    bool has_thread;
    brisk_status outcome;
} worker;

typedef struct program {
    worker *workers;
    size_t count;
    brisk_extension extension;
    const char *address;
} program;

/* ---- SIGTERM ---- */

static program *volatile running;

static void on_sigterm(int number)
{
    (void)number;
    program *current = running;
    for (size_t i = 0; current != NULL && i < current->count; i++) {
        brisk_runtime_stop(&current->workers[i].runtime);
    }
}

static bool has_shutdown(const brisk_app *app)
{
    for (const brisk_row *row = app->rows; row && row->kind != BRISK_ROW_END; row++) {
        if (row->kind == BRISK_ROW_LIFESPAN && row->as.lifespan.stop != NULL) {
            return true;
        }
    }
    return false;
}

static void expect_shutdown(program *current)
{
    struct sigaction action = {.sa_handler = on_sigterm};
    (void)sigemptyset(&action.sa_mask);
    running = current;
    (void)sigaction(SIGTERM, &action, NULL);
    if (brisk_extension_register(&current->extension, current->address) != BRISK_OK) {
        brisk_log(BRISK_LOG_WARNING, "the app's stop function is not run: there will be no notice of the end");
    }
}

/* ---- the loops ---- */

static size_t wanted_workers(void)
{
    const char *text = getenv("AWS_LAMBDA_MAX_CONCURRENCY");
    uint64_t count = 1;
    if (text == NULL) {
        return 1;
    }
    brisk_number_result result = brisk_digits_parse(brisk_str_view(text), MAX_CONCURRENCY, &count);
    if (result == BRISK_NUMBER_TOO_BIG) {
        return MAX_CONCURRENCY;
    }
    return result == BRISK_NUMBER_OK && count > 0 ? (size_t)count : 1;
}

static void *run_worker(void *context)
{
    worker *self = context;
    brisk_lambda_handler handler = brisk_bootstrap_handler(&self->bootstrap);
    self->outcome = brisk_runtime_run(&self->runtime, &handler);
    return NULL;
}

static bool start_thread(worker *self)
{
    pthread_attr_t attributes;
    size_t size = 0;
    if (pthread_attr_init(&attributes) != 0) {
        return false;
    }
    if (pthread_attr_getstacksize(&attributes, &size) == 0 && size < STACK_SIZE) {
        (void)pthread_attr_setstacksize(&attributes, STACK_SIZE);
    }
    self->has_thread = pthread_create(&self->thread, &attributes, run_worker, self) == 0;
    (void)pthread_attr_destroy(&attributes);
    return self->has_thread;
}

static brisk_status prepare(program *current, brisk_service *service)
{
    for (size_t i = 0; i < current->count; i++) {
        worker *self = &current->workers[i];
        brisk_status status = BRISK_OK;
        if (i > 0) { /* the first one's was there for errors at init */
            status = brisk_runtime_init(&self->runtime, current->address);
        }
        if (status == BRISK_OK) {
            status = brisk_bootstrap_init(&self->bootstrap, service);
        }
        if (status != BRISK_OK) {
            return status;
        }
        self->bootstrap.has_trace_variable = current->count == 1; /* the environment is the process's */
    }
    return BRISK_OK;
}

/* One worker that fails does not end the others. BRISK_OK where all were told to stop. */
static brisk_status run(program *current)
{
    for (size_t i = 1; i < current->count; i++) {
        if (!start_thread(&current->workers[i])) {
            brisk_log(BRISK_LOG_WARNING, "there are only %zu of %zu loops", i, current->count);
            break;
        }
    }
    run_worker(&current->workers[0]);
    brisk_status status = current->workers[0].outcome;
    for (size_t i = 1; i < current->count; i++) {
        if (current->workers[i].has_thread) {
            pthread_join(current->workers[i].thread, NULL);
            status = status == BRISK_OK ? current->workers[i].outcome : status;
        }
    }
    return status;
}

/* ---- init ---- */

static int fail_init(program *current, const char *type, const char *message)
{
    brisk_lambda_error error = {type, brisk_str_view(message)};
    if (brisk_runtime_init_error(&current->workers[0].runtime, &error) != BRISK_OK) {
        brisk_log(BRISK_LOG_ERROR, "the error at init could not be told");
    }
    return 1;
}

/* SnapStart (AWS: "Implementing SnapStart hooks for container images"). What the snapshot holds is in many environments at
 * once: connections are made anew; ids of requests are seeded at the first request, and no one has come before. */
static int take_snapshot(program *current, brisk_service *service)
{
    static const brisk_lambda_error restore_failed = {"Runtime.AfterRestoreError",
                                                      BRISK_STR("the app's function behind the restore failed")};
    brisk_runtime *runtime = &current->workers[0].runtime;
    if (brisk_service_before_snapshot(service) != BRISK_OK) {
        return fail_init(current, "Runtime.BeforeCheckpointError", "the app's function before the snapshot failed");
    }
    brisk_status status = brisk_runtime_restore(runtime);
    if (status != BRISK_OK) {
        return status == BRISK_CANCELLED ? 0 : 1; /* told to stop: the loops are, too, and end at once */
    }
    brisk_extension_wait_again(&current->extension);
    if (brisk_service_after_restore(service) == BRISK_OK) {
        return 0;
    }
    if (brisk_runtime_restore_error(runtime, &restore_failed) != BRISK_OK) {
        brisk_log(BRISK_LOG_ERROR, "the error behind the restore could not be told");
    }
    return 1;
}

static int serve(program *current, brisk_service *service, const brisk_app *app)
{
    if (brisk_service_start(service) != BRISK_OK) {
        return fail_init(current, "Function.StartFailed", "the app's start function failed");
    }
    brisk_status status = prepare(current, service);
    if (status != BRISK_OK) {
        return fail_init(current, "Runtime.OutOfMemory", brisk_status_text(status));
    }
    if (current->workers[0].bootstrap.problem != NULL) {
        return fail_init(current, "Runtime.InvalidSetting", current->workers[0].bootstrap.problem);
    }
    if (has_shutdown(app)) {
        expect_shutdown(current);
    }
    int code = 0;
    const char *kind = getenv("AWS_LAMBDA_INITIALIZATION_TYPE");
    if (kind != NULL && brisk_str_is(brisk_str_view(kind), "snap-start")) {
        code = take_snapshot(current, service);
    }
    if (code == 0) {
        code = run(current) == BRISK_OK ? 0 : 1;
    }
    running = NULL;
    brisk_service_stop(service);
    return code;
}

static int start(program *current, const brisk_app *app)
{
    char problem[512];
    brisk_service *service;
    if (brisk_runtime_init(&current->workers[0].runtime, current->address) != BRISK_OK) {
        brisk_log(BRISK_LOG_ERROR, "AWS_LAMBDA_RUNTIME_API is not host:port: %s", current->address);
        return 1;
    }
    brisk_status status = brisk_service_new(app, &service, problem, sizeof(problem));
    if (status != BRISK_OK) {
        bool is_usage = status == BRISK_USAGE;
        return fail_init(current, is_usage ? "Runtime.InvalidApp" : "Runtime.OutOfMemory",
                         is_usage ? problem : brisk_status_text(status));
    }
    int code = serve(current, service, app);
    brisk_service_free(service);
    return code;
}

int brisk_lambda_main(const brisk_app *app)
{
    static brisk_lambda_logs logs;
    program current = {.address = getenv("AWS_LAMBDA_RUNTIME_API"), .count = wanted_workers()};
    brisk_extension_init(&current.extension);
    if (current.address == NULL) {
        (void)fputs("This is the bootstrap of an AWS Lambda function: it runs where AWS_LAMBDA_RUNTIME_API is set.\n",
                    stderr);
        return 2;
    }
    brisk_lambda_logs_open(&logs);
    (void)signal(SIGPIPE, SIG_IGN);
    current.workers = brisk_heap_alloc_zeroed(current.count, sizeof(*current.workers));
    if (current.workers == NULL) {
        return 1;
    }
    for (size_t i = 0; i < current.count; i++) {
        current.workers[i].runtime.link.fd = -1;
    }
    int code = start(&current, app);
    for (size_t i = 0; i < current.count; i++) {
        brisk_runtime_clear(&current.workers[i].runtime);
        brisk_bootstrap_clear(&current.workers[i].bootstrap);
    }
    brisk_extension_close(&current.extension);
    brisk_heap_free(current.workers);
    brisk_log_set_sink(NULL);
    return code;
}

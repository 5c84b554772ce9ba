/* environment.c - one environment's phases (service.h draws them).
 *
 * All that can go wrong with a process ends in one place, ended(): it says by the phase what that means for the init or the
 * invocation. A process that could not be started at all comes there by a timer of 0 ms, so that no caller is ever called
 * back from within its own call. */
#include "gateway/function/environment.h"

#include "core/base64.h"
#include "core/clock.h"
#include "core/datetime.h"
#include "core/heap.h"
#include "gateway/function/deliver.h"
#include "gateway/function/extension.h"
#include "gateway/function/failure.h"
#include "gateway/function/function.h"
#include "gateway/function/handles.h"
#include "gateway/function/invocation.h"
#include "gateway/function/launch.h"
#include "gateway/function/memory.h"
#include "gateway/function/output.h"
#include "gateway/function/random.h"
#include "gateway/function/report.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum {
    SHUTDOWN_MS = 2000,         /* for external extensions, as on AWS */
    SHUTDOWN_INTERNAL_MS = 500, /* for internal ones */
    INIT_ERROR_MS = 500,        /* so long a runtime that reported a failed init may take to go */
    /* An environment that was idle so long is stopped. AWS freezes at once; signals to a group and back cost a warm request
     * some 15 µs and a trip through the scheduler, which a moment's wait saves whoever calls again soon. */
    FREEZE_MS = 5,
    FINISH_MS = 50, /* so long a new invocation waits for an environment that has answered, before another starts */
    ANSWER_KEPT = 256 * 1024,    /* of the memory for answers */
    LONG_INVOCATION_NS = 1000000 /* from here on the peak is asked of the kernel, too */
};

static void on_limit(uv_timer_t *timer);
static void on_pause(uv_timer_t *timer);

static void set_limit(brisk_environment *environment, int64_t ms)
{
    uv_update_time(environment->function->lambda->loop); /* a start of a process may have taken long since */
    (void)uv_timer_start(&environment->limit, on_limit, ms > 0 ? (uint64_t)ms : 0, 0);
}

static void set_finishing(brisk_environment *environment, bool is_finishing)
{
    if (environment->is_finishing != is_finishing) {
        environment->is_finishing = is_finishing;
        environment->function->finishing += is_finishing ? 1 : -1;
    }
}

static bool is_busy(brisk_phase phase)
{
    return phase == BRISK_PHASE_BUSY || phase == BRISK_PHASE_RESTARTING || phase == BRISK_PHASE_DONE;
}

static void set_phase(brisk_environment *environment, brisk_phase phase)
{
    brisk_function *function = environment->function;
    function->starting += (phase == BRISK_PHASE_STARTING) - (environment->phase == BRISK_PHASE_STARTING);
    function->busy += is_busy(phase) - is_busy(environment->phase);
    environment->phase = phase;
    if (phase != BRISK_PHASE_DONE) {
        set_finishing(environment, false);
    }
}

/* It can be given an invocation. */
static void set_free(brisk_environment *environment)
{
    environment->function->lambda->dispatcher->on_free(environment);
}

/* ---- its end ---- */

/* One handle of libuv's less; the last one frees an environment that is gone. */
static void one_closed(brisk_environment *environment)
{
    brisk_lambda *lambda = environment->function->lambda;
    if (--environment->handles == 0 && environment->phase == BRISK_PHASE_GONE) {
        brisk_buffer_clear(&environment->answer);
        brisk_buffer_clear(&environment->init_error);
        brisk_buffer_clear(&environment->output.line);
        brisk_package_release(environment->package);
        brisk_heap_free(environment);
        lambda->all_environments--;
        brisk_handles_close_when_unused(lambda);
    }
}

static void handle_closed(uv_handle_t *handle)
{
    one_closed(handle->data);
}

static void api_closed(void *context)
{
    one_closed(context);
}

static void gone(brisk_environment *environment)
{
    brisk_function *function = environment->function;
    if (environment->phase == BRISK_PHASE_GONE) {
        return;
    }
    brisk_function_count(environment, false);
    set_phase(environment, BRISK_PHASE_GONE);
    brisk_function_remove(environment);
    brisk_output_close(environment);
    brisk_memory_close(environment);
    uv_close((uv_handle_t *)&environment->limit, handle_closed);
    uv_close((uv_handle_t *)&environment->pause, handle_closed);
    if (!brisk_api_close(&environment->api)) {
        environment->handles--; /* it was never open; the timers hold the rest */
    }
    (void)brisk_folder_remove(environment->folder);
    brisk_function_tell(function, BRISK_CHANGE_ENDED, "");
    if (!function->lambda->is_stopping) {
        function->lambda->dispatcher->on_ended(function);
    }
}

static void thaw(brisk_environment *environment)
{
    if (environment->is_frozen) {
        environment->is_frozen = false;
        brisk_process_signal(&environment->process, SIGCONT);
    }
}

void brisk_environment_end(brisk_environment *environment)
{
    if (environment->phase >= BRISK_PHASE_ENDING) {
        return;
    }
    brisk_lambda_invocation *current = environment->current;
    (void)uv_timer_stop(&environment->pause);
    set_phase(environment, BRISK_PHASE_ENDING);
    brisk_function_count(environment, false);
    environment->current = NULL;
    if (current != NULL) {
        brisk_invocation_cancel(current);
    }
    if (environment->process.pid <= 0) {
        set_limit(environment, 0);
    } else if (environment->extension_count > 0) { /* else there is no word before the end (AWS, "Shutdown phase") */
        thaw(environment);
        bool is_external = brisk_extension_shutdown(environment);
        (void)kill(environment->process.pid, SIGTERM);
        set_limit(environment, is_external ? SHUTDOWN_MS : SHUTDOWN_INTERNAL_MS);
    } else {
        (void)uv_timer_stop(&environment->limit);
        brisk_process_signal(&environment->process, SIGKILL);
    }
}

/* ---- an invocation's end ---- */

static void forget_answer(brisk_environment *environment)
{
    if (environment->answer.capacity > ANSWER_KEPT) {
        brisk_buffer_clear(&environment->answer);
        brisk_buffer_init(&environment->answer, NULL, BRISK_PAYLOAD_MAX);
    } else {
        brisk_buffer_rewind(&environment->answer);
    }
}

static void measure(brisk_environment *environment)
{
    int64_t now = brisk_memory_now(environment, false);
    if (uv_hrtime() - environment->started_ns > LONG_INVOCATION_NS || !environment->is_reported) {
        int64_t peak = brisk_memory_peak(environment);
        now = peak > now ? peak : now;
    }
    environment->memory_bytes = now > environment->memory_bytes ? now : environment->memory_bytes;
}

/* The current invocation is over: its lines, then the word to whoever waits for them. */
static void conclude(brisk_environment *environment, const char *status, const char *type)
{
    brisk_lambda_invocation *current = environment->current;
    (void)uv_timer_stop(&environment->limit);
    brisk_output_drain(environment);
    brisk_output_flush(environment);
    measure(environment);
    brisk_report_end(environment, status, type);
    current->result.log_tail = (brisk_str){environment->tail, environment->tail_len};
    if (environment->tail_len > BRISK_TAIL_MAX) {
        current->result.log_tail =
            (brisk_str){environment->tail + environment->tail_len - BRISK_TAIL_MAX, BRISK_TAIL_MAX};
    }
    environment->current = NULL;
    environment->is_sent = false;
    brisk_invocation_conclude(current, brisk_buffer_view(&environment->answer));
    forget_answer(environment);
}

static void write_error(brisk_environment *environment, const char *type, const char *message, bool has_id)
{
    brisk_buffer_rewind(&environment->answer);
    brisk_buffer_append_printf(&environment->answer, "{\"errorType\":\"%s\",\"errorMessage\":\"", type);
    if (has_id) {
        brisk_buffer_append_printf(&environment->answer, "RequestId: %s Error: ", environment->current->request_id);
    }
    brisk_buffer_append_printf(&environment->answer, "%s\"}", message);
}

void brisk_environment_stream_error(brisk_environment *environment, brisk_str body)
{
    brisk_arena *arena = brisk_arena_new(0);
    brisk_bytes text = {0};
    brisk_buffer_rewind(&environment->answer);
    if (arena != NULL && brisk_base64_decode(arena, body, BRISK_BASE64_STANDARD, &text) == BRISK_OK) {
        brisk_buffer_append_str(&environment->answer, text);
    }
    brisk_arena_free(arena);
}

void brisk_environment_answered(brisk_environment *environment, brisk_invoke_outcome outcome, const char *error_type)
{
    brisk_lambda_invocation *current = environment->current;
    uint64_t now = uv_hrtime();
    if (error_type != NULL) {
        (void)snprintf(current->error_type, sizeof current->error_type, "%s", error_type);
        if (strcmp(error_type, "Function.ResponseSizeTooLarge") == 0) {
            write_error(environment, error_type,
                        "Response payload size exceeded maximum allowed payload size (6291556 bytes).", false);
        } else if (strcmp(error_type, "Runtime.TruncatedResponse") == 0) {
            write_error(environment, error_type, "The response was cut off", false);
        }
    }
    current->result.outcome = outcome;
    current->result.answered_ns = now;
    current->result.duration_ms = (double)(now - environment->started_ns) / 1e6;
    current->result.memory_bytes = environment->memory_bytes;
    set_phase(environment, BRISK_PHASE_DONE);
    set_finishing(environment, true);
    set_limit(environment, FINISH_MS);
    brisk_invocation_settle(current);
    if (!current->invoke.wants_tail && !current->invoke.is_event) { /* those wait for the end */
        brisk_invocation_tell(current, outcome, brisk_buffer_view(&environment->answer));
    }
}

/* ---- the end of a process ---- */

static void fail_current(brisk_environment *environment, const brisk_failure *why)
{
    brisk_lambda_invocation *current = environment->current;
    bool is_told_of = environment->has_init_error; /* by the runtime: its payload, and no line of ours */
    if (!environment->is_sent) {
        brisk_report_start(environment);
    }
    brisk_output_flush(environment);
    current->result.answered_ns = uv_hrtime();
    if (!current->is_answered) {
        current->result.outcome = BRISK_INVOKE_FAILED;
        (void)snprintf(current->error_type, sizeof current->error_type, "%s", why->type);
        if (is_told_of && environment->init_error.len != 0) {
            brisk_buffer_rewind(&environment->answer);
            brisk_buffer_append_str(&environment->answer, brisk_buffer_view(&environment->init_error));
        } else {
            write_error(environment, why->type, why->message, true);
        }
        brisk_invocation_settle(current);
    }
    if (!is_told_of) {
        brisk_report_failure(environment, why->type, why->message);
    }
    conclude(environment, why->status, strcmp(why->status, "timeout") == 0 ? NULL : why->type);
}

/* No process: after its exit (waitpid's status), or because none could be started. */
static void ended(brisk_environment *environment, int status)
{
    brisk_failure why;
    brisk_phase phase = environment->phase;
    brisk_failure_describe(environment, status, &why);
    environment->process.pid = 0;
    environment->is_frozen = false;
    brisk_output_drain(environment);
    brisk_output_close(environment);
    brisk_memory_close(environment);
    set_phase(environment, phase == BRISK_PHASE_ENDING ? phase : BRISK_PHASE_STOPPED);
    brisk_api_drop(&environment->api);
    environment->extension_count = 0;
    (void)uv_timer_stop(&environment->limit);
    if (phase == BRISK_PHASE_STARTING || phase == BRISK_PHASE_RESTARTING) {
        brisk_output_flush(environment);
        environment->init_end_ns = uv_hrtime();
        brisk_report_init_end(environment, why.status, strcmp(why.status, "timeout") == 0 ? NULL : why.type);
    }
    if (environment->current != NULL) {
        fail_current(environment, &why);
    }
    if (phase == BRISK_PHASE_ENDING || phase == BRISK_PHASE_IDLE) {
        brisk_function_unlist_idle(environment);
        gone(environment);
    } else if (environment->phase == BRISK_PHASE_STOPPED) { /* else a callback has ended it */
        set_free(environment);
    } else {
        gone(environment);
    }
}

void brisk_environment_exited(brisk_environment *environment, int status)
{
    if (environment->phase != BRISK_PHASE_GONE) {
        measure(environment);
        ended(environment, status);
    }
}

/* ---- limits ---- */

static void on_limit(uv_timer_t *timer)
{
    brisk_environment *environment = timer->data;
    const brisk_function_config *config = environment->function->config;
    if (environment->process.pid <= 0) {
        ended(environment, 0); /* it was never started */
        return;
    }
    if (environment->phase == BRISK_PHASE_DONE && environment->is_finishing) {
        int64_t spent = (int64_t)((uv_hrtime() - environment->started_ns) / 1000000);
        set_finishing(environment, false); /* it takes its time: those who wait get another */
        set_limit(environment, (int64_t)config->timeout_ms - spent);
        environment->function->lambda->dispatcher->on_waiting(environment->function);
        return;
    }
    if (environment->phase != BRISK_PHASE_ENDING && !environment->has_init_error) {
        environment->is_timed_out = true;
    }
    environment->is_doomed = true;
    brisk_process_signal(&environment->process, SIGKILL);
}

void brisk_environment_init_failed(brisk_environment *environment)
{
    set_limit(environment, INIT_ERROR_MS);
}

/* ---- init ---- */

static void launch(brisk_environment *environment)
{
    char problem[256];
    environment->init_start_ns = uv_hrtime();
    environment->init_end_ns = 0;
    environment->is_timed_out = environment->is_doomed = environment->has_init_error = false;
    environment->is_sent = false;
    environment->launch_error[0] = '\0';
    brisk_buffer_rewind(&environment->init_error);
    if (brisk_environment_launch(environment, problem, sizeof problem) != BRISK_OK) {
        brisk_function_tell(environment->function, BRISK_CHANGE_BROKEN, problem);
        set_limit(environment, 0);
    }
}

static brisk_log_stream *open_stream(brisk_environment *environment)
{
    brisk_lambda *lambda = environment->function->lambda;
    char id[33], day[BRISK_DATETIME_TEXT];
    brisk_log_stream *stream = NULL;
    brisk_lambda_hex(lambda, id, 32);
    (void)brisk_datetime_format(day, (brisk_datetime){.us = brisk_clock_wall_us(), .has_offset = true});
    (void)snprintf(environment->stream_name, sizeof environment->stream_name, "%.4s/%.2s/%.2s/[$LATEST]%s", day,
                   day + 5, day + 8, id);
    if (lambda->logs == NULL || brisk_log_store_stream(lambda->logs, environment->function->log_group,
                                                       brisk_str_view(environment->stream_name), &stream) != BRISK_OK) {
        return NULL; /* a full disk must not stop the function */
    }
    return stream;
}

brisk_environment *brisk_environment_new(brisk_function *function)
{
    brisk_lambda *lambda = function->lambda;
    char id[33];
    brisk_environment *environment = brisk_heap_alloc_zeroed(1, sizeof *environment);
    if (environment == NULL) {
        return NULL;
    }
    brisk_lambda_hex(lambda, id, 32);
    environment->function = function;
    environment->package = function->package;
    environment->package->users++;
    environment->phase = BRISK_PHASE_STOPPED;
    environment->statm_fd = environment->status_fd = -1;
    environment->output = (brisk_output){.fd = -1, .closed = one_closed};
    environment->api = (brisk_api){
        .handler = lambda->runtime, .context = environment, .scratch = lambda->scratch, .closed = api_closed};
    brisk_buffer_init(&environment->answer, NULL, BRISK_PAYLOAD_MAX);
    brisk_buffer_init(&environment->init_error, NULL, BRISK_EVENT_PAYLOAD_MAX);
    brisk_buffer_init(&environment->output.line, NULL, BRISK_LINE_MAX);
    (void)uv_timer_init(lambda->loop, &environment->limit);
    (void)uv_timer_init(lambda->loop, &environment->pause);
    environment->limit.data = environment->pause.data = environment;
    environment->handles = 3; /* the timers and the API */
    lambda->all_environments++;
    brisk_function_add(environment);
    brisk_function_count(environment, true);
    bool is_named =
        brisk_path_print(environment->folder, sizeof environment->folder, "%s/run/%s", lambda->data_dir, id);
    if (!is_named || brisk_api_open(&environment->api, lambda->loop) != BRISK_OK) {
        gone(environment);
        return NULL;
    }
    environment->stream = open_stream(environment);
    function->cold_starts++;
    set_phase(environment, BRISK_PHASE_STARTING);
    brisk_report_init_start(environment);
    set_limit(environment, function->config->init_timeout_ms);
    launch(environment);
    brisk_memory_watch(lambda);
    brisk_function_tell(function, BRISK_CHANGE_COLD, "");
    return environment;
}

/* Runtime and extensions all wait for the next event. */
static bool is_ready(const brisk_environment *environment)
{
    for (int i = 0; i < environment->extension_count; i++) {
        if (!environment->extensions[i].is_ready) {
            return false;
        }
    }
    return environment->waiting != NULL;
}

static void init_done(brisk_environment *environment)
{
    environment->init_end_ns = uv_hrtime();
    brisk_output_drain(environment);
    brisk_output_flush(environment);
    int64_t peak = brisk_memory_peak(environment); /* one that ends in its invocation cannot be asked any more */
    environment->memory_bytes = peak > environment->memory_bytes ? peak : environment->memory_bytes;
    brisk_report_init_end(environment, NULL, NULL);
}

void brisk_environment_asked(brisk_environment *environment)
{
    if (environment->is_doomed || !is_ready(environment)) {
        return;
    }
    switch (environment->phase) {
    case BRISK_PHASE_STARTING:
        (void)uv_timer_stop(&environment->limit);
        init_done(environment);
        set_phase(environment, BRISK_PHASE_IDLE);
        brisk_function_tell(environment->function, BRISK_CHANGE_READY, "");
        set_free(environment);
        break;
    case BRISK_PHASE_RESTARTING:
        init_done(environment);
        set_phase(environment, BRISK_PHASE_BUSY);
        brisk_environment_deliver(environment);
        break;
    case BRISK_PHASE_BUSY:
        if (!environment->is_sent) { /* its connection had broken */
            brisk_environment_deliver(environment);
        }
        break;
    case BRISK_PHASE_DONE: {
        bool is_error = environment->current->result.outcome == BRISK_INVOKE_FAILED;
        char type[BRISK_ERROR_TYPE_MAX];
        memcpy(type, environment->current->error_type, sizeof type);
        conclude(environment, is_error ? "error" : NULL, is_error ? type : NULL);
        if (environment->phase == BRISK_PHASE_DONE) { /* else a callback has ended it */
            set_phase(environment, BRISK_PHASE_IDLE);
            set_free(environment);
        }
        break;
    }
    default:
        break;
    }
}

/* ---- invocations ---- */

void brisk_environment_run(brisk_environment *environment, brisk_lambda_invocation *invocation)
{
    brisk_function *function = environment->function;
    brisk_invoke_result *result = &invocation->result;
    uint64_t now = uv_hrtime();
    (void)uv_timer_stop(&environment->pause);
    environment->current = invocation;
    environment->started_ns = result->started_ns = now;
    environment->tail_len = 0;
    environment->is_sent = false;
    result->log_group = function->log_group;
    result->log_stream = brisk_str_view(environment->stream_name);
    set_limit(environment, function->config->timeout_ms);
    brisk_memory_watch(function->lambda);
    if (environment->phase == BRISK_PHASE_STOPPED) {
        environment->is_restart = true;
        environment->is_reported = true; /* its time is the invocation's */
        set_phase(environment, BRISK_PHASE_RESTARTING);
        launch(environment);
        result->init_start_ns = environment->init_start_ns;
        return;
    }
    if (!environment->is_reported) {
        environment->is_reported = result->is_cold = true;
        result->init_start_ns = environment->init_start_ns;
        result->init_end_ns = environment->init_end_ns;
        result->init_ms = (double)(environment->init_end_ns - environment->init_start_ns) / 1e6;
    }
    thaw(environment);
    set_phase(environment, BRISK_PHASE_BUSY);
    brisk_environment_deliver(environment);
}

/* ---- rest ---- */

static void on_pause(uv_timer_t *timer)
{
    brisk_environment *environment = timer->data;
    const brisk_gateway_config *config = environment->function->lambda->config;
    if (environment->phase != BRISK_PHASE_IDLE) {
        return;
    }
    if (config->is_frozen && !environment->is_frozen) {
        environment->is_frozen = true;
        brisk_process_signal(&environment->process, SIGSTOP);
        (void)uv_timer_start(&environment->pause, on_pause, (uint64_t)config->idle_ms, 0);
        return;
    }
    brisk_function_unlist_idle(environment);
    brisk_environment_end(environment);
}

void brisk_environment_rest(brisk_environment *environment)
{
    const brisk_gateway_config *config = environment->function->lambda->config;
    (void)uv_timer_start(&environment->pause, on_pause, config->is_frozen ? FREEZE_MS : (uint64_t)config->idle_ms, 0);
}

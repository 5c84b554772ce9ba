/* report.c - what the Lambda service itself writes to a function's log: INIT_START, START, END, REPORT, INIT_REPORT, in the
 * text format, or as platform events where the function's log format is JSON (AWS, "Telemetry API Event schema reference").
 * In JSON each has a level, and those below the system log level are not written. */
#include "gateway/function/report.h"

#include "core/clock.h"
#include "core/datetime.h"
#include "core/str.h"
#include "gateway/function/output.h"
#include "gateway/function/random.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define RUNTIME_VERSION "provided:al2023.v0"

typedef enum system_level { LEVEL_DEBUG, LEVEL_INFO, LEVEL_WARN } system_level;

enum { LINE_MAX_LEN = 2048 };

static bool is_json(const brisk_environment *environment)
{
    return environment->function->config->log_format == BRISK_LOG_FORMAT_JSON;
}

static void put(brisk_environment *environment, const char *line, int len)
{
    size_t count = len < 0 ? 0 : (size_t)len < LINE_MAX_LEN ? (size_t)len : LINE_MAX_LEN - 1;
    brisk_output_event(environment, (brisk_str){line, count});
}

static const char *now_text(char *text, int64_t *us)
{
    int64_t now = brisk_clock_wall_us();
    *us = now;
    brisk_str whole = brisk_datetime_format(text, (brisk_datetime){.us = now - now % 1000000, .has_offset = true});
    /* 2026-01-31T12:00:00Z: the milliseconds always, as AWS has them */
    (void)snprintf(text + whole.len - 1, 8, ".%03uZ", (unsigned)(now / 1000 % 1000) % 1000U);
    return text;
}

static void put_json(brisk_environment *environment, system_level level, const char *type, const char *record)
{
    brisk_str least = environment->function->config->system_log_level;
    system_level wanted = brisk_str_is_ignore_case(least, "DEBUG")  ? LEVEL_DEBUG
                          : brisk_str_is_ignore_case(least, "WARN") ? LEVEL_WARN
                                                                    : LEVEL_INFO;
    char line[LINE_MAX_LEN], time[BRISK_DATETIME_TEXT + 8];
    int64_t us = 0;
    if (level >= wanted) {
        put(environment, line,
            snprintf(line, sizeof line, "{\"time\":\"%s\",\"type\":\"platform.%s\",\"record\":{%s}}\n",
                     now_text(time, &us), type, record));
    }
}

static double ms_between(uint64_t from_ns, uint64_t to_ns)
{
    return to_ns > from_ns ? (double)(to_ns - from_ns) / 1e6 : 0;
}

/* The error type as AWS's REPORT has it: a stranger's becomes Runtime.Unknown. */
static const char *public_type(const char *type)
{
    /* (Runtime|Function|Extension|Sandbox).[A-Z][A-Za-z]+; anything else is Unknown (AWS's RAPID) */
    static const char *const FAMILIES[] = {"Runtime.", "Function.", "Extension.", "Sandbox."};
    for (size_t i = 0; i < sizeof FAMILIES / sizeof *FAMILIES; i++) {
        size_t len = strlen(FAMILIES[i]);
        if (strncmp(type, FAMILIES[i], len) != 0) {
            continue;
        }
        const char *at = type + len;
        bool is_good = *at >= 'A' && *at <= 'Z' && at[1] != '\0';
        for (; *at != '\0'; at++) {
            is_good = is_good && brisk_char_is_alpha(*at);
        }
        return is_good ? type : i == 1 ? "Function.Unknown" : "Runtime.Unknown";
    }
    return "Runtime.Unknown";
}

/* The runtime's version changes with no code here: a number that is none, of a form that readers of logs expect. */
static void runtime_arn(const brisk_environment *environment, char *out, size_t size)
{
    brisk_str region = environment->function->lambda->config->region;
    (void)snprintf(out, size, "arn:aws:lambda:%.*s::runtime:%064d", (int)region.len, region.ptr, 0);
}

void brisk_report_init_start(brisk_environment *environment)
{
    char line[LINE_MAX_LEN], arn[256];
    runtime_arn(environment, arn, sizeof arn);
    if (!is_json(environment)) {
        put(environment, line,
            snprintf(line, sizeof line, "INIT_START Runtime Version: " RUNTIME_VERSION "\tRuntime Version ARN: %s\n",
                     arn));
        return;
    }
    brisk_str name = environment->function->config->name;
    (void)snprintf(line, sizeof line,
                   "\"initializationType\":\"on-demand\",\"phase\":\"%s\",\"runtimeVersion\":\"" RUNTIME_VERSION
                   "\",\"runtimeVersionArn\":\"%s\",\"functionName\":\"%.*s\",\"functionVersion\":\"$LATEST\"",
                   environment->is_restart ? "invoke" : "init", arn, (int)name.len, name.ptr);
    put_json(environment, LEVEL_INFO, "initStart", line);
}

void brisk_report_init_end(brisk_environment *environment, const char *status, const char *error_type)
{
    char line[LINE_MAX_LEN], error[BRISK_ERROR_TYPE_MAX + 32] = "";
    const char *phase = environment->is_restart ? "invoke" : "init";
    double ms = ms_between(environment->init_start_ns, environment->init_end_ns);
    if (!is_json(environment)) {
        if (status == NULL) {
            return; /* the text format tells of an init that failed only; else REPORT has the figure */
        }
        if (error_type != NULL) {
            (void)snprintf(error, sizeof error, "\tError Type: %s", public_type(error_type));
        }
        put(environment, line,
            snprintf(line, sizeof line, "INIT_REPORT Init Duration: %.2f ms\tPhase: %s\tStatus: %s%s\n", ms, phase,
                     status, error));
        return;
    }
    system_level level = status == NULL ? LEVEL_DEBUG : LEVEL_WARN;
    if (error_type != NULL) {
        (void)snprintf(error, sizeof error, ",\"errorType\":\"%s\"", public_type(error_type));
    }
    (void)snprintf(line, sizeof line, "\"initializationType\":\"on-demand\",\"phase\":\"%s\",\"status\":\"%s\"%s",
                   phase, status == NULL ? "success" : status, error);
    put_json(environment, level, "initRuntimeDone", line);
    size_t len = strlen(line);
    (void)snprintf(line + len, sizeof line - len, ",\"metrics\":{\"durationMs\":%.3f}", ms);
    put_json(environment, level, "initReport", line);
}

void brisk_report_start(brisk_environment *environment)
{
    char line[LINE_MAX_LEN];
    const char *id = environment->current->request_id;
    if (!is_json(environment)) {
        put(environment, line, snprintf(line, sizeof line, "START RequestId: %s Version: $LATEST\n", id));
        return;
    }
    (void)snprintf(line, sizeof line, "\"requestId\":\"%s\",\"version\":\"$LATEST\"", id);
    put_json(environment, LEVEL_INFO, "start", line);
}

void brisk_report_failure(brisk_environment *environment, const char *type, const char *message)
{
    char line[LINE_MAX_LEN], time[BRISK_DATETIME_TEXT + 8];
    const char *id = environment->current->request_id;
    int64_t us = 0;
    (void)now_text(time, &us);
    if (is_json(environment)) {
        put(environment, line,
            snprintf(line, sizeof line,
                     "{\"timestamp\":\"%s\",\"level\":\"ERROR\",\"requestId\":\"%s\",\"errorType\":\"%s\","
                     "\"message\":\"%s\"}\n",
                     time, id, type, message));
    } else if (strcmp(type, "Sandbox.Timedout") == 0) {
        put(environment, line, snprintf(line, sizeof line, "%s %s %s\n\n", time, id, message));
    } else {
        put(environment, line, snprintf(line, sizeof line, "RequestId: %s Error: %s\n%s\n", id, message, type));
    }
}

/* ---- END and REPORT ---- */

static void fill_figures(brisk_environment *environment, const char *status)
{
    brisk_lambda_invocation *current = environment->current;
    const brisk_function_config *config = environment->function->config;
    double duration = ms_between(environment->started_ns, uv_hrtime());
    if (status != NULL && strcmp(status, "timeout") == 0) { /* what the kill took is nobody's */
        duration = (double)config->timeout_ms;
    }
    current->result.duration_ms = duration;
    current->result.init_ms =
        current->result.is_cold ? ms_between(environment->init_start_ns, environment->init_end_ns) : 0;
    current->result.billed_ms = ceil(duration + current->result.init_ms);
    current->result.memory_bytes = environment->memory_bytes;
}

static int64_t used_mb(const brisk_environment *environment)
{
    int64_t most = environment->function->config->memory_mb;
    int64_t used = (environment->memory_bytes + 1048575) / 1048576;
    return used > most ? most : used;
}

static void put_report_text(brisk_environment *environment, const char *status, const char *error_type)
{
    const brisk_lambda_invocation *current = environment->current;
    char line[LINE_MAX_LEN], init[64] = "", end[BRISK_ERROR_TYPE_MAX + 64] = "", trace[BRISK_TRACE_ID_MAX + 96] = "";
    if (current->result.is_cold) {
        (void)snprintf(init, sizeof init, "Init Duration: %.2f ms\t", current->result.init_ms);
    }
    if (status != NULL) {
        (void)snprintf(end, sizeof end, "Status: %s%s%s", status, error_type != NULL ? "\tError Type: " : "",
                       error_type != NULL ? public_type(error_type) : "");
    }
    if (environment->function->config->is_traced && strncmp(current->trace_id, "Root=", 5) == 0) {
        char segment[17];
        brisk_lambda_hex(environment->function->lambda, segment, 16);
        (void)snprintf(trace, sizeof trace, "XRAY TraceId: %.*s\tSegmentId: %s\tSampled: %s\t\n",
                       (int)strcspn(current->trace_id + 5, ";"), current->trace_id + 5, segment,
                       strstr(current->trace_id, "Sampled=1") != NULL ? "true" : "false");
    }
    put(environment, line, snprintf(line, sizeof line, "END RequestId: %s\n", current->request_id));
    put(environment, line,
        snprintf(line, sizeof line,
                 "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %.0f ms\tMemory Size: %d MB\t"
                 "Max Memory Used: %lld MB\t%s%s\n%s",
                 current->request_id, current->result.duration_ms, current->result.billed_ms,
                 (int)environment->function->config->memory_mb, (long long)used_mb(environment), init, end, trace));
}

static void put_report_json(brisk_environment *environment, const char *status, const char *error_type)
{
    const brisk_lambda_invocation *current = environment->current;
    char line[LINE_MAX_LEN], init[64] = "", error[BRISK_ERROR_TYPE_MAX + 32] = "";
    bool is_failure = current->result.outcome == BRISK_INVOKE_FAILED && status != NULL &&
                      strcmp(status, "error") == 0 &&
                      environment->process.pid > 0; /* the runtime lives and said so itself */
    const char *word = status == NULL ? "success" : is_failure ? "failure" : status;
    system_level level = status == NULL ? LEVEL_DEBUG : LEVEL_WARN;
    if (error_type != NULL) {
        (void)snprintf(error, sizeof error, ",\"errorType\":\"%s\"", public_type(error_type));
    }
    if (current->result.is_cold) {
        (void)snprintf(init, sizeof init, ",\"initDurationMs\":%.3f", current->result.init_ms);
    }
    (void)snprintf(line, sizeof line,
                   "\"requestId\":\"%s\",\"status\":\"%s\"%s,\"metrics\":{\"durationMs\":%.3f,\"producedBytes\":%zu}",
                   current->request_id, word, error, current->result.duration_ms, environment->answer.len);
    put_json(environment, level, "runtimeDone", line);
    (void)snprintf(
        line, sizeof line,
        "\"requestId\":\"%s\",\"metrics\":{\"durationMs\":%.3f,\"billedDurationMs\":%.0f,\"memorySizeMB\":%d,"
        "\"maxMemoryUsedMB\":%lld%s},\"status\":\"%s\"%s",
        current->request_id, current->result.duration_ms, current->result.billed_ms,
        (int)environment->function->config->memory_mb, (long long)used_mb(environment), init, word, error);
    put_json(environment, status == NULL ? LEVEL_INFO : LEVEL_WARN, "report", line);
}

void brisk_report_end(brisk_environment *environment, const char *status, const char *error_type)
{
    fill_figures(environment, status);
    if (is_json(environment)) {
        put_report_json(environment, status, error_type);
    } else {
        put_report_text(environment, status, error_type);
    }
}

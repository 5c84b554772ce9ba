/* host.c - measures a Lambda bootstrap: `host [options] -- command [argument…]`.
 *
 *     --event FILE     an event as JSON; the answer that is expected to it is in FILE with .expect for .json.
 *                      Several times: the warm runs are made of each for itself, or of all in turn with --mix
 *     --expect FILE    what is expected of the last --event instead
 *     --cold N         N starts: exec to the first request for an event, and to the first answer (to the first event)
 *     --warm N         N invocations of one process, after --settle N (1000) that do not count
 *     --rounds N       the warm run N times over in the same process; all are reported
 *     --mix            events in turn
 *     --env NAME=TEXT  for the runtime, beside what Lambda sets. --handler TEXT: _HANDLER. --cwd DIR
 *     --cpu N          the processor for both; the last one where not given
 *     --timeout S      without any progress (20)
 *     --grace MS       between SIGTERM and SIGKILL at the end of the warm run (0: SIGKILL at once)
 *
 * Prints one JSON object. Ends with 1 where an answer is wrong or does not come, saying why; with 2 on wrong usage. */
#include "host.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVENTS = 8, VARIABLES = 32 };

typedef struct options {
    const char *events[EVENTS], *expects[EVENTS];
    size_t event_count;
    size_t cold, warm, settle, rounds;
    int cpu, timeout_ms, grace_ms;
    bool is_mixed;
    host_command command;
} options;

/* One warm run. */
typedef struct round_result {
    double p50_us, p99_us, mean_us, per_second, cpu_us, faults;
} round_result;

static _Noreturn void usage(void)
{
    (void)fputs("usage: host --event FILE [--expect FILE] [--cold N] [--warm N] [--settle N] [--rounds N] [--mix]\n"
                "            [--env NAME=TEXT] [--handler TEXT] [--cwd DIR] [--cpu N] [--timeout S] [--grace MS]\n"
                "            -- command [argument…]\n",
                stderr);
    exit(2);
}

static size_t number(const char *text, size_t max)
{
    char *end = NULL;
    unsigned long value = strtoul(text, &end, 10);
    if (*end || end == text || *text == '-' || value > max) {
        usage();
    }
    return value;
}

static void take_number(options *o, const char *name, const char *value)
{
    if (strcmp(name, "--cold") == 0) {
        o->cold = number(value, 100000);
    } else if (strcmp(name, "--warm") == 0) {
        o->warm = number(value, 10000000);
    } else if (strcmp(name, "--settle") == 0) {
        o->settle = number(value, 10000000);
    } else if (strcmp(name, "--rounds") == 0) {
        o->rounds = number(value, 1000);
    } else if (strcmp(name, "--cpu") == 0) {
        o->cpu = (int)number(value, 1023);
    } else if (strcmp(name, "--timeout") == 0) {
        o->timeout_ms = (int)number(value, 3600) * 1000;
    } else if (strcmp(name, "--grace") == 0) {
        o->grace_ms = (int)number(value, 60000);
    } else {
        usage();
    }
}

static void take_option(options *o, const char *name, char *value)
{
    if (strcmp(name, "--event") == 0 && o->event_count < EVENTS) {
        o->events[o->event_count++] = value;
    } else if (strcmp(name, "--expect") == 0 && o->event_count > 0) {
        o->expects[o->event_count - 1] = value;
    } else if (strcmp(name, "--env") == 0 && o->command.env_count < VARIABLES) {
        o->command.env[o->command.env_count++] = value;
    } else if (strcmp(name, "--handler") == 0) {
        o->command.handler = value;
    } else if (strcmp(name, "--cwd") == 0) {
        o->command.cwd = value;
    } else {
        take_number(o, name, value);
    }
}

static void read_options(options *o, int argc, char **argv)
{
    int i = 1;
    for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--mix") == 0) {
            o->is_mixed = true;
        } else if (i + 1 < argc) {
            take_option(o, argv[i], argv[i + 1]);
            i++;
        } else {
            usage();
        }
    }
    if (i + 1 >= argc || o->event_count == 0) {
        usage();
    }
    o->command.argv = &argv[i + 1];
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static double us(uint64_t ns)
{
    return (double)ns / 1000;
}

static void print_list(const char *name, const uint64_t *ns, size_t count)
{
    (void)printf("\"%s\": [", name);
    for (size_t i = 0; i < count; i++) {
        (void)printf("%s%.1f", i ? ", " : "", us(ns[i]));
    }
    (void)printf("]");
}

static void run_cold(const options *o, host_api *api, host_event *event)
{
    host_counts counts = {0};
    uint64_t peak_kb = 0, faults = 0;
    uint64_t *next = grow(NULL, o->cold * sizeof *next), *answer = grow(NULL, o->cold * sizeof *answer);
    for (size_t i = 0; i < o->cold; i++) {
        process_start(api->process, &o->command, api->port);
        api_run(api, event, 1, 1, NULL);
        next[i] = api->first_next_ns - process_exec_ns();
        answer[i] = api->answered_ns - process_exec_ns();
        process_read(api->process, &counts);
        peak_kb = counts.peak_rss_kb > peak_kb ? counts.peak_rss_kb : peak_kb;
        faults = counts.minor_faults;
        process_end(api->process, 0);
        api_reset(api);
    }
    (void)printf("\"cold\": {");
    print_list("first_next_us", next, o->cold);
    (void)printf(", ");
    print_list("first_answer_us", answer, o->cold);
    (void)printf(", \"rss_kb\": %llu, \"faults\": %llu}", (unsigned long long)peak_kb, (unsigned long long)faults);
    free(next);
    free(answer);
}

static round_result run_round(const options *o, host_api *api, host_event *events, size_t event_count,
                              uint64_t *latency)
{
    host_counts before, after;
    round_result r;
    uint64_t sum = 0;
    process_read(api->process, &before);
    uint64_t started = now_ns();
    api_run(api, events, event_count, o->warm, latency);
    uint64_t ns = api->answered_ns - started;
    process_read(api->process, &after);
    qsort(latency, o->warm, sizeof *latency, compare);
    for (size_t i = 0; i < o->warm; i++) {
        sum += latency[i];
    }
    double count = (double)o->warm;
    r.p50_us = us(latency[o->warm / 2]);
    r.p99_us = us(latency[o->warm * 99 / 100]);
    r.mean_us = us(sum) / count;
    r.per_second = count * 1e9 / (double)ns;
    r.cpu_us = us(after.cpu_ns - before.cpu_ns) / count;
    r.faults = (double)(after.minor_faults - before.minor_faults);
    return r;
}

static void run_warm(const options *o, host_api *api, host_event *events)
{
    host_counts counts;
    size_t groups = o->is_mixed ? 1 : o->event_count, of_group = o->is_mixed ? o->event_count : 1;
    uint64_t *latency = grow(NULL, o->warm * sizeof *latency);
    process_start(api->process, &o->command, api->port);
    for (size_t g = 0; g < groups && o->settle > 0; g++) {
        api_run(api, events + g, of_group, o->settle, NULL);
    }
    memset(latency, 0, o->warm * sizeof *latency); /* touched now, not while it is measured */
    (void)printf("\"warm\": {");
    for (size_t g = 0; g < groups; g++) {
        (void)printf("%s\"%s\": [", g ? ", " : "", o->is_mixed ? "all" : events[g].path);
        for (size_t i = 0; i < o->rounds; i++) {
            round_result r = run_round(o, api, events + g, of_group, latency);
            (void)printf(
                "%s{\"p50_us\": %.2f, \"p99_us\": %.2f, \"mean_us\": %.2f, \"per_second\": %.0f, \"cpu_us\": %.3f, "
                "\"faults\": %.0f}",
                i ? ", " : "", r.p50_us, r.p99_us, r.mean_us, r.per_second, r.cpu_us, r.faults);
        }
        (void)printf("]");
    }
    process_read(api->process, &counts);
    (void)printf("}, \"warm_rss_kb\": %llu", (unsigned long long)counts.peak_rss_kb);
    process_end(api->process, o->grace_ms);
    api_reset(api);
    free(latency);
}

int main(int argc, char **argv)
{
    char *variables[VARIABLES];
    options o = {.settle = 1000, .rounds = 1, .cpu = -1, .timeout_ms = 20000, .command = {.handler = "app.handler"}};
    o.command.env = variables;
    read_options(&o, argc, argv);
    (void)signal(SIGPIPE, SIG_IGN);

    host_event events[EVENTS];
    host_process process = {0};
    host_api api;
    for (size_t i = 0; i < o.event_count; i++) {
        event_open(&events[i], o.events[i], o.expects[i]);
    }
    int cpu = pin_to_cpu(o.cpu);
    api_open(&api, &process, o.timeout_ms);
    (void)printf("{\"cpu\": %d", cpu);
    if (o.cold > 0) {
        (void)printf(", ");
        run_cold(&o, &api, events);
    }
    if (o.warm > 0) {
        (void)printf(", ");
        run_warm(&o, &api, events);
    }
    (void)printf("}\n");
    api_close(&api);
    for (size_t i = 0; i < o.event_count; i++) {
        event_close(&events[i]);
    }
    return fflush(stdout) == 0 ? 0 : 1;
}

/* host.h - a Runtime API host that measures: it starts a Lambda bootstrap, gives it events, and checks each answer.
 *
 *     host.c      options, the cold and the warm runs, the report
 *     api.c       the Runtime API on loopback: requests in, events out, times taken
 *     process.c   the runtime's process: its start and end, and what the kernel counts of it
 *     check.c     files, and whether an answer is the one that is expected
 *
 * One thread, one runtime at a time, both on one processor: then a cycle is what both of them compute, and no idle
 * processor has to wake up. All times are CLOCK_MONOTONIC, in nanoseconds. */
#ifndef BENCH_LAMBDA_HOST_H
#define BENCH_LAMBDA_HOST_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* ---- check.c ---- */

/** An event, and the answer that is expected to it. */
typedef struct host_event {
    const char *path;
    char *json; /* without white space, as the gateway sends it */
    size_t json_len;
    int status;
    char *body; /* JSON without white space */
    size_t body_len;
    char *known; /* the last answer that was found right: the same bytes again need no second look */
    size_t known_len, known_size;
} host_event;

/** Prints "host: …" and ends the process with 1: a benchmark that goes wrong says nothing further. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Memory that is there, or the process ends. */
void *grow(void *memory, size_t size);

/** Reads FILE.json, and what is expected of it: expect, or FILE.expect where that is NULL (first line: the status; the
 *  rest: the body as JSON). Ends the process where they cannot be read. */
void event_open(host_event *event, const char *path, const char *expect);
void event_close(host_event *event);

/** Whether an answer (an object with statusCode and body, as API Gateway takes it) is the expected one; else why not. */
bool event_check(host_event *event, const char *answer, size_t len, char *why, size_t why_size);

/* ---- process.c ---- */

typedef struct host_command {
    char **argv;
    const char *cwd;     /* NULL: ours */
    const char *handler; /* _HANDLER */
    char **env;          /* more variables, NAME=VALUE */
    size_t env_count;
} host_command;

typedef struct host_process {
    pid_t pid;  /* 0: none */
    int log_fd; /* what it writes to stdout and stderr */
} host_process;

/** What the kernel has counted of a process since its start. */
typedef struct host_counts {
    uint64_t cpu_ns;       /* user and system, of all threads, also of those that ended */
    uint64_t minor_faults; /* pages that were touched for the first time */
    uint64_t peak_rss_kb;
} host_counts;

uint64_t now_ns(void);

/** Binds this process, and those it starts, to one processor; below 0: the last one that is allowed. Returns which, or -1. */
int pin_to_cpu(int cpu);

/** Starts the command with an environment like Lambda's and no other, in a process group of its own. */
void process_start(host_process *process, const host_command *command, unsigned port);

/** When the process that was started last was about to be replaced by its program. */
uint64_t process_exec_ns(void);

/** Whether it has not ended by itself. */
bool process_is_alive(host_process *process);

/** Prints the end of what it wrote, for a failure. */
void process_show_log(const host_process *process);

/** Ends it and all that it started: SIGTERM and a grace, or SIGKILL at once where grace_ms is 0. */
void process_end(host_process *process, int grace_ms);
void process_read(const host_process *process, host_counts *out);

/* ---- api.c ---- */

enum { HOST_CONNECTIONS = 16 };

typedef struct host_connection {
    int fd; /* below 0: free */
    char *in, *out;
    size_t in_len, in_size, out_len, out_size;
    bool was_continued; /* it has been told to send the body */
} host_connection;

typedef struct host_api {
    int listener;
    unsigned port;
    host_process *process;
    int timeout_ms; /* without any progress */
    host_connection connections[HOST_CONNECTIONS];
    host_connection *held;     /* has asked for an event, and there is none yet */
    host_connection *sends_to; /* its output holds an event: the clock starts when it is sent */

    host_event *events;
    size_t event_count, event; /* in turn, unless there is one only */
    bool is_running;           /* an event is out, and its answer is not here yet */
    uint64_t number;           /* of the invocation, in its id */
    uint64_t sent_ns, first_next_ns, answered_ns;
    size_t done, wanted; /* of this run */
    uint64_t *latency_ns;
} host_api;

void api_open(host_api *api, host_process *process, int timeout_ms);
void api_close(host_api *api);

/** Forgets the connections of a runtime that has ended. */
void api_reset(host_api *api);

/** Runs count invocations of events, in turn; latency_ns (NULL: not wanted) takes the time from event to answer of each.
 *  Ends the process where an answer is wrong, or does not come. */
void api_run(host_api *api, host_event *events, size_t event_count, size_t count, uint64_t *latency_ns);

#endif

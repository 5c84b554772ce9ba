/* process.c - the runtime's process: its start and end, and what the kernel counts of it.
 *
 * The moment of exec is taken in the child itself, right before execve, in a page that both share: fork's own cost is the
 * host's. The process clock counts nanoseconds of all threads; /proc's ticks are too coarse. */
#define _GNU_SOURCE /* sched_setaffinity */
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What parent and child tell each other. */
typedef struct shared {
    uint64_t exec_ns;
    int error; /* of what failed before or at execve */
} shared;

static shared *page;

uint64_t now_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

int pin_to_cpu(int cpu)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) {
        return -1;
    }
    for (int i = CPU_SETSIZE - 1; cpu < 0 && i >= 0; i--) {
        cpu = CPU_ISSET((size_t)i, &set) ? i : cpu;
    }
    if (cpu < 0) {
        return -1;
    }
    CPU_ZERO(&set);
    CPU_SET((size_t)cpu, &set);
    return sched_setaffinity(0, sizeof set, &set) == 0 ? cpu : -1;
}

/* What a function of 128 MB finds in its environment, without credentials. */
static char **make_environment(const host_command *command, char *api, char *handler)
{
    static char always[][96] = {
        "PATH=/usr/local/bin:/usr/bin:/bin:/opt/bin",
        "LANG=en_US.UTF-8",
        "TZ=:UTC",
        "LAMBDA_RUNTIME_DIR=/var/runtime",
        "AWS_REGION=eu-central-1",
        "AWS_DEFAULT_REGION=eu-central-1",
        "AWS_LAMBDA_FUNCTION_NAME=bench",
        "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=128",
        "AWS_LAMBDA_INITIALIZATION_TYPE=on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/bench",
        "AWS_LAMBDA_LOG_STREAM_NAME=2025/10/17/[$LATEST]0123456789abcdef0123456789abcdef",
    };
    size_t count = 0, fixed = sizeof always / sizeof *always;
    char **env = grow(NULL, (fixed + command->env_count + 3) * sizeof *env);
    while (count < fixed) {
        env[count] = always[count];
        count++;
    }
    env[count++] = api;
    env[count++] = handler;
    for (size_t i = 0; i < command->env_count; i++) {
        env[count++] = command->env[i];
    }
    env[count] = NULL;
    return env;
}

static void run_child(const host_command *command, char **env, int log_fd)
{
    int null_fd = open("/dev/null", O_RDONLY);
    (void)setpgid(0, 0);
    if (null_fd < 0 || dup2(null_fd, 0) < 0 || dup2(log_fd, 1) < 0 || dup2(log_fd, 2) < 0 ||
        (command->cwd && chdir(command->cwd) != 0)) {
        page->error = errno;
        _exit(127);
    }
    page->exec_ns = now_ns();
    (void)execve(command->argv[0], command->argv, env);
    page->error = errno;
    _exit(127);
}

static int open_log(void)
{
    char name[] = "/tmp/bench-host-XXXXXX";
    int fd = mkstemp(name);
    if (fd < 0 || unlink(name) != 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
        die("no temporary file: %s", strerror(errno));
    }
    return fd;
}

void process_start(host_process *process, const host_command *command, unsigned port)
{
    char api[64], handler[256];
    (void)snprintf(api, sizeof api, "AWS_LAMBDA_RUNTIME_API=127.0.0.1:%u", port);
    (void)snprintf(handler, sizeof handler, "_HANDLER=%s", command->handler);
    char **env = make_environment(command, api, handler);
    if (!page) {
        page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    }
    if (page == MAP_FAILED) {
        die("mmap: %s", strerror(errno));
    }
    process->log_fd = open_log();
    *page = (shared){0};
    process->pid = fork();
    if (process->pid < 0) {
        die("fork: %s", strerror(errno));
    }
    if (process->pid == 0) {
        run_child(command, env, process->log_fd);
    }
    (void)setpgid(process->pid, process->pid); /* whoever is first: the group is there when either goes on */
    free(env);
}

uint64_t process_exec_ns(void)
{
    return page->exec_ns;
}

bool process_is_alive(host_process *process)
{
    return process->pid > 0 && waitpid(process->pid, NULL, WNOHANG) == 0;
}

void process_show_log(const host_process *process)
{
    char text[4096];
    if (page->error) {
        (void)fprintf(stderr, "host: it cannot be started: %s\n", strerror(page->error));
    }
    off_t size = lseek(process->log_fd, 0, SEEK_END);
    off_t start = size > (off_t)sizeof text ? size - (off_t)sizeof text : 0;
    ssize_t len = pread(process->log_fd, text, sizeof text, start);
    if (len > 0) {
        (void)fprintf(stderr, "host: the runtime wrote:\n%.*s\n", (int)len, text);
    }
}

void process_end(host_process *process, int grace_ms)
{
    if (process->pid <= 0) {
        return;
    }
    if (grace_ms > 0) {
        (void)kill(process->pid, SIGTERM);
    }
    for (uint64_t end = now_ns() + (uint64_t)grace_ms * 1000000U; grace_ms > 0 && now_ns() < end;) {
        if (waitpid(process->pid, NULL, WNOHANG) != 0) {
            break;
        }
        (void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    (void)kill(-process->pid, SIGKILL); /* the group: what a wrapper such as strace has started as well */
    while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR) {
    }
    (void)close(process->log_fd);
    process->pid = 0;
}

/* The text of /proc/PID/name; empty where it cannot be read. */
static void read_proc(pid_t pid, const char *name, char *text, size_t size)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t len = 0;
    for (ssize_t got = 1; fd >= 0 && got > 0 && len + 1 < size; len += got > 0 ? (size_t)got : 0) {
        got = read(fd, text + len, size - 1 - len);
    }
    text[len] = '\0';
    if (fd >= 0) {
        (void)close(fd);
    }
}

static uint64_t number_behind(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    return at ? strtoull(at + strlen(name), NULL, 10) : 0;
}

void process_read(const host_process *process, host_counts *out)
{
    char text[16384];
    clockid_t clock;
    struct timespec t = {0};
    *out = (host_counts){0};
    if (clock_getcpuclockid(process->pid, &clock) == 0 && clock_gettime(clock, &t) == 0) {
        out->cpu_ns = (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
    }
    read_proc(process->pid, "stat", text, sizeof text);
    const char *fields = strrchr(text, ')'); /* the name may hold anything */
    if (fields) {
        unsigned long long faults = 0;
        (void)sscanf(fields, ") %*c %*d %*d %*d %*d %*d %*u %llu", &faults);
        out->minor_faults = faults;
    }
    /* The high-water mark is kept in counters that lag behind by some pages on each processor; smaps counts the pages. */
    read_proc(process->pid, "status", text, sizeof text);
    out->peak_rss_kb = number_behind(text, "VmHWM:");
    read_proc(process->pid, "smaps_rollup", text, sizeof text);
    uint64_t rss = number_behind(text, "Rss:");
    out->peak_rss_kb = rss > out->peak_rss_kb ? rss : out->peak_rss_kb;
}

/* memory.c - what a function's processes hold (memory.h). The files of /proc stay open: a look at one is a single pread. */
#include "gateway/function/memory.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_CHILDREN = 64, SAMPLE_MS = 100 /* between two looks at the memory of those that are busy */ };

static ssize_t look(int *fd, pid_t pid, const char *file, char *text, size_t size)
{
    if (*fd < 0) {
        char path[64];
        (void)snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
        *fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    ssize_t len = *fd >= 0 ? pread(*fd, text, size - 1, 0) : -1;
    text[len > 0 ? len : 0] = '\0';
    return len;
}

/* The second number of statm: pages in memory. */
static int64_t resident(const char *statm)
{
    char *end = NULL;
    (void)strtoll(statm, &end, 10);
    return strtoll(end, NULL, 10) * (int64_t)sysconf(_SC_PAGESIZE);
}

/* Those that the main thread forked; deeper ones, too, as far as there is room. */
static int64_t children(pid_t pid, int *left)
{
    char file[64], text[1024];
    int64_t sum = 0;
    int fd = -1;
    (void)snprintf(file, sizeof file, "task/%d/children", (int)pid);
    ssize_t len = look(&fd, pid, file, text, sizeof text);
    if (fd >= 0) {
        (void)close(fd);
    }
    for (char *at = text; len > 0 && *left > 0;) {
        char *end = NULL, statm[128];
        long child = strtol(at, &end, 10);
        if (end == at || child <= 0) {
            break;
        }
        at = end;
        (*left)--;
        fd = -1;
        if (look(&fd, (pid_t)child, "statm", statm, sizeof statm) > 0) {
            sum += resident(statm) + children((pid_t)child, left);
        }
        if (fd >= 0) {
            (void)close(fd);
        }
    }
    return sum;
}

int64_t brisk_memory_now(brisk_environment *environment, bool with_children)
{
    char text[128];
    int left = MAX_CHILDREN;
    pid_t pid = environment->process.pid;
    if (pid <= 0 || look(&environment->statm_fd, pid, "statm", text, sizeof text) <= 0) {
        return 0;
    }
    return resident(text) + (with_children ? children(pid, &left) : 0);
}

int64_t brisk_memory_peak(brisk_environment *environment)
{
    char text[2048];
    pid_t pid = environment->process.pid;
    if (pid <= 0 || look(&environment->status_fd, pid, "status", text, sizeof text) <= 0) {
        return 0;
    }
    const char *line = strstr(text, "VmHWM:");
    return line != NULL ? strtoll(line + 6, NULL, 10) * 1024 : 0;
}

void brisk_memory_close(brisk_environment *environment)
{
    if (environment->statm_fd >= 0) {
        (void)close(environment->statm_fd);
    }
    if (environment->status_fd >= 0) {
        (void)close(environment->status_fd);
    }
    environment->statm_fd = environment->status_fd = -1;
}

/* ---- the watch ---- */

static void sample(brisk_environment *environment)
{
    int64_t most = (int64_t)environment->function->config->memory_mb * 1024 * 1024;
    if (environment->process.pid <= 0 || environment->is_frozen) {
        return;
    }
    int64_t now = brisk_memory_now(environment, true);
    environment->memory_bytes = now > environment->memory_bytes ? now : environment->memory_bytes;
    if (now > most) {
        environment->is_doomed = true;
        brisk_process_signal(&environment->process, SIGKILL);
    }
}

static void on_sample(uv_timer_t *timer)
{
    brisk_lambda *lambda = timer->data;
    bool is_any_busy = false;
    for (size_t i = 0; i < lambda->function_count; i++) {
        for (brisk_environment *at = lambda->functions[i].all; at != NULL; at = at->next) {
            if (at->phase == BRISK_PHASE_BUSY || at->phase == BRISK_PHASE_STARTING ||
                at->phase == BRISK_PHASE_RESTARTING || at->phase == BRISK_PHASE_DONE) {
                sample(at);
                is_any_busy = true;
            }
        }
    }
    if (!is_any_busy) {
        (void)uv_timer_stop(timer);
    }
}

void brisk_memory_watch(brisk_lambda *lambda)
{
    if (uv_is_active((const uv_handle_t *)&lambda->sampler) == 0) {
        (void)uv_timer_start(&lambda->sampler, on_sample, SAMPLE_MS, SAMPLE_MS);
    }
}

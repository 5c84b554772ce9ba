/* memory.c - how much a function's processes hold, by the kernel's word: RSS, as Lambda counts it, not address space, which
 * Node and Go reserve by the gigabyte. The files stay open: a look at one is a single pread. Without /proc: not known. */
#include "gateway/function/service.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_CHILDREN = 64 };

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

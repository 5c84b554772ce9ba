/* stray.c - finds who has left his group (stray.h). The fd on the namespace keeps its number from being another's as long as
 * we compare with it. */
#include "gateway/function/stray.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>

enum { ROUNDS = 16 }; /* a fork may run from us; each round meets fewer that we have not met */

int brisk_stray_open(pid_t pid)
{
    char path[64];
    struct stat own, its;
    (void)snprintf(path, sizeof path, "/proc/%d/ns/mnt", (int)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && (fstat(fd, &its) != 0 || stat("/proc/self/ns/mnt", &own) != 0 || own.st_ino == its.st_ino)) {
        (void)close(fd); /* that of the whole machine: nobody is told apart by it */
        fd = -1;
    }
    return fd;
}

static bool is_inside(int proc, const char *pid, const struct stat *space)
{
    char path[64];
    struct stat its;
    (void)snprintf(path, sizeof path, "%.20s/ns/mnt", pid);
    return fstatat(proc, path, &its, 0) == 0 && its.st_ino == space->st_ino && its.st_dev == space->st_dev;
}

size_t brisk_stray_signal(int space_fd, pid_t group, int signal)
{
    struct stat space;
    size_t count = 0;
    DIR *proc = space_fd >= 0 && fstat(space_fd, &space) == 0 ? opendir("/proc") : NULL;
    if (proc == NULL) {
        return 0;
    }
    for (struct dirent *entry = readdir(proc); entry != NULL; entry = readdir(proc)) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
        if (pid > 1 && is_inside(dirfd(proc), entry->d_name, &space) && getpgid(pid) != group) {
            count += kill(pid, signal) == 0 ? 1 : 0;
        }
    }
    (void)closedir(proc);
    return count;
}

size_t brisk_stray_stop(int space_fd, pid_t group)
{
    size_t before = 0, count = brisk_stray_signal(space_fd, group, SIGSTOP);
    for (int i = 1; i < ROUNDS && count > before; i++) {
        before = count;
        count = brisk_stray_signal(space_fd, group, SIGSTOP);
    }
    return count;
}

void brisk_stray_kill(int space_fd, pid_t group)
{
    for (int i = 0; i < ROUNDS && brisk_stray_signal(space_fd, group, SIGKILL) > 0; i++) {
    }
}

#else

int brisk_stray_open(pid_t pid)
{
    (void)pid;
    return -1;
}

size_t brisk_stray_signal(int space_fd, pid_t group, int signal)
{
    (void)space_fd;
    (void)group;
    (void)signal;
    return 0;
}

size_t brisk_stray_stop(int space_fd, pid_t group)
{
    (void)space_fd;
    (void)group;
    return 0;
}

void brisk_stray_kill(int space_fd, pid_t group)
{
    (void)space_fd;
    (void)group;
}

#endif

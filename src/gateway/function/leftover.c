/* leftover.c - kills what a killed gateway left behind (leftover.h). */
#include "gateway/function/leftover.h"

#include "gateway/function/folder.h"

#include <stdio.h>
#include <string.h>

#ifdef __linux__

#include "core/heap.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define VARIABLE "AWS_LAMBDA_LOG_STREAM_NAME="

enum { NAME_MAX_LEN = 128, VARIABLES_MAX = 256 * 1024, KILL_ROUNDS = 16 };

/* Bytes of a small file, NUL behind them; 0: none. */
static size_t read_file(const char *path, char *out, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    size_t len = 0;
    ssize_t count = 1;
    while (fd >= 0 && count > 0 && len < size - 1) {
        count = read(fd, out + len, size - 1 - len);
        len += count > 0 ? (size_t)count : 0;
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    out[len] = '\0';
    return len;
}

/* variables: NAME=value, each with a NUL behind it, as /proc/<pid>/environ has them. */
static bool has_variable(const char *variables, size_t len, const char *wanted)
{
    for (const char *at = variables; at < variables + len; at += strlen(at) + 1) {
        if (strcmp(at, wanted) == 0) {
            return true;
        }
    }
    return false;
}

static size_t kill_with(const char *wanted, char *variables)
{
    DIR *proc = opendir("/proc");
    size_t count = 0;
    for (struct dirent *entry = proc != NULL ? readdir(proc) : NULL; entry != NULL; entry = readdir(proc)) {
        char path[64];
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
        if (pid <= 1 || !brisk_path_print(path, sizeof(path), "/proc/%d/environ", (int)pid)) {
            continue;
        }
        size_t len = read_file(path, variables, VARIABLES_MAX);
        if (has_variable(variables, len, wanted) && kill(pid, SIGKILL) == 0) {
            count++;
        }
    }
    if (proc != NULL) {
        (void)closedir(proc);
    }
    return count;
}

void brisk_leftover_note(const char *folder, const char *stream_name)
{
    char path[BRISK_PATH_MAX];
    FILE *file = brisk_path_print(path, sizeof(path), "%s/stream", folder) ? fopen(path, "w") : NULL;
    if (file != NULL) {
        (void)fputs(stream_name, file);
        (void)fclose(file);
    }
}

void brisk_leftover_kill(const char *run)
{
    DIR *folder = opendir(run);
    char *variables = NULL;
    for (struct dirent *entry = folder != NULL ? readdir(folder) : NULL; entry != NULL; entry = readdir(folder)) {
        char path[BRISK_PATH_MAX], wanted[sizeof(VARIABLE) + NAME_MAX_LEN] = VARIABLE;
        if (entry->d_name[0] == '.' || !brisk_path_print(path, sizeof(path), "%s/%s/stream", run, entry->d_name) ||
            read_file(path, wanted + sizeof(VARIABLE) - 1, NAME_MAX_LEN) == 0) {
            continue;
        }
        variables = variables != NULL ? variables : brisk_heap_alloc(VARIABLES_MAX);
        /* One that forks meanwhile may have been missed: until nobody is met. */
        for (int i = 0; variables != NULL && i < KILL_ROUNDS && kill_with(wanted, variables) > 0; i++) {
        }
    }
    brisk_heap_free(variables);
    if (folder != NULL) {
        (void)closedir(folder);
    }
}

#else

void brisk_leftover_note(const char *folder, const char *stream_name)
{
    (void)folder;
    (void)stream_name;
}

void brisk_leftover_kill(const char *run)
{
    (void)run;
}

#endif

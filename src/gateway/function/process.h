/* process.h - starts a function's bootstrap as Lambda would.
 *
 *     gateway ─ fork ─► own session and group │ signals as they were │ descriptors 0, 1, 2 only │ limits
 *                       └► own mounts, where the kernel lets us: /var/task is the code, /tmp the environment's own
 *                          └► exec bootstrap, or a word back through a pipe that exec closes
 *
 * Linux gives mounts of one's own to root, and to others by a user namespace. Where it refuses (a container, a hardened
 * kernel, macOS) the function runs where the code lies, and TMPDIR names its folder. Neither is a wall: a function may
 * read what the gateway's user may. */
#ifndef BRISK_GATEWAY_FUNCTION_PROCESS_H
#define BRISK_GATEWAY_FUNCTION_PROCESS_H

#include <brisk/status.h>

#include <stdbool.h>
#include <sys/types.h>

/** What is to be started. All paths are absolute. */
typedef struct brisk_process_spec {
    const char *task_root;             /* the folder with bootstrap */
    const char *tmp;                   /* what is to be /tmp */
    const char *scratch;               /* an empty folder that /var is put together in */
    char *const *environment;          /* where the mounts are the machine's */
    char *const *isolated_environment; /* where they are the function's own */
} brisk_process_spec;

typedef struct brisk_process {
    pid_t pid;  /* also its group and session */
    int output; /* the reading end of stdout and stderr, not blocking; the caller closes it */
    bool is_isolated;
    int space;       /* holds its mount namespace (stray.h); -1: it has none of its own */
    bool has_strays; /* it was stopped with processes outside of its group */
} brisk_process;

/** Starts it. *can_isolate: whether mounts of its own may be tried; cleared when the kernel refuses. Blocks until exec.
 *  BRISK_OK; BRISK_NOT_FOUND: there is no bootstrap; BRISK_INVALID: it cannot be run, *error says why (errno); BRISK_IO: no
 *  process or pipe was to be had. */
BRISK_MUST_CHECK brisk_status brisk_process_start(const brisk_process_spec *spec, bool *can_isolate, brisk_process *out,
                                                  int *error);

/** Sends a signal to its whole group, and to those who left it. */
void brisk_process_signal(brisk_process *process, int signal);

/** True when it has ended: its group and those who left it were killed, and *status is that of waitpid. */
bool brisk_process_reap(brisk_process *process, int *status);

#endif

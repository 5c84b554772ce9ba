/* stray.h - processes of a function that have left its group: daemons, and what setsid(2) started.
 *
 *     bootstrap ── fork ──► in its group: a signal to the group meets it
 *               └─ setsid ─► another group, and when its parent is gone another parent; but the same mount namespace
 *
 * Mounts of its own are what an environment has alone, and what a process cannot leave without being root there. So who of
 * /proc is in the namespace belongs to the environment. Where the kernel gave none, strays are not found. */
#ifndef BRISK_GATEWAY_FUNCTION_STRAY_H
#define BRISK_GATEWAY_FUNCTION_STRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** Holds the mount namespace of a process: a descriptor that the caller closes; -1: it has none of its own. */
int brisk_stray_open(pid_t pid);

/** Sends a signal to each process of the namespace outside of group; how many got it. space_fd -1: none. */
size_t brisk_stray_signal(int space_fd, pid_t group, int signal);

/** Stops them, also those that are forked meanwhile; how many there are. */
size_t brisk_stray_stop(int space_fd, pid_t group);

/** Kills them, also those that are forked meanwhile. */
void brisk_stray_kill(int space_fd, pid_t group);

#endif

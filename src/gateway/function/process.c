/* process.c - fork and exec by ourselves: libuv's uv_spawn knows neither sessions with their descriptors closed, nor limits,
 * nor mounts. Between fork and exec only what is safe there is called (POSIX 2.4.3), as the gateway has threads.
 *
 * /var/task is no folder of most machines, and nobody wants one made. So /var is put together anew for the function, in a
 * small tmpfs: each of its folders bound to its old place, its links copied, and `task` beside them. */
#define _GNU_SOURCE /* unshare, pipe2 */

#include "gateway/function/process.h"

#include "gateway/function/folder.h"
#include "gateway/function/stray.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

enum {
    MAX_VAR = 48,      /* things in /var that a function gets to see */
    NOFILE = 1024,     /* of Lambda */
    BUSY_TRIES = 40,   /* times 5 ms: another process may still hold the file open for writing */
    FIRST_FREE_FD = 10 /* ours in the child, above those it will have */
};

typedef enum failure { FAILED_ISOLATION, FAILED_EXEC } failure;

/* What the child says back. */
typedef struct report {
    failure what;
    int error;
} report;

/* A thing in /var, read before the fork: readdir is not safe behind it. */
typedef struct var_entry {
    char source[300], place[BRISK_PATH_MAX]; /* "/var/lib", "<scratch>/lib" */
    char target[256];                        /* of a link; else empty */
} var_entry;

typedef struct mount_plan {
    var_entry entries[MAX_VAR];
    size_t count;
    char task[BRISK_PATH_MAX]; /* <scratch>/task */
    char uid_map[64], gid_map[64];
    bool is_root;
} mount_plan;

#ifdef __linux__

/* ---- before the fork ---- */

static bool plan_mounts(mount_plan *plan, const brisk_process_spec *spec)
{
    plan->count = 0;
    plan->is_root = geteuid() == 0;
    (void)snprintf(plan->uid_map, sizeof plan->uid_map, "%u %u 1", (unsigned)geteuid(), (unsigned)geteuid());
    (void)snprintf(plan->gid_map, sizeof plan->gid_map, "%u %u 1", (unsigned)getegid(), (unsigned)getegid());
    DIR *var = brisk_path_print(plan->task, sizeof plan->task, "%s/task", spec->scratch) ? opendir("/var") : NULL;
    if (var == NULL) {
        return false;
    }
    for (struct dirent *entry = readdir(var); entry != NULL && plan->count < MAX_VAR; entry = readdir(var)) {
        var_entry *at = &plan->entries[plan->count];
        struct stat info;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || strcmp(entry->d_name, "task") == 0 ||
            !brisk_path_print(at->source, sizeof at->source, "/var/%s", entry->d_name) ||
            !brisk_path_print(at->place, sizeof at->place, "%s/%s", spec->scratch, entry->d_name) ||
            lstat(at->source, &info) != 0) {
            continue;
        }
        ssize_t len = S_ISLNK(info.st_mode) ? readlink(at->source, at->target, sizeof at->target - 1) : 0;
        at->target[len > 0 ? len : 0] = '\0';
        plan->count += S_ISDIR(info.st_mode) || len > 0 ? 1 : 0;
    }
    (void)closedir(var);
    return true;
}

/* ---- in the child ---- */

static bool write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool is_done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (fd >= 0) {
        (void)close(fd);
    }
    return is_done;
}

static bool own_mounts(const mount_plan *plan)
{
    if (plan->is_root && unshare(CLONE_NEWNS) == 0) {
        return true;
    }
    return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && write_file("/proc/self/setgroups", "deny") &&
           write_file("/proc/self/uid_map", plan->uid_map) && write_file("/proc/self/gid_map", plan->gid_map);
}

static bool build_var(const mount_plan *plan, const brisk_process_spec *spec)
{
    if (mount("tmpfs", spec->scratch, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m") != 0) {
        return false;
    }
    for (size_t i = 0; i < plan->count; i++) {
        const var_entry *at = &plan->entries[i];
        if (at->target[0] != '\0') {
            (void)symlink(at->target, at->place);
        } else if (mkdir(at->place, 0755) != 0 || mount(at->source, at->place, NULL, MS_BIND | MS_REC, NULL) != 0) {
            return false;
        }
    }
    if (mkdir(plan->task, 0755) != 0 || mount(spec->task_root, plan->task, NULL, MS_BIND | MS_REC, NULL) != 0) {
        return false;
    }
    /* Read-only as on AWS; a kernel that refuses this alone is no reason to do without the rest. */
    (void)mount(NULL, plan->task, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL);
    return true;
}

/* /var before /tmp: the scratch folder may lie in /tmp. */
static bool isolate(const mount_plan *plan, const brisk_process_spec *spec)
{
    return own_mounts(plan) && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 && build_var(plan, spec) &&
           mount(spec->scratch, "/var", NULL, MS_BIND | MS_REC, NULL) == 0 &&
           mount(spec->tmp, "/tmp", NULL, MS_BIND, NULL) == 0 && chdir("/var/task") == 0;
}

static void close_from(unsigned first, unsigned last)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, first, last, 0) == 0) {
        return;
    }
#endif
    long limit = sysconf(_SC_OPEN_MAX);
    for (long fd = (long)first; fd <= (long)last && fd < (limit > 0 ? limit : 65536); fd++) {
        (void)close((int)fd);
    }
}

static void bind_to_parent(pid_t parent)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); /* no sudo there either */
    if (getppid() != parent) {
        _exit(1); /* it went before we asked to be told */
    }
}

#else /* no mounts of one's own: everything else is POSIX */

static bool plan_mounts(mount_plan *plan, const brisk_process_spec *spec)
{
    plan->count = 0;
    return spec == NULL;
}

static bool isolate(const mount_plan *plan, const brisk_process_spec *spec)
{
    return plan == NULL && spec == NULL;
}

static void close_from(unsigned first, unsigned last)
{
    long limit = sysconf(_SC_OPEN_MAX);
    for (long fd = (long)first; fd <= (long)last && fd < (limit > 0 ? limit : 65536); fd++) {
        (void)close((int)fd);
    }
}

static void bind_to_parent(pid_t parent)
{
    if (getppid() != parent) {
        _exit(1);
    }
}

#endif

static void set_limits(void)
{
    struct rlimit files = {NOFILE, NOFILE}, none = {0, 0};
    if (setrlimit(RLIMIT_NOFILE, &files) != 0 && getrlimit(RLIMIT_NOFILE, &files) == 0) { /* ours is lower yet */
        files.rlim_cur = files.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
    (void)setrlimit(RLIMIT_CORE, &none);
}

static void reset_signals(void)
{
    for (int number = 1; number < NSIG; number++) {
        struct sigaction action = {.sa_handler = SIG_DFL};
        (void)sigaction(number, &action, NULL);
    }
    sigset_t none;
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static void fail_child(int channel, failure what, int error)
{
    report word = {what, error};
    (void)!write(channel, &word, sizeof word);
    _exit(127);
}

/* Never returns. plan NULL: without mounts of its own. */
static void run_child(const brisk_process_spec *spec, const mount_plan *plan, int output, int channel, pid_t parent)
{
    (void)setsid();
    reset_signals();
    output = fcntl(output, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
    channel = fcntl(channel, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
    (void)close(STDIN_FILENO);
    int null = open("/dev/null", O_RDONLY);
    if (null > STDIN_FILENO) {
        (void)dup2(null, STDIN_FILENO);
    }
    (void)dup2(output, STDOUT_FILENO);
    (void)dup2(output, STDERR_FILENO);
    close_from(STDERR_FILENO + 1, (unsigned)channel - 1);
    close_from((unsigned)channel + 1, ~0U);
    if (plan != NULL ? !isolate(plan, spec) : chdir(spec->task_root) != 0) {
        fail_child(channel, plan != NULL ? FAILED_ISOLATION : FAILED_EXEC, errno);
    }
    bind_to_parent(parent); /* behind the namespaces: a change of credentials clears it (prctl(2)) */
    set_limits();
    (void)umask(022);
    const char *path = "./bootstrap";
    char name[] = "/var/task/bootstrap", plain[] = "bootstrap";
    char *arguments[] = {plan != NULL ? name : plain, NULL};
    for (int i = 0; i < BUSY_TRIES; i++) {
        (void)execve(plan != NULL ? name : path, arguments,
                     plan != NULL ? spec->isolated_environment : spec->environment);
        if (errno != ETXTBSY) {
            break;
        }
        (void)nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    fail_child(channel, FAILED_EXEC, errno);
}

/* ---- the parent ---- */

static bool open_pipe(int ends[2])
{
#ifdef __linux__
    return pipe2(ends, O_CLOEXEC) == 0;
#else
    return pipe(ends) == 0 && fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 && fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0;
#endif
}

static void close_pipe(const int ends[2])
{
    (void)close(ends[0]);
    (void)close(ends[1]);
}

/* Signals are blocked around the fork, lest a handler of the gateway runs in the child. */
static pid_t fork_child(const brisk_process_spec *spec, const mount_plan *plan, int output, int channel)
{
    sigset_t all, before;
    pid_t parent = getpid();
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t pid = fork();
    if (pid == 0) {
        run_child(spec, plan, output, channel, parent);
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return pid;
}

/* BRISK_CANCELLED: mounts of its own were refused. */
static brisk_status start_once(const brisk_process_spec *spec, const mount_plan *plan, brisk_process *out, int *error)
{
    int output[2], channel[2];
    report word = {FAILED_EXEC, 0};
    if (!open_pipe(output)) {
        *error = errno;
        return BRISK_IO;
    }
    if (!open_pipe(channel)) {
        *error = errno;
        close_pipe(output);
        return BRISK_IO;
    }
    pid_t pid = fork_child(spec, plan, output[1], channel[1]);
    *error = errno;
    (void)close(channel[1]);
    (void)close(output[1]);
    ssize_t count = 0;
    do {
        count = pid > 0 ? read(channel[0], &word, sizeof word) : 0;
    } while (count < 0 && errno == EINTR);
    (void)close(channel[0]);
    if (pid > 0 && count == 0 && fcntl(output[0], F_SETFL, O_NONBLOCK) == 0) {
        *out = (brisk_process){.pid = pid,
                               .output = output[0],
                               .is_isolated = plan != NULL,
                               .space = plan != NULL ? brisk_stray_open(pid) : -1};
        return BRISK_OK;
    }
    (void)close(output[0]);
    if (pid <= 0) {
        return BRISK_IO;
    }
    (void)kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
    }
    *error = word.error;
    return word.what == FAILED_ISOLATION ? BRISK_CANCELLED : BRISK_INVALID;
}

brisk_status brisk_process_start(const brisk_process_spec *spec, bool *can_isolate, brisk_process *out, int *error)
{
    char path[BRISK_PATH_MAX];
    struct stat info;
    mount_plan plan;
    if (!brisk_path_print(path, sizeof path, "%s/bootstrap", spec->task_root) || stat(path, &info) != 0 ||
        S_ISDIR(info.st_mode)) {
        *error = ENOENT;
        return BRISK_NOT_FOUND;
    }
    if (*can_isolate && plan_mounts(&plan, spec)) {
        brisk_status status = start_once(spec, &plan, out, error);
        if (status != BRISK_CANCELLED) {
            return status;
        }
    }
    *can_isolate = false;
    return start_once(spec, NULL, out, error);
}

/* To wake is on the way of a request: only those are looked for of whom we know. */
void brisk_process_signal(brisk_process *process, int signal)
{
    if (process->pid <= 0) {
        return;
    }
    (void)kill(-process->pid, signal);
    if (signal == SIGKILL) {
        brisk_stray_kill(process->space, process->pid);
    } else if (signal == SIGSTOP) {
        process->has_strays = brisk_stray_stop(process->space, process->pid) > 0;
    } else if (signal != SIGCONT || process->has_strays) {
        (void)brisk_stray_signal(process->space, process->pid, signal);
        process->has_strays = false;
    }
}

bool brisk_process_reap(brisk_process *process, int *status)
{
    siginfo_t info = {0};
    /* Seen, but not yet taken: as long as it is there, its number cannot be another group's. */
    if (process->pid <= 0 || waitid(P_PID, (id_t)process->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
        info.si_pid != process->pid) {
        return false;
    }
    (void)kill(-process->pid, SIGKILL);
    brisk_stray_kill(process->space, process->pid);
    if (waitpid(process->pid, status, WNOHANG) != process->pid) {
        return false;
    }
    if (process->space >= 0) {
        (void)close(process->space);
        process->space = -1;
    }
    return true;
}

/* reload.c - `serve --reload`: a supervisor that never serves itself.
 *
 *     a source changes ─► build ─► fails: its errors are on the terminal, the old program goes on
 *                               └► succeeds ─► new program starts ─► it is ready ─► the old one is told to stop
 *
 * The socket is the supervisor's, and both programs listen on it: no connection is refused in between. It is handed
 * over as descriptor 3; on descriptor 4 a program tells that it accepts connections. */
#include "main/commands.h"

#include "core/heap.h"
#include "main/watch.h"
#include "net/listen.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <uv.h>

#define DEBOUNCE_MS     100u
#define PATH_BYTES      4096
#define CHILD_LISTEN_FD "3"
#define CHILD_READY_FD  "4"

typedef struct supervisor supervisor;

typedef struct child {
    uv_process_t process;
    uv_pipe_t ready;
    supervisor *owner;
    int open_handles; /* the two above; freed at 0 */
    bool is_ready, is_running;
} child;

struct supervisor {
    uv_loop_t loop;
    const brisk_command_line *line;
    char **argv;
    char executable[PATH_BYTES], build_tree[PATH_BYTES], source_tree[PATH_BYTES];
    char command[2 * PATH_BYTES];
    int listen_fd;
    brisk_watch *watch;
    uv_timer_t debounce;
    uv_signal_t signals[2];
    uv_process_t build;
    child *current, *next; /* serves; starts */
    struct stat started;   /* of the executable, when a program was started last */
    bool is_building, is_dirty, is_stopping;
};

static void stop_if_over(supervisor *all);

static void say(const char *level, const char *text)
{
    fprintf(stderr, "%-9s %s\n", level, text);
}

/* ---- programs ---- */

static void on_child_handle_closed(uv_handle_t *handle)
{
    child *program = handle->data;
    supervisor *all = program->owner;
    if (--program->open_handles == 0) {
        brisk_heap_free(program);
    }
    stop_if_over(all);
}

static void on_program_exit(uv_process_t *process, int64_t exit_status, int term_signal)
{
    child *program = process->data;
    supervisor *all = program->owner;
    program->is_running = false;
    uv_close((uv_handle_t *)process, on_child_handle_closed);
    if (program == all->next) {
        all->next = NULL;
        if (!all->is_stopping) {
            say("ERROR:", all->current != NULL ? "the new program ended while it started: the old one goes on"
                                               : "the program ended while it started: waiting for changes");
        }
    } else if (program == all->current) {
        all->current = NULL;
        if (!all->is_stopping) {
            fprintf(stderr, "ERROR:    the program ended (status %d, signal %d): waiting for changes\n",
                    (int)exit_status, term_signal);
        }
    }
    stop_if_over(all);
}

static void on_ready_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    static char room[16];
    (void)handle;
    (void)suggested;
    *buf = uv_buf_init(room, sizeof(room));
}

static void on_ready(uv_stream_t *stream, ssize_t len, const uv_buf_t *buf)
{
    child *program = stream->data;
    supervisor *all = program->owner;
    (void)buf;
    if (len > 0 && !program->is_ready) {
        program->is_ready = true;
        if (program == all->next) {
            if (all->current != NULL) {
                uv_process_kill(&all->current->process, SIGTERM);
            }
            all->current = program;
            all->next = NULL;
        }
    } else if (len < 0) {
        uv_close((uv_handle_t *)stream, on_child_handle_closed);
    }
}

static int spawn_program(supervisor *all, child *program)
{
    uv_stdio_container_t stdio[5] = {
        {.flags = UV_INHERIT_FD, .data.fd = 0},
        {.flags = UV_INHERIT_FD, .data.fd = 1},
        {.flags = UV_INHERIT_FD, .data.fd = 2},
        {.flags = UV_INHERIT_FD, .data.fd = all->listen_fd},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&program->ready},
    };
    uv_process_options_t options = {
        .exit_cb = on_program_exit,
        .file = all->executable,
        .args = all->argv,
        .stdio_count = 5,
        .stdio = stdio,
    };
    setenv("BRISK_LISTEN_FD", CHILD_LISTEN_FD, 1);
    setenv("BRISK_READY_FD", CHILD_READY_FD, 1);
    int error = uv_spawn(&all->loop, &program->process, &options);
    unsetenv("BRISK_LISTEN_FD");
    unsetenv("BRISK_READY_FD");
    return error;
}

static void start_program(supervisor *all)
{
    child *program = brisk_heap_alloc_zeroed(1, sizeof(*program));
    if (program == NULL) {
        say("ERROR:", "there is no memory to start the program");
        return;
    }
    if (all->next != NULL) {
        uv_process_kill(&all->next->process, SIGTERM); /* overtaken by a newer one */
        all->next = NULL;
    }
    program->owner = all;
    program->open_handles = 2;
    (void)uv_pipe_init(&all->loop, &program->ready, 0);
    (void)stat(all->executable, &all->started);
    int error = spawn_program(all, program);
    program->process.data = program;
    program->ready.data = program;
    if (error != 0) {
        fprintf(stderr, "ERROR:    cannot start %s: %s\n", all->executable, uv_strerror(error));
        uv_close((uv_handle_t *)&program->process, on_child_handle_closed);
        uv_close((uv_handle_t *)&program->ready, on_child_handle_closed);
        return;
    }
    program->is_running = true;
    all->next = program;
    (void)uv_read_start((uv_stream_t *)&program->ready, on_ready_room, on_ready);
}

/* ---- builds ---- */

static bool has_new_executable(const supervisor *all)
{
    struct stat now;
    return stat(all->executable, &now) == 0 &&
           (now.st_ino != all->started.st_ino || now.st_size != all->started.st_size ||
            now.st_mtim.tv_sec != all->started.st_mtim.tv_sec || now.st_mtim.tv_nsec != all->started.st_mtim.tv_nsec);
}

static void watch_sources(supervisor *all)
{
    for (size_t i = 0; all->line->reload_dirs[i] != NULL; i++) {
        (void)brisk_watch_add(all->watch, all->line->reload_dirs[i]);
    }
    if (all->line->reload_dirs[0] == NULL) {
        (void)brisk_watch_add(all->watch, all->source_tree);
    }
}

static void on_build_closed(uv_handle_t *handle)
{
    supervisor *all = handle->data;
    all->is_building = false;
    stop_if_over(all);
    if (all->is_dirty && !all->is_stopping) {
        uv_timer_again(&all->debounce);
    }
}

static void on_build_exit(uv_process_t *process, int64_t exit_status, int term_signal)
{
    supervisor *all = process->data;
    uv_close((uv_handle_t *)process, on_build_closed);
    if (all->is_stopping) {
        return;
    }
    watch_sources(all); /* a folder may be new */
    if (exit_status != 0 || term_signal != 0) {
        say("ERROR:", all->current != NULL ? "the build failed: the old program goes on"
                                           : "the build failed: waiting for changes");
    } else if (has_new_executable(all) || (all->current == NULL && all->next == NULL)) {
        start_program(all);
    } else {
        say("INFO:", "the program is the same: it goes on");
    }
}

static void start_build(uv_timer_t *timer)
{
    supervisor *all = timer->data;
    uv_timer_stop(timer);
    if (all->is_building || all->is_stopping) {
        return;
    }
    static char shell[] = "/bin/sh", dash_c[] = "-c";
    char *args[] = {shell, dash_c, all->command, NULL};
    uv_stdio_container_t stdio[3] = {
        {.flags = UV_IGNORE}, {.flags = UV_INHERIT_FD, .data.fd = 2}, {.flags = UV_INHERIT_FD, .data.fd = 2}};
    uv_process_options_t options = {
        .exit_cb = on_build_exit, .file = shell, .args = args, .stdio_count = 3, .stdio = stdio};
    all->is_dirty = false;
    all->is_building = true;
    all->build.data = all;
    int error = uv_spawn(&all->loop, &all->build, &options);
    all->build.data = all;
    if (error != 0) {
        fprintf(stderr, "ERROR:    cannot run %s: %s\n", all->command, uv_strerror(error));
        uv_close((uv_handle_t *)&all->build, on_build_closed);
    }
}

static void on_change(void *context, const char *file)
{
    supervisor *all = context;
    if (all->is_stopping) {
        return;
    }
    if (!all->is_dirty) {
        fprintf(stderr, "WARNING:  %s changed: building\n", file);
    }
    all->is_dirty = true;
    if (!all->is_building) {
        uv_timer_start(&all->debounce, start_build, DEBOUNCE_MS, DEBOUNCE_MS);
    }
}

/* ---- beginning and end ---- */

static void stop_if_over(supervisor *all)
{
    if (all->is_stopping && all->current == NULL && all->next == NULL && !all->is_building) {
        uv_stop(&all->loop);
    }
}

static void on_signal(uv_signal_t *handle, int number)
{
    supervisor *all = handle->data;
    (void)number;
    all->is_stopping = true;
    if (all->current != NULL) {
        uv_process_kill(&all->current->process, SIGTERM);
    }
    if (all->next != NULL) {
        uv_process_kill(&all->next->process, SIGTERM);
    }
    if (all->is_building) {
        uv_process_kill(&all->build, SIGTERM);
    }
    stop_if_over(all);
}

/* The build tree is the folder above the executable that holds CMakeCache.txt. */
static bool find_build_tree(supervisor *all)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof(path), "%s", all->executable);
    for (char *slash; (slash = strrchr(path, '/')) != NULL && slash != path;) {
        struct stat info;
        char file[PATH_BYTES + 16];
        *slash = '\0';
        snprintf(file, sizeof(file), "%s/CMakeCache.txt", path);
        if (stat(file, &info) == 0) {
            snprintf(all->build_tree, sizeof(all->build_tree), "%s", path);
            return true;
        }
    }
    return false;
}

/* CMAKE_HOME_DIRECTORY of the cache, else the current folder. */
static void find_source_tree(supervisor *all)
{
    static const char key[] = "CMAKE_HOME_DIRECTORY:INTERNAL=";
    char row[2 * PATH_BYTES];
    snprintf(all->source_tree, sizeof(all->source_tree), ".");
    snprintf(row, sizeof(row), "%s/CMakeCache.txt", all->build_tree);
    FILE *cache = all->build_tree[0] == '\0' ? NULL : fopen(row, "r");
    if (cache == NULL) {
        return;
    }
    while (fgets(row, sizeof(row), cache) != NULL) {
        if (strncmp(row, key, sizeof(key) - 1) == 0) {
            row[strcspn(row, "\r\n")] = '\0';
            snprintf(all->source_tree, sizeof(all->source_tree), "%.*s", PATH_BYTES - 1, row + sizeof(key) - 1);
        }
    }
    fclose(cache);
}

static bool find_command(supervisor *all)
{
    size_t size = sizeof(all->executable);
    if (uv_exepath(all->executable, &size) != 0) {
        say("ERROR:", "the path of this program is not known");
        return false;
    }
    bool has_tree = find_build_tree(all);
    find_source_tree(all);
    const char *given = all->line->reload_command != NULL ? all->line->reload_command : getenv("BRISK_RELOAD_COMMAND");
    if (given != NULL && given[0] != '\0') {
        snprintf(all->command, sizeof(all->command), "%s", given);
        return true;
    }
    if (!has_tree || strchr(all->build_tree, '\'') != NULL) {
        say("ERROR:", "--reload needs --reload-command: this program is in no build tree of CMake");
        return false;
    }
    snprintf(all->command, sizeof(all->command), "cmake --build '%s'", all->build_tree);
    return true;
}

static bool open_socket(supervisor *all)
{
    const brisk_serve_options *options = &all->line->serve;
    char problem[512];
    int port;
    brisk_listen_options listen_options = {
        .host = options->host == NULL ? "127.0.0.1" : options->host,
        .port = options->port == 0  ? 8000
                : options->port < 0 ? 0
                                    : options->port,
        .uds = options->uds,
        .count = 1,
    };
    if (brisk_listen_open(&listen_options, &all->listen_fd, &port, problem, sizeof(problem)) != BRISK_OK) {
        say("ERROR:", problem);
        return false;
    }
    return listen(all->listen_fd, 1024) == 0;
}

static void run(supervisor *all)
{
    static const int numbers[2] = {SIGINT, SIGTERM};
    (void)uv_timer_init(&all->loop, &all->debounce);
    all->debounce.data = all;
    for (size_t i = 0; i < 2; i++) {
        (void)uv_signal_init(&all->loop, &all->signals[i]);
        all->signals[i].data = all;
        (void)uv_signal_start(&all->signals[i], on_signal, numbers[i]);
    }
    watch_sources(all);
    fprintf(stderr, "INFO:     Watching %s for changes\n",
            all->line->reload_dirs[0] != NULL ? all->line->reload_dirs[0] : all->source_tree);
    start_program(all);
    uv_run(&all->loop, UV_RUN_DEFAULT);
    brisk_watch_close(all->watch);
    uv_close((uv_handle_t *)&all->debounce, NULL);
    uv_close((uv_handle_t *)&all->signals[0], NULL);
    uv_close((uv_handle_t *)&all->signals[1], NULL);
    uv_run(&all->loop, UV_RUN_DEFAULT);
}

int brisk_command_reload(const brisk_command_line *line, char **argv)
{
    supervisor *all = brisk_heap_alloc_zeroed(1, sizeof(*all));
    int result = 1;
    if (all == NULL) {
        return result;
    }
    all->line = line;
    all->argv = argv;
    all->listen_fd = -1;
    if (find_command(all) && open_socket(all) && uv_loop_init(&all->loop) == 0) {
        all->watch = brisk_watch_new(&all->loop, on_change, all);
        if (all->watch != NULL) {
            run(all);
            result = 0;
        }
        (void)uv_loop_close(&all->loop);
        brisk_watch_free(all->watch);
    }
    if (all->listen_fd >= 0) {
        brisk_listen_close(&all->listen_fd, 1, line->serve.uds);
    }
    brisk_heap_free(all);
    return result;
}

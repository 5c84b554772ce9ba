/* launch.c - the process of an environment: its variables as on provided.al2023, its folder, its output.
 *
 * Nothing of the gateway's own variables goes to the function: what a developer has in his shell would be missing on AWS, and
 * his credentials are not the function's business. Those of the function's configuration do, and may replace what is
 * set here, AWS_ACCESS_KEY_ID among them; else the credentials are made up, so that SDKs find some. */
#include "gateway/function/launch.h"

#include "core/heap.h"
#include "core/str.h"
#include "gateway/function/leftover.h"
#include "gateway/function/output.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MAX_VARIABLES = 256, VARIABLES_SIZE = 64 * 1024 };

/* NAME=value, one behind the other. */
typedef struct variables {
    char *list[MAX_VARIABLES + 1];
    int count;
    size_t len;
    bool is_full;
    char text[VARIABLES_SIZE];
} variables;

static void set(variables *to, const char *name, brisk_str value)
{
    size_t name_len = strlen(name);
    for (int i = 0; i < to->count; i++) { /* the first that sets it has it */
        if (strncmp(to->list[i], name, name_len) == 0 && to->list[i][name_len] == '=') {
            return;
        }
    }
    if (to->count >= MAX_VARIABLES || name_len + value.len + 2 > sizeof to->text - to->len) {
        to->is_full = true;
        return;
    }
    char *at = to->text + to->len;
    to->list[to->count++] = at;
    memcpy(at, name, name_len);
    at[name_len] = '=';
    memcpy(at + name_len + 1, value.len != 0 ? value.ptr : "", value.len);
    at[name_len + 1 + value.len] = '\0';
    to->len += name_len + value.len + 2;
    to->list[to->count] = NULL;
}

static void set_text(variables *to, const char *name, const char *value)
{
    set(to, name, brisk_str_view(value));
}

static void set_users(variables *to, const brisk_function_config *config)
{
    for (size_t i = 0; i < config->environment.count; i++) {
        char name[256];
        brisk_str given = config->environment.items[i].name, value = config->environment.items[i].value;
        bool is_text = memchr(given.len != 0 ? given.ptr : "", '\0', given.len) == NULL &&
                       memchr(value.len != 0 ? value.ptr : "", '\0', value.len) == NULL;
        if (given.len != 0 && is_text && brisk_str_find_char(given, '=') == BRISK_STR_NONE &&
            brisk_path_print(name, sizeof name, "%.*s", (int)given.len, given.ptr)) {
            set(to, name, value);
        }
    }
}

/* What is Lambda's alone comes first, and stays. */
static void set_reserved(variables *to, const brisk_environment *environment, const char *task_root)
{
    const brisk_function_config *config = environment->function->config;
    char text[64];
    (void)snprintf(text, sizeof text, "127.0.0.1:%d", environment->api.port);
    set_text(to, "AWS_LAMBDA_RUNTIME_API", text);
    set(to, "_HANDLER", config->handler.len != 0 ? config->handler : BRISK_S("bootstrap"));
    set_text(to, "LAMBDA_TASK_ROOT", task_root);
    set_text(to, "LAMBDA_RUNTIME_DIR", "/var/runtime");
    set(to, "AWS_LAMBDA_FUNCTION_NAME", config->name);
    set_text(to, "AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    (void)snprintf(text, sizeof text, "%d", (int)config->memory_mb);
    set_text(to, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", text);
    set(to, "AWS_LAMBDA_LOG_GROUP_NAME", environment->function->log_group);
    set_text(to, "AWS_LAMBDA_LOG_STREAM_NAME", environment->stream_name);
    set_text(to, "AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    set_text(to, "AWS_LAMBDA_LOG_FORMAT", config->log_format == BRISK_LOG_FORMAT_JSON ? "JSON" : "Text");
    if (config->log_format == BRISK_LOG_FORMAT_JSON && config->application_log_level.len != 0) {
        set(to, "AWS_LAMBDA_LOG_LEVEL", config->application_log_level);
    }
}

static void set_usual(variables *to, const brisk_environment *environment, const char *task_root)
{
    const brisk_gateway_config *config = environment->function->lambda->config;
    char libraries[2 * BRISK_PATH_MAX + 128];
    set(to, "AWS_REGION", config->region);
    set(to, "AWS_DEFAULT_REGION", config->region);
    set_text(to, "AWS_ACCESS_KEY_ID", "ASIALOCALGATEWAY0000");
    set_text(to, "AWS_SECRET_ACCESS_KEY", "local-gateway-no-secret");
    set_text(to, "AWS_SESSION_TOKEN", "local-gateway-no-token");
    set_text(to, "AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR");
    set_text(to, "AWS_XRAY_DAEMON_ADDRESS", "169.254.79.129:2000");
    set_text(to, "_AWS_XRAY_DAEMON_ADDRESS", "169.254.79.129");
    set_text(to, "_AWS_XRAY_DAEMON_PORT", "2000");
    set_text(to, "TZ", ":UTC");
    set_text(to, "LANG", "en_US.UTF-8");
    set_text(to, "PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin");
    (void)snprintf(libraries, sizeof libraries, "/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:%s:%s/lib:/opt/lib",
                   task_root, task_root);
    set_text(to, "LD_LIBRARY_PATH", libraries);
}

static variables *make_variables(const brisk_environment *environment, const char *task_root, const char *tmp)
{
    variables *to = brisk_heap_alloc(sizeof *to);
    if (to != NULL) {
        to->count = 0;
        to->len = 0;
        to->is_full = false;
        to->list[0] = NULL;
        set_reserved(to, environment, task_root);
        set_users(to, environment->function->config);
        set_usual(to, environment, task_root);
        if (tmp != NULL) { /* the machine's /tmp is in its place: at least who asks is told */
            set_text(to, "TMPDIR", tmp);
        }
    }
    return to;
}

static void explain(const brisk_environment *environment, int error, char *problem, size_t size)
{
    const char *dir = environment->package->dir;
    if (error == ENOEXEC && brisk_package_is_foreign(dir, problem, size)) {
        return;
    }
    (void)snprintf(problem, size, "bootstrap cannot be run: %s%s", strerror(error),
                   error == EACCES   ? " (is it executable in the zip?)"
                   : error == ENOENT ? " (its interpreter or loader is not on this machine)"
                                     : "");
}

/* The folders of the environment: <folder>/tmp is kept as long as it lives. */
static bool make_folders(const brisk_environment *environment, char *tmp, char *scratch, size_t size)
{
    return brisk_path_print(tmp, size, "%s/tmp", environment->folder) &&
           brisk_path_print(scratch, size, "%s/var", environment->folder) &&
           brisk_folder_make(environment->folder, true) && brisk_folder_make(tmp, true) &&
           brisk_folder_make(scratch, true);
}

brisk_status brisk_environment_launch(brisk_environment *environment, char *problem, size_t size)
{
    brisk_lambda *lambda = environment->function->lambda;
    char tmp[BRISK_PATH_MAX], scratch[BRISK_PATH_MAX];
    int error = 0;
    if (!make_folders(environment, tmp, scratch, sizeof tmp)) {
        (void)snprintf(problem, size, "%.150s: %s", environment->folder, strerror(errno));
        return BRISK_IO;
    }
    variables *plain = make_variables(environment, environment->package->dir, tmp);
    variables *isolated = make_variables(environment, "/var/task", NULL);
    brisk_status status = BRISK_NO_MEMORY;
    if (plain != NULL && isolated != NULL) {
        brisk_process_spec spec = {.task_root = environment->package->dir,
                                   .tmp = tmp,
                                   .scratch = scratch,
                                   .environment = plain->list,
                                   .isolated_environment = isolated->list};
        status = brisk_process_start(&spec, &lambda->can_isolate, &environment->process, &error);
    }
    brisk_heap_free(plain);
    brisk_heap_free(isolated);
    if (status == BRISK_OK) {
        brisk_leftover_note(environment->folder, environment->stream_name);
        status = brisk_output_open(environment, environment->process.output);
        if (status != BRISK_OK) {
            brisk_process_signal(&environment->process, SIGKILL);
        }
        return BRISK_OK; /* what is wrong with the output ends the process, and that is seen */
    }
    environment->process.pid = 0;
    environment->launch_error[0] = '\0';
    if (status == BRISK_NOT_FOUND) {
        (void)snprintf(environment->launch_error, sizeof environment->launch_error,
                       "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]");
        (void)snprintf(problem, size, "the code holds no file `bootstrap` at its top");
    } else if (status == BRISK_INVALID) {
        (void)snprintf(environment->launch_error, sizeof environment->launch_error, "fork/exec /var/task/bootstrap: %s",
                       error == EACCES    ? "permission denied"
                       : error == ENOEXEC ? "exec format error"
                       : error == ENOENT  ? "no such file or directory"
                                          : strerror(error));
        explain(environment, error, problem, size);
    } else {
        (void)snprintf(problem, size, "no process could be started: %s",
                       error != 0 ? strerror(error) : "out of memory");
    }
    return status;
}

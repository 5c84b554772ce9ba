/* failure.c - why a process ended (failure.h). Sources: AWS's runtime interface emulator, and what CloudWatch shows. */
#include "gateway/function/failure.h"

#include <stdio.h>
#include <sys/wait.h>

static const char *signal_text(int number)
{
    static const char *const TEXTS[] = {"",
                                        "hangup",
                                        "interrupt",
                                        "quit",
                                        "illegal instruction",
                                        "trace/breakpoint trap",
                                        "aborted",
                                        "bus error",
                                        "floating point exception",
                                        "killed",
                                        "user defined signal 1",
                                        "segmentation fault",
                                        "user defined signal 2",
                                        "broken pipe",
                                        "alarm clock",
                                        "terminated"};
    return number > 0 && number < (int)(sizeof TEXTS / sizeof *TEXTS) ? TEXTS[number] : "unknown";
}

void brisk_failure_describe(const brisk_environment *environment, int status, brisk_failure *out)
{
    *out = (brisk_failure){.status = "error", .type = "Runtime.ExitError", .message = out->text};
    if (environment->has_init_error) {
        out->type = environment->init_error_type;
        out->message = "the init failed";
    } else if (environment->is_timed_out) {
        out->status = "timeout";
        out->type = "Sandbox.Timedout";
        (void)snprintf(out->text, sizeof out->text, "Task timed out after %.2f seconds",
                       (double)environment->function->config->timeout_ms / 1000);
    } else if (environment->launch_error[0] != '\0') {
        out->type = "Runtime.InvalidEntrypoint";
        out->message = environment->launch_error;
    } else if (WIFSIGNALED(status)) {
        (void)snprintf(out->text, sizeof out->text, "Runtime exited with error: signal: %s",
                       signal_text(WTERMSIG(status)));
    } else if (WIFEXITED(status) && WEXITSTATUS(status) != 0) {
        (void)snprintf(out->text, sizeof out->text, "Runtime exited with error: exit status %d", WEXITSTATUS(status));
    } else {
        out->message = "Runtime exited without providing a reason";
    }
}

/* handles.c - the service's own handles of libuv (handles.h). */
#include "gateway/function/handles.h"

#include "gateway/function/invocation.h"

brisk_status brisk_handles_open(brisk_lambda *lambda)
{
    if (uv_signal_init(lambda->loop, &lambda->child_signal) != 0) {
        return BRISK_IO;
    }
    uv_timer_t *timers[] = {&lambda->sampler, &lambda->retry_timer, &lambda->watch_timer};
    for (size_t i = 0; i < sizeof timers / sizeof *timers; i++) {
        (void)uv_timer_init(lambda->loop, timers[i]);
        timers[i]->data = lambda;
    }
    (void)uv_idle_init(lambda->loop, &lambda->refuser);
    lambda->refuser.data = lambda->child_signal.data = lambda;
    lambda->handles = 5;
    return BRISK_OK;
}

static void handle_closed(uv_handle_t *handle)
{
    brisk_lambda *lambda = handle->data;
    if (--lambda->handles == 0 && lambda->closed != NULL) {
        lambda->closed(lambda->closed_context);
    }
}

void brisk_handles_close_when_unused(brisk_lambda *lambda)
{
    if (!lambda->is_stopping || lambda->is_closed || lambda->all_environments > 0 || lambda->loads > 0) {
        return;
    }
    lambda->is_closed = true;
    brisk_invocation_tell_refused(lambda);
    uv_handle_t *handles[] = {(uv_handle_t *)&lambda->sampler, (uv_handle_t *)&lambda->retry_timer,
                              (uv_handle_t *)&lambda->watch_timer, (uv_handle_t *)&lambda->refuser,
                              (uv_handle_t *)&lambda->child_signal};
    for (size_t i = 0; i < sizeof handles / sizeof *handles; i++) {
        uv_close(handles[i], handle_closed);
    }
}

/* background.c - work that a request leaves for behind its answer (brisk_background, brisk/request.h).
 *
 *     handler ─► brisk_background(a), (b) ─► the answer is sent ─► a, b ─► teardowns ─► the arena is reset
 *
 * The order is FastAPI's (0.141: the response, with its tasks, is run inside the stack of the dependencies; Starlette
 * 1.3, responses.py): first the answer, a stream to its end, then the work, then the teardowns, so that the work may use
 * what a dependency gave. It is done also where the client has gone, as under uvicorn. An error drops it, since the
 * answer of an exception is another response, which has none. Only that one task's failure ends those behind it is not
 * copied: a function here has no way to fail. */
#include "app/dispatch.h"
#include "core/arena.h"
#include "core/log.h"

struct brisk_task {
    struct brisk_task *next;
    brisk_background_call *call;
    void *context;
};

void brisk_background(brisk_request *req, brisk_background_call *call, void *context)
{
    brisk_dispatch *dispatch = req->dispatch;
    if (!dispatch) {
        brisk_log(BRISK_LOG_ERROR, "brisk_background: the request is not being handled: the work is not done");
        return;
    }
    if (dispatch->task_count == BRISK_BACKGROUND_MAX) {
        brisk_log(BRISK_LOG_ERROR, "brisk_background: more than %d functions in one request", BRISK_BACKGROUND_MAX);
        brisk_arena_fail(req->arena); /* rather a 503 than work that is lost without a word to the client */
        return;
    }
    brisk_task *task = brisk_arena_alloc(req->arena, sizeof *task);
    if (!task) {
        return;
    }
    *task = (brisk_task){.call = call, .context = context};
    if (dispatch->last_task) {
        dispatch->last_task->next = task;
    } else {
        dispatch->first_task = task;
    }
    dispatch->last_task = task;
    dispatch->task_count++;
}

void brisk_background_drop(brisk_request *req)
{
    brisk_dispatch *dispatch = req->dispatch;
    if (dispatch) {
        dispatch->first_task = dispatch->last_task = NULL;
        dispatch->task_count = 0;
    }
}

void brisk_background_run(brisk_request *req)
{
    /* What one of them adds is done as well, at the end. */
    for (const brisk_task *task = req->dispatch->first_task; task; task = task->next) {
        task->call(req, task->context);
    }
}

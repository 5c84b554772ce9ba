/* deploy.c - new code is taken up, old code cleared away (deploy.h). */
#include "gateway/function/deploy.h"

#include "core/heap.h"
#include "core/str.h"
#include "gateway/function/code.h"
#include "gateway/function/dispatch.h"
#include "gateway/function/environment.h"
#include "gateway/function/function.h"
#include "gateway/function/handles.h"

#include <stdio.h>
#include <string.h>

enum {
    WATCH_MS = 300,
    WATCH_SHARE = 20 /* at most the 20th part of the time is spent looking */
};

typedef struct load_work {
    uv_work_t work;
    brisk_function *function;
    char path[BRISK_PATH_MAX], data_dir[BRISK_PATH_MAX];
    uint64_t fingerprint;
    brisk_package *package;
    char problem[256];
} load_work;

/* ---- what nobody uses ---- */

static bool is_used(brisk_lambda *lambda, const char *name)
{
    for (size_t i = 0; i < lambda->function_count; i++) {
        const brisk_function *function = &lambda->functions[i];
        if (function->package != NULL && strcmp(function->package->name, name) == 0) {
            return true;
        }
        for (const brisk_environment *at = function->all; at != NULL; at = at->next) {
            if (strcmp(at->package->name, name) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool keep_code(void *context, const char *name)
{
    return is_used(context, name) || name[0] == '.'; /* a dot: one that is being filled */
}

static bool keep_running(void *context, const char *name)
{
    brisk_lambda *lambda = context;
    for (size_t i = 0; i < lambda->function_count; i++) {
        for (const brisk_environment *at = lambda->functions[i].all; at != NULL; at = at->next) {
            if (brisk_str_ends_with(brisk_str_view(at->folder), brisk_str_view(name))) {
                return true;
            }
        }
    }
    return false;
}

void brisk_deploy_sweep(brisk_lambda *lambda)
{
    char path[BRISK_PATH_MAX];
    if (lambda->loads == 0 && brisk_path_print(path, sizeof path, "%s/code", lambda->data_dir)) {
        brisk_folder_sweep(path, keep_code, lambda);
    }
    if (brisk_path_print(path, sizeof path, "%s/run", lambda->data_dir)) {
        brisk_folder_sweep(path, keep_running, lambda);
    }
}

/* ---- anew ---- */

static void take_up(brisk_function *function, brisk_package *package)
{
    brisk_package_release(function->package);
    function->package = package;
    function->is_broken = false;
    for (brisk_environment *at = function->all, *next = NULL; at != NULL; at = next) {
        next = at->next;
        if (at->is_idle_listed) { /* also one whose process has failed, and that waits to begin anew */
            brisk_function_unlist_idle(at);
            brisk_environment_end(at);
        } else {
            at->is_outdated = true; /* it ends what it does */
        }
    }
    brisk_function_tell(function, BRISK_CHANGE_DEPLOYED, "");
    brisk_dispatch(function);
}

static void load(uv_work_t *work)
{
    load_work *job = work->data;
    job->fingerprint = brisk_package_fingerprint(job->path);
    job->package = brisk_package_load(job->path, job->data_dir, job->problem, sizeof job->problem);
}

static void loaded(uv_work_t *work, int status)
{
    load_work *job = work->data;
    brisk_function *function = job->function;
    brisk_lambda *lambda = function->lambda;
    function->is_loading = false;
    lambda->loads--;
    if (lambda->is_stopping || status != 0) {
        brisk_package_release(job->package);
        brisk_heap_free(job);
        brisk_handles_close_when_unused(lambda);
        return;
    }
    function->fingerprint = job->fingerprint;
    if (job->package == NULL) {
        (void)snprintf(function->problem, sizeof function->problem, "%s", job->problem);
        function->is_broken = function->package == NULL;
        brisk_function_tell(function, BRISK_CHANGE_BROKEN, function->problem);
    } else if (function->package != NULL && strcmp(function->package->name, job->package->name) == 0 &&
               !function->must_load) {
        brisk_package_release(job->package); /* touched, but the same */
    } else {
        function->must_load = false;
        take_up(function, job->package);
    }
    brisk_heap_free(job);
    brisk_deploy_sweep(lambda);
}

void brisk_deploy_reload(brisk_function *function)
{
    brisk_lambda *lambda = function->lambda;
    load_work *job = function->is_loading || lambda->is_stopping ? NULL : brisk_heap_alloc_zeroed(1, sizeof *job);
    if (job == NULL) {
        return; /* the watch comes by again */
    }
    job->work.data = job;
    job->function = function;
    memcpy(job->data_dir, lambda->data_dir, sizeof job->data_dir);
    function->is_loaded = true;
    if (!brisk_code_path(function, job->path, sizeof job->path) ||
        uv_queue_work(lambda->loop, &job->work, load, loaded) != 0) {
        brisk_heap_free(job);
        return;
    }
    function->is_loading = true;
    lambda->loads++;
}

/* ---- the watch ---- */

static void look(brisk_lambda *lambda)
{
    for (size_t i = 0; i < lambda->function_count; i++) {
        brisk_function *function = &lambda->functions[i];
        char path[BRISK_PATH_MAX];
        if (!function->is_loaded || function->is_loading || !brisk_code_path(function, path, sizeof path)) {
            continue;
        }
        uint64_t now = brisk_package_fingerprint(path);
        bool is_stable = now == function->seen_fingerprint;
        function->seen_fingerprint = now;
        if (is_stable && now != function->fingerprint && now != 0) {
            brisk_deploy_reload(function);
        }
    }
}

static void on_watch(uv_timer_t *timer)
{
    brisk_lambda *lambda = timer->data;
    uint64_t start = uv_hrtime();
    look(lambda);
    uint64_t spent_ms = (uv_hrtime() - start) / 1000000;
    (void)uv_timer_start(timer, on_watch, WATCH_MS + spent_ms * WATCH_SHARE, 0);
}

void brisk_deploy_watch(brisk_lambda *lambda)
{
    (void)uv_timer_start(&lambda->watch_timer, on_watch, WATCH_MS, 0);
}

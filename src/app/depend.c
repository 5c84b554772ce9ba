/* depend.c - runs dependencies: depth first, in the order written, each once a request, torn down in reverse order.
 *
 * Order of work (fastapi-facts.md 3.4): what a dependency uses runs first, then its own inputs are read. Where any of
 * these has a problem the dependency is skipped, and with it whoever needs it; the others still run, so that the 422
 * tells all. An error that one returns ends the request at once. */
#include "app/dispatch.h"
#include "core/buffer.h"
#include "core/str.h"

#include <string.h>

/* ---- scopes ---- */

static bool has_word(brisk_str words, brisk_str word)
{
    brisk_str part;
    bool more = true;
    while (brisk_str_split(&words, ' ', &more, &part)) {
        if (brisk_str_equal(part, word)) {
            return true;
        }
    }
    return false;
}

static bool has_scopes(const brisk_scope_chain *chain)
{
    for (; chain; chain = chain->outer) {
        if (chain->scopes && chain->scopes[0]) {
            return true;
        }
    }
    return false;
}

static void write_scopes(brisk_buffer *buffer, const brisk_scope_chain *chain)
{
    if (!chain) {
        return;
    }
    write_scopes(buffer, chain->outer);
    for (const char *const *scope = chain->scopes; scope && *scope; scope++) {
        if (has_word(brisk_buffer_view(buffer), brisk_str_view(*scope))) {
            continue;
        }
        if (buffer->len > 0) {
            brisk_buffer_append_char(buffer, ' ');
        }
        brisk_buffer_append_c_string(buffer, *scope);
    }
}

static brisk_str join_scopes(brisk_arena *arena, const brisk_scope_chain *chain)
{
    if (!has_scopes(chain)) {
        return (brisk_str){"", 0};
    }
    brisk_buffer buffer;
    brisk_buffer_init(&buffer, arena, 0);
    write_scopes(&buffer, chain);
    return brisk_buffer_view(&buffer);
}

brisk_str brisk_request_scopes(const brisk_request *req)
{
    return req->dispatch ? req->dispatch->scopes : (brisk_str){"", 0};
}

/* ---- running ---- */

static const brisk_result *find_result(const brisk_dispatch *dispatch, const brisk_plan *plan, brisk_str scopes)
{
    if (plan->dependency->no_cache) {
        return NULL;
    }
    for (const brisk_result *result = dispatch->results; result; result = result->next) {
        if (result->dependency == plan->dependency && (!plan->is_scoped || brisk_str_equal(result->scopes, scopes))) {
            return result;
        }
    }
    return NULL;
}

/* Runs a dependency whose result is not there yet. *value stays NULL where problems were recorded. */
static brisk_status run_dependency(brisk_request *req, const brisk_plan *plan, const brisk_scope_chain *chain,
                                   brisk_str scopes, const void **value)
{
    const brisk_dependency *dependency = plan->dependency;
    brisk_result *result = brisk_arena_alloc(req->arena, sizeof *result);
    void *in = brisk_arena_alloc(req->arena, dependency->in_size);
    void *out = brisk_arena_alloc(req->arena, dependency->out_size);
    if (!result || !in || !out) {
        return BRISK_NO_MEMORY;
    }
    bool complete = true;
    brisk_status status = brisk_uses_run(req, plan, chain, in, &complete);
    if (status != BRISK_OK) {
        return status;
    }
    status = brisk_inputs_read(req, plan, in);
    if (status == BRISK_INVALID || (status == BRISK_OK && !complete)) {
        return BRISK_OK;
    }
    if (status != BRISK_OK) {
        return status;
    }
    req->dispatch->scopes = scopes;
    status = dependency->call(req, in, out);
    if (status != BRISK_OK) {
        return status;
    }
    *result = (brisk_result){.next = req->dispatch->results, .dependency = dependency, .scopes = scopes, .value = out};
    req->dispatch->results = result;
    *value = out;
    return BRISK_OK;
}

/* The plan that runs: that of a replacement, where a test set one. */
static const brisk_plan *plan_of(const brisk_dispatch *dispatch, const brisk_plan *plan)
{
    for (const brisk_override *override = dispatch->service->overrides; override; override = override->next) {
        if (override->dependency == plan->dependency) {
            return override->plan;
        }
    }
    return plan;
}

static brisk_status use_dependency(brisk_request *req, const brisk_plan_use *use, const brisk_scope_chain *chain,
                                   const void **value)
{
    brisk_str scopes = join_scopes(req->arena, chain);
    const brisk_plan *plan = plan_of(req->dispatch, use->plan);
    const brisk_result *known = find_result(req->dispatch, plan, scopes);
    if (known) {
        *value = known->value;
        return BRISK_OK;
    }
    return run_dependency(req, plan, chain, scopes, value);
}

static brisk_status use_security(brisk_request *req, const brisk_plan_use *use, const void **value)
{
    void *out = brisk_arena_alloc(req->arena, use->size);
    if (!out) {
        return BRISK_NO_MEMORY;
    }
    *value = out;
    return brisk_security_read(req, use->use->security, out);
}

brisk_status brisk_uses_run(brisk_request *req, const brisk_plan *plan, const brisk_scope_chain *outer, void *in,
                            bool *complete)
{
    for (size_t i = 0; i < plan->use_count; i++) {
        const brisk_plan_use *use = &plan->uses[i];
        const brisk_scope_chain chain = {.outer = outer, .scopes = use->use->scopes};
        const void *value = NULL;
        brisk_status status = use->plan ? use_dependency(req, use, &chain, &value) : use_security(req, use, &value);
        if (status != BRISK_OK) {
            return status;
        }
        if (!value) {
            *complete = false;
        } else if (in && use->use->offset != BRISK_NO_MEMBER) {
            memcpy((char *)in + use->use->offset, value, use->size);
        }
    }
    return BRISK_OK;
}

void brisk_teardown_run(brisk_request *req)
{
    brisk_dispatch *dispatch = req->dispatch;
    while (dispatch->results) {
        brisk_result *result = dispatch->results;
        dispatch->results = result->next;
        if (result->dependency->teardown) {
            dispatch->scopes = result->scopes;
            result->dependency->teardown(req, result->value, dispatch->outcome);
        }
    }
}

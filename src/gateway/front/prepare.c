/* prepare.c - see prepare.h: whom the client says it is talking to, and the ids that the request goes by in answers,
 * events and logs. */
#include "gateway/front/prepare.h"

#include "core/str.h"
#include "gateway/front/answer.h"
#include "gateway/front/state.h"

/* The value of one key of "Root=…;Parent=…"; ptr NULL where it is not there. */
static brisk_str trace_part(brisk_str trace, brisk_str key)
{
    brisk_str part, name, value;
    bool more = true;
    while (brisk_str_split(&trace, ';', &more, &part)) {
        if (brisk_str_cut(brisk_str_trim(part), '=', &name, &value) && brisk_str_equal_ignore_case(name, key)) {
            return value;
        }
    }
    return (brisk_str){0};
}

/* Recorded: a client's header with Parent is used whole, one with Root only gets a Parent. The event's header holds
 * what the client sent, or the Root alone. */
static void prepare_trace(brisk_front *front, brisk_front_call *call, brisk_front_state *state)
{
    brisk_arena *arena = call->request->arena;
    brisk_str sent = brisk_headers_get(&call->request->headers, BRISK_S("x-amzn-trace-id"));
    brisk_str root = trace_part(sent, BRISK_S("Root")), parent = trace_part(sent, BRISK_S("Parent"));
    if (root.len == 0) {
        sent = brisk_ids_trace_root(&front->random, arena, call->time.wall_ms);
        parent = (brisk_str){0};
    }
    state->event_trace = sent;
    if (parent.len == 0) {
        brisk_str made = brisk_ids_trace_parent(&front->random, arena);
        brisk_str sampled = trace_part(sent, BRISK_S("Sampled"));
        bool is_sampled = sampled.len > 0 ? brisk_str_is(sampled, "1") : front->api->is_traced;
        brisk_str tail = brisk_ids_trace_rest(&front->random, arena, is_sampled);
        if (root.len > 0) {
            sent = brisk_str_concat(arena, BRISK_S("Root="), root, BRISK_S(""));
        }
        state->answer_trace = brisk_str_concat(arena, sent, made, tail);
    } else {
        bool is_whole = trace_part(sent, BRISK_S("Sampled")).len > 0;
        state->answer_trace = is_whole ? sent : brisk_str_concat(arena, sent, BRISK_S(";Sampled=1"), BRISK_S(""));
    }
    call->trace_id = state->answer_trace;
}

static bool is_local_name(brisk_str host)
{
    if (brisk_str_is_ignore_case(host, "localhost") || host.len == 0 || host.ptr[0] == '[') {
        return true;
    }
    for (size_t i = 0; i < host.len; i++) {
        if (!brisk_char_is_digit(host.ptr[i]) && host.ptr[i] != '.') {
            return false;
        }
    }
    return true;
}

/* AWS says https and 443. So does this where the client names a host as on AWS; where it came to a port or address of
 * this machine, the truth is said instead, or every URL that a function builds of them would lead nowhere. */
static void prepare_origin(const brisk_request *request, brisk_front_state *state)
{
    brisk_str name, port = {0};
    state->host = brisk_headers_get(&request->headers, BRISK_S("host"));
    if (state->host.len == 0) {
        state->host = request->server;
    }
    size_t colon = brisk_str_find_last_char(state->host, ':');
    name = brisk_str_slice(state->host, 0, colon);
    if (colon != BRISK_STR_NONE && brisk_str_find_char(brisk_str_from(state->host, colon), ']') == BRISK_STR_NONE) {
        port = brisk_str_from(state->host, colon + 1);
    }
    bool is_local = port.len > 0 || is_local_name(name);
    state->scheme = is_local ? BRISK_S("http") : BRISK_S("https");
    state->port = port.len > 0 ? port : is_local ? BRISK_S("80") : BRISK_S("443");
}

bool brisk_front_prepare(brisk_front *front, brisk_front_call *call)
{
    brisk_arena *arena = call->request->arena;
    brisk_front_state *state = brisk_arena_alloc(arena, sizeof *state);
    if (state == NULL) {
        brisk_answer_exhausted(call);
        return false;
    }
    call->state = state;
    state->method = call->request->method_text;
    brisk_buffer_init(&state->prelude, arena, 0);
    prepare_origin(call->request, state);
    prepare_trace(front, call, state);
    if (front->api->kind != BRISK_FRONT_HTTP) {
        /* A client's own id is taken where it is a UUID. */
        brisk_str sent = brisk_headers_get(&call->request->headers, BRISK_S("x-amzn-requestid"));
        bool is_taken = front->api->kind == BRISK_FRONT_REST && brisk_ids_is_uuid(sent);
        call->request_id = is_taken ? brisk_str_lower(arena, sent) : brisk_ids_request(&front->random, arena);
    }
    call->extended_request_id = brisk_ids_extended(&front->random, arena);
    if (front->api->kind == BRISK_FRONT_HTTP) {
        call->request_id = call->extended_request_id; /* an HTTP API has the one id */
    }
    if (brisk_arena_failed(arena)) {
        call->state = NULL; /* without ids there is nothing to log either */
        brisk_answer_exhausted(call);
        return false;
    }
    return true;
}

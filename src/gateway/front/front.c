/* front.c - see front.h: what the three kinds share, and the way to each. */
#include "gateway/front/front.h"

#include "core/number.h"
#include "core/str.h"
#include "gateway/front/private.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- life ---- */

brisk_status brisk_front_new(const brisk_gateway_config *config, brisk_usage_store *usage, brisk_front **out,
                             char *problem, size_t problem_size)
{
    *out = NULL;
    brisk_arena *arena = brisk_arena_new(0);
    brisk_front *front = arena != NULL ? brisk_arena_alloc(arena, sizeof *front) : NULL;
    if (front == NULL) {
        brisk_arena_free(arena);
        return BRISK_NO_MEMORY;
    }
    *front = (brisk_front){.config = config, .api = &config->api, .arena = arena};
    brisk_random_seed_by_system(&front->random);
    brisk_ids_resource(front->deployment_id, config->api.id);
    brisk_status status = brisk_routes_init(&front->routes, front->api, arena, problem, problem_size);
    if (status == BRISK_OK) {
        status = brisk_plans_init(&front->plans, front->api, usage, arena);
        if (status == BRISK_LIMIT) {
            (void)snprintf(problem, problem_size, "ids of keys and usage plans must be at most 200 bytes long");
            status = BRISK_USAGE;
        }
    }
    if (status != BRISK_OK) {
        brisk_front_free(front);
        return status;
    }
    *out = front;
    return BRISK_OK;
}

void brisk_front_free(brisk_front *front)
{
    if (front != NULL) {
        brisk_plans_clear(&front->plans);
        brisk_arena_free(front->arena);
    }
}

void brisk_front_seed(brisk_front *front, uint64_t seed)
{
    brisk_random_seed(&front->random, seed);
}

/* ---- answers without memory ---- */

void brisk_front_exhausted(brisk_front_call *call)
{
    brisk_response *response = call->response;
    brisk_response_drop_body(response);
    brisk_response_clear(response);
    response->status = 500;
    response->is_answered = true;
    response->spare = (brisk_header){BRISK_STR("Content-Type"), BRISK_STR("application/json")};
    response->headers = (brisk_headers){.items = &response->spare, .count = 1, .capacity = 1};
    response->body = BRISK_S("{\"message\": \"Internal server error\"}");
    call->error_message = BRISK_S("Internal server error");
}

void brisk_front_add_header(brisk_front_call *call, brisk_str name, brisk_str value)
{
    if (!brisk_headers_add(&call->response->headers, call->request->arena, name, value)) {
        brisk_front_exhausted(call);
    }
}

/* ---- the request ---- */

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
        brisk_front_exhausted(call);
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
        brisk_front_exhausted(call);
        return false;
    }
    return true;
}

/* Slashes in front are one. Borrows. */
static brisk_str collapse(brisk_str path)
{
    while (path.len > 1 && path.ptr[1] == '/') {
        path = brisk_str_from(path, 1);
    }
    return path;
}

bool brisk_front_split_stage(brisk_front *front, brisk_front_call *call)
{
    brisk_front_state *state = brisk_state_of(call);
    brisk_str path = call->request->raw_path;
    path = path.len > 0 && path.ptr[0] == '/' ? collapse(path) : BRISK_S("/");
    call->stage_path = path;
    size_t end = brisk_str_find_char(brisk_str_from(path, 1), '/');
    brisk_str stage = brisk_str_slice(path, 1, end);
    brisk_str rest = end == BRISK_STR_NONE ? BRISK_S("/") : collapse(brisk_str_from(path, 1 + end));
    state->path = rest;
    return brisk_str_equal(stage, front->api->stage);
}

/* ---- the function's JSON ---- */

static void *arena_malloc(void *arena, size_t size)
{
    return brisk_arena_alloc_raw(arena, size);
}

static void *arena_realloc(void *arena, void *old, size_t old_size, size_t size)
{
    return brisk_arena_grow(arena, old, old_size, size);
}

static void arena_free(void *arena, void *memory)
{
    (void)arena;
    (void)memory;
}

const yyjson_val *brisk_front_parse(brisk_arena *arena, brisk_str json, bool *is_exhausted)
{
    yyjson_alc memory = {arena_malloc, arena_realloc, arena_free, arena};
    yyjson_read_err error;
    union {
        const char *constant;
        char *variable; /* yyjson_read_opts takes char *, but writes to it only in situ */
    } bytes = {json.ptr};
    /* Numbers stay text: a header of 1.0 is sent as 1.0. The text is copied: without INSITU it is only read. */
    yyjson_doc *document = yyjson_read_opts(bytes.variable, json.len, YYJSON_READ_NUMBER_AS_RAW, &memory, &error);
    *is_exhausted = document == NULL && error.code == YYJSON_READ_ERROR_MEMORY_ALLOCATION;
    return document != NULL ? yyjson_doc_get_root(document) : NULL;
}

bool brisk_front_scalar(const yyjson_val *value, brisk_str *out)
{
    yyjson_val *read = brisk_front_reading(value);
    switch (yyjson_get_type(read)) {
    case YYJSON_TYPE_STR:
        *out = brisk_str_make(yyjson_get_str(read), yyjson_get_len(read));
        return true;
    case YYJSON_TYPE_RAW:
        *out = brisk_str_make(yyjson_get_raw(read), yyjson_get_len(read));
        return true;
    case YYJSON_TYPE_BOOL:
        *out = yyjson_get_bool(read) ? BRISK_S("true") : BRISK_S("false");
        return true;
    case YYJSON_TYPE_NULL:
        *out = BRISK_S("");
        return true;
    default:
        return false;
    }
}

int brisk_front_status_of(const yyjson_val *value)
{
    brisk_str text;
    uint64_t number;
    if (value == NULL || yyjson_is_null(brisk_front_reading(value))) {
        return -2;
    }
    if (yyjson_is_bool(brisk_front_reading(value)) || !brisk_front_scalar(value, &text)) {
        return -1;
    }
    return brisk_digits_parse(text, 9999, &number) == BRISK_NUMBER_OK ? (int)number : -1;
}

bool brisk_front_is_binary(const brisk_front *front, brisk_str media)
{
    brisk_str type, rest, family;
    (void)brisk_str_cut(media, ';', &type, &rest);
    type = brisk_str_trim(type);
    (void)brisk_str_cut(type, '/', &family, &rest);
    for (size_t i = 0; i < front->api->binary_type_count; i++) {
        brisk_str known = front->api->binary_types[i];
        bool is_family = known.len > 2 && brisk_str_ends_with(known, BRISK_S("/*")) &&
                         brisk_str_equal_ignore_case(brisk_str_make(known.ptr, known.len - 2), family);
        if (brisk_str_is(known, "*/*") || is_family || brisk_str_equal_ignore_case(known, type)) {
            return true;
        }
    }
    return false;
}

/* ---- the way to each kind ---- */

brisk_front_step brisk_front_begin(brisk_front *front, brisk_front_call *call)
{
    brisk_front_step step = front->api->kind == BRISK_FRONT_REST   ? brisk_rest_begin(front, call)
                            : front->api->kind == BRISK_FRONT_HTTP ? brisk_http_begin(front, call)
                                                                   : brisk_url_begin(front, call);
    if (brisk_arena_failed(call->request->arena)) {
        brisk_front_exhausted(call);
        return BRISK_FRONT_ANSWERED;
    }
    return step;
}

void brisk_front_look(brisk_front *front, brisk_front_call *call)
{
    if (!brisk_front_prepare(front, call)) {
        return;
    }
    if (front->api->kind == BRISK_FRONT_REST) {
        brisk_rest_look(front, call);
    } else if (front->api->kind == BRISK_FRONT_HTTP) {
        brisk_http_look(front, call);
    } else {
        brisk_url_look(front, call);
    }
    if (brisk_arena_failed(call->request->arena)) {
        brisk_front_exhausted(call);
    }
}

void brisk_front_finish(brisk_front *front, brisk_front_call *call, const brisk_invoke_result *result,
                        bool is_timed_out)
{
    if (front->api->kind == BRISK_FRONT_REST) {
        brisk_rest_finish(front, call, result, is_timed_out);
    } else if (front->api->kind == BRISK_FRONT_HTTP) {
        brisk_http_finish(front, call, result, is_timed_out);
    } else {
        brisk_url_finish(front, call, result, is_timed_out);
    }
    if (brisk_arena_failed(call->request->arena)) {
        brisk_front_exhausted(call);
    }
}

static void give_text(brisk_front_call *call, int status, brisk_str text)
{
    brisk_response_clear(call->response);
    call->response->status = status;
    call->response->is_answered = true;
    call->response->body = text;
    brisk_front_add_header(call, BRISK_S("Content-Type"), BRISK_S("text/plain"));
}

void brisk_front_refuse(brisk_front *front, brisk_front_call *call, int status)
{
    const char *text = status == 414   ? "Request-URI Too Long"
                       : status == 431 ? "Request Header Fields Too Large"
                       : status == 408 ? "Request Timeout"
                       : status == 413 ? "Request Too Long"
                                       : "Bad Request";
    if (call->state == NULL && !brisk_front_prepare(front, call)) {
        return;
    }
    if (front->api->kind != BRISK_FRONT_REST) {
        brisk_http_error(front, call, status, status == 413 ? "Request Entity Too Large" : text, "");
    } else if (status == 413) {
        /* Observed: the front end's own, before the API is known. */
        give_text(call, 413, BRISK_S("HTTP content length exceeded 10485760 bytes."));
        call->error_type = brisk_str_view(brisk_response_type_name(BRISK_RESPONSE_REQUEST_TOO_LARGE));
    } else {
        brisk_response_options options = {.status = status, .message = brisk_str_view(text), .is_fixed = true};
        brisk_response_give(front, call, BRISK_RESPONSE_DEFAULT_4XX, &options);
    }
    if (brisk_arena_failed(call->request->arena)) {
        brisk_front_exhausted(call);
    }
}

void brisk_front_each_usage(brisk_front *front, const brisk_front_time *time,
                            void (*visit)(void *context, const brisk_usage_state *state), void *context)
{
    for (size_t i = 0; i < front->plans.count; i++) {
        const brisk_member *member = &front->plans.members[i];
        const brisk_plan_config *plan = member->plan;
        brisk_usage_state state = {
            .plan_id = plan->id,
            .key_id = member->key->id,
            .tokens =
                plan->throttle.is_set ? brisk_bucket_tokens(&member->bucket, &plan->throttle, time->monotonic_ns) : -1,
            .used = brisk_usage_used(member->usage, plan, time->wall_ms),
            .remaining = plan->has_quota ? brisk_usage_remaining(member->usage, plan, time->wall_ms) : -1,
            .throttled = member->throttled,
            .over_quota = member->over_quota,
        };
        visit(context, &state);
    }
}

void brisk_front_each_usage_day(brisk_front *front, brisk_str plan_id, brisk_str key_id, int64_t first_day,
                                int64_t last_day, void (*visit)(void *context, const brisk_usage_day *day),
                                void *context)
{
    for (size_t i = 0; i < front->plans.count; i++) {
        const brisk_member *member = &front->plans.members[i];
        if ((plan_id.len > 0 && !brisk_str_equal(member->plan->id, plan_id)) ||
            (key_id.len > 0 && !brisk_str_equal(member->key->id, key_id))) {
            continue;
        }
        for (int64_t day = first_day; day <= last_day; day++) {
            brisk_usage_cell cell = brisk_usage_days_of(member->usage->days, member->plan, day);
            brisk_usage_day found = {member->plan->id, member->key->id, day, cell.used, cell.remaining};
            visit(context, &found);
        }
    }
}

/* invoke.c - Lambda's Invoke and InvokeWithResponseStream.
 *
 *     RequestResponse    200, the answer as it was posted; X-Amz-Function-Error: Unhandled where the function failed
 *     Event              202 at once, the function runs behind it
 *     DryRun             204
 *     stream             200, PayloadChunk … InvokeComplete as event stream messages (event_stream.h)
 *
 * An invocation outlives its call where the client goes away: what the Lambda service borrows is kept in the
 * invocation, which is freed when both are done with it. Source: the Lambda API reference, Invoke. */
#include "gateway/control/invoke.h"

#include "core/base64.h"
#include "core/heap.h"
#include "core/str.h"
#include "gateway/control/answer.h"
#include "gateway/control/event_stream.h"
#include "gateway/control/names.h"
#include "gateway/control/parameters.h"
#include "gateway/control/state.h"
#include "gateway/function/lambda.h"
#include "gateway/json.h"

#include <yyjson.h>

#define PAYLOAD_MAX  ((size_t)6291456)
#define EVENT_MAX    ((size_t)262144)
#define STREAM_MAX   ((size_t)210 << 20) /* what a client who does not read may leave behind: all that Lambda streams */
#define STREAM_MEDIA "application/vnd.amazon.eventstream"

struct brisk_invocation {
    brisk_control *control;
    brisk_control_call *call; /* NULL: nobody waits for it */
    brisk_lambda_invocation *handle;
    brisk_buffer texts;           /* name, client context, payload: borrowed by the Lambda service */
    brisk_buffer pieces, sending; /* of a streamed answer: to be sent; being sent */
    bool is_running;              /* on_done is to come */
    bool is_stream, is_begun, is_over, wants_tail;
    brisk_invocation *next, **link;
};

/* ---- life ---- */

static brisk_invocation *make(brisk_control *control, brisk_control_call *call)
{
    brisk_invocation *made = brisk_heap_alloc_zeroed(1, sizeof(*made));
    if (made == NULL) {
        return NULL;
    }
    made->control = control;
    made->call = call;
    brisk_buffer_init(&made->texts, NULL, 2 * PAYLOAD_MAX);
    brisk_buffer_init(&made->pieces, NULL, STREAM_MAX);
    brisk_buffer_init(&made->sending, NULL, STREAM_MAX);
    made->next = control->running;
    made->link = &control->running;
    if (made->next != NULL) {
        made->next->link = &made->next;
    }
    control->running = made;
    return made;
}

static void drop(brisk_invocation *invocation)
{
    *invocation->link = invocation->next;
    if (invocation->next != NULL) {
        invocation->next->link = invocation->link;
    }
    brisk_buffer_clear(&invocation->texts);
    brisk_buffer_clear(&invocation->pieces);
    brisk_buffer_clear(&invocation->sending);
    brisk_heap_free(invocation);
}

void brisk_control_invoke_clear(brisk_control *control)
{
    while (control->running != NULL) {
        drop(control->running);
    }
}

void brisk_control_invoke_end(brisk_control_call *call)
{
    brisk_invocation *invocation = call->invocation;
    call->invocation = NULL;
    if (invocation == NULL) {
        return;
    }
    invocation->call = NULL;
    if (invocation->is_running) {
        brisk_lambda_abandon(invocation->handle);
    } else {
        drop(invocation);
    }
}

/* ---- answers ---- */

static void refuse_result(const brisk_invocation *invocation, const brisk_invoke_result *result)
{
    brisk_control_call *call = invocation->call;
    switch (result->outcome) {
    case BRISK_INVOKE_THROTTLED:
        brisk_set_header(call->request, BRISK_S("x-amzn-ErrorType"), BRISK_S("TooManyRequestsException"));
        (void)brisk_respond_json(call->request, 429,
                                 BRISK_S("{\"Reason\":\"ReservedFunctionConcurrentInvocationLimitExceeded\","
                                         "\"Type\":\"User\",\"message\":\"Rate Exceeded.\"}"));
        break;
    case BRISK_INVOKE_TOO_LARGE:
        brisk_control_lambda_error(
            call, 413, "RequestTooLargeException",
            BRISK_S("Request must be smaller than 6291456 bytes for the InvokeFunction operation"));
        break;
    case BRISK_INVOKE_UNKNOWN:
        brisk_control_lambda_error(call, 404, "ResourceNotFoundException", BRISK_S("Function not found"));
        break;
    default:
        brisk_control_lambda_error(call, 500, "ServiceException", BRISK_S("The function could not be run."));
        break;
    }
}

static bool has_run(const brisk_invoke_result *result)
{
    return result->outcome == BRISK_INVOKE_ANSWERED || result->outcome == BRISK_INVOKE_FAILED;
}

static void set_version(brisk_control_call *call)
{
    brisk_set_header(call->request, BRISK_S("X-Amz-Executed-Version"), BRISK_S("$LATEST"));
}

static brisk_str tail_text(const brisk_invocation *invocation, const brisk_invoke_result *result)
{
    brisk_str text = {0};
    brisk_arena *arena = brisk_request_arena(invocation->call->request);
    if (!invocation->wants_tail ||
        brisk_base64_encode(arena, result->log_tail, BRISK_BASE64_STANDARD, &text) != BRISK_OK) {
        return (brisk_str){0};
    }
    return text;
}

/* The whole answer of RequestResponse; the result's texts are copied, as they end with the callback. */
static void answer_whole(const brisk_invocation *invocation, const brisk_invoke_result *result)
{
    brisk_control_call *call = invocation->call;
    brisk_arena *arena = brisk_request_arena(call->request);
    if (!has_run(result)) {
        refuse_result(invocation, result);
        return;
    }
    set_version(call);
    brisk_set_header(call->request, BRISK_S("x-amzn-RequestId"), brisk_str_copy(arena, result->request_id));
    if (result->trace_id.len > 0) {
        brisk_set_header(call->request, BRISK_S("X-Amzn-Trace-Id"), brisk_str_copy(arena, result->trace_id));
    }
    if (result->outcome == BRISK_INVOKE_FAILED) {
        brisk_set_header(call->request, BRISK_S("X-Amz-Function-Error"), BRISK_S("Unhandled"));
    }
    brisk_str tail = tail_text(invocation, result);
    if (tail.len > 0) {
        brisk_set_header(call->request, BRISK_S("X-Amz-Log-Result"), tail);
    }
    brisk_buffer body;
    brisk_control_buffer(call, &body);
    brisk_buffer_append_str(&body, result->payload);
    brisk_control_answer(call, 200, "application/json", &body);
}

/* ---- streams ---- */

static brisk_pulled pull(void *context, brisk_str *piece)
{
    brisk_invocation *invocation = context;
    *piece = (brisk_str){0};
    if (brisk_buffer_failed(&invocation->pieces)) {
        return BRISK_PULLED_FAILED;
    }
    brisk_buffer_rewind(&invocation->sending);
    if (invocation->pieces.len == 0) {
        return invocation->is_over ? BRISK_PULLED_END : BRISK_PULLED_WAIT;
    }
    brisk_buffer swapped = invocation->sending;
    invocation->sending = invocation->pieces;
    invocation->pieces = swapped;
    *piece = brisk_buffer_view(&invocation->sending);
    return BRISK_PULLED_MORE;
}

/* Something was added to the pieces. */
static void tell_stream(brisk_invocation *invocation)
{
    brisk_control_call *call = invocation->call;
    if (invocation->is_begun) {
        call->wake(call);
        return;
    }
    invocation->is_begun = true;
    set_version(call);
    brisk_stream stream = {.pull = pull, .context = invocation, .length = -1};
    (void)brisk_respond_stream(call->request, 200, STREAM_MEDIA, stream);
    call->done(call);
}

static bool on_piece(void *context, brisk_str piece)
{
    brisk_invocation *invocation = context;
    if (invocation->call == NULL) {
        return false;
    }
    brisk_event_stream_append(&invocation->pieces, "PayloadChunk", "application/octet-stream", piece);
    tell_stream(invocation);
    return !brisk_buffer_failed(&invocation->pieces);
}

static void end_stream(brisk_invocation *invocation, const brisk_invoke_result *result)
{
    brisk_buffer end;
    brisk_control_buffer(invocation->call, &end);
    bool is_failed = result->outcome != BRISK_INVOKE_ANSWERED;
    if (!is_failed && !result->is_streamed && result->payload.len > 0) {
        brisk_event_stream_append(&invocation->pieces, "PayloadChunk", "application/octet-stream", result->payload);
    }
    brisk_buffer_append_char(&end, '{');
    if (is_failed) {
        brisk_json_add_text(&end, "ErrorCode", BRISK_S("Unhandled"));
        brisk_json_add_text(&end, "ErrorDetails", result->payload.ptr != NULL ? result->payload : BRISK_S(""));
    }
    brisk_str tail = tail_text(invocation, result);
    if (tail.len > 0) {
        brisk_json_add_text(&end, "LogResult", tail);
    }
    brisk_buffer_append_char(&end, '}');
    if (brisk_buffer_failed(&end)) {
        brisk_buffer_fail(&invocation->pieces, BRISK_NO_MEMORY);
    }
    brisk_event_stream_append(&invocation->pieces, "InvokeComplete", "application/json", brisk_buffer_view(&end));
    invocation->is_over = true;
    tell_stream(invocation);
}

static void on_done(void *context, const brisk_invoke_result *result)
{
    brisk_invocation *invocation = context;
    invocation->is_running = false;
    if (invocation->call == NULL) {
        drop(invocation);
    } else if (invocation->is_stream && (invocation->is_begun || has_run(result))) {
        end_stream(invocation, result);
    } else {
        answer_whole(invocation, result);
        invocation->call->done(invocation->call);
    }
}

/* ---- the request ---- */

typedef struct wanted {
    brisk_str name, qualifier, type, payload, client_context;
} wanted;

static bool is_json(brisk_control_call *call, brisk_str text)
{
    yyjson_read_err error;
    union { /* yyjson writes to the text only where it is told to parse in place */
        const char *given;
        char *text;
    } bytes = {text.ptr};
    yyjson_doc *document = text.len == 0 ? NULL : yyjson_read_opts(bytes.text, text.len, 0, NULL, &error);
    if (document == NULL && text.len > 0) {
        brisk_control_lambda_error(
            call, 400, "InvalidRequestContentException",
            brisk_arena_printf(brisk_request_arena(call->request),
                               "Could not parse request body into json: Could not parse payload into json: %s at %zu",
                               error.msg, error.pos));
    }
    yyjson_doc_free(document);
    return document != NULL || text.len == 0;
}

static bool read_context(brisk_control_call *call, wanted *want)
{
    brisk_str header = brisk_request_header(call->request, "x-amz-client-context");
    if (header.len == 0 || brisk_base64_decode(brisk_request_arena(call->request), header, BRISK_BASE64_STANDARD,
                                               &want->client_context) == BRISK_OK) {
        return true;
    }
    brisk_control_lambda_error(call, 400, "InvalidRequestContentException",
                               BRISK_S("Client context must be a valid Base64-encoded JSON object."));
    return false;
}

/* False: answered. */
static bool read_request(brisk_control *control, brisk_control_call *call, brisk_str text, wanted *want)
{
    brisk_arena *arena = brisk_request_arena(call->request);
    brisk_function_state state;
    brisk_str given = brisk_control_parameter(call, "Qualifier");
    want->type = brisk_request_header(call->request, "x-amz-invocation-type");
    want->payload = brisk_request_body(call->request);
    if (!brisk_control_function_name(text, &want->name, &want->qualifier)) {
        brisk_control_lambda_error(call, 400, "ValidationException", BRISK_S("That is no function's name."));
        return false;
    }
    want->qualifier = given.len > 0 ? given : want->qualifier.len > 0 ? want->qualifier : BRISK_S("$LATEST");
    if (!brisk_str_is(want->qualifier, "$LATEST") || !brisk_lambda_function(control->lambda, want->name, &state)) {
        brisk_str arn = brisk_control_function_arn(control->config, arena, want->name, want->qualifier);
        brisk_control_lambda_error(call, 404, "ResourceNotFoundException",
                                   brisk_str_concat(arena, BRISK_S("Function not found: "), arn, BRISK_S("")));
        return false;
    }
    bool is_event = brisk_str_is(want->type, "Event");
    if (want->type.len > 0 && !is_event && !brisk_str_is(want->type, "RequestResponse") &&
        !brisk_str_is(want->type, "DryRun")) {
        brisk_control_lambda_error(
            call, 400, "ValidationException",
            BRISK_S("1 validation error detected: Value at 'invocationType' failed to satisfy constraint: Member must "
                    "satisfy enum value set: [Event, RequestResponse, DryRun]"));
        return false;
    }
    if (want->payload.len > (is_event ? EVENT_MAX : PAYLOAD_MAX)) {
        brisk_control_lambda_error(
            call, 413, "RequestTooLargeException",
            brisk_arena_printf(arena, "Request must be smaller than %zu bytes for the InvokeFunction operation",
                               is_event ? EVENT_MAX : PAYLOAD_MAX));
        return false;
    }
    return is_json(call, want->payload) && read_context(call, want);
}

/* Copies what the Lambda service borrows. */
static bool keep_texts(brisk_invocation *invocation, const wanted *want, brisk_invoke *invoke)
{
    brisk_buffer *texts = &invocation->texts;
    brisk_str payload = want->payload.len > 0 ? want->payload : BRISK_S("{}");
    brisk_buffer_append_str(texts, want->name);
    brisk_buffer_append_str(texts, want->client_context);
    brisk_buffer_append_str(texts, payload);
    brisk_str kept = brisk_buffer_view(texts);
    invoke->function = brisk_str_slice(kept, 0, want->name.len);
    invoke->client_context = brisk_str_slice(kept, want->name.len, want->client_context.len);
    invoke->payload = brisk_str_from(kept, want->name.len + want->client_context.len);
    return !brisk_buffer_failed(texts);
}

/* True where it runs: on_done comes. */
static bool start(brisk_invocation *invocation, const wanted *want, brisk_invoke *invoke)
{
    if (invocation == NULL || !keep_texts(invocation, want, invoke)) {
        return false;
    }
    invoke->on_done = on_done;
    invoke->on_piece = on_piece;
    invoke->context = invocation;
    invocation->is_running = brisk_lambda_invoke(invocation->control->lambda, invoke, &invocation->handle) == BRISK_OK;
    return invocation->is_running;
}

void brisk_control_invoke(brisk_control *control, brisk_control_call *call, brisk_str name, bool is_stream)
{
    wanted want = {.type = {0}};
    if (!read_request(control, call, name, &want)) {
        call->done(call);
        return;
    }
    if (brisk_str_is(want.type, "DryRun")) {
        set_version(call);
        (void)brisk_respond(call->request, 204, NULL, BRISK_S(""));
        call->done(call);
        return;
    }
    bool is_event = brisk_str_is(want.type, "Event") && !is_stream;
    bool wants_tail = brisk_str_is(brisk_request_header(call->request, "x-amz-log-type"), "Tail") && !is_event;
    brisk_invoke invoke = {.is_event = is_event,
                           .wants_tail = wants_tail,
                           .wants_stream = is_stream,
                           .trace_id = brisk_request_header(call->request, "x-amzn-trace-id")};
    brisk_invocation *invocation = make(control, is_event ? NULL : call);
    if (!start(invocation, &want, &invoke)) {
        if (invocation != NULL) {
            drop(invocation);
        }
        brisk_control_lambda_error(call, 500, "ServiceException", BRISK_S("There is no memory for the invocation."));
        call->done(call);
    } else if (is_event) {
        (void)brisk_respond(call->request, 202, NULL, BRISK_S(""));
        call->done(call);
    } else {
        invocation->wants_tail = wants_tail;
        invocation->is_stream = is_stream;
        call->invocation = invocation;
    }
}

/* control.c - see control.h: is a request meant for the control plane, and which call is it. */
#include "gateway/control/control.h"

#include "core/clock.h"
#include "core/heap.h"
#include "core/str.h"
#include "gateway/control/answer.h"
#include "gateway/control/functions.h"
#include "gateway/control/invoke.h"
#include "gateway/control/logs.h"
#include "gateway/control/parameters.h"
#include "gateway/control/rest_api.h"
#include "gateway/control/state.h"
#include "gateway/control/usage_plans.h"
#include "gateway/front/ids.h"

#define LOGS_TARGET "Logs_20140328."
#define FUNCTIONS   "/2015-03-31/functions"
#define STREAMING   "/2021-11-15/functions/"

typedef enum service { SERVICE_NONE, SERVICE_LAMBDA, SERVICE_LOGS, SERVICE_REST } service;

brisk_status brisk_control_new(const brisk_control_options *options, brisk_control **out)
{
    *out = brisk_heap_alloc_zeroed(1, sizeof(**out));
    if (*out == NULL) {
        return BRISK_NO_MEMORY;
    }
    (*out)->config = options->config;
    (*out)->lambda = options->lambda;
    (*out)->logs = options->logs;
    (*out)->front = options->front;
    (*out)->started_ms = brisk_clock_wall_us() / 1000;
    brisk_random_seed_by_system(&(*out)->random);
    return BRISK_OK;
}

void brisk_control_free(brisk_control *control)
{
    if (control != NULL) {
        brisk_control_invoke_clear(control);
    }
    brisk_heap_free(control);
}

/* ---- which service ---- */

/* The service in "Credential=AKID/20261122/us-east-1/lambda/aws4_request" (SigV4's scope), of a header or a presigned
 * query. */
static brisk_str scope_service(brisk_str credential)
{
    brisk_str part = {0};
    bool more = true;
    for (size_t i = 0; i < 4; i++) {
        if (!brisk_str_split(&credential, '/', &more, &part)) {
            return (brisk_str){0};
        }
    }
    return brisk_str_starts_with(credential, BRISK_S("aws4_request")) ? part : (brisk_str){0};
}

static service signed_service(const brisk_request *request)
{
    brisk_str signature = brisk_request_header(request, "authorization");
    size_t at = brisk_str_find(signature, BRISK_S("Credential="));
    if (!brisk_str_starts_with(signature, BRISK_S("AWS4-")) || at == BRISK_STR_NONE) {
        return SERVICE_NONE;
    }
    brisk_str name = scope_service(brisk_str_from(signature, at + sizeof("Credential=") - 1));
    return brisk_str_is(name, "lambda")       ? SERVICE_LAMBDA
           : brisk_str_is(name, "logs")       ? SERVICE_LOGS
           : brisk_str_is(name, "apigateway") ? SERVICE_REST
                                              : SERVICE_NONE;
}

static service find_service(const brisk_request *request)
{
    service found = signed_service(request);
    brisk_str path = brisk_request_path(request);
    if (found != SERVICE_NONE) {
        return found;
    }
    if (brisk_str_is(path, "/") &&
        brisk_str_starts_with(brisk_request_header(request, "x-amz-target"), BRISK_S(LOGS_TARGET))) {
        return SERVICE_LOGS;
    }
    bool is_functions = brisk_str_is(path, FUNCTIONS) || brisk_str_starts_with(path, BRISK_S(FUNCTIONS "/")) ||
                        brisk_str_starts_with(path, BRISK_S(STREAMING));
    return is_functions ? SERVICE_LAMBDA : SERVICE_NONE;
}

bool brisk_control_is_meant(const brisk_request *request)
{
    return find_service(request) != SERVICE_NONE;
}

/* ---- which call ---- */

/* Those of Logs are refused in logs.c. */
static void refuse(brisk_control_call *call, service of)
{
    static const char message[] = "brisk gateway does not offer this operation.";
    if (of == SERVICE_LAMBDA) {
        brisk_control_lambda_error(call, 400, "UnsupportedOperationException", brisk_str_view(message));
    } else {
        brisk_control_rest_error(call, 400, "UnsupportedOperationException", message);
    }
}

/* True where the path is one of a Lambda call that is offered; the call then is answered, or will be. */
static bool call_lambda(brisk_control *control, brisk_control_call *call, brisk_str path)
{
    bool is_get = call->request->method == BRISK_METHOD_GET, is_post = call->request->method == BRISK_METHOD_POST;
    if (is_post && brisk_str_starts_with(path, BRISK_S(STREAMING))) {
        path = brisk_str_from(path, sizeof(STREAMING) - 2);
        brisk_str name = brisk_control_segment(&path);
        if (name.len == 0 || !brisk_str_is(path, "/response-streaming-invocations")) {
            return false;
        }
        brisk_control_invoke(control, call, name, true);
        return true;
    }
    if (!brisk_str_starts_with(path, BRISK_S(FUNCTIONS))) {
        return false;
    }
    path = brisk_str_from(path, sizeof(FUNCTIONS) - 1);
    brisk_str whole = path;
    brisk_str name = brisk_control_segment(&path), verb = brisk_control_segment(&path);
    if (is_post && name.len > 0 && brisk_str_is(verb, "invocations") && path.len == 0) {
        brisk_control_invoke(control, call, name, false);
        return true;
    }
    bool is_offered = is_get && path.len == 0 && (verb.len == 0 || brisk_str_is(verb, "configuration"));
    if (is_offered) {
        brisk_control_functions(control, call, whole);
        call->done(call);
    }
    return is_offered;
}

static bool call_rest(brisk_control *control, brisk_control_call *call, brisk_str path)
{
    static const struct {
        const char *name;
        void (*answer)(brisk_control *control, brisk_control_call *call, brisk_str path);
    } calls[] = {{"restapis", brisk_control_rest_apis},
                 {"apikeys", brisk_control_api_keys},
                 {"usageplans", brisk_control_usage_plans}};
    brisk_str name = brisk_control_segment(&path);
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]) && call->request->method == BRISK_METHOD_GET; i++) {
        if (brisk_str_is(name, calls[i].name)) {
            calls[i].answer(control, call, path);
            return call->response->status != 0;
        }
    }
    return false;
}

void brisk_control_handle(brisk_control *control, brisk_control_call *call)
{
    brisk_str path = brisk_request_path(call->request);
    service of = find_service(call->request);
    call->invocation = NULL;
    brisk_set_header(call->request, BRISK_S("x-amzn-RequestId"),
                     brisk_ids_request(&control->random, brisk_request_arena(call->request)));
    if (of == SERVICE_LAMBDA) {
        if (call_lambda(control, call, path)) {
            return;
        }
        refuse(call, of);
    } else if (of == SERVICE_LOGS) {
        brisk_str target = brisk_request_header(call->request, "x-amz-target");
        bool is_call = brisk_str_starts_with(target, BRISK_S(LOGS_TARGET));
        brisk_control_logs(control, call, is_call ? brisk_str_from(target, sizeof(LOGS_TARGET) - 1) : (brisk_str){0});
    } else if (!call_rest(control, call, path)) {
        refuse(call, of);
    }
    call->done(call);
}

void brisk_control_end(brisk_control *control, brisk_control_call *call)
{
    (void)control;
    brisk_control_invoke_end(call);
}

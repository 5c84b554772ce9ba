/* answer.c - see answer.h. */
#include "gateway/front/answer.h"

#include "core/str.h"
#include "gateway/front/state.h"

void brisk_answer_start(brisk_front_call *call, int status)
{
    brisk_response *response = call->response;
    brisk_response_drop_body(response);
    brisk_response_clear(response);
    response->status = status;
    response->is_answered = true;
    response->body = BRISK_S("");
}

void brisk_answer_add_header(brisk_front_call *call, brisk_str name, brisk_str value)
{
    if (!brisk_headers_add(&call->response->headers, call->request->arena, name, value)) {
        brisk_answer_exhausted(call);
    }
}

static void add_trace(brisk_front_call *call)
{
    if (call->state != NULL) {
        brisk_answer_add_header(call, BRISK_S("X-Amzn-Trace-Id"), call->state->answer_trace);
    }
}

void brisk_answer_add_rest_ids(brisk_front_call *call, bool has_trace)
{
    brisk_answer_add_header(call, BRISK_S("x-amzn-RequestId"), call->request_id);
    brisk_answer_add_header(call, BRISK_S("x-amz-apigw-id"), call->extended_request_id);
    if (has_trace) {
        add_trace(call);
    }
}

void brisk_answer_add_http_ids(const brisk_front *front, brisk_front_call *call)
{
    if (front->api->kind == BRISK_FRONT_HTTP) {
        brisk_answer_add_header(call, BRISK_S("Apigw-Requestid"), call->request_id);
        return;
    }
    brisk_answer_add_header(call, BRISK_S("x-amzn-RequestId"), call->request_id);
    add_trace(call);
}

void brisk_answer_exhausted(brisk_front_call *call)
{
    brisk_response *response = call->response;
    brisk_answer_start(call, 500);
    response->spare = (brisk_header){BRISK_STR("Content-Type"), BRISK_STR("application/json")};
    response->headers = (brisk_headers){.items = &response->spare, .count = 1, .capacity = 1};
    response->body = BRISK_S("{\"message\": \"Internal server error\"}");
    call->error_message = BRISK_S("Internal server error");
}

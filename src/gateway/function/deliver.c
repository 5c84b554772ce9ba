/* deliver.c - the event goes to the function (deliver.h). Source: AWS's "Lambda runtime API". */
#include "gateway/function/deliver.h"

#include "core/clock.h"
#include "gateway/function/extension.h"
#include "gateway/function/report.h"

#include <stdio.h>

enum { CLIENT_CONTEXT_MAX = 3583, HEAD_SIZE = 6144 };

/* The client context is JSON: its line ends are white space, and may be blanks in a header. */
static int put_context(char *out, size_t size, brisk_str context)
{
    if (context.len == 0 || context.len > CLIENT_CONTEXT_MAX) {
        out[0] = '\0';
        return 0;
    }
    int len = snprintf(out, size, "Lambda-Runtime-Client-Context: %.*s\r\n", (int)context.len, context.ptr);
    for (int i = 0; i < len - 2; i++) {
        if ((unsigned char)out[i] < ' ') {
            out[i] = ' ';
        }
    }
    return len;
}

void brisk_environment_deliver(brisk_environment *environment)
{
    brisk_lambda_invocation *current = environment->current;
    brisk_api_conn *conn = environment->waiting;
    char head[HEAD_SIZE], context[CLIENT_CONTEXT_MAX + 64];
    if (conn == NULL) {
        return; /* it will ask */
    }
    (void)put_context(context, sizeof context, current->invoke.client_context);
    brisk_str payload = current->invoke.payload.len != 0 ? current->invoke.payload : BRISK_S("{}");
    int64_t spent_ms = (int64_t)((uv_hrtime() - environment->started_ns) / 1000000);
    int64_t deadline = brisk_clock_wall_us() / 1000 + environment->function->config->timeout_ms - spent_ms;
    int len = snprintf(head, sizeof head,
                       "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
                       "Lambda-Runtime-Aws-Request-Id: %s\r\nLambda-Runtime-Deadline-Ms: %lld\r\n"
                       "Lambda-Runtime-Invoked-Function-Arn: %s\r\nLambda-Runtime-Trace-Id: %s\r\n"
                       "Lambda-Runtime-Invocation-Id: %s\r\n%s\r\n",
                       payload.len, current->request_id, (long long)deadline, environment->function->arn,
                       current->trace_id, current->invocation_id, context);
    environment->waiting = NULL;
    environment->is_sent = true;
    current->result.sent_ns = uv_hrtime();
    brisk_api_answer(conn, (brisk_str){head, (size_t)len}, payload);
    brisk_report_start(environment); /* the function is at work already */
    brisk_extension_deliver(environment);
}

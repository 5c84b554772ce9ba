/* lambda.h - what a handler can ask when its request came as an AWS event: the event itself, API Gateway's context,
 * the authorizer's claims, and the Lambda context.
 *
 *     brisk_str user = brisk_lambda_claim(req, "sub");
 *     const brisk_lambda_context *context = brisk_lambda_context_of(req);
 *     if (context) { … context->aws_request_id … }
 *
 * Everything may be asked of any request: one that came over a socket has the kind BRISK_EVENT_NONE, no values, and
 * empty texts, so that the same handler runs in both places. What is given lives as long as the request. For the thread
 * that runs the handler. */
#ifndef BRISK_LAMBDA_H
#define BRISK_LAMBDA_H

#include <brisk/json.h>
#include <brisk/request.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where a request came from. */
typedef enum brisk_event_kind {
    BRISK_EVENT_NONE,         /* a request that is no event */
    BRISK_EVENT_OTHER,        /* an event that is no HTTP request */
    BRISK_EVENT_REST,         /* API Gateway, REST API */
    BRISK_EVENT_HTTP_V1,      /* API Gateway, HTTP API, payload 1.0 */
    BRISK_EVENT_HTTP_V2,      /* API Gateway, HTTP API, payload 2.0 */
    BRISK_EVENT_FUNCTION_URL, /* a function URL */
    BRISK_EVENT_ALB,          /* Application Load Balancer */
    BRISK_EVENT_EDGE,         /* Lambda@Edge: CloudFront's viewer or origin request */
    BRISK_EVENT_LATTICE       /* VPC Lattice, version 2 */
} brisk_event_kind;

brisk_event_kind brisk_lambda_event_kind(const brisk_request *req);

/** The event as it came; no value where there is none. Read it with brisk_json_… (json.h). */
brisk_json brisk_lambda_event(const brisk_request *req);

/** The event's requestContext (Lambda@Edge: its config). */
brisk_json brisk_lambda_request_context(const brisk_request *req);

/** The stage, "prod" or "$default"; empty where there is none. */
brisk_str brisk_lambda_stage(const brisk_request *req);

/** A stage variable; ptr NULL where it is not set. */
brisk_str brisk_lambda_stage_variable(const brisk_request *req, const char *name);

/** What the authorizer said: requestContext.authorizer (of a function URL with IAM its iam). */
brisk_json brisk_lambda_authorizer(const brisk_request *req);

/** The claims of a JWT or Cognito authorizer, or what a Lambda authorizer put into its context: one object, wherever
 *  the kind of event has it (authorizer.jwt.claims, authorizer.claims, authorizer.lambda, authorizer). */
brisk_json brisk_lambda_claims(const brisk_request *req);

/** One claim that is a text; ptr NULL where there is none of this name, or it is no text. */
brisk_str brisk_lambda_claim(const brisk_request *req, const char *name);

/** Reads a part of an event as a value of a type (BRISK_TYPE_OF(T)), by its rules: in *out, type->size bytes, which is
 *  overwritten. problems: NULL, or set to the list of what is wrong as JSON when BRISK_INVALID is returned.
 *  Returns BRISK_OK, BRISK_INVALID, BRISK_NO_MEMORY. */
brisk_status brisk_lambda_read(const brisk_request *req, brisk_json part, const brisk_type *type, void *out,
                               brisk_str *problems) BRISK_MUST_CHECK;

/** The Lambda context of an invocation. Texts are empty where Lambda did not say. */
typedef struct brisk_lambda_context {
    brisk_str aws_request_id;
    brisk_str invoked_function_arn;
    brisk_str function_name;
    brisk_str function_version;
    brisk_str log_group_name;
    brisk_str log_stream_name;
    brisk_str trace_id;       /* X-Ray's header, "Root=1-…" */
    brisk_str client_context; /* JSON of the mobile SDKs */
    brisk_str identity;       /* JSON of Amazon Cognito */
    brisk_str tenant_id;
    int64_t deadline_ms; /* Unix time in milliseconds; what is left: brisk_request_deadline_ms */
    int32_t memory_limit_mb;
} brisk_lambda_context;

/** The Lambda context; NULL where the request did not come through the Lambda runtime. */
const brisk_lambda_context *brisk_lambda_context_of(const brisk_request *req);

/* ---- metrics ---- */

#define BRISK_METRIC_DIMENSIONS 30

/** A value for CloudWatch. Required: name_space, name. unit NULL: "None"; else one of CloudWatch's ("Count", "Milliseconds",
 *  "Bytes" …). dimensions end with a NULL name. */
typedef struct brisk_metric {
    const char *name_space, *name;
    double value;
    const char *unit;
    struct {
        const char *name, *value;
    } dimensions[BRISK_METRIC_DIMENSIONS];
} brisk_metric;

/** Writes a metric to stdout as one line of CloudWatch's embedded metric format, with the id of the invocation.
 *  Returns BRISK_OK; BRISK_INVALID without a name, for a text that is no UTF-8 and a value that is not finite;
 *  BRISK_IO, BRISK_NO_MEMORY. A handler may go on after any of them. */
brisk_status brisk_lambda_metric_with(brisk_request *req, const brisk_metric *metric);

#ifndef __cplusplus
/** The same with named initialisers: brisk_lambda_metric(req, .name_space = "Shop", .name = "Orders", .value = 1). */
#define brisk_lambda_metric(req_, ...) brisk_lambda_metric_with((req_), &(const brisk_metric){__VA_ARGS__})
#endif

/* ---- the program ---- */

/**
 * Runs an app as a Lambda function's process (custom runtime, "bootstrap"): takes events from the Runtime API at
 * AWS_LAMBDA_RUNTIME_API and answers them until the environment ends. brisk_main calls it where that variable is set.
 *
 * The app's start function runs once, before the first event; its failure is posted to /init/error. The stop function
 * runs once where the platform says that the environment ends (SIGTERM). Events that are no HTTP request go to the
 * function that APP names with on_event(function). AWS_LAMBDA_MAX_CONCURRENCY loops run on as many threads.
 * BRISK_BASE_PATH in the environment: what stands before the app's paths behind a custom domain ("/v1").
 *
 * app must live as long. Returns what main should: 0 after SIGTERM; 1 where init failed or the host is gone or broken; 2
 * without AWS_LAMBDA_RUNTIME_API. The causes were logged.
 */
int brisk_lambda_main(const brisk_app *app);

#ifdef __cplusplus
}
#endif

#endif

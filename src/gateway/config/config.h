/* config.h - what a gateway is to run: functions, one API in front of them, its stage, keys, plans and logs.
 *
 *     flags, a file (file.h), a Terraform plan (terraform/) ─► brisk_gateway_config ─► fronts, functions, logs
 *
 * The values are those that AWS takes, under AWS's names; what stands here after brisk_gateway_config_init is what AWS
 * sets where nobody says otherwise, save for the one stage, key and plan that make a gateway useful without a file. All texts
 * live in the arena that the configuration was made in, or longer. Constant once the gateway runs; a reload makes a new
 * one. */
#ifndef BRISK_GATEWAY_CONFIG_CONFIG_H
#define BRISK_GATEWAY_CONFIG_CONFIG_H

#include <brisk/arena.h>
#include <brisk/status.h>
#include <brisk/types.h>

/** A name with its text: an environment variable, a stage variable, a header. */
typedef struct brisk_setting {
    brisk_str name, value;
} brisk_setting;

typedef struct brisk_settings {
    brisk_setting *items;
    size_t count;
} brisk_settings;

/* ---- the function ---- */

typedef enum brisk_log_format_kind { BRISK_LOG_FORMAT_TEXT, BRISK_LOG_FORMAT_JSON } brisk_log_format_kind;

/** One Lambda function. */
typedef struct brisk_function_config {
    brisk_str name;             /* "hello"; [A-Za-z0-9-_]{1,64} */
    brisk_str code;             /* a zip, a folder that holds bootstrap, or the bootstrap itself; a path */
    brisk_str handler;          /* _HANDLER; "bootstrap" */
    int32_t timeout_ms;         /* 1000 to 900000; 3000 */
    int32_t init_timeout_ms;    /* 10000 */
    int32_t memory_mb;          /* 128 to 10240; 128 */
    int32_t ephemeral_mb;       /* 512 */
    int32_t concurrency;        /* reserved: the most environments; -1: those of the account (the gateway's limit) */
    brisk_settings environment; /* the user's variables; 4 KB in all */
    brisk_log_format_kind log_format;
    brisk_str application_log_level, system_log_level; /* "INFO"; only with JSON */
    brisk_str log_group;                               /* empty: "/aws/lambda/<name>" */
    bool is_traced;                                    /* X-Ray active: an XRAY line behind REPORT */
    bool is_streaming;                                 /* its function URL is in mode RESPONSE_STREAM */
} brisk_function_config;

/* ---- the API ---- */

typedef enum brisk_front_kind { BRISK_FRONT_REST, BRISK_FRONT_HTTP, BRISK_FRONT_URL } brisk_front_kind;

/** A token bucket: rate tokens a second, at most burst of them. */
typedef struct brisk_throttle {
    bool is_set;
    double rate;
    int32_t burst;
} brisk_throttle;

/** A throttle for one method: path "/{proxy+}" or "*", method "ANY", "GET" or "*", as in AWS's "path/METHOD". */
typedef struct brisk_method_throttle {
    brisk_str path, method;
    brisk_throttle throttle;
} brisk_method_throttle;

typedef enum brisk_integration {
    BRISK_INTEGRATION_PROXY, /* AWS_PROXY: the function */
    BRISK_INTEGRATION_MOCK   /* a fixed answer: mock_status and mock_headers (a keyless OPTIONS) */
} brisk_integration;

/** A method on a resource; HTTP API: a route. */
typedef struct brisk_method_config {
    brisk_str path;   /* "/", "/users/{id}", "/{proxy+}" */
    brisk_str method; /* "ANY", "GET" … */
    bool is_key_required;
    brisk_integration integration;
    brisk_str integration_method; /* what the gateway calls Lambda with; anything but "POST" fails with 500 */
    brisk_str function;           /* the name of a function */
    int32_t timeout_ms;           /* 50 to 900000; 29000 */
    bool is_streaming;            /* responseTransferMode STREAM */
    int32_t mock_status;
    brisk_settings mock_headers;
} brisk_method_config;

typedef struct brisk_key_config {
    brisk_str id, name, value;
    bool is_enabled;
} brisk_key_config;

typedef enum brisk_quota_period { BRISK_QUOTA_DAY, BRISK_QUOTA_WEEK, BRISK_QUOTA_MONTH } brisk_quota_period;

typedef struct brisk_plan_config {
    brisk_str id, name;
    brisk_str *key_ids;
    size_t key_count;
    brisk_throttle throttle;        /* of each key */
    brisk_method_throttle *methods; /* of each key, for one method */
    size_t method_count;
    bool has_quota;
    int64_t quota_limit, quota_offset; /* offset: requests taken off in the first period */
    brisk_quota_period quota_period;
} brisk_plan_config;

/** A gateway response that was changed: type "DEFAULT_4XX", "THROTTLED" … */
typedef struct brisk_gateway_response {
    brisk_str type;
    int32_t status; /* 0: that of the type */
    brisk_settings
        headers; /* without "gatewayresponse.header."; values as written: 'literal', context.x, method.request.header.h */
    brisk_settings templates; /* by content type; empty: AWS's own */
} brisk_gateway_response;

/** HTTP API and function URL: answers to preflights, and headers put on others. */
typedef struct brisk_cors_config {
    bool is_set, allows_credentials;
    brisk_str *origins, *methods, *headers, *exposed;
    size_t origin_count, method_count, header_count, exposed_count;
    int32_t max_age_s; /* -1: not sent */
} brisk_cors_config;

typedef struct brisk_api_config {
    brisk_front_kind kind;
    brisk_str id; /* "abc123": ten characters where AWS makes it */
    brisk_str name;
    brisk_str stage; /* "dev"; HTTP API also "$default"; function URL: "$default" */
    brisk_settings stage_variables;
    bool is_edge;       /* REST: endpoint type EDGE */
    bool has_payload_1; /* HTTP API: payload format 1.0 */
    brisk_method_config *methods;
    size_t method_count;
    brisk_str *binary_types;
    size_t binary_type_count;
    brisk_key_config *keys;
    size_t key_count;
    brisk_plan_config *plans;
    size_t plan_count;
    brisk_method_throttle *stage_throttles;
    size_t stage_throttle_count;
    brisk_gateway_response *responses;
    size_t response_count;
    brisk_cors_config cors;
    brisk_str access_log_format;                      /* empty: none; ptr NULL: nobody has said */
    brisk_str access_log_group;                       /* "/aws/apigateway/<name>" */
    bool has_execution_logs, has_full_execution_logs; /* full: with headers and bodies */
    bool has_error_logs_only;                         /* the execution log's level is ERROR; else INFO */
    bool is_traced;
    bool has_cache; /* --cdn: the cache in front */
} brisk_api_config;

/* ---- the whole ---- */

typedef struct brisk_gateway_config {
    brisk_str region, account_id; /* "us-east-1", "123456789012" */
    brisk_str host;               /* "127.0.0.1" */
    int32_t port;                 /* 9000; 0: any free one */
    brisk_str data_dir;           /* where logs, usage and unpacked code live */
    int32_t concurrency;          /* environments of all functions; 10 */
    int64_t idle_ms;              /* an environment unused so long ends; 300000 */
    int32_t log_retention_days;   /* 0: for ever; 14 */
    int64_t log_bytes;            /* of one stream before it is cut at the old end; 256 MB; 0: none */
    bool watches;                 /* --watch: code is taken up anew when it changes */
    bool is_frozen;               /* environments are stopped between invocations; true */
    bool is_isolated; /* they see a /tmp of their own, and their code at /var/task, where the kernel lets us; true */
    brisk_function_config *functions;
    size_t function_count;
    brisk_api_config api;
} brisk_gateway_config;

/** Sets all to the defaults above: no function, and an API without methods, keys or plans. */
void brisk_gateway_config_init(brisk_gateway_config *config);

/** Adds a function of this name and code with AWS's defaults; NULL without memory. */
brisk_function_config *brisk_gateway_config_add_function(brisk_gateway_config *config, brisk_arena *arena,
                                                         brisk_str name, brisk_str code);

/** Adds a method with the defaults of AWS_PROXY; NULL without memory. */
brisk_method_config *brisk_gateway_config_add_method(brisk_gateway_config *config, brisk_arena *arena, brisk_str path,
                                                     brisk_str method, brisk_str function);

/** Adds an enabled key, or a plan without keys and limits, whose id is made of its name; NULL without memory. */
brisk_key_config *brisk_gateway_config_add_key(brisk_gateway_config *config, brisk_arena *arena, brisk_str name);
brisk_plan_config *brisk_gateway_config_add_plan(brisk_gateway_config *config, brisk_arena *arena, brisk_str name);

/** Adds an item of size bytes, zeroed, to the end of a short list: the new list, with the item at count; NULL without memory. */
void *brisk_gateway_config_grow(brisk_arena *arena, const void *items, size_t count, size_t size);

/** The format of an access log that "json" (AWS's example, with the latencies), "clf" or "none" stand for; any other word is one itself. */
brisk_str brisk_gateway_config_access_log(brisk_str word);

/** The function of this name; NULL where there is none. */
const brisk_function_config *brisk_gateway_config_function(const brisk_gateway_config *config, brisk_str name);

/** Looks for what AWS would refuse, and for references that lead nowhere. False: problem says what and where. */
bool brisk_gateway_config_check(const brisk_gateway_config *config, char *problem, size_t problem_size);

#endif

/* shapes.h - the JSON of a gateway's configuration file, described once (file.h, docs/gateway.md).
 *
 * All is optional: what a file leaves out keeps its value. Times are seconds, sizes MB, as AWS has them for functions. Ranges are
 * AWS's own limits. */
#ifndef BRISK_GATEWAY_CONFIG_SHAPES_H
#define BRISK_GATEWAY_CONFIG_SHAPES_H

#if !defined(BRISK_NO_SHORT_NAMES)
#define BRISK_NO_SHORT_NAMES
#endif
#include <brisk/describe.h>

#if !defined(__cppcheck__) /* which cannot expand the language (tools/lint.sh defines it) */

/* ---- parts ---- */

BRISK_TYPE(FileTexts, list(str));
BRISK_TYPE(FileVariables, map(str));

BRISK_ENUM(FileLogFormat, (text, "text"), (json, "json"));
BRISK_ENUM(FileFront, (rest, "rest"), (http, "http"), (url, "url"));
BRISK_ENUM(FileEndpoint, (regional, "REGIONAL"), (edge, "EDGE"));
BRISK_ENUM(FilePayload, (one, "1.0"), (two, "2.0"));
BRISK_ENUM(FileIntegration, (proxy, "AWS_PROXY"), (mock, "MOCK"));
BRISK_ENUM(FilePeriod, (day, "DAY"), (week, "WEEK"), (month, "MONTH"));
BRISK_ENUM(FileExecutionLogs, (off, "off"), (errors, "errors"), (info, "on"), (full, "full"));

/* ---- the function ---- */

BRISK_MODEL(FileFunction, forbid_extra, strict,
    (str,                name,                  length(1, 64)),
    (opt(str),           code,                  not_null, min_length(1)),
    (opt(str),           handler,               not_null),
    (opt(double),        timeout,               not_null, ge(1), le(900)),
    (opt(double),        init_timeout,          not_null, gt(0), le(900)),
    (opt(int32),         memory,                not_null, ge(128), le(10240)),
    (opt(int32),         ephemeral_storage,     not_null, ge(512), le(10240)),
    (opt(int32),         reserved_concurrency,  ge(0), le(1000)),
    (opt(FileVariables), environment,           not_null),
    (opt(FileLogFormat), log_format,            not_null),
    (opt(str),           application_log_level, not_null, one_of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")),
    (opt(str),           system_log_level,      not_null, one_of("DEBUG", "INFO", "WARN")),
    (opt(str),           log_group,             not_null, length(1, 512)),
    (opt(bool),          tracing,               not_null),
    (opt(bool),          streaming,             not_null));
BRISK_TYPE(FileFunctions, list(FileFunction));

/* ---- methods ---- */

BRISK_MODEL(FileMock, forbid_extra, strict,
    (opt(int32),         status,  not_null, ge(100), le(599)),
    (opt(FileVariables), headers, not_null));

BRISK_MODEL(FileMethod, forbid_extra, strict,
    (str,                  path,               min_length(1)),
    (str,                  method,
        one_of("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "$default"), defaults("ANY")),
    (opt(str),             function,           not_null),
    (opt(bool),            key_required,       not_null),
    (opt(double),          timeout,            not_null, ge(0.05), le(900)),
    (opt(bool),            streaming,          not_null),
    (opt(FileIntegration), integration,        not_null),
    (opt(str),             integration_method, not_null),
    (opt(FileMock),        mock,               not_null));
BRISK_TYPE(FileMethods, list(FileMethod));

/* ---- keys and plans ---- */

BRISK_MODEL(FileKey, forbid_extra, strict,
    (str,       name,    length(1, 1024)),
    (opt(str),  id,      not_null, length(1, 128)),
    (opt(str),  value,   not_null, length(20, 128)),
    (opt(bool), enabled, not_null));
BRISK_TYPE(FileKeys, list(FileKey));

BRISK_MODEL(FileThrottle, forbid_extra, strict,
    (str,    path,   defaults("*")),
    (str,    method, defaults("*")),
    (double, rate,   ge(0)),
    (int32,  burst,  ge(0)));
BRISK_TYPE(FileThrottles, list(FileThrottle));

BRISK_MODEL(FileQuota, forbid_extra, strict,
    (int64,      limit,  ge(0)),
    (FilePeriod, period, defaults(FilePeriod_day)),
    (int64,      offset, ge(0), defaults(0)));

BRISK_MODEL(FilePlan, forbid_extra, strict,
    (str,                name,    min_length(1)),
    (opt(str),           id,      not_null, length(1, 128)),
    (opt(FileTexts),     keys,    not_null),
    (opt(double),        rate,    not_null, ge(0)),
    (opt(int32),         burst,   not_null, ge(0)),
    (opt(FileThrottles), methods, not_null),
    (opt(FileQuota),     quota));
BRISK_TYPE(FilePlans, list(FilePlan));

/* ---- the API ---- */

BRISK_MODEL(FileResponse, forbid_extra, strict,
    (str,                type,      min_length(1)),
    (opt(int32),         status,    not_null, ge(200), le(599)),
    (opt(FileVariables), headers,   not_null),
    (opt(FileVariables), templates, not_null));
BRISK_TYPE(FileResponses, list(FileResponse));

BRISK_MODEL(FileCors, forbid_extra, strict,
    (FileTexts,  allow_origins,     defaults()),
    (FileTexts,  allow_methods,     defaults()),
    (FileTexts,  allow_headers,     defaults()),
    (FileTexts,  expose_headers,    defaults()),
    (bool,       allow_credentials, defaults(false)),
    (opt(int32), max_age,           ge(-1), le(86400)));

BRISK_MODEL(FileApi, forbid_extra, strict,
    (opt(FileFront),         front,             not_null),
    (opt(str),               id,                not_null, length(1, 64)),
    (opt(str),               name,              not_null, length(1, 255)),
    (opt(str),               stage,             not_null, length(1, 128)),
    (opt(FileVariables),     stage_variables,   not_null),
    (opt(FileEndpoint),      endpoint_type,     not_null),
    (opt(FilePayload),       payload_format,    not_null),
    (opt(FileMethods),       methods,           not_null),
    (opt(FileTexts),         binary_types,      not_null),
    (opt(FileKeys),          keys,              not_null),
    (opt(FilePlans),         plans,             not_null),
    (opt(FileThrottles),     stage_throttles,   not_null),
    (opt(FileResponses),     gateway_responses, not_null),
    (opt(FileCors),          cors),
    (opt(str),               access_log,        not_null),
    (opt(str),               access_log_group,  not_null, length(1, 512)),
    (opt(FileExecutionLogs), execution_logs,    not_null),
    (opt(bool),              tracing,           not_null),
    (opt(bool),              cache,             not_null));

/* ---- the whole ---- */

BRISK_MODEL(FileGateway, forbid_extra, strict,
    (opt(str),           region,        not_null, length(1, 64)),
    (opt(str),           account_id,    not_null, length(12, 12)),
    (opt(str),           host,          not_null, length(1, 255)),
    (opt(int32),         port,          not_null, ge(0), le(65535)),
    (opt(str),           data,          not_null, min_length(1)),
    (opt(int32),         concurrency,   not_null, ge(1), le(1000)),
    (opt(double),        idle,          not_null, gt(0), le(86400)),
    (opt(int32),         log_retention, not_null, ge(0), le(3653), doc("Days; 0: for ever")),
    (opt(int64),         log_bytes,     not_null, ge(0), doc("Of one stream; 0: no limit")),
    (opt(bool),          watch,         not_null),
    (opt(bool),          freeze,        not_null),
    (opt(bool),          isolate,       not_null),
    (opt(FileFunctions), functions,     not_null),
    (opt(FileApi),       api,           not_null));

#endif

#endif

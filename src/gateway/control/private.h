/* private.h - what the files of the control plane share.
 *
 *     control.c      which service, which call        answer.c       headers, errors, pages
 *     functions.c    GetFunction, ListFunctions       invoke.c       Invoke, InvokeWithResponseStream
 *     logs.c         groups, streams, retention       log_events.c   GetLogEvents, FilterLogEvents
 *     put_events.c   PutLogEvents
 *     rest_api.c     GetRestApis, GetStages …         usage_plans.c  GetApiKeys, GetUsagePlans, GetUsage … */
#ifndef BRISK_GATEWAY_CONTROL_PRIVATE_H
#define BRISK_GATEWAY_CONTROL_PRIVATE_H

#include "core/buffer.h"
#include "gateway/control/control.h"
#include "gateway/front/ids.h"
#include "gateway/json.h"

typedef struct brisk_invocation brisk_invocation;

struct brisk_control {
    brisk_control_options options;
    brisk_random random;
    int64_t started_ms; /* what has no date of its own was created then */
    brisk_invocation *running;
};

/* ---- answer.c ---- */

/** A buffer in the request's arena for an answer. */
void brisk_control_buffer(brisk_control_call *call, brisk_buffer *out);
/** Answers with JSON, or 503 where the buffer failed; done is called by control.c. */
void brisk_control_answer(brisk_control_call *call, int status, const char *media, const brisk_buffer *body);

/** An error as the service's clients read it: type "ResourceNotFoundException", with a sentence. */
void brisk_control_lambda_error(brisk_control_call *call, int status, const char *type, brisk_str message);
void brisk_control_logs_error(brisk_control_call *call, int status, const char *type, const char *message);
void brisk_control_rest_error(brisk_control_call *call, int status, const char *type, const char *message);

/** A parameter of the query; ptr NULL where there is none. */
brisk_str brisk_control_parameter(const brisk_control_call *call, const char *name);
/** Its number; otherwise where there is none, or no number from 1 to max. */
size_t brisk_control_number(const brisk_control_call *call, const char *name, size_t max, size_t otherwise);

/** The part of a path's list that is asked for: items from the index on, at most count. */
typedef struct brisk_control_page {
    size_t from, count, at; /* at: of the next item */
} brisk_control_page;

/** True where the next item is of the page. */
bool brisk_control_page_takes(brisk_control_page *page);
/** True where there were more items behind the page. */
bool brisk_control_page_has_more(const brisk_control_page *page);

/** "2026-11-22T21:00:00.000+0000" into out. */
void brisk_control_date(int64_t ms, char out[32]);

/* ---- services: each answers the call, at once but for invocations. True: done is to be called. ---- */

/** path: behind "/2015-03-31/functions", "/hello/invocations" or "". */
void brisk_control_functions(brisk_control *control, brisk_control_call *call, brisk_str path);
void brisk_control_invoke(brisk_control *control, brisk_control_call *call, brisk_str name, bool is_stream);
/** Lets go of the call of an invocation. */
void brisk_control_invoke_end(brisk_control_call *call);
/** The call is answered (at once or later). */
void brisk_control_done(brisk_control_call *call);

/** A function's name of what clients write: "hello", "hello:$LATEST", "123456789012:function:hello", an ARN. False: it
 *  is none of these. qualifier: empty where there is none. */
bool brisk_control_function_name(brisk_str text, brisk_str *name, brisk_str *qualifier);
/** The ARN of a function, with its qualifier where that is not empty. In the arena. */
brisk_str brisk_control_function_arn(const brisk_control *control, brisk_arena *arena, brisk_str name,
                                     brisk_str qualifier);

struct yyjson_val;
void brisk_control_logs(brisk_control *control, brisk_control_call *call, brisk_str operation);
/** Members of a request's JSON. */
brisk_str brisk_control_member_text(struct yyjson_val *body, const char *name);
int64_t brisk_control_member_integer(struct yyjson_val *body, const char *name, int64_t otherwise);
/** The group that logGroupName or logGroupIdentifier (a name or an ARN) names. */
brisk_str brisk_control_log_group(struct yyjson_val *body);
void brisk_control_get_log_events(brisk_control *control, brisk_control_call *call, struct yyjson_val *body);
void brisk_control_filter_log_events(brisk_control *control, brisk_control_call *call, struct yyjson_val *body);
void brisk_control_put_log_events(brisk_control *control, brisk_control_call *call, struct yyjson_val *body);
/** False: answered, there is no such group or stream. */
bool brisk_control_find_stream(brisk_control *control, brisk_control_call *call, brisk_str group, brisk_str stream);
/** What clients of old still look for; nobody checks it any more. */
#define BRISK_CONTROL_SEQUENCE_TOKEN "49039859604010584521580741211"
/** The error of a status of the store. */
void brisk_control_store_error(brisk_control_call *call, brisk_status status, const char *what);

/** path: "/restapis/…". */
void brisk_control_rest_apis(brisk_control *control, brisk_control_call *call, brisk_str path);
void brisk_control_api_keys(brisk_control *control, brisk_control_call *call, brisk_str path);
void brisk_control_usage_plans(brisk_control *control, brisk_control_call *call, brisk_str path);
/** Takes the next segment off a path: "/a/b" gives "a" and leaves "/b"; empty at the end. */
brisk_str brisk_control_segment(brisk_str *path);

#endif

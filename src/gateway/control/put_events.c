/* put_events.c - CloudWatch Logs: PutLogEvents.
 *
 *     batch ─► is it one that is taken? no: InvalidParameterException, nothing is written
 *           ─► each event in time ─► store;  too old, too new, past retention ─► rejectedLogEventsInfo
 *
 * Source: the API reference (limits), recorded errors (their words). Events of a batch are in the order of their time, so that
 * what is rejected is a beginning and an end of it: three indices tell all. Sequence tokens are ignored, as there. */
#include "gateway/control/put_events.h"

#include "core/str.h"
#include "gateway/control/answer.h"
#include "gateway/control/log_answer.h"
#include "gateway/control/log_request.h"
#include "gateway/control/state.h"
#include "gateway/json.h"
#include "gateway/logs/store.h"

#include <stdio.h>
#include <yyjson.h>

enum {
    EVENTS_MAX = 10000,   /* of a batch */
    BATCH_BYTES = 1048576 /* of its messages, each counted with BRISK_LOG_EVENT_OVERHEAD more */
};

#define HOUR_MS   ((int64_t)3600000)
#define DAY_MS    (24 * HOUR_MS)
#define OLDEST_MS (14 * DAY_MS)
#define NEWEST_MS (2 * HOUR_MS)

typedef struct batch {
    yyjson_val *events;
    size_t count;
    /* Of the batch, [expired or old, fresh) is taken. */
    size_t old_end, expired_end, new_start;
} batch;

/* ---- is the batch one that is taken? ---- */

static void refuse(brisk_control_call *call, const char *message)
{
    brisk_control_logs_error(call, 400, "InvalidParameterException", message);
}

static void refuse_member(brisk_control_call *call, size_t index, const char *member, const char *constraint)
{
    char message[200];
    (void)snprintf(message, sizeof(message),
                   "1 validation error detected: Value at 'logEvents.%zu.member.%s' failed to satisfy constraint: "
                   "Member must %s",
                   index + 1, member, constraint);
    refuse(call, message);
}

static bool is_event(brisk_control_call *call, yyjson_val *event, size_t index)
{
    yyjson_val *time = yyjson_obj_get(event, "timestamp"), *message = yyjson_obj_get(event, "message");
    if (!yyjson_is_int(time)) {
        refuse_member(call, index, "timestamp", "not be null");
    } else if (yyjson_get_sint(time) < 0) {
        refuse_member(call, index, "timestamp", "have value greater than or equal to 0");
    } else if (!yyjson_is_str(message)) {
        refuse_member(call, index, "message", "not be null");
    } else if (yyjson_get_len(message) == 0) {
        refuse_member(call, index, "message", "have length greater than or equal to 1");
    } else {
        return true;
    }
    return false;
}

static bool are_sizes_taken(brisk_control_call *call, yyjson_val *events)
{
    char message[128];
    size_t index, count, bytes = 0;
    yyjson_val *event;
    yyjson_arr_foreach(events, index, count, event)
    {
        size_t size = yyjson_get_len(yyjson_obj_get(event, "message")) + BRISK_LOG_EVENT_OVERHEAD;
        if (size > BRISK_LOG_EVENT_MAX + BRISK_LOG_EVENT_OVERHEAD) {
            (void)snprintf(message, sizeof(message), "Log event too large: %zu bytes exceeds limit of %zu", size,
                           BRISK_LOG_EVENT_MAX + BRISK_LOG_EVENT_OVERHEAD);
            refuse(call, message);
            return false;
        }
        bytes += size;
    }
    if (bytes > BATCH_BYTES) {
        (void)snprintf(message, sizeof(message), "Upload too large: %zu bytes exceeds limit of %d", bytes, BATCH_BYTES);
        refuse(call, message);
        return false;
    }
    return true;
}

static bool is_batch(brisk_control_call *call, yyjson_val *events)
{
    size_t index, count;
    int64_t before_ms = 0;
    yyjson_val *event;
    if (yyjson_arr_size(events) == 0 || yyjson_arr_size(events) > EVENTS_MAX) {
        refuse(call, "1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have "
                     "length between 1 and 10000");
        return false;
    }
    yyjson_arr_foreach(events, index, count, event)
    {
        if (!is_event(call, event, index)) {
            return false;
        }
        int64_t time_ms = yyjson_get_sint(yyjson_obj_get(event, "timestamp"));
        if (time_ms < before_ms) {
            refuse(call, "Log events in a single PutLogEvents request must be in chronological order.");
            return false;
        }
        before_ms = time_ms;
    }
    return are_sizes_taken(call, events);
}

/* ---- what is in time ---- */

static int64_t time_of(const batch *self, size_t index)
{
    return yyjson_get_sint(yyjson_obj_get(yyjson_arr_get(self->events, index), "timestamp"));
}

/* Where the first event at or behind the time is; count where there is none. */
static size_t find_time(const batch *self, int64_t time_ms)
{
    size_t index, count;
    yyjson_val *event;
    yyjson_arr_foreach(self->events, index, count, event)
    {
        if (yyjson_get_sint(yyjson_obj_get(event, "timestamp")) >= time_ms) {
            return index;
        }
    }
    return self->count;
}

typedef struct wanted_group {
    brisk_str name;
    int32_t retention_days;
} wanted_group;

static bool visit_group(void *context, const brisk_log_group_info *info)
{
    wanted_group *wanted = context;
    if (brisk_str_equal(info->name, wanted->name)) {
        wanted->retention_days = info->retention_days;
    }
    return false; /* the first that begins with a name is the one that is named so */
}

/* False: answered, what is in time spans more than a day. */
static bool sort_out(batch *self, brisk_control_call *call, int64_t now_ms, int32_t retention_days)
{
    self->old_end = find_time(self, now_ms - OLDEST_MS);
    self->expired_end = retention_days > 0 ? find_time(self, now_ms - retention_days * DAY_MS) : 0;
    self->new_start = find_time(self, now_ms + NEWEST_MS + 1);
    size_t start = self->expired_end > self->old_end ? self->expired_end : self->old_end;
    if (start < self->new_start && time_of(self, self->new_start - 1) - time_of(self, start) > DAY_MS) {
        refuse(call, "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
        return false;
    }
    return true;
}

static brisk_status write_events(const batch *self, brisk_log_stream *stream)
{
    size_t index, count, start = self->expired_end > self->old_end ? self->expired_end : self->old_end;
    yyjson_val *event;
    yyjson_arr_foreach(self->events, index, count, event)
    {
        if (index < start || index >= self->new_start) {
            continue;
        }
        yyjson_val *message = yyjson_obj_get(event, "message");
        brisk_status status = brisk_log_append(stream, yyjson_get_sint(yyjson_obj_get(event, "timestamp")),
                                               (brisk_str){yyjson_get_str(message), yyjson_get_len(message)});
        if (status != BRISK_OK) {
            return status;
        }
    }
    return BRISK_OK;
}

/* ---- the call ---- */

static void answer_batch(const batch *self, brisk_control_call *call)
{
    brisk_buffer out;
    brisk_control_buffer(call, &out);
    brisk_buffer_append_char(&out, '{');
    brisk_json_add_text(&out, "nextSequenceToken", BRISK_S(BRISK_CONTROL_SEQUENCE_TOKEN));
    bool is_expired = self->expired_end > self->old_end;
    if (self->old_end > 0 || is_expired || self->new_start < self->count) {
        brisk_json_add_name(&out, "rejectedLogEventsInfo");
        brisk_buffer_append_char(&out, '{');
        if (self->new_start < self->count) {
            brisk_json_add_integer(&out, "tooNewLogEventStartIndex", (int64_t)self->new_start);
        }
        if (self->old_end > 0) {
            brisk_json_add_integer(&out, "tooOldLogEventEndIndex", (int64_t)self->old_end);
        }
        if (is_expired) {
            brisk_json_add_integer(&out, "expiredLogEventEndIndex", (int64_t)self->expired_end);
        }
        brisk_buffer_append_char(&out, '}');
    }
    brisk_buffer_append_char(&out, '}');
    brisk_control_logs_answer(call, &out);
}

/* False: answered, there is no such group or stream. */
static bool is_stream(brisk_control *control, brisk_control_call *call, brisk_str group, brisk_str stream)
{
    bool has;
    brisk_status status = brisk_control_has_stream(control->logs, group, stream, &has);
    if (status != BRISK_OK || !has) {
        brisk_control_store_error(call, status == BRISK_OK ? BRISK_NOT_FOUND : status,
                                  status == BRISK_OK ? "log stream" : "log group");
    }
    return has;
}

void brisk_control_put_log_events(brisk_control *control, brisk_control_call *call, struct yyjson_val *body)
{
    brisk_log_store *logs = control->logs;
    batch self = {.events = yyjson_obj_get(body, "logEvents")};
    brisk_str name = brisk_control_member_text(body, "logStreamName");
    wanted_group group = {.name = brisk_control_member_text(body, "logGroupName")};
    brisk_log_stream *stream;
    self.count = yyjson_arr_size(self.events);
    if (!is_batch(call, self.events) || !is_stream(control, call, group.name, name)) {
        return;
    }
    brisk_status status = brisk_log_each_group(logs, group.name, visit_group, &group);
    if (status == BRISK_OK && !sort_out(&self, call, brisk_log_store_now(logs), group.retention_days)) {
        return;
    }
    if (status == BRISK_OK) {
        status = brisk_log_store_stream(logs, group.name, name, &stream);
    }
    if (status == BRISK_OK) {
        status = write_events(&self, stream);
    }
    if (status == BRISK_OK) {
        answer_batch(&self, call);
    } else {
        brisk_control_store_error(call, status, "log stream");
    }
}

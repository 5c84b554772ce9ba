/* log_events.c - CloudWatch Logs: GetLogEvents (one stream, both directions) and FilterLogEvents (a group's streams, as
 * one).
 *
 * Ids ascend over the whole store (logs/store.h), so that a place in any list of events is one id:
 *
 *     GetLogEvents       "f/<id>/s" behind the event of this id, "b/<id>/s" before it; an end gives the same again
 *     FilterLogEvents    "<id>": all up to it was looked at
 *
 * FilterLogEvents merges streams without holding them all: a first pass over each stream finds the id that the page
 * ends with, a second one takes what is up to it. Both stop after so many events that other requests need not wait
 * long; then the page may be empty and has a token, as pages of CloudWatch may. */
#include "gateway/control/log_events.h"

#include "core/number.h"
#include "core/str.h"
#include "gateway/control/answer.h"
#include "gateway/control/log_answer.h"
#include "gateway/control/log_request.h"
#include "gateway/control/state.h"
#include "gateway/json.h"
#include "gateway/logs/filter.h"
#include "gateway/logs/store.h"

#include <stdlib.h>
#include <yyjson.h>

enum {
    EVENTS_MAX = 10000,   /* of a page */
    PAGE_BYTES = 1048576, /* of its messages, each counted with its overhead, as CloudWatch counts */
    SCANNED_MAX = 400000, /* events looked at for one page, over all streams */
    SCANNED_MIN = 2000,   /* of one stream */
    STREAM_NAMES_MAX = 100
};

#define ID_FORMAT "%056llu" /* as long as CloudWatch's */

static bool read_limit(brisk_control_call *call, yyjson_val *body, size_t *out)
{
    int64_t limit = brisk_control_member_integer(body, "limit", EVENTS_MAX);
    if (limit < 1 || limit > EVENTS_MAX) {
        brisk_control_logs_error(call, 400, "InvalidParameterException",
                                 "1 validation error detected: Value at 'limit' failed to satisfy constraint: Member "
                                 "must have value between 1 and 10000");
        return false;
    }
    *out = (size_t)limit;
    return true;
}

static void add_event(brisk_buffer *out, const brisk_log_event *event)
{
    brisk_json_add_integer(out, "timestamp", event->timestamp_ms);
    brisk_json_add_text(out, "message", event->message);
    brisk_json_add_integer(out, "ingestionTime", event->ingestion_ms);
}

/* ---- GetLogEvents ---- */

typedef struct event_page {
    brisk_arena *arena;
    brisk_log_event *items;
    size_t count, capacity, limit, bytes;
    bool is_full; /* no memory */
} event_page;

static bool take_event(void *context, const brisk_log_event *event)
{
    event_page *page = context;
    size_t size = event->message.len + BRISK_LOG_EVENT_OVERHEAD;
    if (page->count == page->limit || (page->count > 0 && page->bytes + size > PAGE_BYTES)) {
        return false;
    }
    if (page->count == page->capacity) {
        size_t wanted = page->capacity == 0 ? 64 : page->capacity * 2;
        void *grown = brisk_arena_grow(page->arena, page->items, page->capacity * sizeof(*page->items),
                                       wanted * sizeof(*page->items));
        if (grown == NULL) {
            page->is_full = true;
            return false;
        }
        page->items = grown;
        page->capacity = wanted;
    }
    brisk_log_event *item = &page->items[page->count++];
    *item = *event;
    item->message = brisk_str_copy(page->arena, event->message);
    page->bytes += size;
    page->is_full = brisk_arena_failed(page->arena);
    return !page->is_full;
}

/* "f/00…042/s". False: it is no token of ours. */
static bool read_token(brisk_str token, bool *is_backwards, uint64_t *id)
{
    bool is_ours = token.len > 4 && (token.ptr[0] == 'f' || token.ptr[0] == 'b') && token.ptr[1] == '/' &&
                   brisk_str_ends_with(token, BRISK_S("/s"));
    *is_backwards = is_ours && token.ptr[0] == 'b';
    return is_ours && brisk_digits_parse(brisk_str_slice(token, 2, token.len - 4), UINT64_MAX, id) == BRISK_NUMBER_OK;
}

static void reverse(event_page *page)
{
    for (size_t i = 0; i < page->count / 2; i++) {
        brisk_log_event other = page->items[i];
        page->items[i] = page->items[page->count - 1 - i];
        page->items[page->count - 1 - i] = other;
    }
}

static void answer_page(brisk_control_call *call, const event_page *page, uint64_t first, uint64_t last)
{
    brisk_buffer out;
    brisk_control_buffer(call, &out);
    brisk_buffer_append_c_string(&out, "{\"events\":[");
    for (size_t i = 0; i < page->count; i++) {
        brisk_json_add_name(&out, NULL);
        brisk_buffer_append_char(&out, '{');
        add_event(&out, &page->items[i]);
        brisk_buffer_append_char(&out, '}');
    }
    brisk_buffer_append_printf(
        &out, "],\"nextForwardToken\":\"f/" ID_FORMAT "/s\",\"nextBackwardToken\":\"b/" ID_FORMAT "/s\"}",
        (unsigned long long)last, (unsigned long long)first);
    brisk_control_logs_answer(call, &out);
}

void brisk_control_get_log_events(brisk_control *control, brisk_control_call *call, struct yyjson_val *body)
{
    event_page page = {.arena = brisk_request_arena(call->request)};
    brisk_str token = brisk_control_member_text(body, "nextToken");
    brisk_log_range range = {.from_ms = brisk_control_member_integer(body, "startTime", 0),
                             .to_ms = brisk_control_member_integer(body, "endTime", 0),
                             .is_backwards = !yyjson_is_true(yyjson_obj_get(body, "startFromHead"))};
    if (!read_limit(call, body, &page.limit)) {
        return;
    }
    if (token.len > 0 && !read_token(token, &range.is_backwards, &range.after_id)) {
        brisk_control_logs_error(call, 400, "InvalidParameterException", "The specified nextToken is invalid.");
        return;
    }
    bool is_at_start = token.len > 0 && range.is_backwards && range.after_id <= 1; /* nothing is before the first id */
    page.limit = is_at_start ? 0 : page.limit;
    brisk_status status =
        brisk_log_each_event(control->logs, brisk_control_log_group(body),
                             brisk_control_member_text(body, "logStreamName"), &range, take_event, &page);
    if (status != BRISK_OK || page.is_full) {
        brisk_control_store_error(call, page.is_full ? BRISK_NO_MEMORY : status, "log group or log stream");
        return;
    }
    if (range.is_backwards) {
        reverse(&page);
    }
    /* An empty page leaves the token that was asked with as it is; the other one leads back over the same events. */
    uint64_t first = range.is_backwards ? range.after_id : range.after_id + 1;
    uint64_t last = range.is_backwards && range.after_id > 0 ? range.after_id - 1 : range.after_id;
    first = page.count > 0 ? page.items[0].id : first;
    last = page.count > 0 ? page.items[page.count - 1].id : last;
    answer_page(call, &page, first, last);
}

/* ---- FilterLogEvents ---- */

/* What the page would hold, as ids: a heap with the greatest on top, so that what does not fit falls out. */
typedef struct candidate {
    uint64_t id;
    size_t size;
} candidate;

typedef struct merged_event {
    brisk_log_event event;
    brisk_str stream;
} merged_event;

typedef struct merge {
    brisk_control *control;
    brisk_str group;
    const brisk_log_filter *filter;
    brisk_log_range range;
    brisk_arena *arena;
    const brisk_str *names; /* of the streams */
    size_t name_count, limit;
    candidate *heap;
    size_t count, bytes;
    uint64_t end_id; /* the page ends with it; UINT64_MAX: with the last event */
    size_t scanned, scanned_max;
    brisk_str stream; /* being read */
    merged_event *found;
    size_t found_count;
} merge;

static void sift_up(candidate *heap, size_t at)
{
    while (at > 0 && heap[(at - 1) / 2].id < heap[at].id) {
        candidate other = heap[at];
        heap[at] = heap[(at - 1) / 2];
        heap[(at - 1) / 2] = other;
        at = (at - 1) / 2;
    }
}

static void sift_down(candidate *heap, size_t count)
{
    for (size_t at = 0, child; (child = 2 * at + 1) < count; at = child) {
        child += child + 1 < count && heap[child + 1].id > heap[child].id;
        if (heap[at].id >= heap[child].id) {
            return;
        }
        candidate other = heap[at];
        heap[at] = heap[child];
        heap[child] = other;
    }
}

/* First pass. Ids of a stream ascend: behind the page's end there is nothing more to be had of it. */
static bool weigh_event(void *context, const brisk_log_event *event)
{
    merge *self = context;
    if (event->id > self->end_id) {
        return false;
    }
    if (++self->scanned > self->scanned_max) {
        self->end_id = event->id - 1;
        return false;
    }
    if (self->filter != NULL && !brisk_log_filter_matches(self->filter, event->message)) {
        return true;
    }
    self->heap[self->count] = (candidate){event->id, event->message.len + BRISK_LOG_EVENT_OVERHEAD};
    self->bytes += self->heap[self->count].size;
    sift_up(self->heap, self->count++);
    while (self->count > self->limit || (self->bytes > PAGE_BYTES && self->count > 1)) {
        self->end_id = self->heap[0].id - 1;
        self->bytes -= self->heap[0].size;
        self->heap[0] = self->heap[--self->count];
        sift_down(self->heap, self->count);
    }
    return true;
}

/* Second pass. */
static bool keep_event(void *context, const brisk_log_event *event)
{
    merge *self = context;
    if (event->id > self->end_id || self->found_count == self->count) {
        return false;
    }
    if (self->filter == NULL || brisk_log_filter_matches(self->filter, event->message)) {
        merged_event *item = &self->found[self->found_count++];
        *item = (merged_event){*event, self->stream};
        item->event.message = brisk_str_copy(self->arena, event->message);
    }
    return true;
}

static brisk_status read_streams(merge *self, bool (*visit)(void *context, const brisk_log_event *event))
{
    for (size_t i = 0; i < self->name_count; i++) {
        self->stream = self->names[i];
        self->scanned = 0;
        brisk_status status =
            brisk_log_each_event(self->control->logs, self->group, self->stream, &self->range, visit, self);
        if (status != BRISK_OK) {
            return status;
        }
    }
    return BRISK_OK;
}

static int by_id(const void *a, const void *b)
{
    const merged_event *left = a, *right = b;
    return left->event.id < right->event.id ? -1 : left->event.id > right->event.id;
}

static brisk_status merge_streams(merge *self)
{
    self->heap = brisk_arena_alloc_raw(self->arena, (self->limit + 1) * sizeof(*self->heap));
    self->end_id = UINT64_MAX;
    self->scanned_max = self->name_count > 0 ? SCANNED_MAX / self->name_count : SCANNED_MAX;
    self->scanned_max = self->scanned_max < SCANNED_MIN ? SCANNED_MIN : self->scanned_max;
    if (self->heap == NULL) {
        return BRISK_NO_MEMORY;
    }
    brisk_status status = read_streams(self, weigh_event);
    if (status != BRISK_OK) {
        return status;
    }
    /* A stream that was left early may have ended the page before what others gave. */
    while (self->count > 0 && self->heap[0].id > self->end_id) {
        self->heap[0] = self->heap[--self->count];
        sift_down(self->heap, self->count);
    }
    self->found = brisk_arena_alloc(self->arena, (self->count + 1) * sizeof(*self->found));
    if (self->found == NULL) {
        return BRISK_NO_MEMORY;
    }
    status = read_streams(self, keep_event);
    if (self->found_count > 1) {
        qsort(self->found, self->found_count, sizeof(*self->found), by_id);
    }
    return brisk_arena_failed(self->arena) ? BRISK_NO_MEMORY : status;
}

static void answer_merged(brisk_control_call *call, const merge *self)
{
    brisk_buffer out;
    brisk_control_buffer(call, &out);
    brisk_buffer_append_c_string(&out, "{\"events\":[");
    for (size_t i = 0; i < self->found_count; i++) {
        const merged_event *item = &self->found[i];
        brisk_json_add_name(&out, NULL);
        brisk_buffer_append_char(&out, '{');
        brisk_json_add_text(&out, "logStreamName", item->stream);
        add_event(&out, &item->event);
        brisk_buffer_append_printf(&out, ",\"eventId\":\"" ID_FORMAT "\"}", (unsigned long long)item->event.id);
    }
    brisk_buffer_append_c_string(&out, "],\"searchedLogStreams\":[]");
    if (self->end_id != UINT64_MAX) {
        brisk_buffer_append_printf(&out, ",\"nextToken\":\"" ID_FORMAT "\"", (unsigned long long)self->end_id);
    }
    brisk_buffer_append_char(&out, '}');
    brisk_control_logs_answer(call, &out);
}

/* ---- its request ---- */

typedef struct name_list {
    brisk_arena *arena;
    brisk_str *names;
    size_t count, capacity;
    int64_t from_ms;
    bool is_full;
} name_list;

static void add_name(name_list *list, brisk_str name)
{
    if (list->count == list->capacity) {
        size_t wanted = list->capacity == 0 ? 64 : list->capacity * 2;
        void *grown = brisk_arena_grow(list->arena, list->names, list->capacity * sizeof(*list->names),
                                       wanted * sizeof(*list->names));
        if (grown == NULL) {
            list->is_full = true;
            return;
        }
        list->names = grown;
        list->capacity = wanted;
    }
    list->names[list->count++] = name;
}

static bool take_name(void *context, const brisk_log_stream_info *info)
{
    name_list *list = context;
    if (info->last_ingestion_ms != 0 && info->last_event_ms >= list->from_ms) {
        add_name(list, info->name);
    }
    return !list->is_full;
}

/* The names given, each once; else all that begin with the prefix. False: answered. */
static bool find_streams(merge *self, brisk_control_call *call, yyjson_val *body, name_list *list)
{
    yyjson_val *names = yyjson_obj_get(body, "logStreamNames"), *name;
    brisk_str prefix = brisk_control_member_text(body, "logStreamNamePrefix");
    size_t index, count;
    if (yyjson_arr_size(names) > STREAM_NAMES_MAX || (yyjson_arr_size(names) > 0 && prefix.len > 0)) {
        brisk_control_logs_error(call, 400, "InvalidParameterException",
                                 prefix.len > 0 ? "logStreamNamePrefix and logStreamNames cannot be used together"
                                                : "There are more than 100 logStreamNames");
        return false;
    }
    if (yyjson_arr_size(names) == 0) {
        brisk_status status = brisk_log_each_stream(self->control->logs, self->group, prefix, take_name, list);
        if (status != BRISK_OK || list->is_full) {
            brisk_control_store_error(call, list->is_full ? BRISK_NO_MEMORY : status, "log group");
        }
        return status == BRISK_OK && !list->is_full;
    }
    yyjson_arr_foreach(names, index, count, name)
    {
        brisk_str text = {yyjson_get_str(name), yyjson_get_len(name)};
        bool is_known = !yyjson_is_str(name);
        for (size_t i = 0; i < list->count && !is_known; i++) {
            is_known = brisk_str_equal(list->names[i], text);
        }
        if (!is_known) {
            add_name(list, text);
        }
    }
    return true;
}

/* False: answered. */
static bool read_filter(merge *self, brisk_control_call *call, yyjson_val *body)
{
    char problem[256];
    brisk_log_filter *filter = NULL;
    brisk_str pattern = brisk_control_member_text(body, "filterPattern");
    brisk_str token = brisk_control_member_text(body, "nextToken");
    if (pattern.len > 0 &&
        brisk_log_filter_parse(self->arena, pattern, &filter, problem, sizeof(problem)) != BRISK_OK) {
        brisk_control_logs_error(call, 400, "InvalidParameterException", problem);
        return false;
    }
    if (token.len > 0 && brisk_digits_parse(token, UINT64_MAX, &self->range.after_id) != BRISK_NUMBER_OK) {
        brisk_control_logs_error(call, 400, "InvalidParameterException", "The specified nextToken is invalid.");
        return false;
    }
    self->filter = filter;
    return read_limit(call, body, &self->limit);
}

void brisk_control_filter_log_events(brisk_control *control, brisk_control_call *call, struct yyjson_val *body)
{
    merge self = {.control = control, .group = brisk_control_log_group(body)};
    self.arena = brisk_request_arena(call->request);
    self.range.from_ms = brisk_control_member_integer(body, "startTime", 0);
    self.range.to_ms = brisk_control_member_integer(body, "endTime", 0);
    name_list list = {.arena = self.arena, .from_ms = self.range.from_ms};
    if (!read_filter(&self, call, body) || !find_streams(&self, call, body, &list)) {
        return;
    }
    self.names = list.names;
    self.name_count = list.count;
    brisk_status status = merge_streams(&self);
    if (status != BRISK_OK) {
        brisk_control_store_error(call, status, "log stream");
    } else {
        answer_merged(call, &self);
    }
}

/* log_search.c - see log_search.h.
 *
 * The newest events of many streams, in memory that does not grow with them: ids ascend over the whole store, so a first look
 * at each stream, from its end, keeps the greatest ids in a heap, whose least one is at the top:
 *
 *     streams, backwards ─► ids above the top ─► heap of 1000       a stream is left at the first id below a full heap's top
 *     streams, forwards, from the top's id on ─► JSON */
#include "gateway/console/log_search.h"

#include "core/clock.h"
#include "core/number.h"
#include "core/str.h"
#include "gateway/json.h"
#include "gateway/logs/filter.h"
#include "http/query.h"

enum { MINUTES_MAX = 60 * 24 * 365, MINUTES = 60, PARAMETERS_MAX = 100 };

typedef struct search {
    brisk_log_store *logs;
    brisk_str group;
    const brisk_log_filter *filter; /* NULL: all */
    brisk_log_range range;
    uint64_t *ids; /* the heap */
    size_t count;
    brisk_buffer *out;
} search;

/* ---- the heap ---- */

static void swap(uint64_t *a, uint64_t *b)
{
    uint64_t kept = *a;
    *a = *b;
    *b = kept;
}

static void sift_up(uint64_t *ids, size_t at)
{
    for (; at > 0 && ids[at] < ids[(at - 1) / 2]; at = (at - 1) / 2) {
        swap(&ids[at], &ids[(at - 1) / 2]);
    }
}

static void sift_down(uint64_t *ids, size_t count)
{
    size_t at = 0;
    for (;;) {
        size_t least = at, left = 2 * at + 1;
        for (size_t child = left; child < count && child < left + 2; child++) {
            least = ids[child] < ids[least] ? child : least;
        }
        if (least == at) {
            return;
        }
        swap(&ids[at], &ids[least]);
        at = least;
    }
}

/* ---- events ---- */

static bool is_wanted(const search *s, const brisk_log_event *event)
{
    return s->filter == NULL || brisk_log_filter_matches(s->filter, event->message);
}

static bool count_event(void *context, const brisk_log_event *event)
{
    search *s = context;
    bool is_full = s->count == BRISK_LOG_SEARCH_MAX;
    if (is_full && event->id < s->ids[0]) {
        return false;
    }
    if (is_wanted(s, event)) {
        if (is_full) {
            s->ids[0] = event->id;
            sift_down(s->ids, s->count);
        } else {
            s->ids[s->count] = event->id;
            sift_up(s->ids, s->count++);
        }
    }
    return true;
}

static bool write_event(void *context, const brisk_log_event *event)
{
    search *s = context;
    if (is_wanted(s, event)) {
        brisk_json_add_name(s->out, NULL);
        brisk_buffer_append_char(s->out, '{');
        brisk_json_add_integer(s->out, "time", event->timestamp_ms);
        brisk_json_add_text(s->out, "message", event->message);
        brisk_buffer_append_char(s->out, '}');
    }
    return !brisk_buffer_failed(s->out);
}

static bool visit_stream(void *context, const brisk_log_stream_info *info)
{
    search *s = context;
    if (info->last_event_ms >= s->range.from_ms) {
        (void)brisk_log_each_event(s->logs, s->group, info->name, &s->range,
                                   s->range.is_backwards ? count_event : write_event, s);
    }
    return true;
}

static void write_events(search *s, brisk_arena *arena)
{
    s->ids = brisk_arena_alloc(arena, BRISK_LOG_SEARCH_MAX * sizeof(*s->ids));
    if (s->ids == NULL) {
        brisk_buffer_fail(s->out, BRISK_NO_MEMORY);
        return;
    }
    s->range.is_backwards = true;
    (void)brisk_log_each_stream(s->logs, s->group, BRISK_S(""), visit_stream, s);
    if (s->count > 0) {
        s->range.is_backwards = false;
        s->range.after_id = s->ids[0] - 1;
        (void)brisk_log_each_stream(s->logs, s->group, BRISK_S(""), visit_stream, s);
    }
}

/* ---- the search ---- */

static bool visit_group(void *context, const brisk_log_group_info *info)
{
    brisk_buffer *out = context;
    brisk_json_add_text(out, NULL, info->name);
    return !brisk_buffer_failed(out);
}

bool brisk_console_write_logs(brisk_log_store *logs, brisk_request *request, brisk_buffer *out, char *problem,
                              size_t problem_size)
{
    brisk_arena *arena = brisk_request_arena(request);
    brisk_pairs query; /* empty where it cannot be read: that asks for the groups */
    (void)!brisk_query_parse(arena, brisk_request_query(request), PARAMETERS_MAX, &query);
    brisk_str pattern = brisk_pairs_get(&query, BRISK_S("filter"));
    brisk_log_filter *filter = NULL;
    uint64_t minutes;
    if (brisk_digits_parse(brisk_pairs_get(&query, BRISK_S("minutes")), MINUTES_MAX, &minutes) != BRISK_NUMBER_OK) {
        minutes = MINUTES;
    }
    if (pattern.len > 0) {
        brisk_status status = brisk_log_filter_parse(arena, pattern, &filter, problem, problem_size);
        if (status != BRISK_OK) {
            brisk_buffer_fail(out, status);
            return status == BRISK_NO_MEMORY; /* the caller looks whether out has failed */
        }
    }
    search s = {.logs = logs, .group = brisk_pairs_get(&query, BRISK_S("group")), .filter = filter, .out = out};
    s.range.from_ms = brisk_clock_wall_us() / 1000 - (int64_t)minutes * 60000;
    brisk_buffer_append_char(out, '[');
    if (s.group.len == 0) {
        (void)brisk_log_each_group(logs, BRISK_S(""), visit_group, out);
    } else {
        write_events(&s, arena);
    }
    brisk_buffer_append_char(out, ']');
    return true;
}

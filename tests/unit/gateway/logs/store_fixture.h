/* store_fixture.h - a log store in a folder of its own, with a clock that the test holds. */
#ifndef STORE_FIXTURE_H
#define STORE_FIXTURE_H

#include "gateway/logs/store.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define GROUP  BRISK_S("/aws/lambda/hello")
#define STREAM BRISK_S("2026/11/22/[$LATEST]0f8fad5bd9cb469fa16570867728950e")
#define DAY_MS INT64_C(86400000)

typedef struct fixture {
    char dir[64];
    int64_t now_ms;
    brisk_log_store_options options;
    brisk_log_store *store;
    char problem[256];
} fixture;

static inline int64_t fixture_now(void *context)
{
    return ((fixture *)context)->now_ms;
}

static inline void fixture_open(fixture *f)
{
    brisk_status status = brisk_log_store_open(&f->options, &f->store, f->problem, sizeof(f->problem));
    if (status != BRISK_OK) {
        fail_msg("the store does not open: %s", f->problem);
    }
}

static inline void fixture_close(fixture *f)
{
    brisk_log_store_close(f->store);
    f->store = NULL;
}

static inline void fixture_reopen(fixture *f)
{
    fixture_close(f);
    fixture_open(f);
}

static inline void fixture_init(fixture *f)
{
    *f = (fixture){.dir = "/tmp/brisk-logs-XXXXXX", .now_ms = INT64_C(1795330000000)};
    assert_non_null(mkdtemp(f->dir));
    f->options = (brisk_log_store_options){
        .dir = f->dir, .retention_days = 14, .stream_bytes = 0, .now_ms = fixture_now, .context = f};
    fixture_open(f);
}

/* Removes a folder with all in it. */
static inline void fixture_remove(const char *path)
{
    DIR *list = opendir(path);
    const struct dirent *entry;
    char inner[1024];
    while (list != NULL && (entry = readdir(list)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            int len = snprintf(inner, sizeof(inner), "%s/%s", path, entry->d_name);
            if (len <= 0 || (size_t)len >= sizeof(inner)) {
                continue;
            }
            if (unlink(inner) != 0) {
                fixture_remove(inner);
            }
        }
    }
    if (list != NULL) {
        (void)closedir(list);
    }
    (void)rmdir(path);
}

static inline void fixture_clear(fixture *f)
{
    fixture_close(f);
    fixture_remove(f->dir);
}

static inline brisk_log_stream *fixture_stream(fixture *f, brisk_str group, brisk_str name)
{
    brisk_log_stream *stream = NULL;
    assert_int_equal(brisk_log_store_stream(f->store, group, name, &stream), BRISK_OK);
    return stream;
}

static inline void fixture_append(fixture *f, brisk_str group, brisk_str name, const char *message)
{
    assert_int_equal(brisk_log_append(fixture_stream(f, group, name), 0, brisk_str_view(message)), BRISK_OK);
}

/* What a reader was shown: messages joined by "|". */
typedef struct shown {
    char text[4096];
    size_t len, count, limit;
    uint64_t last_id;
    bool is_descending;
} shown;

static inline bool fixture_show(void *context, const brisk_log_event *event)
{
    shown *s = context;
    assert_true(s->is_descending ? s->count == 0 || event->id < s->last_id : event->id > s->last_id);
    s->last_id = event->id;
    s->count++;
    if (s->len + event->message.len + 2 < sizeof(s->text)) {
        s->len += (size_t)snprintf(s->text + s->len, sizeof(s->text) - s->len, "%s%.*s", s->len > 0 ? "|" : "",
                                   (int)event->message.len, event->message.ptr);
    }
    return s->limit == 0 || s->count < s->limit;
}

static inline shown fixture_read(fixture *f, brisk_str group, brisk_str stream, brisk_log_range range)
{
    shown s = {.is_descending = range.is_backwards};
    assert_int_equal(brisk_log_each_event(f->store, group, stream, &range, fixture_show, &s), BRISK_OK);
    return s;
}

static inline bool fixture_take_group(void *context, const brisk_log_group_info *info)
{
    shown *s = context;
    s->count++;
    s->len += (size_t)snprintf(s->text + s->len, sizeof(s->text) - s->len, "%s%.*s", s->len > 0 ? "|" : "",
                               (int)info->name.len, info->name.ptr);
    return true;
}

static inline bool fixture_take_stream(void *context, const brisk_log_stream_info *info)
{
    brisk_log_group_info group = {.name = info->name};
    return fixture_take_group(context, &group);
}

static inline shown fixture_groups(fixture *f, const char *prefix)
{
    shown s = {0};
    assert_int_equal(brisk_log_each_group(f->store, brisk_str_view(prefix), fixture_take_group, &s), BRISK_OK);
    return s;
}

static inline shown fixture_streams(fixture *f, brisk_str group, const char *prefix)
{
    shown s = {0};
    assert_int_equal(brisk_log_each_stream(f->store, group, brisk_str_view(prefix), fixture_take_stream, &s), BRISK_OK);
    return s;
}

/* The files of a group's folder that are segments; path of the index-th by name. */
static inline size_t fixture_segments(fixture *f, const char *group_file, char path[600], size_t index)
{
    char dir[256], best[300] = "", last[300] = "";
    size_t count = 0;
    (void)snprintf(dir, sizeof(dir), "%s/logs/%s", f->dir, group_file);
    for (size_t round = 0; round <= index || round == 0; round++) {
        DIR *list = opendir(dir);
        const struct dirent *entry;
        if (list == NULL) {
            return 0;
        }
        best[0] = '\0';
        count = 0;
        while ((entry = readdir(list)) != NULL) {
            if (strchr(entry->d_name, '@') != NULL) {
                count++;
                if (strcmp(entry->d_name, last) > 0 && (best[0] == '\0' || strcmp(entry->d_name, best) < 0)) {
                    (void)snprintf(best, sizeof(best), "%s", entry->d_name);
                }
            }
        }
        (void)closedir(list);
        memcpy(last, best, sizeof(last));
    }
    if (path != NULL) {
        (void)snprintf(path, 600, "%s/%s", dir, best);
    }
    return count;
}

#define GROUP_FILE "%2Faws%2Flambda%2Fhello"

#endif

/* test_store.c - the log store: what was written is read again, names stay in the folder, the old end goes. */
#include "store_fixture.h"

#include "core/heap.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void what_was_appended_is_read_in_order(void **state)
{
    fixture f;
    fixture_init(&f);
    fixture_append(&f, GROUP, STREAM, "one");
    fixture_append(&f, GROUP, STREAM, "two\n");
    fixture_append(&f, GROUP, STREAM, "three");
    for (int i = 0; i < 2; i++) {
        shown s = fixture_read(&f, GROUP, STREAM, (brisk_log_range){0});
        assert_string_equal(s.text, "one|two\n|three");
        s = fixture_read(&f, GROUP, STREAM, (brisk_log_range){.is_backwards = true});
        assert_string_equal(s.text, "three|two\n|one");
        fixture_reopen(&f);
    }
    fixture_append(&f, GROUP, STREAM, "four");
    assert_string_equal(fixture_read(&f, GROUP, STREAM, (brisk_log_range){0}).text, "one|two\n|three|four");
    fixture_clear(&f);
}

static void ids_ascend_over_streams_and_restarts(void **state)
{
    fixture f;
    shown s = {0};
    brisk_log_range all = {0};
    fixture_init(&f);
    for (int i = 0; i < 3; i++) {
        fixture_append(&f, GROUP, BRISK_S("a"), "x");
        assert_int_equal(brisk_log_each_event(f.store, GROUP, BRISK_S("a"), &(brisk_log_range){.after_id = s.last_id},
                                              fixture_show, &s),
                         BRISK_OK);
        fixture_append(&f, GROUP, BRISK_S("b"), "y");
        assert_int_equal(brisk_log_each_event(f.store, GROUP, BRISK_S("b"), &(brisk_log_range){.after_id = s.last_id},
                                              fixture_show, &s),
                         BRISK_OK);
        fixture_reopen(&f);
    }
    assert_string_equal(s.text, "x|y|x|y|x|y");
    /* Also where the file that tells how far they are is lost. */
    char path[128];
    (void)snprintf(path, sizeof(path), "%s/logs/.store", f.dir);
    fixture_close(&f);
    assert_int_equal(truncate(path, 5), 0);
    fixture_open(&f);
    fixture_append(&f, GROUP, BRISK_S("a"), "z");
    assert_string_equal(fixture_read(&f, GROUP, BRISK_S("a"), (brisk_log_range){.after_id = s.last_id}).text, "z");
    assert_int_equal(fixture_read(&f, GROUP, BRISK_S("a"), all).count, 4);
    fixture_clear(&f);
}

static void ranges_choose_by_time_and_id(void **state)
{
    fixture f;
    fixture_init(&f);
    brisk_log_stream *stream = fixture_stream(&f, GROUP, STREAM);
    const char *texts[] = {"a", "b", "c", "d"};
    const int64_t times[] = {1000, 3000, 2000, 4000}; /* what a function says need not ascend */
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(brisk_log_append(stream, times[i], brisk_str_view(texts[i])), BRISK_OK);
    }
    assert_string_equal(fixture_read(&f, GROUP, STREAM, (brisk_log_range){.from_ms = 2000, .to_ms = 4000}).text, "b|c");
    assert_string_equal(fixture_read(&f, GROUP, STREAM, (brisk_log_range){.to_ms = 1000}).text, "");
    assert_string_equal(fixture_read(&f, GROUP, STREAM, (brisk_log_range){.from_ms = 4001}).text, "");
    assert_string_equal(fixture_read(&f, GROUP, STREAM, (brisk_log_range){.after_id = 2}).text, "c|d");
    assert_string_equal(fixture_read(&f, GROUP, STREAM, (brisk_log_range){.after_id = 3, .is_backwards = true}).text,
                        "b|a");
    shown s = {.limit = 2};
    assert_int_equal(brisk_log_each_event(f.store, GROUP, STREAM, &(brisk_log_range){0}, fixture_show, &s), BRISK_OK);
    assert_string_equal(s.text, "a|b");
    assert_int_equal(brisk_log_each_event(f.store, GROUP, BRISK_S("none"), &(brisk_log_range){0}, fixture_show, &s),
                     BRISK_NOT_FOUND);
    assert_int_equal(brisk_log_each_event(f.store, BRISK_S("none"), STREAM, &(brisk_log_range){0}, fixture_show, &s),
                     BRISK_NOT_FOUND);
    fixture_clear(&f);
}

static bool keep_info(void *context, const brisk_log_stream_info *info)
{
    *(brisk_log_stream_info *)context = *info;
    return true;
}

static void figures_are_those_of_the_events(void **state)
{
    fixture f;
    brisk_log_stream_info info;
    fixture_init(&f);
    int64_t created_ms = f.now_ms;
    brisk_log_stream *stream = fixture_stream(&f, GROUP, STREAM);
    assert_int_equal(brisk_log_each_stream(f.store, GROUP, BRISK_S(""), keep_info, &info), BRISK_OK);
    assert_int_equal(info.last_event_ms, 0);
    f.now_ms += 5;
    assert_int_equal(brisk_log_append(stream, 2000, BRISK_S("x")), BRISK_OK);
    assert_int_equal(brisk_log_append(stream, 1000, BRISK_S("x")), BRISK_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(brisk_log_each_stream(f.store, GROUP, BRISK_S(""), keep_info, &info), BRISK_OK);
        assert_int_equal(info.created_ms, created_ms);
        assert_int_equal(info.first_event_ms, 1000);
        assert_int_equal(info.last_event_ms, 2000);
        assert_int_equal(info.last_ingestion_ms, f.now_ms);
        assert_true(info.stored_bytes > 0);
        fixture_reopen(&f);
    }
    fixture_clear(&f);
}

static void groups_and_streams_come_by_name_and_prefix(void **state)
{
    fixture f;
    fixture_init(&f);
    assert_int_equal(brisk_log_store_group(f.store, BRISK_S("b")), BRISK_OK);
    assert_int_equal(brisk_log_store_group(f.store, BRISK_S("a/2")), BRISK_OK);
    assert_int_equal(brisk_log_store_group(f.store, BRISK_S("a/1")), BRISK_OK);
    (void)fixture_stream(&f, BRISK_S("b"), BRISK_S("s2"));
    (void)fixture_stream(&f, BRISK_S("b"), BRISK_S("s1"));
    (void)fixture_stream(&f, BRISK_S("b"), BRISK_S("t"));
    for (int i = 0; i < 2; i++) {
        assert_string_equal(fixture_groups(&f, "").text, "a/1|a/2|b");
        assert_string_equal(fixture_groups(&f, "a").text, "a/1|a/2");
        assert_string_equal(fixture_streams(&f, BRISK_S("b"), "").text, "s1|s2|t");
        assert_string_equal(fixture_streams(&f, BRISK_S("b"), "s").text, "s1|s2");
        fixture_reopen(&f);
    }
    shown s = {0};
    assert_int_equal(brisk_log_each_stream(f.store, BRISK_S("c"), BRISK_S(""), fixture_take_stream, &s),
                     BRISK_NOT_FOUND);
    fixture_clear(&f);
}

static void no_name_leaves_the_folder(void **state)
{
    static const char *const names[] = {
        "..",     ".",    "../../x",  "/etc/passwd", "%2E%2E", "a%",     "@", "x@00000001", "\xC3\xA9\xE2\x82\xAC",
        ".group", "a\nb", "\xFF\xFE", "~",           " ",      "$LATEST"};
    fixture f;
    fixture_init(&f);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        fixture_append(&f, GROUP, brisk_str_view(names[i]), names[i]);
    }
    assert_int_equal(brisk_log_store_group(f.store, BRISK_S("..")), BRISK_OK);
    assert_int_equal(brisk_log_store_group(f.store, BRISK_S("../..")), BRISK_OK);
    fixture_reopen(&f);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_string_equal(fixture_read(&f, GROUP, brisk_str_view(names[i]), (brisk_log_range){0}).text, names[i]);
    }
    assert_int_equal(fixture_streams(&f, GROUP, "").count, sizeof(names) / sizeof(names[0]));
    assert_string_equal(fixture_groups(&f, ".").text, "..|../..");
    char path[600];
    assert_int_equal(fixture_segments(&f, GROUP_FILE, path, 0), sizeof(names) / sizeof(names[0]));
    fixture_clear(&f);
}

static void names_that_cloudwatch_does_not_take_are_refused(void **state)
{
    static char longer[513];
    fixture f;
    brisk_log_stream *stream;
    fixture_init(&f);
    memset(longer, 'x', sizeof(longer));
    assert_int_equal(brisk_log_store_group(f.store, BRISK_S("")), BRISK_LIMIT);
    assert_int_equal(brisk_log_store_group(f.store, BRISK_S("a b")), BRISK_LIMIT);
    assert_int_equal(brisk_log_store_group(f.store, BRISK_S("a%2F")), BRISK_LIMIT);
    assert_int_equal(brisk_log_store_group(f.store, (brisk_str){longer, 513}), BRISK_LIMIT);
    assert_int_equal(brisk_log_store_stream(f.store, GROUP, BRISK_S(""), &stream), BRISK_LIMIT);
    assert_int_equal(brisk_log_store_stream(f.store, GROUP, BRISK_S("a:b"), &stream), BRISK_LIMIT);
    assert_int_equal(brisk_log_store_stream(f.store, GROUP, BRISK_S("*"), &stream), BRISK_LIMIT);
    assert_int_equal(brisk_log_store_stream(f.store, GROUP, (brisk_str){longer, 513}, &stream), BRISK_LIMIT);
    assert_null(stream);
    fixture_clear(&f);
}

static void long_names_that_begin_alike_are_told_apart(void **state)
{
    char a[512], b[512];
    fixture f;
    fixture_init(&f);
    memset(a, '/', sizeof(a));
    memset(b, '/', sizeof(b));
    b[511] = 'b';
    brisk_str group_a = {a, 512}, group_b = {b, 512};
    fixture_append(&f, group_a, group_a, "aa");
    fixture_append(&f, group_a, group_b, "ab");
    fixture_append(&f, group_b, group_b, "bb");
    fixture_reopen(&f);
    assert_string_equal(fixture_read(&f, group_a, group_a, (brisk_log_range){0}).text, "aa");
    assert_string_equal(fixture_read(&f, group_a, group_b, (brisk_log_range){0}).text, "ab");
    assert_string_equal(fixture_read(&f, group_b, group_b, (brisk_log_range){0}).text, "bb");
    fixture_clear(&f);
}

/* ---- events ---- */

static void long_events_are_split_and_empty_ones_are_none(void **state)
{
    size_t size = 2 * BRISK_LOG_EVENT_MAX + 10;
    char *text = malloc(size);
    fixture f;
    fixture_init(&f);
    memset(text, 'x', size);
    memcpy(text + BRISK_LOG_EVENT_MAX - 1, "\xC3\xA9", 2); /* a character on the edge stays whole */
    brisk_log_stream *stream = fixture_stream(&f, GROUP, STREAM);
    assert_int_equal(brisk_log_append(stream, 0, (brisk_str){text, size}), BRISK_OK);
    assert_int_equal(brisk_log_append(stream, 0, BRISK_S("")), BRISK_OK);
    assert_int_equal(fixture_read(&f, GROUP, STREAM, (brisk_log_range){0}).count, 3);
    fixture_clear(&f);
    free(text);
}

typedef struct told {
    size_t count;
    char last[64];
    fixture *f;
} told;

/* An event is on the disk before anybody is told: whoever reads the file now finds it. */
static void on_event(void *context, brisk_str group, brisk_str stream, const brisk_log_event *event)
{
    told *t = context;
    t->count++;
    (void)snprintf(t->last, sizeof(t->last), "%.*s %.*s", (int)group.len, group.ptr, (int)event->message.len,
                   event->message.ptr);
    shown s = fixture_read(t->f, group, stream, (brisk_log_range){0});
    assert_int_equal(s.last_id, event->id);
}

static void the_listener_is_told_after_the_write(void **state)
{
    fixture f;
    fixture_init(&f);
    told t = {.f = &f};
    brisk_log_store_listen(f.store, on_event, &t);
    fixture_append(&f, GROUP, STREAM, "one");
    assert_string_equal(t.last, "/aws/lambda/hello one");
    brisk_log_store_listen(f.store, NULL, NULL);
    fixture_append(&f, GROUP, STREAM, "two");
    assert_int_equal(t.count, 1);
    fixture_clear(&f);
}

static void a_warm_append_allocates_nothing(void **state)
{
    fixture f;
    fixture_init(&f);
    brisk_log_stream *stream = fixture_stream(&f, GROUP, STREAM);
    assert_int_equal(brisk_log_append(stream, 0, BRISK_S("warm")), BRISK_OK);
    uint64_t before = brisk_heap_stats_now().heap_requests;
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(brisk_log_append(stream, 0, BRISK_S("an event")), BRISK_OK);
    }
    assert_int_equal(brisk_heap_stats_now().heap_requests, before);
    fixture_clear(&f);
}

static void many_streams_need_few_files(void **state)
{
    fixture f;
    struct rlimit before, few = {100, 100};
    brisk_log_stream *streams[200];
    char name[32];
    fixture_init(&f);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    few.rlim_max = before.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    for (int i = 0; i < 200; i++) {
        (void)snprintf(name, sizeof(name), "s%03d", i);
        streams[i] = fixture_stream(&f, GROUP, brisk_str_view(name));
    }
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 200; i++) {
            assert_int_equal(brisk_log_append(streams[i], 0, BRISK_S("x")), BRISK_OK);
        }
    }
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    fixture_reopen(&f);
    assert_int_equal(fixture_streams(&f, GROUP, "").count, 200);
    assert_string_equal(fixture_read(&f, GROUP, BRISK_S("s077"), (brisk_log_range){0}).text, "x|x|x");
    fixture_clear(&f);
}

/* ---- the old end ---- */

static void a_stream_above_its_limit_loses_its_oldest_events(void **state)
{
    static char text[1000];
    fixture f;
    fixture_init(&f);
    fixture_close(&f);
    f.options.stream_bytes = 300000;
    fixture_open(&f);
    memset(text, 'x', sizeof(text));
    brisk_log_stream *stream = fixture_stream(&f, GROUP, STREAM);
    for (int i = 0; i < 1000; i++) {
        (void)snprintf(text, sizeof(text), "%04d", i);
        text[4] = 'x';
        assert_int_equal(brisk_log_append(stream, 0, (brisk_str){text, sizeof(text)}), BRISK_OK);
    }
    for (int i = 0; i < 2; i++) {
        shown s = fixture_read(&f, GROUP, STREAM, (brisk_log_range){0});
        assert_true(s.count > 200 && s.count < 400);
        assert_int_equal(s.last_id, 1000);
        s = fixture_read(&f, GROUP, STREAM, (brisk_log_range){.is_backwards = true});
        assert_true(s.count > 200 && s.count < 400);
        assert_memory_equal(s.text, "0999", 4);
        assert_int_equal(fixture_read(&f, GROUP, STREAM, (brisk_log_range){.after_id = 990}).count, 10);
        fixture_reopen(&f);
    }
    fixture_clear(&f);
}

static void retention_drops_what_is_old(void **state)
{
    fixture f;
    fixture_init(&f);
    brisk_log_stream *access = fixture_stream(&f, GROUP, BRISK_S("dev"));
    fixture_append(&f, GROUP, BRISK_S("old"), "old");
    fixture_append(&f, BRISK_S("kept"), BRISK_S("s"), "kept");
    assert_int_equal(brisk_log_store_set_retention(f.store, BRISK_S("kept"), 0), BRISK_OK);
    assert_int_equal(brisk_log_store_set_retention(f.store, BRISK_S("none"), 0), BRISK_NOT_FOUND);
    assert_int_equal(brisk_log_append(access, 0, BRISK_S("day 0")), BRISK_OK);
    fixture_reopen(&f);
    access = fixture_stream(&f, GROUP, BRISK_S("dev"));
    for (int day = 1; day < 20; day++) {
        char text[16];
        f.now_ms += DAY_MS;
        (void)snprintf(text, sizeof(text), "day %d", day);
        assert_int_equal(brisk_log_append(access, 0, brisk_str_view(text)), BRISK_OK);
    }
    brisk_log_store_sweep(f.store);
    assert_int_equal(fixture_read(&f, GROUP, BRISK_S("dev"), (brisk_log_range){0}).count, 15);
    assert_string_equal(fixture_streams(&f, GROUP, "").text, "dev");
    assert_string_equal(fixture_read(&f, BRISK_S("kept"), BRISK_S("s"), (brisk_log_range){0}).text, "kept");
    /* A stream that is held comes back when it is written to. */
    f.now_ms += 30 * DAY_MS;
    brisk_log_store_sweep(f.store);
    assert_string_equal(fixture_streams(&f, GROUP, "").text, "");
    assert_int_equal(brisk_log_append(access, 0, BRISK_S("again")), BRISK_OK);
    assert_string_equal(fixture_read(&f, GROUP, BRISK_S("dev"), (brisk_log_range){0}).text, "again");
    fixture_reopen(&f);
    assert_string_equal(fixture_read(&f, GROUP, BRISK_S("dev"), (brisk_log_range){0}).text, "again");
    fixture_clear(&f);
}

/* PutLogEvents brings events of last week: they take no file each. */
static void events_of_old_stand_in_one_file(void **state)
{
    fixture f;
    fixture_init(&f);
    brisk_log_stream *stream = fixture_stream(&f, GROUP, STREAM);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(brisk_log_append(stream, f.now_ms - 5 * DAY_MS, BRISK_S("old")), BRISK_OK);
        assert_int_equal(brisk_log_append(stream, 0, BRISK_S("new")), BRISK_OK);
    }
    assert_int_equal(fixture_segments(&f, GROUP_FILE, NULL, 0), 1);
    fixture_reopen(&f);
    stream = fixture_stream(&f, GROUP, STREAM);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(brisk_log_append(stream, f.now_ms - 5 * DAY_MS, BRISK_S("old")), BRISK_OK);
    }
    assert_int_equal(fixture_segments(&f, GROUP_FILE, NULL, 0),
                     2); /* when the first one began, nobody knows any more */
    assert_int_equal(fixture_read(&f, GROUP, STREAM, (brisk_log_range){0}).count, 60);
    fixture_clear(&f);
}

static void what_is_deleted_is_gone_and_may_come_back(void **state)
{
    fixture f;
    shown s = {0};
    fixture_init(&f);
    brisk_log_stream *stream = fixture_stream(&f, GROUP, STREAM);
    fixture_append(&f, GROUP, STREAM, "before");
    fixture_append(&f, GROUP, BRISK_S("other"), "x");
    assert_int_equal(brisk_log_store_delete_stream(f.store, GROUP, BRISK_S("other")), BRISK_OK);
    assert_int_equal(brisk_log_store_delete_stream(f.store, GROUP, BRISK_S("other")), BRISK_NOT_FOUND);
    assert_int_equal(brisk_log_store_delete_group(f.store, GROUP), BRISK_OK);
    assert_int_equal(brisk_log_store_delete_group(f.store, GROUP), BRISK_NOT_FOUND);
    assert_string_equal(fixture_groups(&f, "").text, "");
    assert_int_equal(brisk_log_each_event(f.store, GROUP, STREAM, &(brisk_log_range){0}, fixture_show, &s),
                     BRISK_NOT_FOUND);
    assert_int_equal(brisk_log_append(stream, 0, BRISK_S("after")), BRISK_OK);
    assert_ptr_equal(fixture_stream(&f, GROUP, STREAM), stream);
    assert_string_equal(fixture_read(&f, GROUP, STREAM, (brisk_log_range){0}).text, "after");
    fixture_reopen(&f);
    assert_string_equal(fixture_groups(&f, "").text, "/aws/lambda/hello");
    assert_string_equal(fixture_read(&f, GROUP, STREAM, (brisk_log_range){0}).text, "after");
    fixture_clear(&f);
}

static void two_gateways_do_not_share_a_folder(void **state)
{
    fixture f;
    fixture_init(&f);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        brisk_log_store *store;
        char problem[256];
        _exit(brisk_log_store_open(&f.options, &store, problem, sizeof(problem)) == BRISK_BUSY &&
                      strstr(problem, "in use") != NULL
                  ? 0
                  : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    fixture_clear(&f);
}

static void a_folder_that_cannot_be_made_is_told(void **state)
{
    brisk_log_store *store;
    char problem[256];
    brisk_log_store_options options = {.dir = "/dev/null/x"};
    assert_int_equal(brisk_log_store_open(&options, &store, problem, sizeof(problem)), BRISK_IO);
    assert_non_null(strstr(problem, "/dev/null/x"));
    assert_null(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_appended_is_read_in_order),
        cmocka_unit_test(ids_ascend_over_streams_and_restarts),
        cmocka_unit_test(ranges_choose_by_time_and_id),
        cmocka_unit_test(figures_are_those_of_the_events),
        cmocka_unit_test(groups_and_streams_come_by_name_and_prefix),
        cmocka_unit_test(no_name_leaves_the_folder),
        cmocka_unit_test(names_that_cloudwatch_does_not_take_are_refused),
        cmocka_unit_test(long_names_that_begin_alike_are_told_apart),
        cmocka_unit_test(long_events_are_split_and_empty_ones_are_none),
        cmocka_unit_test(the_listener_is_told_after_the_write),
        cmocka_unit_test(a_warm_append_allocates_nothing),
        cmocka_unit_test(many_streams_need_few_files),
        cmocka_unit_test(a_stream_above_its_limit_loses_its_oldest_events),
        cmocka_unit_test(retention_drops_what_is_old),
        cmocka_unit_test(events_of_old_stand_in_one_file),
        cmocka_unit_test(what_is_deleted_is_gone_and_may_come_back),
        cmocka_unit_test(two_gateways_do_not_share_a_folder),
        cmocka_unit_test(a_folder_that_cannot_be_made_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

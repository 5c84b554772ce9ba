/* test_crash.c - the log store after crashes: files cut at each byte, a writer killed again and again, a full disk, no
 * memory. */
#include "store_fixture.h"

#include "core/heap.h"
#include "core/log.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum { KILLS = 25 };

static size_t read_file(const char *path, char *out, size_t size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(out, 1, size, file);
    (void)fclose(file);
    return len;
}

static void write_file(const char *path, const char *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

/* What was whole before the cut is there, in its order, nothing else; and the stream can be written on. */
static void check_prefix(fixture *f, size_t least)
{
    char expected[64] = "";
    shown s = {0};
    brisk_status status = brisk_log_each_event(f->store, GROUP, STREAM, &(brisk_log_range){0}, fixture_show, &s);
    assert_true(status == BRISK_OK || (status == BRISK_NOT_FOUND && least == 0));
    assert_true(s.count >= least);
    for (size_t i = 0; i < s.count; i++) {
        (void)snprintf(expected + strlen(expected), sizeof(expected) - strlen(expected), "%sevent %d", i > 0 ? "|" : "",
                       (int)i);
    }
    assert_string_equal(s.text, expected);
    uint64_t last_id = s.last_id;
    fixture_append(f, GROUP, STREAM, "next");
    s = fixture_read(f, GROUP, STREAM, (brisk_log_range){.after_id = last_id});
    assert_string_equal(s.text, "next");
}

static void a_file_cut_at_any_byte_is_read_up_to_its_last_whole_event(void **state)
{
    fixture f;
    char path[600], bytes[1024];
    fixture_init(&f);
    for (int i = 0; i < 4; i++) {
        char text[24];
        (void)snprintf(text, sizeof(text), "event %d", i);
        fixture_append(&f, GROUP, STREAM, text);
    }
    fixture_close(&f);
    assert_int_equal(fixture_segments(&f, GROUP_FILE, path, 0), 1);
    size_t len = read_file(path, bytes, sizeof(bytes));
    size_t record = 32 + strlen("event 0"), head = len - 4 * record;
    for (size_t cut = 0; cut <= len; cut++) {
        write_file(path, bytes, cut);
        fixture_open(&f);
        check_prefix(&f, cut < head ? 0 : (cut - head) / record);
        fixture_reopen(&f);
        (void)fixture_read(&f, GROUP, STREAM, (brisk_log_range){0});
        fixture_close(&f);
    }
    fixture_clear(&f);
}

static void a_wrong_byte_anywhere_shows_no_wrong_event(void **state)
{
    fixture f;
    char path[600], bytes[1024];
    fixture_init(&f);
    for (int i = 0; i < 3; i++) {
        char text[24];
        (void)snprintf(text, sizeof(text), "event %d", i);
        fixture_append(&f, GROUP, STREAM, text);
    }
    fixture_close(&f);
    assert_int_equal(fixture_segments(&f, GROUP_FILE, path, 0), 1);
    size_t len = read_file(path, bytes, sizeof(bytes));
    for (size_t at = 0; at < len; at++) {
        bytes[at] = (char)(bytes[at] ^ 0x41);
        write_file(path, bytes, len);
        bytes[at] = (char)(bytes[at] ^ 0x41);
        fixture_open(&f);
        check_prefix(&f, 0);
        fixture_close(&f);
    }
    fixture_clear(&f);
}

static void a_group_file_cut_at_any_byte_keeps_the_group(void **state)
{
    fixture f;
    char path[256], bytes[256];
    fixture_init(&f);
    fixture_append(&f, GROUP, STREAM, "x");
    (void)snprintf(path, sizeof(path), "%s/logs/%s/.group", f.dir, GROUP_FILE);
    size_t len = read_file(path, bytes, sizeof(bytes));
    for (size_t cut = 0; cut < len; cut++) {
        fixture_close(&f);
        write_file(path, bytes, cut);
        fixture_open(&f);
        assert_string_equal(fixture_groups(&f, "").text, "/aws/lambda/hello");
        assert_string_equal(fixture_read(&f, GROUP, STREAM, (brisk_log_range){0}).text, "x");
    }
    fixture_clear(&f);
}

/* ---- kill -9 ---- */

/* Writes until it is killed, over rotations, and tells the number of each event once it was written. */
static void write_until_killed(fixture *f, int pipe_fd, uint32_t from)
{
    static char text[3000];
    brisk_log_stream *stream;
    memset(text, 0x2E, sizeof(text));
    fixture_open(f);
    if (brisk_log_store_stream(f->store, GROUP, STREAM, &stream) != BRISK_OK) {
        _exit(1);
    }
    for (uint32_t i = from;; i++) {
        (void)snprintf(text, 11, "%08lu", (unsigned long)i);
        if (brisk_log_append(stream, 0, (brisk_str){text, 8 + i % 2900}) != BRISK_OK ||
            write(pipe_fd, &i, sizeof(i)) != (ssize_t)sizeof(i)) {
            _exit(1);
        }
    }
}

typedef struct numbers {
    uint32_t next, count;
} numbers;

static bool take_number(void *context, const brisk_log_event *event)
{
    numbers *n = context;
    uint32_t number = (uint32_t)strtoul((char[9]){event->message.ptr[0], event->message.ptr[1], event->message.ptr[2],
                                                  event->message.ptr[3], event->message.ptr[4], event->message.ptr[5],
                                                  event->message.ptr[6], event->message.ptr[7], '\0'},
                                        NULL, 10);
    assert_int_equal(number, n->next);
    assert_int_equal(event->message.len, 8 + number % 2900);
    n->next++;
    n->count++;
    return true;
}

static void a_killed_writer_loses_nothing_that_was_told(void **state)
{
    fixture f;
    uint32_t next = 0;
    fixture_init(&f);
    fixture_close(&f);
    f.options.stream_bytes = INT64_C(1) << 30;
    for (int round = 0; round < KILLS; round++) {
        int ends[2];
        uint32_t number, last = 0;
        bool has_any = false;
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            (void)close(ends[0]);
            write_until_killed(&f, ends[1], next);
        }
        (void)close(ends[1]);
        (void)nanosleep(&(struct timespec){.tv_nsec = 1000000L + round * 1300000L}, NULL);
        assert_int_equal(kill(child, SIGKILL), 0);
        while (read(ends[0], &number, sizeof(number)) == (ssize_t)sizeof(number)) {
            last = number;
            has_any = true;
        }
        (void)close(ends[0]);
        assert_int_equal(waitpid(child, NULL, 0), child);
        fixture_open(&f);
        numbers n = {0};
        brisk_status status = brisk_log_each_event(f.store, GROUP, STREAM, &(brisk_log_range){0}, take_number, &n);
        assert_true(status == BRISK_OK || (status == BRISK_NOT_FOUND && next == 0 && !has_any));
        assert_true(!has_any || n.next > last);
        assert_true(n.next >= next);
        next = n.next;
        fixture_close(&f);
    }
    fixture_clear(&f);
}

/* ---- a full disk ---- */

static size_t told_count;

static void count_record(void *context, const brisk_log_record *record)
{
    (void)context;
    assert_non_null(strstr(record->message.ptr, "could not be written"));
    told_count++;
}

static void a_full_disk_loses_events_but_leaves_no_half_ones(void **state)
{
    const brisk_log_sink sink = {count_record, NULL};
    struct rlimit before, small;
    char path[600];
    struct stat info;
    fixture f;
    fixture_init(&f);
    told_count = 0;
    brisk_log_set_sink(&sink);
    (void)signal(SIGXFSZ, SIG_IGN);
    brisk_log_stream *stream = fixture_stream(&f, GROUP, STREAM);
    assert_int_equal(brisk_log_append(stream, 0, BRISK_S("before")), BRISK_OK);
    assert_int_equal(fixture_segments(&f, GROUP_FILE, path, 0), 1);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    for (rlim_t room = 0; room < 45; room++) {
        small = (struct rlimit){(rlim_t)info.st_size + room, before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        brisk_status status = brisk_log_append(stream, 0, BRISK_S("0123456789012345"));
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(status, BRISK_IO);
        assert_string_equal(fixture_read(&f, GROUP, STREAM, (brisk_log_range){0}).text, "before");
    }
    assert_int_equal(told_count, 1); /* once a minute, not once an event */
    assert_int_equal(brisk_log_append(stream, 0, BRISK_S("after")), BRISK_OK);
    assert_string_equal(fixture_read(&f, GROUP, STREAM, (brisk_log_range){0}).text, "before|after");
    fixture_reopen(&f);
    assert_string_equal(fixture_read(&f, GROUP, STREAM, (brisk_log_range){0}).text, "before|after");
    brisk_log_set_sink(NULL);
    fixture_clear(&f);
}

static void a_full_disk_makes_no_stream(void **state)
{
    struct rlimit before, none;
    brisk_log_stream *stream;
    fixture f;
    fixture_init(&f);
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    for (rlim_t size = 0; size < 120; size += 7) {
        none = (struct rlimit){size, before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
        brisk_status status = brisk_log_store_stream(f.store, GROUP, STREAM, &stream);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(status, BRISK_IO);
        assert_int_equal(fixture_segments(&f, GROUP_FILE, NULL, 0), 0);
    }
    fixture_append(&f, GROUP, STREAM, "now");
    assert_string_equal(fixture_read(&f, GROUP, STREAM, (brisk_log_range){0}).text, "now");
    fixture_clear(&f);
}

/* ---- no memory ---- */

static brisk_status use_all(fixture *f)
{
    brisk_log_stream *stream;
    shown s = {.is_descending = true};
    brisk_status status = brisk_log_store_open(&f->options, &f->store, f->problem, sizeof(f->problem));
    if (status == BRISK_OK) {
        status = brisk_log_store_stream(f->store, GROUP, BRISK_S("new"), &stream);
    }
    if (status == BRISK_OK) {
        status = brisk_log_append(stream, 0, BRISK_S("x"));
    }
    if (status == BRISK_OK) {
        status =
            brisk_log_each_event(f->store, GROUP, STREAM, &(brisk_log_range){.is_backwards = true}, fixture_show, &s);
    }
    fixture_close(f);
    return status;
}

static void no_memory_at_any_place_is_survived(void **state)
{
    fixture f;
    fixture_init(&f);
    fixture_append(&f, GROUP, STREAM, "kept");
    fixture_close(&f);
    bool fired = true;
    for (uint64_t n = 1; fired; n++) {
        brisk_heap_fail_at(n, false);
        brisk_status status = use_all(&f);
        fired = brisk_heap_fault_fired();
        brisk_heap_fail_at(0, false);
        assert_int_equal(status, fired ? BRISK_NO_MEMORY : BRISK_OK);
    }
    fixture_open(&f);
    assert_string_equal(fixture_read(&f, GROUP, STREAM, (brisk_log_range){0}).text, "kept");
    fixture_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_cut_at_any_byte_is_read_up_to_its_last_whole_event),
        cmocka_unit_test(a_wrong_byte_anywhere_shows_no_wrong_event),
        cmocka_unit_test(a_group_file_cut_at_any_byte_keeps_the_group),
        cmocka_unit_test(a_killed_writer_loses_nothing_that_was_told),
        cmocka_unit_test(a_full_disk_loses_events_but_leaves_no_half_ones),
        cmocka_unit_test(a_full_disk_makes_no_stream),
        cmocka_unit_test(no_memory_at_any_place_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_sample.c - each sample is an event of its kind, and the seeds of the fuzzer reach every kind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "event/sample.h"
#include "event_test.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define CORPUS "../fuzz/corpus/event"

static brisk_event_kind kind_of(brisk_str text)
{
    brisk_arena *arena = brisk_arena_new(0);
    brisk_event event;
    assert_int_equal(brisk_event_open(arena, text, NULL, &event), BRISK_OK);
    brisk_event_kind kind = event.kind;
    brisk_arena_free(arena);
    return kind;
}

static void test_kinds(void **state)
{
    static const brisk_event_kind wanted[] = {
        BRISK_EVENT_REST,  BRISK_EVENT_HTTP_V2, BRISK_EVENT_HTTP_V1, BRISK_EVENT_FUNCTION_URL, BRISK_EVENT_ALB,
        BRISK_EVENT_ALB,   BRISK_EVENT_EDGE,    BRISK_EVENT_LATTICE, BRISK_EVENT_OTHER,        BRISK_EVENT_OTHER,
        BRISK_EVENT_OTHER, BRISK_EVENT_OTHER,   BRISK_EVENT_OTHER,
    };
    size_t count;
    const brisk_sample_kind *kinds = brisk_sample_kinds(&count);
    assert_int_equal(count, sizeof wanted / sizeof *wanted);
    for (size_t i = 0; i < count; i++) {
        brisk_arena *arena = brisk_arena_new(0);
        brisk_request req;
        brisk_response response;
        brisk_buffer out;
        brisk_buffer_init(&out, arena, 0);
        brisk_request_init(&req, arena, &response);
        assert_int_equal(brisk_sample_write(&out, &kinds[i], &req), BRISK_OK);
        assert_int_equal(kind_of(brisk_buffer_view(&out)), wanted[i]);
        assert_int_equal(kinds[i].is_http, wanted[i] != BRISK_EVENT_OTHER);
        brisk_arena_free(arena);
    }
}

/* A buffer too small for a sample, at each size. */
static void test_limits(void **state)
{
    size_t count;
    const brisk_sample_kind *kinds = brisk_sample_kinds(&count);
    for (size_t i = 0; i < count; i++) {
        for (size_t limit = 1; limit < 200; limit++) {
            brisk_arena *arena = brisk_arena_new(0);
            brisk_request req;
            brisk_response response;
            brisk_buffer out;
            brisk_buffer_init(&out, arena, limit);
            brisk_request_init(&req, arena, &response);
            assert_int_equal(brisk_sample_write(&out, &kinds[i], &req), BRISK_LIMIT);
            brisk_arena_free(arena);
        }
    }
}

static void test_seeds_reach_every_kind(void **state)
{
    static char text[64 * 1024];
    bool is_reached[BRISK_EVENT_LATTICE + 1] = {[BRISK_EVENT_NONE] = true};
    DIR *folder = opendir(CORPUS);
    assert_non_null(folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[512];
        if (!strstr(entry->d_name, ".json")) {
            continue;
        }
        snprintf(path, sizeof path, CORPUS "/%s", entry->d_name);
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        size_t len = fread(text, 1, sizeof text, file);
        fclose(file);
        is_reached[kind_of((brisk_str){text, len})] = true;
    }
    closedir(folder);
    for (brisk_event_kind kind = BRISK_EVENT_NONE; kind <= BRISK_EVENT_LATTICE; kind++) {
        if (!is_reached[kind]) {
            fail_msg("no seed is an event of the kind %s", brisk_event_kind_name(kind));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_seeds_reach_every_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

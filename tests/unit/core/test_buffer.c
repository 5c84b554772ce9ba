/* The sticky buffer, in an arena and on the heap: growing, limits, and that the first failure is the one that counts. */
#include "core/buffer.h"
#include "core/heap.h"
#include "core/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void write_all_kinds(brisk_buffer *buffer)
{
    brisk_buffer_append(buffer, "ab", 2);
    brisk_buffer_append(buffer, NULL, 0);
    brisk_buffer_append_char(buffer, ' ');
    BRISK_BUFFER_APPEND_LITERAL(buffer, "lit ");
    brisk_buffer_append_str(buffer, BRISK_S("str "));
    brisk_buffer_append_str(buffer, (brisk_str){NULL, 0});
    brisk_buffer_append_c_string(buffer, "c ");
    brisk_buffer_append_u64(buffer, UINT64_MAX);
    brisk_buffer_append_i64(buffer, INT64_MIN);
    brisk_buffer_append_double(buffer, 0.5);
    brisk_buffer_append_code_point(buffer, 0xE4);
    brisk_buffer_append_code_point(buffer, 0xD800);
    brisk_buffer_append_repeated(buffer, '.', 3);
    brisk_buffer_append_printf(buffer, "%d", 42);
}

static const char *const all_kinds =
    "ab lit str c 18446744073709551615-92233720368547758080.5\xC3\xA4\xEF\xBF\xBD...42";

static void all_kinds_are_written(void **state)
{
    (void)state;
    brisk_arena *arena = brisk_arena_new(0);
    brisk_arena *places[] = {arena, NULL};
    for (size_t i = 0; i < 2; i++) {
        brisk_buffer buffer;
        brisk_buffer_init(&buffer, places[i], 0);
        write_all_kinds(&buffer);
        brisk_str text;
        assert_int_equal(brisk_buffer_finish(&buffer, &text), BRISK_OK);
        assert_true(brisk_str_is(text, all_kinds));
        assert_true(brisk_str_equal(brisk_buffer_view(&buffer), text));
        brisk_buffer_append_printf(&buffer, "%2000d", 7);
        assert_int_equal(buffer.len, text.len + 2000);
        brisk_buffer_truncate(&buffer, 4);
        brisk_buffer_truncate(&buffer, 9);
        brisk_buffer_consume(&buffer, 3);
        assert_true(brisk_str_is(brisk_buffer_view(&buffer), "l"));
        brisk_buffer_consume(&buffer, 10);
        assert_int_equal(buffer.len, 0);
        brisk_buffer_clear(&buffer);
        assert_null(buffer.data);
        assert_int_equal(brisk_buffer_finish(&buffer, &text), BRISK_OK);
        assert_int_equal(text.len, 0);
        brisk_buffer_clear(&buffer);
    }
    brisk_arena_free(arena);
}

static void it_grows_and_keeps_its_bytes(void **state)
{
    (void)state;
    brisk_arena *arena = brisk_arena_new(0);
    brisk_buffer buffer;
    brisk_buffer_init(&buffer, arena, 0);
    for (uint32_t i = 0; i < 1000000; i++) {
        brisk_buffer_append_char(&buffer, (char)(unsigned char)(i % 251));
        if (i % 1000 == 0) {
            assert_non_null(brisk_arena_alloc(arena, 1)); /* others allocate in between */
        }
    }
    assert_int_equal(buffer.len, 1000000);
    for (uint32_t i = 0; i < 1000000; i++) {
        assert_int_equal((unsigned char)buffer.data[i], i % 251);
    }
    brisk_arena_free(arena);
}

static void the_limit_is_sticky(void **state)
{
    (void)state;
    brisk_arena *arena = brisk_arena_new(0);
    brisk_buffer buffer;
    brisk_buffer_init(&buffer, arena, 10);
    brisk_buffer_append(&buffer, "0123456789", 10);
    assert_false(brisk_buffer_failed(&buffer));
    brisk_buffer_truncate(&buffer, 8);
    brisk_buffer_append(&buffer, "abc", 3);
    assert_true(brisk_buffer_failed(&buffer));
    brisk_buffer_append_char(&buffer, 'x'); /* it would fit, but the text would have a hole */
    brisk_buffer_append_repeated(&buffer, 'x', 1);
    assert_null(brisk_buffer_reserve(&buffer, 1));
    brisk_buffer_commit(&buffer, 1);
    brisk_buffer_truncate(&buffer, 4);
    brisk_buffer_append_char(&buffer, 'x');
    assert_true(brisk_str_is(brisk_buffer_view(&buffer), "0123"));
    brisk_str text;
    assert_int_equal(brisk_buffer_finish(&buffer, &text), BRISK_LIMIT);
    assert_int_equal(text.len, 0);
    assert_false(brisk_arena_failed(arena));
    brisk_buffer_rewind(&buffer);
    brisk_buffer_append(&buffer, "again", 5);
    assert_int_equal(brisk_buffer_finish(&buffer, &text), BRISK_OK);
    assert_true(brisk_str_is(text, "again"));
    brisk_buffer_append_repeated(&buffer, 'x', SIZE_MAX);
    brisk_buffer_fail(&buffer, BRISK_INTERNAL);
    assert_int_equal(brisk_buffer_finish(&buffer, &text), BRISK_LIMIT);
    brisk_arena_free(arena);
}

static void each_failing_allocation_is_reported_at_the_end(void **state)
{
    (void)state;
    brisk_arena *arena = brisk_arena_new(0);
    for (int on_heap = 0; on_heap < 2; on_heap++) {
        uint64_t n = 1;
        for (;; n++) {
            brisk_arena_reset(arena, 0);
            brisk_buffer buffer;
            brisk_buffer_init(&buffer, on_heap ? NULL : arena, 0);
            brisk_heap_fail_at(n, false);
            for (int i = 0; i < 100; i++) {
                write_all_kinds(&buffer);
            }
            bool fired = brisk_heap_fault_fired();
            brisk_heap_fail_at(0, false);
            brisk_str text;
            assert_int_equal(brisk_buffer_finish(&buffer, &text), fired ? BRISK_NO_MEMORY : BRISK_OK);
            brisk_buffer_clear(&buffer);
            if (!fired) {
                break;
            }
        }
        assert_true(n > 3);
    }
    brisk_arena_free(arena);
}

static void reserved_bytes_are_written_by_the_caller(void **state)
{
    (void)state;
    brisk_buffer buffer;
    brisk_buffer_init(&buffer, NULL, 0);
    char *room = brisk_buffer_reserve(&buffer, 1000);
    assert_non_null(room);
    memset(room, 'r', 1000);
    brisk_buffer_commit(&buffer, 1000);
    brisk_buffer_commit(&buffer, SIZE_MAX);
    assert_int_equal(buffer.len, buffer.capacity);
    brisk_buffer_clear(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_kinds_are_written),
        cmocka_unit_test(it_grows_and_keeps_its_bytes),
        cmocka_unit_test(the_limit_is_sticky),
        cmocka_unit_test(each_failing_allocation_is_reported_at_the_end),
        cmocka_unit_test(reserved_bytes_are_written_by_the_caller),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

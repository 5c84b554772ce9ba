/* The arena: alignment, reuse after a reset without malloc, limits, growing, and what is left of it when memory fails. */
#include "core/arena.h"
#include "core/heap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif
#ifdef HAS_ASAN
#include <sanitizer/asan_interface.h>
#endif

static uint32_t random_state;

static uint32_t next_random(void)
{
    random_state = random_state * 1664525u + 1013904223u;
    return random_state >> 8;
}

static void allocations_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    brisk_arena *arena = brisk_arena_new(0);
    assert_int_equal(brisk_arena_held(arena), 0);
    unsigned char *before = NULL;
    for (size_t size = 0; size < 300; size++) {
        unsigned char *p = brisk_arena_alloc(arena, size);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        assert_ptr_not_equal(p, before);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(p[i], 0);
        }
        memset(p, 0xA5, size);
        before = p;
    }
    assert_false(brisk_arena_failed(arena));
    assert_true(brisk_arena_used(arena) >= 299 * 300 / 2);
    brisk_arena_free(arena);
    brisk_arena_free(NULL);
}

/* A piece of work with allocations of many sizes, the same for the same seed. */
static void work(brisk_arena *arena, uint32_t seed)
{
    random_state = seed;
    char *growing = NULL;
    size_t growing_size = 0;
    for (int i = 0; i < 400; i++) {
        uint32_t kind = next_random() % 20;
        size_t size = kind == 0 ? next_random() % 100000 : next_random() % 200;
        if (kind < 3) {
            size_t new_size = growing_size + size;
            growing = brisk_arena_grow(arena, growing, growing_size, new_size);
            assert_non_null(growing);
            memset(growing + growing_size, (int)i, new_size - growing_size);
            growing_size = new_size;
        } else {
            char *p = brisk_arena_alloc_raw(arena, size);
            assert_non_null(p);
            memset(p, 0x5A, size);
        }
    }
}

static void a_warm_arena_does_not_call_malloc(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 50; seed++) {
        brisk_arena *arena = brisk_arena_new(0);
        work(arena, seed);
        brisk_arena_reset(arena, SIZE_MAX);
        uint64_t before = brisk_heap_stats_now().heap_requests;
        for (int i = 0; i < 3; i++) {
            work(arena, seed);
            brisk_arena_reset(arena, SIZE_MAX);
        }
        assert_int_equal(brisk_heap_stats_now().heap_requests, before);
        brisk_arena_free(arena);
    }
}

static void a_reset_gives_back_what_is_above_keep_bytes(void **state)
{
    (void)state;
    brisk_arena *arena = brisk_arena_new(0);
    assert_non_null(brisk_arena_alloc(arena, 1000));
    assert_non_null(brisk_arena_alloc(arena, 5000000));
    assert_true(brisk_arena_held(arena) >= 5001000);
    brisk_arena_reset(arena, 64 * 1024);
    assert_true(brisk_arena_held(arena) <= 64 * 1024);
    assert_true(brisk_arena_held(arena) >= 1000);
    assert_int_equal(brisk_arena_used(arena), 0);
    brisk_arena_reset(arena, 0);
    assert_int_equal(brisk_arena_held(arena), 0);
    assert_non_null(brisk_arena_alloc(arena, 10));
    brisk_arena_free(arena);
}

static void the_limit_holds_and_a_reset_heals(void **state)
{
    (void)state;
    const size_t limit = 100000;
    brisk_arena *arena = brisk_arena_new(limit);
    size_t sum = 0;
    while (brisk_arena_alloc(arena, 1000) != NULL) {
        sum += 1000;
        assert_true(brisk_arena_held(arena) <= limit);
    }
    assert_true(sum > limit / 2);
    assert_true(brisk_arena_failed(arena));
    assert_null(brisk_arena_alloc(arena, limit));
    brisk_arena_reset(arena, limit);
    assert_false(brisk_arena_failed(arena));
    /* What is kept but free makes room for one large block. */
    assert_non_null(brisk_arena_alloc(arena, limit - 200));
    assert_false(brisk_arena_failed(arena));
    brisk_arena_free(arena);

    arena = brisk_arena_new(200); /* smaller than the first block */
    assert_non_null(brisk_arena_alloc(arena, 50));
    assert_null(brisk_arena_alloc(arena, 200));
    brisk_arena_free(arena);
}

static void absurd_sizes_fail_without_overflow(void **state)
{
    (void)state;
    brisk_arena *arena = brisk_arena_new(0);
    assert_null(brisk_arena_alloc(arena, SIZE_MAX));
    assert_true(brisk_arena_failed(arena));
    brisk_arena_reset(arena, SIZE_MAX);
    char *small = brisk_arena_alloc(arena, 10);
    assert_null(brisk_arena_grow(arena, small, 10, SIZE_MAX - 8));
    assert_true(brisk_arena_failed(arena));
    brisk_arena_reset(arena, SIZE_MAX);
    assert_null(brisk_arena_alloc_array(arena, SIZE_MAX / 8 + 2, 8));
    assert_true(brisk_arena_failed(arena));
    assert_null(brisk_arena_c_string(arena, (brisk_str){small, SIZE_MAX}));
    brisk_arena_free(arena);
}

static void without_an_arena_all_fails_quietly(void **state)
{
    (void)state;
    assert_null(brisk_arena_alloc(NULL, 1));
    assert_null(brisk_arena_grow(NULL, NULL, 0, 1));
    assert_true(brisk_arena_failed(NULL));
    assert_int_equal(brisk_arena_used(NULL), 0);
    assert_int_equal(brisk_str_copy(NULL, BRISK_S("text")).len, 0);
    assert_int_equal(brisk_arena_printf(NULL, "%d", 1).len, 0);
    brisk_arena_reset(NULL, 0);
}

static void growing_is_in_place_where_it_can_be(void **state)
{
    (void)state;
    brisk_arena *arena = brisk_arena_new(0);
    char *a = brisk_arena_alloc(arena, 10);
    memcpy(a, "0123456789", 10);
    assert_ptr_equal(brisk_arena_grow(arena, a, 10, 100), a);
    assert_ptr_equal(brisk_arena_grow(arena, a, 100, 50), a);
    char *b = brisk_arena_alloc(arena, 1);
    char *moved = brisk_arena_grow(arena, a, 100, 200);
    assert_ptr_not_equal(moved, a);
    assert_ptr_not_equal(moved, b);
    assert_memory_equal(moved, "0123456789", 10);
    assert_non_null(brisk_arena_grow(arena, NULL, 0, 10));
    brisk_arena_free(arena);
}

static void a_growing_buffer_does_not_hold_all_its_former_selves(void **state)
{
    (void)state;
    brisk_arena *arena = brisk_arena_new(0);
    size_t size = 64;
    char *p = brisk_arena_alloc(arena, size);
    memset(p, 'x', size);
    while (size < 8u * 1024 * 1024) {
        p = brisk_arena_grow(arena, p, size, size * 2);
        assert_non_null(p);
        memset(p + size, 'x', size);
        size *= 2;
    }
    for (size_t i = 0; i < size; i++) {
        assert_int_equal(p[i], 'x');
    }
    brisk_arena_free(arena);

    /* Room for the last two is enough, as the former blocks are given back at the limit. */
    arena = brisk_arena_new(2700000);
    size = 1000;
    p = brisk_arena_alloc(arena, size);
    while (size < 1000000) {
        p = brisk_arena_grow(arena, p, size, size * 3 / 2);
        assert_non_null(p);
        size = size * 3 / 2;
    }
    brisk_arena_free(arena);
}

static void texts_are_copied_and_formatted(void **state)
{
    (void)state;
    brisk_arena *arena = brisk_arena_new(0);
    const char source[] = "text";
    brisk_str copy = brisk_str_copy(arena, (brisk_str){source, 4});
    assert_ptr_not_equal(copy.ptr, source);
    assert_true(brisk_str_is(copy, "text"));
    assert_int_equal(brisk_str_copy(arena, (brisk_str){NULL, 0}).len, 0);
    assert_true(brisk_str_is(brisk_arena_printf(arena, "%d-%s", 7, "x"), "7-x"));
    brisk_str text = brisk_arena_printf(arena, "%1000d", 7);
    assert_int_equal(text.len, 1000);
    assert_int_equal(text.ptr[999], '7');
    assert_string_equal(brisk_arena_c_string(arena, BRISK_S("abc")), "abc");
    assert_string_equal(brisk_arena_c_string(arena, (brisk_str){NULL, 0}), "");
    assert_memory_equal(brisk_arena_copy(arena, "ab", 2), "ab", 2);
    assert_non_null(brisk_arena_copy(arena, NULL, 0));
    brisk_arena_free(arena);
}

static void a_chosen_request_fails(void **state)
{
    (void)state;
    for (uint64_t n = 1;; n++) {
        brisk_heap_fail_at(n, false);
        brisk_arena *arena = brisk_arena_new(0);
        if (arena != NULL) {
            void *a = brisk_arena_alloc(arena, 100);
            void *b = brisk_arena_alloc(arena, 20000);
            char *c = brisk_arena_grow(arena, NULL, 0, 10);
            char *d = c == NULL ? NULL : brisk_arena_grow(arena, c, 10, 20);
            brisk_str text = brisk_arena_printf(arena, "%d", 12);
            assert_int_equal(brisk_arena_failed(arena), brisk_heap_fault_fired());
            assert_int_equal(a == NULL || b == NULL || d == NULL || text.len == 0, brisk_heap_fault_fired());
        }
        brisk_arena_free(arena);
        if (!brisk_heap_fault_fired()) {
            assert_int_equal(n, 9); /* the arena, five allocations, two blocks: the ninth never comes */
            break;
        }
    }
    brisk_heap_fail_at(2, true);
    void *first = brisk_heap_grow(NULL, 0);
    assert_non_null(first);
    assert_null(brisk_heap_alloc(1));
    assert_null(brisk_heap_alloc_zeroed(1, 1));
    assert_null(brisk_arena_new(0));
    brisk_heap_fail_at(0, false);
    brisk_heap_free(first);
    assert_null(brisk_heap_alloc_zeroed(SIZE_MAX / 2, 4));
}

static void asan_sees_what_is_not_handed_out(void **state)
{
    (void)state;
#ifdef HAS_ASAN
    brisk_arena *arena = brisk_arena_new(0);
    char *p = brisk_arena_alloc(arena, 5);
    assert_false(__asan_address_is_poisoned(p + 4));
    assert_true(__asan_address_is_poisoned(p + 5));
    char *q = brisk_arena_alloc(arena, 5);
    assert_true(__asan_address_is_poisoned(q - 1));
    p = brisk_arena_grow(arena, q, 5, 9);
    assert_false(__asan_address_is_poisoned(p + 8));
    assert_true(__asan_address_is_poisoned(p + 9));
    brisk_arena_reset(arena, SIZE_MAX);
    assert_true(__asan_address_is_poisoned(p));
    brisk_arena_free(arena);
#else
    skip();
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_are_zeroed_aligned_and_apart),
        cmocka_unit_test(a_warm_arena_does_not_call_malloc),
        cmocka_unit_test(a_reset_gives_back_what_is_above_keep_bytes),
        cmocka_unit_test(the_limit_holds_and_a_reset_heals),
        cmocka_unit_test(absurd_sizes_fail_without_overflow),
        cmocka_unit_test(without_an_arena_all_fails_quietly),
        cmocka_unit_test(growing_is_in_place_where_it_can_be),
        cmocka_unit_test(a_growing_buffer_does_not_hold_all_its_former_selves),
        cmocka_unit_test(texts_are_copied_and_formatted),
        cmocka_unit_test(a_chosen_request_fails),
        cmocka_unit_test(asan_sees_what_is_not_handed_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_heap_pool.c - the heap with a pool in front, as a bootstrap against musl has it: the source is taken in with its size. */
#define BRISK_HEAP_POOL 4096

#include "../../../src/core/heap.c"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void first_pieces_come_from_the_pool(void **state)
{
    (void)state;
    char *a = brisk_heap_alloc(100), *b = brisk_heap_alloc_zeroed(3, 7), *c = brisk_heap_grow(NULL, 40);
    assert_true(is_of_pool(a) && is_of_pool(b) && is_of_pool(c));
    assert_true((uintptr_t)a % PIECE_HEAD == 0 && (uintptr_t)b % PIECE_HEAD == 0 && (uintptr_t)c % PIECE_HEAD == 0);
    assert_true(b >= a + 100 && c >= b + 21);
    for (size_t i = 0; i < 21; i++) {
        assert_int_equal(b[i], 0);
    }
    memset(c, 'c', 40);
    assert_ptr_equal(brisk_heap_grow(c, 30), c);
    char *grown = brisk_heap_grow(c, 60);
    assert_true(grown != NULL && grown != c);
    for (size_t i = 0; i < 40; i++) {
        assert_int_equal(grown[i], 'c');
    }
    brisk_heap_free(a);
    brisk_heap_free(grown);
}

static void rest_comes_from_malloc(void **state)
{
    (void)state;
    char *large = brisk_heap_alloc(BRISK_HEAP_POOL);
    assert_true(large != NULL && !is_of_pool(large));
    large = brisk_heap_grow(large, 2 * BRISK_HEAP_POOL);
    brisk_heap_free(large);
    char *last = brisk_heap_alloc(1000), *piece;
    while (is_of_pool(piece = brisk_heap_alloc(1000))) {
        last = piece;
    }
    memset(last, 'l', 1000);
    last = brisk_heap_grow(last, 5000); /* out of the pool */
    assert_false(is_of_pool(last));
    assert_int_equal(last[999], 'l');
    brisk_heap_free(last);
    brisk_heap_free(piece);
    brisk_heap_free(brisk_heap_alloc_zeroed(1, 3000));
    assert_null(brisk_heap_alloc_zeroed(SIZE_MAX / 2, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_pieces_come_from_the_pool),
        cmocka_unit_test(rest_comes_from_malloc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

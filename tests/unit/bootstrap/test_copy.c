/* test_copy.c - the bootstrap's memcpy and memmove, under other names, against a copy byte by byte. */
#define BRISK_OWN_COPY
#define BRISK_COPY_NAME(name) own_##name
#include "bootstrap/copy.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SIZE_MOST = 300, SPACE = 1024 };

static void fill(unsigned char *bytes)
{
    for (size_t i = 0; i < SPACE; i++) {
        bytes[i] = (unsigned char)(i * 7 + i / 256);
    }
}

/* What a copy of len bytes has to leave behind, over a copy of the bytes that are read. */
static void copy_slowly(unsigned char *bytes, size_t to, size_t from, size_t len)
{
    unsigned char read[SPACE];
    for (size_t i = 0; i < len; i++) {
        read[i] = bytes[from + i];
    }
    for (size_t i = 0; i < len; i++) {
        bytes[to + i] = read[i];
    }
}

static void copies_all_sizes(void **state)
{
    unsigned char bytes[SPACE], wanted[SPACE];
    for (size_t len = 0; len <= SIZE_MOST; len++) {
        for (size_t shift = 0; shift < 9; shift++) {
            fill(bytes);
            fill(wanted);
            assert_ptr_equal(own_memcpy(bytes + 512 + shift, bytes + 16, len), bytes + 512 + shift);
            copy_slowly(wanted, 512 + shift, 16, len);
            assert_memory_equal(bytes, wanted, SPACE);
        }
    }
}

static void moves_over_itself(void **state)
{
    unsigned char bytes[SPACE], wanted[SPACE];
    for (size_t len = 0; len <= SIZE_MOST; len++) {
        for (size_t to = 300; to <= 500; to += to > 360 && to < 440 ? 1 : 13) {
            fill(bytes);
            fill(wanted);
            assert_ptr_equal(own_memmove(bytes + to, bytes + 400, len), bytes + to);
            copy_slowly(wanted, to, 400, len);
            assert_memory_equal(bytes, wanted, SPACE);
        }
    }
}

/* Nothing is read or written beyond: where sanitizers look on. */
static void keeps_to_the_bytes(void **state)
{
    for (size_t len = 1; len <= SIZE_MOST; len++) {
        unsigned char *from = malloc(len), *to = malloc(len);
        assert_non_null(from);
        assert_non_null(to);
        memset(from, (int)(len & 0xFF), len);
        assert_memory_equal(own_memcpy(to, from, len), from, len);
        assert_memory_equal(own_memmove(from, to, len), to, len);
        free(from);
        free(to);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_all_sizes),
        cmocka_unit_test(moves_over_itself),
        cmocka_unit_test(keeps_to_the_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

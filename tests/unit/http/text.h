/* text.h - compares a brisk_str with a string literal, which may hold NULs, in the tests of http. Include cmocka first. */
#ifndef TESTS_HTTP_TEXT_H
#define TESTS_HTTP_TEXT_H

#include <brisk/types.h>

#include <stdio.h>
#include <string.h>

static inline bool text_is(brisk_str text, const char *expected, size_t len)
{
    if (text.len == len && (len == 0 || memcmp(text.ptr, expected, len) == 0)) {
        return true;
    }
    fprintf(stderr, "is \"%.*s\", expected \"%.*s\"\n", (int)text.len, text.len > 0 ? text.ptr : "", (int)len,
            expected);
    return false;
}

#define assert_text(text, expected) assert_true(text_is((text), "" expected "", sizeof(expected) - 1))

#endif

/* print.c - see print.h. All of it is one loop: a va_list that other functions take from cannot be used again. */
#include "core/print.h"

#include "core/number.h"

#include <stdbool.h>
#include <string.h>

/* Room that is filled from the front. */
typedef struct room {
    char *at;
    size_t left;
} room;

static bool put(room *out, const char *bytes, size_t len)
{
    if (len > out->left) {
        return false;
    }
    memcpy(out->at, bytes, len);
    out->at += len;
    out->left -= len;
    return true;
}

static bool put_signed(room *out, long long value)
{
    char digits[BRISK_INTEGER_MAX_LEN];
    return put(out, digits, brisk_int64_format(digits, value));
}

static bool put_unsigned(room *out, size_t value)
{
    char digits[BRISK_INTEGER_MAX_LEN];
    return put(out, digits, brisk_uint64_format(digits, value));
}

/* At most len bytes, up to a NUL, as printf's %.*s. A negative len means "no limit" there: left to it. */
static bool put_part(room *out, const char *text, int len)
{
    if (text == NULL || len < 0) {
        return false;
    }
    const char *end = memchr(text, '\0', (size_t)len);
    return put(out, text, end == NULL ? (size_t)len : (size_t)(end - text));
}

size_t brisk_print_simple(char *out, size_t size, const char *format, va_list args)
{
    room rest = {out, size};
    bool is_fine = true;
    for (const char *p = format; is_fine;) {
        const char *directive = strchr(p, '%');
        is_fine = put(&rest, p, directive == NULL ? strlen(p) : (size_t)(directive - p));
        if (directive == NULL || !is_fine) {
            break;
        }
        p = directive + 1;
        if (p[0] == 's') {
            const char *text = va_arg(args, const char *);
            is_fine = text != NULL && put(&rest, text, strlen(text));
            p += 1;
        } else if (p[0] == '.' && p[1] == '*' && p[2] == 's') {
            int len = va_arg(args, int);
            is_fine = put_part(&rest, va_arg(args, const char *), len);
            p += 3;
        } else if (p[0] == 'd') {
            is_fine = put_signed(&rest, va_arg(args, int));
            p += 1;
        } else if (p[0] == 'l' && p[1] == 'l' && p[2] == 'd') {
            is_fine = put_signed(&rest, va_arg(args, long long));
            p += 3;
        } else if (p[0] == 'z' && p[1] == 'u') {
            is_fine = put_unsigned(&rest, va_arg(args, size_t));
            p += 2;
        } else if (p[0] == '%') {
            is_fine = put(&rest, "%", 1);
            p += 1;
        } else {
            is_fine = false;
        }
    }
    return is_fine ? size - rest.left : BRISK_PRINT_OTHER;
}

/* arena_print.c - printf into an arena. */
#include "core/arena.h"
#include "core/print.h"

#include <stdio.h>

brisk_str brisk_arena_printf(brisk_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    brisk_str result = brisk_arena_vprintf(arena, format, args);
    va_end(args);
    return result;
}

brisk_str brisk_arena_vprintf(brisk_arena *arena, const char *format, va_list args)
{
    char small[256]; /* most texts are short: formatted once */
    va_list again;
    va_copy(again, args);
    size_t simple = brisk_print_simple(small, sizeof(small), format, again);
    va_end(again);
    if (simple != BRISK_PRINT_OTHER) {
        return brisk_str_copy(arena, (brisk_str){small, simple});
    }
    va_copy(again, args);
    brisk_str result = {NULL, 0};
    int len = vsnprintf(small, sizeof(small), format, args);
    if (len < 0) {
        brisk_arena_fail(arena);
    } else if ((size_t)len < sizeof(small)) {
        result = brisk_str_copy(arena, (brisk_str){small, (size_t)len});
    } else {
        char *text = brisk_arena_alloc_raw(arena, (size_t)len + 1);
        if (text != NULL) {
            (void)vsnprintf(text, (size_t)len + 1, format, again);
            result = (brisk_str){text, (size_t)len};
        }
    }
    va_end(again);
    return result;
}

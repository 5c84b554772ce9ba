/* print.h - printf for the few directives that messages are made of, without vsnprintf's cost.
 *
 * A 422 writes about two messages and two contexts for each problem; glibc's vsnprintf was a fifth of its instructions.
 * What this does not know is left to vsnprintf by the callers (buffer.c, arena.c), so nobody sees a difference. */
#ifndef BRISK_CORE_PRINT_H
#define BRISK_CORE_PRINT_H

#include <brisk/arena.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/** What brisk_print_simple returns for "ask vsnprintf". */
#define BRISK_PRINT_OTHER SIZE_MAX

/**
 * Writes the text into out, which has room for size bytes; no NUL behind it. Knows %s, %.*s, %d, %lld, %zu and %%.
 * Uses args up; make a copy (va_copy) before. Returns the length, or BRISK_PRINT_OTHER for any other directive, for a
 * NULL text, and where the text does not fit; out then holds a part of it.
 */
size_t brisk_print_simple(char *out, size_t size, const char *format, va_list args) BRISK_PRINTF(3, 0);

#endif

/* document.h - compares two OpenAPI documents. */
#ifndef BRISK_TEST_DOCUMENT_H
#define BRISK_TEST_DOCUMENT_H

#include <brisk/arena.h>
#include <yyjson.h>

/**
 * Prints each place that differs, as a JSON pointer with both values, and returns how many there are. The order of keys
 * does not count; that of arrays does, save parameters (by in and name) and required.
 * ignore: an array of pointers to leave out, or NULL.
 */
size_t document_compare(brisk_arena *arena, yyjson_val *want, yyjson_val *got, yyjson_val *ignore);

#endif

/* decode_expected.h - "Input should be 'a', 'b' or 3": what enum and one_of expected, in Python's words. */
#ifndef BRISK_SCHEMA_DECODE_EXPECTED_H
#define BRISK_SCHEMA_DECODE_EXPECTED_H

#include "schema/class.h"

/** Appends a literal as Python's repr: 'a', "it's", 3, 1.5, True, None. */
void brisk_expected_write(brisk_buffer *buffer, const brisk_literal *literal);

/** Records the problem of a value that is none of the texts already joined in expected: "'a' or 'b'". */
brisk_status brisk_expected_problem(brisk_decoder *decoder, const brisk_site *site, const char *type,
                                    const brisk_buffer *expected);

/** Appends what stands before item index of count: nothing, ", " or " or ". */
void brisk_expected_join(brisk_buffer *buffer, size_t index, size_t count);

#endif

/* utf8.h - UTF-8 as of RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
 *
 * None allocates, save where an arena is a parameter. Any thread. */
#ifndef BRISK_CORE_UTF8_H
#define BRISK_CORE_UTF8_H

#include <brisk/arena.h>
#include <brisk/types.h>

/** The longest encoding of one code point, in bytes. */
#define BRISK_UTF8_MAX_LEN 4
/** What stands for bytes that are no UTF-8. */
#define BRISK_UTF8_REPLACEMENT 0xFFFDu

/** True where text is valid UTF-8. */
bool brisk_utf8_is_valid(brisk_str text);

/** Length in bytes of the longest valid prefix: text.len where all is valid, else the offset of the first bad byte. */
size_t brisk_utf8_valid_prefix(brisk_str text);

/**
 * Decodes the code point at the beginning of text. Returns its length in bytes and sets *code_point; 0, with
 * *code_point untouched, where text is empty or does not begin with a valid sequence.
 */
size_t brisk_utf8_decode(brisk_str text, uint32_t *code_point);

/** Encodes into out (room for BRISK_UTF8_MAX_LEN). Returns the bytes written; 0 for a surrogate or above U+10FFFF. */
size_t brisk_utf8_encode(uint32_t code_point, char *out);

/** Number of code points of valid UTF-8 (of other bytes: of those that are no continuation bytes). */
size_t brisk_utf8_count(brisk_str text);

/**
 * Offset in code points of an offset in bytes, as error messages of JSON need it. Cut to the end of text; an offset
 * inside a sequence counts that sequence.
 */
size_t brisk_utf8_offset(brisk_str text, size_t byte_offset);

/**
 * The text with each maximal invalid part replaced by U+FFFD, as Python's decode("utf-8", errors="replace") does
 * (Unicode, section 3.9, "substitution of maximal subparts"). Valid text is returned as it is, not copied. On
 * exhaustion the empty text.
 */
brisk_str brisk_utf8_replace_invalid(brisk_arena *arena, brisk_bytes bytes);

/** True for the code points that have Unicode's White_Space property. */
bool brisk_utf8_is_space(uint32_t code_point);

/** Without the Unicode white space at both ends, as pydantic's strip_whitespace. Borrows. */
brisk_str brisk_utf8_trim(brisk_str text);

#endif

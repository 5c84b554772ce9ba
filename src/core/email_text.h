/* email_text.h - the characters of e-mail addresses: which may stand where (RFC 5322 3.2.3, RFC 6531 3.3, RFC 1123 2.1),
 * and how a reason shows those that may not. A part of email.c. Texts are valid UTF-8. */
#ifndef BRISK_CORE_EMAIL_TEXT_H
#define BRISK_CORE_EMAIL_TEXT_H

#include <brisk/arena.h>
#include <brisk/types.h>

/** The most characters of an input, as in pydantic. */
enum { BRISK_EMAIL_INPUT_MAX = 2048 };

/** Which characters a check lets through. */
typedef bool (*brisk_email_test)(uint32_t c);

bool brisk_email_is_atom(uint32_t c);
bool brisk_email_is_atom_or_dot(uint32_t c);
bool brisk_email_is_display_name(uint32_t c);
bool brisk_email_is_quotable(uint32_t c);
bool brisk_email_is_hostname(uint32_t c);
/** False for symbols and punctuation, which IDNA 2008 does not allow in a label though UTS 46 does. */
bool brisk_email_is_label_character(uint32_t c);

/** The code point at text[*at], which is moved behind it. */
uint32_t brisk_email_next_point(brisk_str text, size_t *at);

/** A character as a reason shows it: 'x', "'", a name, or U+XXXX. Constant or in arena. */
brisk_str brisk_email_show(uint32_t c, brisk_arena *arena);

/** "start 'a', 'b'." of the different characters that fail the test, the empty text where all pass. Sorted as shown, or,
 *  for by_point, by code point. Looks at BRISK_EMAIL_INPUT_MAX characters. */
brisk_str brisk_email_list(brisk_str text, brisk_email_test test, const char *start, bool by_point, brisk_arena *arena);

/** The reason where text holds control, format, private use or separator characters, or begins with a combining one. */
brisk_str brisk_email_check_unsafe(brisk_str text, bool allow_space, brisk_arena *arena);

/** True where a space character in Python's sense stands at text[at]; *len: the bytes of what stands there. */
bool brisk_email_is_space_at(brisk_str text, size_t at, size_t *len);

/** As Python's strip: without Unicode white space and the four ASCII separators at both ends. */
brisk_str brisk_email_strip(brisk_str text);

#endif

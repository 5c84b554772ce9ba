/* idna.h - host names beyond ASCII: Punycode (RFC 3492) and a part of UTS 46.
 *
 * What is there: ASCII, Latin (with its extensions A and B, partly, and additional), Greek, Cyrillic, Armenian and
 * full-width letters become lower case; the full stops of East Asia become "."; soft hyphen, zero width space and word
 * joiner go; controls, spaces, most general punctuation, joiners, private use and non-characters are refused, and so is
 * a label that begins with a combining mark; "xn--" labels must decode to such a label.
 *
 * What is not: compatibility mappings (ligatures, circled digits, Roman numerals: they stay what they are), Unicode
 * normalisation (letters with marks must come composed, as they do from all usual sources), the rules for right-to-left
 * scripts, and unassigned code points. */
#ifndef BRISK_CORE_IDNA_H
#define BRISK_CORE_IDNA_H

#include <brisk/arena.h>
#include <brisk/types.h>

#include "core/buffer.h"

/** The most code points of a label that is not ASCII: the algorithm takes quadratic time. */
#define BRISK_IDNA_LABEL_MAX 256

/**
 * Appends the ASCII form of a domain name in UTF-8 to out: labels beyond ASCII as "xn--…", letters in lower case. Empty
 * labels pass, as in WHATWG's URLs. Returns false where the name is not valid; out may hold a part of it then.
 */
bool brisk_idna_to_ascii(brisk_str domain, brisk_buffer *out);

/** Appends the Unicode form of a domain name in ASCII to out: "xn--…" labels decoded. False where one is not valid. */
bool brisk_idna_to_unicode(brisk_str domain, brisk_buffer *out);

/** The mapped form of a code point: lower case, 0 where it is dropped, UINT32_MAX where it is not allowed. */
uint32_t brisk_idna_map(uint32_t code_point);

#endif

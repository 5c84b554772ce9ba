/* base64.h - base64 of RFC 4648, strict: no white space, no character outside the alphabet, padding as the variant
 * asks, and the unused bits of the last character zero (section 3.5), so that each value has one text only. */
#ifndef BRISK_CORE_BASE64_H
#define BRISK_CORE_BASE64_H

#include <brisk/arena.h>
#include <brisk/status.h>
#include <brisk/types.h>

typedef enum brisk_base64_variant {
    BRISK_BASE64_STANDARD,    /* section 4: + and /, padded */
    BRISK_BASE64_URL,         /* section 5: - and _, padded */
    BRISK_BASE64_URL_UNPADDED /* section 5 without padding, as in a JWT (RFC 7515) */
} brisk_base64_variant;

/** Length in bytes of the text for size bytes, or SIZE_MAX where it would overflow. */
size_t brisk_base64_encoded_len(size_t size, brisk_base64_variant variant);

/** Writes the text of bytes to out, which has room for brisk_base64_encoded_len; no NUL. Returns the length. */
size_t brisk_base64_write(char *out, brisk_bytes bytes, brisk_base64_variant variant);

/** Encodes into the arena. *text is empty on failure. BRISK_OK or BRISK_NO_MEMORY. */
BRISK_MUST_CHECK brisk_status brisk_base64_encode(brisk_arena *arena, brisk_bytes bytes, brisk_base64_variant variant,
                                                  brisk_str *text);

/** Decodes into the arena. *bytes is empty on failure. BRISK_OK, BRISK_SYNTAX or BRISK_NO_MEMORY. */
BRISK_MUST_CHECK brisk_status brisk_base64_decode(brisk_arena *arena, brisk_str text, brisk_base64_variant variant,
                                                  brisk_bytes *bytes);

#endif

/* case.c - lower, upper: the text in one case, after length and pattern, as in pydantic.
 *
 * Letters of ASCII, Latin-1, Latin Extended-A, Greek and Cyrillic are known; all others stay as they are. No letter here
 * changes its length in bytes but those that are left out for it (ß, ÿ, İ, ı …). */
#include "core/arena.h"
#include "core/utf8.h"
#include "schema/class.h"

typedef struct range {
    uint32_t first, last; /* capital letters */
    uint32_t shift;       /* to the small one; 1: capital and small letters take turns */
} range;

static const range ranges[] = {
    {'A', 'Z', 32},     {0xC0, 0xD6, 32},   {0xD8, 0xDE, 32},   {0x100, 0x12E, 1},
    {0x132, 0x136, 1},  {0x139, 0x147, 1},  {0x14A, 0x176, 1},  {0x179, 0x17D, 1},
    {0x391, 0x3A1, 32}, {0x3A3, 0x3A9, 32}, {0x400, 0x40F, 80}, {0x410, 0x42F, 32},
    {0x460, 0x480, 1},  {0x48A, 0x4BE, 1},  {0x4D0, 0x52E, 1},  {0x531, 0x556, 48},
};

static uint32_t to_lower(uint32_t c)
{
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        const range *r = &ranges[i];
        if (c >= r->first && c <= r->last && (r->shift > 1 || ((c - r->first) & 1) == 0)) {
            return c + r->shift;
        }
    }
    return c;
}

static uint32_t to_upper(uint32_t c)
{
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        const range *r = &ranges[i];
        if (c >= r->first + r->shift && c <= r->last + r->shift &&
            (r->shift > 1 || ((c - r->first - r->shift) & 1) == 0)) {
            return c - r->shift;
        }
    }
    return c;
}

static brisk_status change(const brisk_subject *subject, uint32_t (*change_one)(uint32_t))
{
    brisk_str *text = subject->value;
    char *copy = NULL;

    for (size_t at = 0, len; at < text->len; at += len) {
        uint32_t before = 0;
        char encoded[BRISK_UTF8_MAX_LEN];
        len = brisk_utf8_decode((brisk_str){text->ptr + at, text->len - at}, &before);
        if (len == 0) {
            len = 1;
            continue;
        }
        uint32_t after = change_one(before);
        if (after == before || brisk_utf8_encode(after, encoded) != len) {
            continue;
        }
        if (copy == NULL) {
            copy = brisk_arena_copy(subject->decoder->arena, text->ptr, text->len);
            if (copy == NULL) {
                return BRISK_NO_MEMORY;
            }
        }
        for (size_t i = 0; i < len; i++) {
            copy[at + i] = encoded[i];
        }
    }
    text->ptr = copy ? copy : text->ptr;
    return BRISK_OK;
}

static brisk_status apply_lower(const brisk_subject *subject, const brisk_rule *rule)
{
    (void)rule;
    return change(subject, to_lower);
}

static brisk_status apply_upper(const brisk_subject *subject, const brisk_rule *rule)
{
    (void)rule;
    return change(subject, to_upper);
}

const brisk_rule_class brisk_rule_lower = {.name = "lower", .order = BRISK_RULE_ORDER_CASE, .apply = apply_lower};
const brisk_rule_class brisk_rule_upper = {.name = "upper", .order = BRISK_RULE_ORDER_CASE, .apply = apply_upper};

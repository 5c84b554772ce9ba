/* int_keys.c - int_keys: the keys of a map are whole numbers (Python's dict[int, T]). They stay texts in C, in the form
 * that an integer is written in: "+7" becomes "7". */
#include "core/arena.h"
#include "schema/class.h"

#include <inttypes.h>

static brisk_status apply_key(const brisk_subject *subject, const brisk_rule *rule)
{
    int64_t number = 0;

    (void)rule;
    brisk_status status = brisk_decode_site(subject->decoder, &brisk_type_int64, subject->site, &number);
    if (status == BRISK_OK) {
        brisk_str text = brisk_arena_printf(subject->decoder->arena, "%" PRId64, number);
        *(brisk_str *)subject->value = text;
        return text.len > 0 ? BRISK_OK : BRISK_NO_MEMORY;
    }
    return status;
}

const brisk_rule_class brisk_rule_int_keys = {
    .name = "int_keys", .order = BRISK_RULE_ORDER_CHECK, .apply_key = apply_key};

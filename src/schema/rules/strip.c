/* strip.c - strip: the text without white space around it, before its length is looked at. */
#include "core/utf8.h"
#include "schema/class.h"

static brisk_status apply(const brisk_subject *subject, const brisk_rule *rule)
{
    brisk_str *text = subject->value;

    (void)rule;
    *text = brisk_utf8_trim(*text);
    return BRISK_OK;
}

const brisk_rule_class brisk_rule_strip = {.name = "strip", .order = BRISK_RULE_ORDER_STRIP, .apply = apply};

/* check.c - check(fn): the app's own function looks at a value that is valid so far; of models, when all fields are. */
#include "schema/class.h"

static brisk_status apply(const brisk_subject *subject, const brisk_rule *rule)
{
    brisk_check check = {subject->decoder, subject->site, false};
    brisk_status status = rule->as.check(&check, subject->value);

    if (brisk_arena_failed(subject->decoder->arena)) {
        return BRISK_NO_MEMORY;
    }
    if (check.has_rejected) {
        return BRISK_INVALID;
    }
    if (status == BRISK_INVALID || status == BRISK_FAILED) {
        return brisk_site_problem_context(subject->decoder, subject->site, "value_error",
                                          BRISK_S("Value error, the value is not valid"), "\"error\":{}");
    }
    return status;
}

const brisk_rule_class brisk_rule_check = {.name = "check", .order = BRISK_RULE_ORDER_CHECK, .apply = apply};

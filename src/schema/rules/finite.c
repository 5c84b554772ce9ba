/* finite.c - finite: neither NaN nor infinite (pydantic's allow_inf_nan=False). Decimals are always finite. */
#include "schema/class.h"

#include <math.h>

static brisk_status apply(const brisk_subject *subject, const brisk_rule *rule)
{
    (void)rule;
    if (subject->type->kind != BRISK_KIND_DOUBLE || isfinite(*(const double *)subject->value)) {
        return BRISK_OK;
    }
    return brisk_site_problem(subject->decoder, subject->site, "finite_number",
                              BRISK_S("Input should be a finite number"));
}

const brisk_rule_class brisk_rule_finite = {.name = "finite", .order = BRISK_RULE_ORDER_FINITE, .apply = apply};

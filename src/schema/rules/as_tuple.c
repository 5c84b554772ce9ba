/* as_tuple.c - as_tuple: a list that clients know as Python's tuple[T, …]. Only the refusal of what is no array has
 * other words. */
#include "schema/class.h"

static brisk_status decode(const brisk_subject *subject, const brisk_rule *rule)
{
    (void)rule;
    if (brisk_node_kind_of(subject->site->node) != BRISK_NODE_ARRAY) {
        return brisk_site_problem(subject->decoder, subject->site, "tuple_type",
                                  BRISK_S("Input should be a valid tuple"));
    }
    return subject->type->is->decode(subject->decoder, subject->type, subject->site, subject->value);
}

const brisk_rule_class brisk_rule_as_tuple = {.name = "as_tuple", .order = BRISK_RULE_ORDER_CHECK, .decode = decode};

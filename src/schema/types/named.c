/* named.c - TYPE(X, base, rules…): the base, with the rules of the name before those of the field. */
#include "schema/class.h"

static brisk_status decode_named(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    brisk_rule_chain chain = {type->rules, site->rules};
    brisk_site inner = *site;

    inner.rules = type->rules != NULL ? &chain : site->rules;
    inner.is_strict = site->is_strict || type->is_strict;
    return brisk_decode_site(decoder, type->item, &inner, out);
}

const brisk_type_class brisk_class_named = {.name = NULL, .decode = decode_named};

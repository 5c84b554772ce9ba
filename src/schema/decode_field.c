/* decode_field.c - fields and parameters: a value that was sent, or what stands for one that was not. See decode.h. */
#include "schema/class.h"
#include "schema/default.h"

brisk_status brisk_decode_field(brisk_decoder *decoder, const brisk_field *field, const brisk_node *node,
                                const brisk_loc *loc, void *out)
{
    brisk_rule_chain chain = {field->rules, NULL};
    brisk_site site = {.node = node,
                       .loc = loc,
                       .rules = field->rules ? &chain : NULL,
                       .is_strict = field->is_strict || decoder->is_strict,
                       .is_not_null = field->is_not_null};

    return brisk_decode_site(decoder, field->type, &site, out);
}

brisk_status brisk_decode_missing(brisk_decoder *decoder, const brisk_field *field, const brisk_node *input,
                                  const brisk_loc *loc, void *out)
{
    if (field->has_default) {
        return brisk_default_store(decoder, field, out);
    }
    if (!brisk_field_is_required(field)) {
        return BRISK_OK; /* zeroed: absent */
    }
    return brisk_problems_add_missing(&decoder->problems, loc, input);
}

brisk_status brisk_decode_parameter(brisk_decoder *decoder, const brisk_field *field, const brisk_node *node,
                                    const brisk_loc *loc, void *out)
{
    if (brisk_node_kind_of(node) != BRISK_NODE_NULL) {
        return brisk_decode_field(decoder, field, node, loc, out);
    }
    return brisk_decode_missing(decoder, field, NULL, loc, out);
}

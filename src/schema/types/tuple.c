/* tuple.c - TUPLE: a struct in C, an array of just so many items on the wire. */
#include "schema/class.h"
#include "schema/node.h"

static brisk_status refuse_length(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, size_t count)
{
    size_t max = type->field_count;
    brisk_str message =
        brisk_arena_printf(decoder->arena, "Tuple should have at most %zu item%s after validation, not %zu", max,
                           max == 1 ? "" : "s", count);

    return brisk_site_problem_context(decoder, site, "too_long", message,
                                      "\"field_type\":\"Tuple\",\"max_length\":%zu,\"actual_length\":%zu", max, count);
}

static brisk_status decode_tuple(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    brisk_node_walk walk = brisk_node_walk_of(site->node);
    brisk_status result = BRISK_OK;

    if (brisk_node_kind_of(site->node) != BRISK_NODE_ARRAY) {
        return brisk_site_problem(decoder, site, "tuple_type", BRISK_S("Input should be a valid tuple"));
    }
    if (brisk_node_count(site->node) > type->field_count) {
        return refuse_length(decoder, type, site, brisk_node_count(site->node));
    }
    brisk_decoder_floor(decoder, BRISK_EXACTNESS_LAX);
    for (size_t i = 0; i < type->field_count; i++) {
        const brisk_field *field = &type->fields[i];
        brisk_loc loc = brisk_loc_index(site->loc, i);
        void *value = (char *)out + field->offset;
        brisk_status status = brisk_node_next(&walk) ? brisk_decode_field(decoder, field, walk.value, &loc, value)
                                                     : brisk_decode_missing(decoder, field, site->node, &loc, value);
        if (status == BRISK_INVALID) {
            result = BRISK_INVALID;
        } else if (status != BRISK_OK) {
            return status;
        }
    }
    return result == BRISK_OK ? brisk_rules_apply(decoder, type, site, out) : result;
}

const brisk_type_class brisk_class_tuple = {.name = "tuple", .decode = decode_tuple};

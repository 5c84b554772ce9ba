/* str.c - str: JSON text and nothing else, also when lax. */
#include "schema/class.h"
#include "schema/node_yyjson.h"

static brisk_status decode_str(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    const yyjson_val *val = brisk_node_val(site->node);

    if (brisk_val_type(val) != YYJSON_TYPE_STR) {
        return brisk_site_problem(decoder, site, "string_type", BRISK_S("Input should be a valid string"));
    }
    *(brisk_str *)out = brisk_val_text(val);
    return brisk_rules_apply(decoder, type, site, out);
}

static const brisk_type_class str_class = {.name = "str", .decode = decode_str};

const brisk_type brisk_type_str = {.kind = BRISK_KIND_STR, .is = &str_class, .size = sizeof(brisk_str)};

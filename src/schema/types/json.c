/* json.c - json: any value, kept as the node it came as. */
#include "schema/class.h"

static brisk_status decode_json(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    ((brisk_json *)out)->node = site->node;
    return brisk_rules_apply(decoder, type, site, out);
}

static const brisk_type_class json_class = {.name = "any", .decode = decode_json};

const brisk_type brisk_type_json = {.kind = BRISK_KIND_JSON, .is = &json_class, .size = sizeof(brisk_json)};

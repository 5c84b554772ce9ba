/* uuid.c - uuid: a text in one of the spellings of core/uuid.h. */
#include "core/uuid.h"
#include "schema/class.h"
#include "schema/node.h"

static brisk_status decode_uuid(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    if (brisk_node_kind_of(site->node) != BRISK_NODE_TEXT) {
        return brisk_site_problem(decoder, site, "uuid_type",
                                  BRISK_S("UUID input should be a string, bytes or UUID object"));
    }
    brisk_format_result result = brisk_uuid_parse(brisk_node_get_text(site->node), out, decoder->arena);
    if (result.error != BRISK_FORMAT_OK) {
        return brisk_site_format_problem(decoder, site, result);
    }
    brisk_decoder_floor(decoder, BRISK_EXACTNESS_LAX);
    return brisk_rules_apply(decoder, type, site, out);
}

static const brisk_type_class uuid_class = {.name = "uuid", .decode = decode_uuid};

const brisk_type brisk_type_uuid = {.kind = BRISK_KIND_UUID, .is = &uuid_class, .size = sizeof(brisk_uuid)};

/* bytes.c - bytes: the UTF-8 bytes of a JSON text, or the content of an uploaded file. */
#include "schema/class.h"
#include "schema/node.h"

static brisk_status decode_bytes(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    brisk_node_kind kind = brisk_node_kind_of(site->node);

    if (kind == BRISK_NODE_TEXT) {
        *(brisk_bytes *)out = brisk_node_get_text(site->node);
        brisk_decoder_floor(decoder, BRISK_EXACTNESS_LAX);
    } else if (kind == BRISK_NODE_FILE) {
        *(brisk_bytes *)out = brisk_node_get_file(site->node)->content;
    } else {
        return brisk_site_problem(decoder, site, "bytes_type", BRISK_S("Input should be a valid bytes"));
    }
    return brisk_rules_apply(decoder, type, site, out);
}

static const brisk_type_class bytes_class = {.name = "bytes", .decode = decode_bytes};

const brisk_type brisk_type_bytes = {.kind = BRISK_KIND_BYTES, .is = &bytes_class, .size = sizeof(brisk_bytes)};

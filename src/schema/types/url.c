/* url.c - url and http_url: a text that is an absolute URL, kept in its normal form. */
#include "core/url.h"
#include "schema/class.h"
#include "schema/node.h"

static brisk_status decode_url(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    brisk_str text = brisk_node_get_text(site->node);
    brisk_format_result result;

    if (brisk_node_kind_of(site->node) != BRISK_NODE_TEXT) {
        return brisk_site_problem(decoder, site, "url_type", BRISK_S("URL input should be a string or URL"));
    }
    result = type->kind == BRISK_KIND_HTTP_URL ? brisk_http_url_parse(text, out, decoder->arena)
                                               : brisk_url_parse(text, out, decoder->arena);
    if (result.error != BRISK_FORMAT_OK) {
        return brisk_site_format_problem(decoder, site, result);
    }
    brisk_decoder_floor(decoder, BRISK_EXACTNESS_LAX);
    return brisk_rules_apply(decoder, type, site, out);
}

static const brisk_type_class url_class = {.name = "url", .decode = decode_url};

const brisk_type brisk_type_url = {.kind = BRISK_KIND_URL, .is = &url_class, .size = sizeof(brisk_url)};
const brisk_type brisk_type_http_url = {.kind = BRISK_KIND_HTTP_URL, .is = &url_class, .size = sizeof(brisk_http_url)};

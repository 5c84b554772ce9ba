/* ip.c - ipv4 and ipv6: a text, or, when lax, the address as a number (true is 1, as in Python). All else, of any kind,
 * is told as "not a valid IPv4 address". */
#include "core/ip.h"
#include "schema/class.h"
#include "schema/node_yyjson.h"

static brisk_format_result from_number(brisk_decoder *decoder, const brisk_type *type, uint64_t number, void *out)
{
    if (type->kind == BRISK_KIND_IPV6) {
        return brisk_ipv6_from_uint64(number, out, decoder->arena);
    }
    return brisk_ipv4_from_int64(number > INT64_MAX ? INT64_MAX : (int64_t)number, out, decoder->arena);
}

static brisk_status decode_ip(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    bool is_v4 = type->kind == BRISK_KIND_IPV4;
    const yyjson_val *val = brisk_node_val(site->node);
    brisk_node_kind kind = brisk_node_kind_of(site->node);
    brisk_format_result result = {is_v4 ? BRISK_FORMAT_IP_V4_ADDRESS : BRISK_FORMAT_IP_V6_ADDRESS, {NULL, 0}};

    if (site->is_strict && kind != BRISK_NODE_TEXT) {
        return brisk_site_problem(decoder, site, "string_type", BRISK_S("Input should be a valid string"));
    }
    if (kind == BRISK_NODE_TEXT) {
        result = is_v4 ? brisk_ipv4_parse(brisk_val_text(val), out, decoder->arena)
                       : brisk_ipv6_parse(brisk_val_text(val), out, decoder->arena);
    } else if (kind == BRISK_NODE_UINT) {
        result = from_number(decoder, type, val->uni.u64, out);
    } else if (kind == BRISK_NODE_BOOL) {
        result = from_number(decoder, type, brisk_node_get_bool(site->node) ? 1 : 0, out);
    }
    if (result.error != BRISK_FORMAT_OK) {
        return brisk_site_format_problem(decoder, site, result);
    }
    brisk_decoder_floor(decoder, BRISK_EXACTNESS_LAX);
    return brisk_rules_apply(decoder, type, site, out);
}

static const brisk_type_class ipv4_class = {.name = "ipv4", .decode = decode_ip};
static const brisk_type_class ipv6_class = {.name = "ipv6", .decode = decode_ip};

const brisk_type brisk_type_ipv4 = {.kind = BRISK_KIND_IPV4, .is = &ipv4_class, .size = sizeof(brisk_ipv4)};
const brisk_type brisk_type_ipv6 = {.kind = BRISK_KIND_IPV6, .is = &ipv6_class, .size = sizeof(brisk_ipv6)};

/* bool.c - bool: true and false; lax also 0, 1, 0.0, 1.0 and the texts of pydantic's table. */
#include "core/str.h"
#include "schema/class.h"
#include "schema/node_yyjson.h"

static bool parse(brisk_str text, bool *out)
{
    static const struct {
        const char *text;
        bool value;
    } words[] = {{"0", false}, {"off", false}, {"f", false}, {"false", false}, {"n", false}, {"no", false},
                 {"1", true},  {"on", true},   {"t", true},  {"true", true},   {"y", true},  {"yes", true}};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (brisk_str_is_ignore_case(text, words[i].text)) {
            *out = words[i].value;
            return true;
        }
    }
    return false;
}

/** 0 or 1 of a number. Returns 1 where it is, 0 where it is another whole number, -1 where it is none. */
static int from_number(const brisk_node *node, bool *out)
{
    brisk_node_kind kind = brisk_node_kind_of(node);
    double value = brisk_node_get_real(node);

    if (kind == BRISK_NODE_UINT) {
        *out = brisk_node_get_uint(node) == 1;
        if (brisk_node_get_uint(node) > INT64_MAX) {
            return -1;
        }
        return brisk_node_get_uint(node) <= 1 ? 1 : 0;
    }
    if (kind == BRISK_NODE_INT) {
        return 0;
    }
    *out = value == 1;
    if (value == 0 || value == 1) {
        return 1;
    }
    return value > -9.2e18 && value < 9.2e18 && value == (double)(int64_t)value ? 0 : -1;
}

static brisk_status decode_bool(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    brisk_node_kind kind = brisk_node_kind_of(site->node);
    int known = -1;

    if (kind == BRISK_NODE_BOOL) {
        *(bool *)out = brisk_node_get_bool(site->node);
        return brisk_rules_apply(decoder, type, site, out);
    }
    if (!site->is_strict && kind == BRISK_NODE_TEXT) {
        known = parse(brisk_node_get_text(site->node), out) ? 1 : 0;
    } else if (!site->is_strict && (kind == BRISK_NODE_UINT || kind == BRISK_NODE_INT || kind == BRISK_NODE_REAL)) {
        known = from_number(site->node, out);
    }
    if (known == 0) {
        return brisk_site_problem(decoder, site, "bool_parsing",
                                  BRISK_S("Input should be a valid boolean, unable to interpret input"));
    }
    if (known < 0) {
        return brisk_site_problem(decoder, site, "bool_type", BRISK_S("Input should be a valid boolean"));
    }
    brisk_decoder_floor(decoder, BRISK_EXACTNESS_LAX);
    return brisk_rules_apply(decoder, type, site, out);
}

static const brisk_type_class bool_class = {.name = "bool", .decode = decode_bool};

const brisk_type brisk_type_bool = {.kind = BRISK_KIND_BOOL, .is = &bool_class, .size = sizeof(bool)};

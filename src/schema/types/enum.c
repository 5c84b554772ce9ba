/* enum.c - ENUM: an int in C, a text or an integer on the wire (Python's str Enum and IntEnum). */
#include "core/number.h"
#include "schema/class.h"
#include "schema/decode_expected.h"
#include "schema/node_yyjson.h"

static const brisk_enum_value *find_text(const brisk_type *type, const yyjson_val *val)
{
    for (const brisk_enum_value *value = type->values; value->name != NULL; value++) {
        if (value->wire.kind == BRISK_LITERAL_TEXT && brisk_val_is_text(val, brisk_str_view(value->wire.text))) {
            return value;
        }
    }
    return NULL;
}

static const brisk_enum_value *find_int(const brisk_type *type, int64_t number)
{
    for (const brisk_enum_value *value = type->values; value->name != NULL; value++) {
        if (value->wire.kind == BRISK_LITERAL_INT && value->wire.i == number) {
            return value;
        }
    }
    return NULL;
}

static bool has_text(const brisk_type *type)
{
    for (const brisk_enum_value *value = type->values; value->name != NULL; value++) {
        if (value->wire.kind == BRISK_LITERAL_TEXT) {
            return true;
        }
    }
    return false;
}

/** The integer that a node stands for: of an IntEnum also texts, in lax mode. */
static bool read_int(const brisk_type *type, const brisk_site *site, int64_t *number)
{
    const yyjson_val *val = brisk_node_val(site->node);

    switch (brisk_node_kind_of(site->node)) {
    case BRISK_NODE_UINT:
        *number = (int64_t)val->uni.u64;
        return val->uni.u64 <= INT64_MAX;
    case BRISK_NODE_INT:
        *number = val->uni.i64;
        return true;
    case BRISK_NODE_REAL:
        return !site->is_strict && brisk_int64_from_double(val->uni.f64, number) == BRISK_NUMBER_OK;
    case BRISK_NODE_BOOL:
        *number = brisk_node_get_bool(site->node);
        return !site->is_strict;
    case BRISK_NODE_TEXT:
        return !site->is_strict && !has_text(type) && brisk_int64_parse(brisk_val_text(val), number) == BRISK_NUMBER_OK;
    default:
        return false;
    }
}

static brisk_status refuse(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site)
{
    brisk_buffer expected;
    size_t count = 0;

    brisk_buffer_init(&expected, decoder->arena, 0);
    while (type->values[count].name != NULL) {
        count++;
    }
    for (size_t i = 0; i < count; i++) {
        brisk_expected_join(&expected, i, count);
        brisk_expected_write(&expected, &type->values[i].wire);
    }
    return brisk_expected_problem(decoder, site, "enum", &expected);
}

static brisk_status decode_enum(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    const yyjson_val *val = brisk_node_val(site->node);
    const brisk_enum_value *value = brisk_val_type(val) == YYJSON_TYPE_STR ? find_text(type, val) : NULL;
    int64_t number;

    if (value == NULL && read_int(type, site, &number)) {
        value = find_int(type, number);
    }
    if (value == NULL) {
        return refuse(decoder, type, site);
    }
    brisk_decoder_floor(decoder, BRISK_EXACTNESS_LAX);
    *(int *)out = value->value;
    return brisk_rules_apply(decoder, type, site, out);
}

const brisk_type_class brisk_class_enum = {.name = "enum", .decode = decode_enum};

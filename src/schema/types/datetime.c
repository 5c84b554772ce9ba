/* datetime.c - datetime and aware_datetime: a text, or, when lax, a unix timestamp (UTC). */
#include "core/datetime.h"
#include "schema/class.h"
#include "schema/node_yyjson.h"

static brisk_status decode_datetime(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    const yyjson_val *val = brisk_node_val(site->node);
    brisk_format_result result;

    switch (site->is_strict && brisk_val_type(val) != YYJSON_TYPE_STR ? BRISK_NODE_NULL
                                                                      : brisk_node_kind_of(site->node)) {
    case BRISK_NODE_TEXT:
        result = type->kind == BRISK_KIND_AWARE_DATETIME
                     ? brisk_aware_datetime_parse(brisk_val_text(val), out, decoder->arena)
                     : brisk_datetime_parse(brisk_val_text(val), out, decoder->arena);
        break;
    case BRISK_NODE_UINT:
        result = brisk_datetime_from_int64(val->uni.u64 > INT64_MAX ? INT64_MAX : val->uni.i64, out);
        break;
    case BRISK_NODE_INT:
        result = brisk_datetime_from_int64(val->uni.i64, out);
        break;
    case BRISK_NODE_REAL:
        result = brisk_datetime_from_double(val->uni.f64, out);
        break;
    case BRISK_NODE_BIG:
        result = brisk_datetime_from_int64(val->uni.str[0] == '-' ? INT64_MIN : INT64_MAX, out);
        break;
    default:
        return brisk_site_problem(decoder, site, "datetime_type", BRISK_S("Input should be a valid datetime"));
    }
    if (result.error != BRISK_FORMAT_OK) {
        return brisk_site_format_problem(decoder, site, result);
    }
    brisk_decoder_floor(decoder, BRISK_EXACTNESS_LAX);
    return brisk_rules_apply(decoder, type, site, out);
}

static int compare(const brisk_type *type, const void *value, const brisk_literal *bound)
{
    brisk_datetime limit;

    (void)type;
    if (bound->kind != BRISK_LITERAL_TEXT ||
        brisk_datetime_parse(brisk_str_view(bound->text), &limit, NULL).error != BRISK_FORMAT_OK) {
        return BRISK_UNORDERED;
    }
    int order = brisk_datetime_compare(*(const brisk_datetime *)value, limit);
    return (order > 0) - (order < 0);
}

/** As Python's isoformat writes it, however the bound was written. */
static void write_bound(brisk_buffer *buffer, const brisk_literal *bound, bool is_json)
{
    const char *quote = is_json ? "\"" : "";
    brisk_str text = brisk_str_view(bound->text);
    char formatted[BRISK_DATETIME_TEXT];
    brisk_datetime limit;

    if (brisk_datetime_parse(text, &limit, NULL).error == BRISK_FORMAT_OK) {
        text = brisk_datetime_format(formatted, limit);
    }
    brisk_buffer_append_c_string(buffer, quote);
    brisk_buffer_append_str(buffer, text);
    brisk_buffer_append_c_string(buffer, quote);
}

static const brisk_type_class datetime_class = {
    .name = "datetime", .decode = decode_datetime, .compare = compare, .write_bound = write_bound};

const brisk_type brisk_type_datetime = {
    .kind = BRISK_KIND_DATETIME, .is = &datetime_class, .size = sizeof(brisk_datetime)};
const brisk_type brisk_type_aware_datetime = {
    .kind = BRISK_KIND_AWARE_DATETIME, .is = &datetime_class, .size = sizeof(brisk_aware_datetime)};

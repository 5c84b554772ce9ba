/* duration.c - duration: a text, or, when lax, seconds; true is one, as in Python. */
#include "core/duration.h"
#include "schema/class.h"
#include "schema/node_yyjson.h"

static brisk_status decode_duration(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    const yyjson_val *val = brisk_node_val(site->node);
    brisk_format_result result;

    switch (site->is_strict && brisk_val_type(val) != YYJSON_TYPE_STR ? BRISK_NODE_NULL
                                                                      : brisk_node_kind_of(site->node)) {
    case BRISK_NODE_TEXT:
        result = brisk_duration_parse(brisk_val_text(val), out, decoder->arena);
        break;
    case BRISK_NODE_UINT:
        result = brisk_duration_from_int64(val->uni.u64 > INT64_MAX ? INT64_MAX : val->uni.i64, out);
        break;
    case BRISK_NODE_INT:
        result = brisk_duration_from_int64(val->uni.i64, out);
        break;
    case BRISK_NODE_REAL:
        result = brisk_duration_from_double(val->uni.f64, out);
        break;
    case BRISK_NODE_BIG:
        result = brisk_duration_from_int64(val->uni.str[0] == '-' ? INT64_MIN : INT64_MAX, out);
        break;
    case BRISK_NODE_BOOL:
        result = brisk_duration_from_int64(brisk_node_get_bool(site->node) ? 1 : 0, out);
        break;
    default:
        return brisk_site_problem(decoder, site, "time_delta_type", BRISK_S("Input should be a valid timedelta"));
    }
    if (result.error != BRISK_FORMAT_OK) {
        return brisk_site_format_problem(decoder, site, result);
    }
    brisk_decoder_floor(decoder, BRISK_EXACTNESS_LAX);
    return brisk_rules_apply(decoder, type, site, out);
}

static int compare(const brisk_type *type, const void *value, const brisk_literal *bound)
{
    brisk_duration limit;

    (void)type;
    if (bound->kind != BRISK_LITERAL_TEXT ||
        brisk_duration_parse(brisk_str_view(bound->text), &limit, NULL).error != BRISK_FORMAT_OK) {
        return BRISK_UNORDERED;
    }
    int64_t us = ((const brisk_duration *)value)->us;
    return (us > limit.us) - (us < limit.us);
}

static void write_part(brisk_buffer *buffer, int64_t count, const char *unit, bool *is_first)
{
    if (count != 0) {
        brisk_buffer_append_printf(buffer, "%s%lld %s%s", *is_first ? "" : " and ", (long long)count, unit,
                                   count == 1 ? "" : "s");
        *is_first = false;
    }
}

/** In pydantic's words, "1 day and 2 hours". As in Python only the days can be negative. */
static void write_bound(brisk_buffer *buffer, const brisk_literal *bound, bool is_json)
{
    static const int64_t day = (int64_t)86400 * 1000000;
    brisk_duration limit = {0};
    const char *quote = is_json ? "\"" : "";
    bool is_first = true;

    if (bound->kind == BRISK_LITERAL_TEXT) {
        (void)brisk_duration_parse(brisk_str_view(bound->text), &limit, NULL);
    }
    int64_t rest = limit.us % day < 0 ? limit.us % day + day : limit.us % day;
    brisk_buffer_append_c_string(buffer, quote);
    write_part(buffer, (limit.us - rest) / day, "day", &is_first);
    write_part(buffer, rest / 3600000000, "hour", &is_first);
    write_part(buffer, rest / 60000000 % 60, "minute", &is_first);
    write_part(buffer, rest / 1000000 % 60, "second", &is_first);
    write_part(buffer, rest % 1000000, "microsecond", &is_first);
    brisk_buffer_append_c_string(buffer, is_first ? "0 seconds" : "");
    brisk_buffer_append_c_string(buffer, quote);
}

static const brisk_type_class duration_class = {
    .name = "timedelta", .decode = decode_duration, .compare = compare, .write_bound = write_bound};

const brisk_type brisk_type_duration = {
    .kind = BRISK_KIND_DURATION, .is = &duration_class, .size = sizeof(brisk_duration)};

/* int.c - int32, int64, uint32, uint64: pydantic's int, within the range of the C type.
 *
 * Python's int has no range. Here a number beyond 64 bits is int_parsing_size, one beyond a narrower type is told with
 * the type's own bound (less_than_equal 2147483647). The rules of the field come first: le(100) is what a client that
 * sends 10000000000 is told. */
#include "core/number.h"
#include "schema/class.h"
#include "schema/node_yyjson.h"

#include <inttypes.h>
#include <math.h>

/** A whole number between the least int64 and the greatest uint64. */
typedef struct whole {
    uint64_t magnitude;
    bool is_negative;
} whole;

typedef enum range_result { RANGE_OK, RANGE_BELOW, RANGE_ABOVE } range_result;

static bool is_unsigned(const brisk_type *type)
{
    return type->kind == BRISK_KIND_UINT32 || type->kind == BRISK_KIND_UINT64;
}

static whole least_of(const brisk_type *type)
{
    if (is_unsigned(type)) {
        return (whole){0, false};
    }
    return (whole){type->kind == BRISK_KIND_INT32 ? (uint64_t)1 << 31 : (uint64_t)1 << 63, true};
}

static uint64_t greatest_of(const brisk_type *type)
{
    switch (type->kind) {
    case BRISK_KIND_INT32:
        return INT32_MAX;
    case BRISK_KIND_UINT32:
        return UINT32_MAX;
    case BRISK_KIND_INT64:
        return INT64_MAX;
    default:
        return UINT64_MAX;
    }
}

static int64_t to_signed(whole value)
{
    return value.is_negative ? (int64_t)(0 - value.magnitude) : (int64_t)value.magnitude;
}

/** Stores value, cut to the range of the type. */
static range_result store(const brisk_type *type, whole value, void *out)
{
    whole least = least_of(type);
    range_result result = RANGE_OK;

    if (value.is_negative && value.magnitude > least.magnitude) {
        value = least;
        result = RANGE_BELOW;
    } else if (!value.is_negative && value.magnitude > greatest_of(type)) {
        value.magnitude = greatest_of(type);
        result = RANGE_ABOVE;
    }
    switch (type->kind) {
    case BRISK_KIND_INT32:
        *(int32_t *)out = (int32_t)to_signed(value);
        break;
    case BRISK_KIND_UINT32:
        *(uint32_t *)out = (uint32_t)value.magnitude;
        break;
    case BRISK_KIND_INT64:
        *(int64_t *)out = to_signed(value);
        break;
    default:
        *(uint64_t *)out = value.magnitude;
        break;
    }
    return result;
}

static whole load(const brisk_type *type, const void *value)
{
    int64_t number;

    switch (type->kind) {
    case BRISK_KIND_UINT32:
        return (whole){*(const uint32_t *)value, false};
    case BRISK_KIND_UINT64:
        return (whole){*(const uint64_t *)value, false};
    case BRISK_KIND_INT32:
        number = *(const int32_t *)value;
        break;
    default:
        number = *(const int64_t *)value;
        break;
    }
    return (whole){number < 0 ? 0 - (uint64_t)number : (uint64_t)number, number < 0};
}

/* ---- reading ---- */

static brisk_status too_long(brisk_decoder *decoder, const brisk_site *site)
{
    return brisk_site_problem(decoder, site, "int_parsing_size",
                              BRISK_S("Unable to parse input string as an integer, exceeded maximum size"));
}

/** The bounds among the rules (gt ge lt le), of a value cut to the range: it is as far on their wrong side as it was. */
static brisk_status apply_bounds(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *value)
{
    brisk_subject subject = {decoder, type, site, value};

    for (const brisk_rule_chain *chain = site->rules; chain != NULL; chain = chain->more) {
        for (const brisk_rule *rule = chain->own; rule != NULL && rule->is != NULL; rule++) {
            bool is_bound = rule->is->order >= BRISK_RULE_ORDER_LE && rule->is->order <= BRISK_RULE_ORDER_GT;
            brisk_status status = is_bound ? rule->is->apply(&subject, rule) : BRISK_OK;
            if (status != BRISK_OK) {
                return status;
            }
        }
    }
    return BRISK_OK;
}

/** A number outside of the type: what the bounds of the field say of it, else the bound of the type. */
static brisk_status out_of_range(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site,
                                 range_result result, bool is_beyond_64_bits, void *out)
{
    brisk_status status;

    (void)store(type, (whole){UINT64_MAX, result == RANGE_BELOW}, out);
    status = apply_bounds(decoder, type, site, out);
    if (status != BRISK_OK) {
        return status;
    }
    if (is_beyond_64_bits) {
        return too_long(decoder, site);
    }
    if (result == RANGE_BELOW) {
        long long least = (long long)to_signed(least_of(type));
        return brisk_site_problem_context(
            decoder, site, "greater_than_equal",
            brisk_arena_printf(decoder->arena, "Input should be greater than or equal to %lld", least), "\"ge\":%lld",
            least);
    }
    return brisk_site_problem_context(
        decoder, site, "less_than_equal",
        brisk_arena_printf(decoder->arena, "Input should be less than or equal to %" PRIu64, greatest_of(type)),
        "\"le\":%" PRIu64, greatest_of(type));
}

static brisk_status accept(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, whole value,
                           void *out)
{
    range_result result = store(type, value, out);

    if (result == RANGE_OK) {
        return brisk_rules_apply(decoder, type, site, out);
    }
    return out_of_range(decoder, type, site, result, type->kind == BRISK_KIND_INT64, out);
}

static brisk_status decode_text(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    brisk_str text = brisk_node_get_text(site->node);
    int64_t number;
    uint64_t magnitude;

    brisk_decoder_floor(decoder, BRISK_EXACTNESS_LAX);
    brisk_number_result result = brisk_int64_parse(text, &number);
    if (result == BRISK_NUMBER_OK) {
        whole value = {number < 0 ? 0 - (uint64_t)number : (uint64_t)number, number < 0};
        return accept(decoder, type, site, value, out);
    }
    if (result == BRISK_NUMBER_TOO_BIG && brisk_uint64_parse(text, &magnitude) == BRISK_NUMBER_OK) {
        return accept(decoder, type, site, (whole){magnitude, false}, out);
    }
    if (result == BRISK_NUMBER_TOO_BIG || result == BRISK_NUMBER_TOO_SMALL) {
        range_result side = result == BRISK_NUMBER_TOO_BIG ? RANGE_ABOVE : RANGE_BELOW;
        return out_of_range(decoder, type, site, side, true, out);
    }
    if (result == BRISK_NUMBER_TOO_LONG) {
        return too_long(decoder, site);
    }
    return brisk_site_problem(decoder, site, "int_parsing",
                              BRISK_S("Input should be a valid integer, unable to parse string as an integer"));
}

static brisk_status decode_real(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, double number,
                                void *out)
{
    uint64_t magnitude;

    brisk_decoder_floor(decoder, BRISK_EXACTNESS_LAX);
    if (!isfinite(number)) {
        return brisk_site_problem(decoder, site, "finite_number", BRISK_S("Input should be a finite number"));
    }
    brisk_number_result result = brisk_uint64_from_double(fabs(number), &magnitude);
    if (result == BRISK_NUMBER_INVALID) {
        return brisk_site_problem(decoder, site, "int_from_float",
                                  BRISK_S("Input should be a valid integer, got a number with a fractional part"));
    }
    /* pydantic takes floats of 64 bits with a sign only, and says so before it looks at bounds. */
    if (result != BRISK_NUMBER_OK || (magnitude > INT64_MAX && !is_unsigned(type))) {
        return too_long(decoder, site);
    }
    return accept(decoder, type, site, (whole){magnitude, number < 0 && magnitude > 0}, out);
}

/** A number that has no room in 64 bits, or in a double. */
static brisk_status decode_big(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    brisk_str text = brisk_node_get_text(site->node);
    bool is_negative = text.len > 0 && text.ptr[0] == '-';

    for (size_t i = is_negative ? 1 : 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            return site->is_strict
                       ? brisk_site_problem(decoder, site, "int_type", BRISK_S("Input should be a valid integer"))
                       : decode_real(decoder, type, site, HUGE_VAL, out);
        }
    }
    return out_of_range(decoder, type, site, is_negative ? RANGE_BELOW : RANGE_ABOVE, true, out);
}

static brisk_status decode_int(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    const yyjson_val *val = brisk_node_val(site->node);

    switch (brisk_node_kind_of(site->node)) {
    case BRISK_NODE_UINT:
        return accept(decoder, type, site, (whole){val->uni.u64, false}, out);
    case BRISK_NODE_INT:
        return accept(decoder, type, site, (whole){0 - val->uni.u64, val->uni.i64 < 0}, out);
    case BRISK_NODE_BIG:
        return decode_big(decoder, type, site, out);
    case BRISK_NODE_REAL:
        if (!site->is_strict) {
            return decode_real(decoder, type, site, val->uni.f64, out);
        }
        break;
    case BRISK_NODE_TEXT:
        if (!site->is_strict) {
            return decode_text(decoder, type, site, out);
        }
        break;
    case BRISK_NODE_BOOL:
        if (!site->is_strict) {
            brisk_decoder_floor(decoder, BRISK_EXACTNESS_LAX);
            return accept(decoder, type, site, (whole){brisk_node_get_bool(site->node) ? 1 : 0, false}, out);
        }
        break;
    default:
        break;
    }
    return brisk_site_problem(decoder, site, "int_type", BRISK_S("Input should be a valid integer"));
}

/* ---- bounds ---- */

static int compare(const brisk_type *type, const void *value, const brisk_literal *bound)
{
    whole number = load(type, value);

    if (bound->kind == BRISK_LITERAL_INT) {
        bool is_bound_negative = bound->i < 0;
        uint64_t magnitude = is_bound_negative ? 0 - (uint64_t)bound->i : (uint64_t)bound->i;
        if (number.is_negative != is_bound_negative) {
            return number.is_negative ? -1 : 1;
        }
        int order = (number.magnitude > magnitude) - (number.magnitude < magnitude);
        return number.is_negative ? -order : order;
    }
    if (bound->kind == BRISK_LITERAL_REAL) {
        double real = number.is_negative ? -(double)number.magnitude : (double)number.magnitude;
        return (real > bound->d) - (real < bound->d);
    }
    return BRISK_UNORDERED;
}

static bool is_multiple(const brisk_type *type, const void *value, const brisk_literal *step)
{
    whole number = load(type, value);
    int64_t by = step->kind == BRISK_LITERAL_REAL ? (int64_t)step->d : step->i;
    uint64_t size = by < 0 ? 0 - (uint64_t)by : (uint64_t)by;

    return size == 0 || number.magnitude % size == 0;
}

static void write_bound(brisk_buffer *buffer, const brisk_literal *bound, bool is_json)
{
    (void)is_json;
    if (bound->kind == BRISK_LITERAL_REAL) {
        brisk_buffer_append_double(buffer, bound->d);
    } else {
        brisk_buffer_append_i64(buffer, bound->i);
    }
}

static const brisk_type_class int_class = {
    .name = "int", .decode = decode_int, .compare = compare, .is_multiple = is_multiple, .write_bound = write_bound};

const brisk_type brisk_type_int32 = {.kind = BRISK_KIND_INT32, .is = &int_class, .size = sizeof(int32_t)};
const brisk_type brisk_type_int64 = {.kind = BRISK_KIND_INT64, .is = &int_class, .size = sizeof(int64_t)};
const brisk_type brisk_type_uint32 = {.kind = BRISK_KIND_UINT32, .is = &int_class, .size = sizeof(uint32_t)};
const brisk_type brisk_type_uint64 = {.kind = BRISK_KIND_UINT64, .is = &int_class, .size = sizeof(uint64_t)};

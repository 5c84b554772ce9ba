/* double.c - double: pydantic's float. Texts may be nan and inf, as there; JSON numbers beyond a double are refused. */
#include "core/number.h"
#include "schema/class.h"
#include "schema/node_yyjson.h"

#include <math.h>
#include <stdio.h>

/** A number of many digits. A whole one beyond a double is float_type, as pydantic says; 1e400 would be inf in Python,
 *  which no answer could hold. */
static brisk_status decode_big(brisk_decoder *decoder, const brisk_site *site, double *out)
{
    brisk_str text = brisk_node_get_text(site->node);

    if (brisk_double_parse(text, out) == BRISK_NUMBER_OK && isfinite(*out)) {
        brisk_decoder_floor(decoder, BRISK_EXACTNESS_STRICT);
        return BRISK_OK;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '.' || text.ptr[i] == 'e' || text.ptr[i] == 'E') {
            return brisk_site_problem(decoder, site, "finite_number", BRISK_S("Input should be a finite number"));
        }
    }
    return brisk_site_problem(decoder, site, "float_type", BRISK_S("Input should be a valid number"));
}

static brisk_status decode_text(brisk_decoder *decoder, const brisk_site *site, double *out)
{
    brisk_decoder_floor(decoder, BRISK_EXACTNESS_LAX);
    if (brisk_double_parse(brisk_node_get_text(site->node), out) == BRISK_NUMBER_OK) {
        return BRISK_OK;
    }
    return brisk_site_problem(decoder, site, "float_parsing",
                              BRISK_S("Input should be a valid number, unable to parse string as a number"));
}

static brisk_status read_double(brisk_decoder *decoder, const brisk_site *site, double *out)
{
    const yyjson_val *val = brisk_node_val(site->node);

    switch (brisk_node_kind_of(site->node)) {
    case BRISK_NODE_REAL:
        *out = val->uni.f64;
        return BRISK_OK;
    case BRISK_NODE_UINT:
        *out = (double)val->uni.u64;
        brisk_decoder_floor(decoder, BRISK_EXACTNESS_STRICT);
        return BRISK_OK;
    case BRISK_NODE_INT:
        *out = (double)val->uni.i64;
        brisk_decoder_floor(decoder, BRISK_EXACTNESS_STRICT);
        return BRISK_OK;
    case BRISK_NODE_BIG:
        return decode_big(decoder, site, out);
    case BRISK_NODE_TEXT:
        if (!site->is_strict) {
            return decode_text(decoder, site, out);
        }
        break;
    case BRISK_NODE_BOOL:
        if (!site->is_strict) {
            *out = brisk_node_get_bool(site->node) ? 1 : 0;
            brisk_decoder_floor(decoder, BRISK_EXACTNESS_LAX);
            return BRISK_OK;
        }
        break;
    default:
        break;
    }
    return brisk_site_problem(decoder, site, "float_type", BRISK_S("Input should be a valid number"));
}

static brisk_status decode_double(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    brisk_status status = read_double(decoder, site, out);

    return status == BRISK_OK ? brisk_rules_apply(decoder, type, site, out) : status;
}

static double number_of(const brisk_literal *literal)
{
    return literal->kind == BRISK_LITERAL_INT ? (double)literal->i : literal->d;
}

static int compare(const brisk_type *type, const void *value, const brisk_literal *bound)
{
    double number = *(const double *)value;
    double limit = number_of(bound);

    (void)type;
    return isnan(number) || isnan(limit) ? BRISK_UNORDERED : (number > limit) - (number < limit);
}

#define MULTIPLE_SLACK 1e-9

/** pydantic's rule: within a billionth of the nearest multiple, whatever the size of the value. */
static bool is_multiple(const brisk_type *type, const void *value, const brisk_literal *step)
{
    double number = *(const double *)value;
    double by = number_of(step);

    (void)type;
    return by == 0 || !(fabs(number - round(number / by) * by) > MULTIPLE_SLACK);
}

/** As Rust's Display of f64 in messages: all digits, no exponent, no ".0". */
static void write_plain(brisk_buffer *buffer, double number)
{
    char text[400];
    int precision = 0;

    /* The shortest number of decimals that reads back the same; 1e-300 needs 300 of them. */
    for (; precision < 340; precision++) {
        snprintf(text, sizeof(text), "%.*f", precision, number);
        double back;
        if (brisk_double_parse(brisk_str_view(text), &back) == BRISK_NUMBER_OK && back == number) {
            break;
        }
    }
    brisk_buffer_append_c_string(buffer, text);
}

static void write_bound(brisk_buffer *buffer, const brisk_literal *bound, bool is_json)
{
    double number = number_of(bound);

    if (is_json) {
        brisk_buffer_append_double(buffer, number);
    } else {
        write_plain(buffer, number);
    }
}

static const brisk_type_class double_class = {.name = "float",
                                              .decode = decode_double,
                                              .compare = compare,
                                              .is_multiple = is_multiple,
                                              .write_bound = write_bound};

const brisk_type brisk_type_double = {.kind = BRISK_KIND_DOUBLE, .is = &double_class, .size = sizeof(double)};

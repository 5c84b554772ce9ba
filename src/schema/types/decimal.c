/* decimal.c - decimal: a text or a number. Whole numbers keep all their digits; a number with a fraction is read as
 * Python reads it, as a double first ("0.1" for 0.1). */
#include "core/decimal.h"
#include "core/arena.h"
#include "schema/class.h"
#include "schema/node_yyjson.h"

/** The text of a number, in the arena; ptr NULL where the node is none, or without memory. */
static brisk_str number_text(brisk_decoder *decoder, const brisk_node *node)
{
    const yyjson_val *val = brisk_node_val(node);
    char text[BRISK_DECIMAL_NUMBER_TEXT];

    switch (brisk_node_kind_of(node)) {
    case BRISK_NODE_UINT:
        return brisk_arena_printf(decoder->arena, "%llu", (unsigned long long)val->uni.u64);
    case BRISK_NODE_INT:
        return brisk_str_copy(decoder->arena, brisk_decimal_format_int64(text, val->uni.i64));
    case BRISK_NODE_REAL:
        return brisk_str_copy(decoder->arena, brisk_decimal_format_double(text, val->uni.f64));
    case BRISK_NODE_BIG:
    case BRISK_NODE_TEXT:
        return brisk_val_text(val);
    default:
        return (brisk_str){NULL, 0};
    }
}

static bool has_fraction(brisk_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '.' || text.ptr[i] == 'e' || text.ptr[i] == 'E') {
            return true;
        }
    }
    return false;
}

static brisk_status decode_decimal(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    brisk_str text = number_text(decoder, site->node);
    brisk_format_result result = {BRISK_FORMAT_FINITE_NUMBER, {NULL, 0}};

    if (text.ptr == NULL) {
        return brisk_arena_failed(decoder->arena)
                   ? BRISK_NO_MEMORY
                   : brisk_site_problem(decoder, site, "decimal_type",
                                        BRISK_S("Decimal input should be an integer, float, string or Decimal object"));
    }
    /* 1e400 is an infinite double in Python. */
    if (brisk_node_kind_of(site->node) != BRISK_NODE_BIG || !has_fraction(text)) {
        result = brisk_decimal_parse(text, out, decoder->arena);
    }
    if (result.error != BRISK_FORMAT_OK) {
        return brisk_site_format_problem(decoder, site, result);
    }
    brisk_decoder_floor(decoder, BRISK_EXACTNESS_LAX);
    return brisk_rules_apply(decoder, type, site, out);
}

/** The decimal of a bound. buf: BRISK_DECIMAL_NUMBER_TEXT bytes. */
static brisk_decimal bound_of(const brisk_literal *bound, char *buf)
{
    if (bound->kind == BRISK_LITERAL_TEXT) {
        return brisk_str_view(bound->text);
    }
    return bound->kind == BRISK_LITERAL_REAL ? brisk_decimal_format_double(buf, bound->d)
                                             : brisk_decimal_format_int64(buf, bound->i);
}

static int compare(const brisk_type *type, const void *value, const brisk_literal *bound)
{
    char buf[BRISK_DECIMAL_NUMBER_TEXT];
    int order = brisk_decimal_compare(*(const brisk_decimal *)value, bound_of(bound, buf));

    (void)type;
    return (order > 0) - (order < 0);
}

static bool is_multiple(const brisk_type *type, const void *value, const brisk_literal *step)
{
    char buf[BRISK_DECIMAL_NUMBER_TEXT];

    (void)type;
    return brisk_decimal_is_multiple(*(const brisk_decimal *)value, bound_of(step, buf));
}

/** FastAPI writes a Decimal in ctx as a number: "1.50" is 1.50, the same number as 1.5. */
static void write_bound(brisk_buffer *buffer, const brisk_literal *bound, bool is_json)
{
    char buf[BRISK_DECIMAL_NUMBER_TEXT];

    (void)is_json;
    brisk_buffer_append_str(buffer, bound_of(bound, buf));
}

static const brisk_type_class decimal_class = {.name = "decimal",
                                               .decode = decode_decimal,
                                               .compare = compare,
                                               .is_multiple = is_multiple,
                                               .write_bound = write_bound};

const brisk_type brisk_type_decimal = {.kind = BRISK_KIND_DECIMAL, .is = &decimal_class, .size = sizeof(brisk_decimal)};

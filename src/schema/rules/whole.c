/* whole.c - whole: a json value that is a whole number of any length (Python's int), where int64 is too narrow. What
 * pydantic takes for an int is taken; the value is a JSON number in the form that an integer is written in. */
#include "core/arena.h"
#include "core/buffer.h"
#include "core/str.h"
#include "schema/class.h"
#include "schema/json_text.h"

enum { MAX_DIGITS = 4300 }; /* Python's own limit */

/** The digits of a number beyond int64, with a minus where it has one; ptr NULL where text is none. */
static brisk_str digits_of(brisk_arena *arena, brisk_str text)
{
    brisk_buffer out;

    text = brisk_str_trim(text);
    brisk_buffer_init(&out, arena, 0);
    bool is_negative = text.len > 0 && text.ptr[0] == '-';
    size_t at = text.len > 0 && (is_negative || text.ptr[0] == '+') ? 1 : 0;
    if (is_negative) {
        brisk_buffer_append_char(&out, '-');
    }
    while (at + 1 < text.len && text.ptr[at] == '0') {
        at++;
    }
    if (text.len - at > MAX_DIGITS) {
        return (brisk_str){NULL, 0};
    }
    for (; at < text.len; at++) {
        if (!brisk_char_is_digit(text.ptr[at])) {
            return (brisk_str){NULL, 0};
        }
        brisk_buffer_append_char(&out, text.ptr[at]);
    }
    return brisk_buffer_failed(&out) ? (brisk_str){NULL, 0} : brisk_buffer_view(&out);
}

/** A number that int64 has no room for: its digits as a node. NULL where it is none. */
static const brisk_node *long_number(brisk_arena *arena, const brisk_node *node)
{
    brisk_node_kind kind = brisk_node_kind_of(node);
    const brisk_node *number = NULL;

    if (kind == BRISK_NODE_UINT) {
        return node;
    }
    brisk_str digits = kind == BRISK_NODE_BIG || kind == BRISK_NODE_TEXT ? digits_of(arena, brisk_node_get_text(node))
                                                                         : (brisk_str){NULL, 0};
    bool is_number = digits.len > 0 && brisk_json_text_parse(arena, digits, 0, &number, NULL) == BRISK_OK;
    return is_number ? number : NULL;
}

static brisk_status decode(const brisk_subject *subject, const brisk_rule *rule)
{
    brisk_decoder *decoder = subject->decoder;
    brisk_problems_mark mark = brisk_problems_mark_now(&decoder->problems);
    brisk_site site = *subject->site;
    const brisk_node **out = &((brisk_json *)subject->value)->node;
    int64_t number = 0;

    (void)rule;
    site.rules = NULL;
    brisk_status status = brisk_decode_site(decoder, &brisk_type_int64, &site, &number);
    if (status == BRISK_OK) {
        *out = brisk_node_int(decoder->arena, number);
    } else if (status == BRISK_INVALID) {
        *out = long_number(decoder->arena, site.node);
        if (*out == NULL) {
            return status;
        }
        brisk_problems_rewind(&decoder->problems, mark);
    }
    return *out ? BRISK_OK : BRISK_NO_MEMORY;
}

static void describe(brisk_buffer *members, const brisk_rule *rule, const brisk_type *type)
{
    (void)rule;
    (void)type;
    BRISK_BUFFER_APPEND_LITERAL(members, ",\"type\":\"integer\"");
}

const brisk_rule_class brisk_rule_whole = {
    .name = "whole", .order = BRISK_RULE_ORDER_ONE_OF, .decode = decode, .describe = describe};

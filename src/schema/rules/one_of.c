/* one_of.c - one_of(literals…): Python's Literal. It takes the place of the type: what is none of the literals is a
 * literal_error, whatever kind it is. Texts are not read as numbers; 1.0 counts as 1, as in Python. */
#include "schema/class.h"
#include "schema/decode_expected.h"
#include "schema/json_write.h"
#include "schema/node_yyjson.h"

/** How a literal fits: 2 the same kind, 1 equal as Python's == has it (1 == True == 1.0), 0 not. */
static int fit(const brisk_literal *literal, const brisk_node *node)
{
    const yyjson_val *val = brisk_node_val(node);
    bool is_number = literal->kind == BRISK_LITERAL_INT || literal->kind == BRISK_LITERAL_BOOL;

    switch (brisk_node_kind_of(node)) {
    case BRISK_NODE_TEXT:
        return literal->kind == BRISK_LITERAL_TEXT && brisk_val_is_text(val, brisk_str_view(literal->text)) ? 2 : 0;
    case BRISK_NODE_BOOL:
        return is_number && literal->i == (brisk_node_get_bool(node) ? 1 : 0)
                   ? (literal->kind == BRISK_LITERAL_BOOL ? 2 : 1)
                   : 0;
    case BRISK_NODE_UINT:
    case BRISK_NODE_INT:
        return is_number && val->uni.i64 == literal->i &&
                       (literal->i < 0) == (brisk_node_kind_of(node) == BRISK_NODE_INT)
                   ? (literal->kind == BRISK_LITERAL_INT ? 2 : 1)
                   : 0;
    case BRISK_NODE_REAL:
        if (literal->kind == BRISK_LITERAL_REAL) {
            return val->uni.f64 == literal->d ? 2 : 0;
        }
        return is_number && val->uni.f64 == (double)literal->i ? 1 : 0;
    case BRISK_NODE_NULL:
        return literal->kind == BRISK_LITERAL_NULL ? 2 : 0;
    default:
        return 0;
    }
}

static const brisk_literal *find(const brisk_literal *literals, const brisk_node *node)
{
    const brisk_literal *equal = NULL;

    for (; literals->kind != BRISK_LITERAL_END; literals++) {
        int how = fit(literals, node);
        if (how == 2) {
            return literals;
        }
        equal = how == 1 && equal == NULL ? literals : equal;
    }
    return equal;
}

static brisk_status refuse(const brisk_subject *subject, const brisk_rule *rule)
{
    const brisk_literal *literals = rule->as.literals;
    brisk_buffer expected;
    size_t count = 0;

    brisk_buffer_init(&expected, subject->decoder->arena, 0);
    while (literals[count].kind != BRISK_LITERAL_END) {
        count++;
    }
    for (size_t i = 0; i < count; i++) {
        brisk_expected_join(&expected, i, count);
        brisk_expected_write(&expected, &literals[i]);
    }
    return brisk_expected_problem(subject->decoder, subject->site, "literal_error", &expected);
}

/** Text literals are constant: the value points at the literal, not at the request. */
static brisk_status store(const brisk_subject *subject, const brisk_literal *literal)
{
    void *out = subject->value;
    const brisk_node *node = subject->site->node;

    switch (subject->type->kind) {
    case BRISK_KIND_STR:
        *(brisk_str *)out = brisk_str_view(literal->text);
        return literal->kind == BRISK_LITERAL_TEXT ? BRISK_OK : BRISK_USAGE;
    case BRISK_KIND_BOOL:
        *(bool *)out = literal->i != 0;
        return BRISK_OK;
    case BRISK_KIND_INT32:
        *(int32_t *)out = (int32_t)literal->i;
        return BRISK_OK;
    case BRISK_KIND_UINT32:
        *(uint32_t *)out = (uint32_t)literal->i;
        return BRISK_OK;
    case BRISK_KIND_INT64:
    case BRISK_KIND_UINT64:
        *(int64_t *)out = literal->i;
        return BRISK_OK;
    case BRISK_KIND_DOUBLE:
        *(double *)out = literal->kind == BRISK_LITERAL_REAL ? literal->d : (double)literal->i;
        return BRISK_OK;
    case BRISK_KIND_JSON:
        if (literal->kind == BRISK_LITERAL_INT && fit(literal, node) == 1) { /* true for 1: the literal counts */
            node = brisk_node_int(subject->decoder->arena, literal->i);
        }
        ((brisk_json *)out)->node = node;
        return node ? BRISK_OK : BRISK_NO_MEMORY;
    default:
        return BRISK_USAGE;
    }
}

static brisk_status decode(const brisk_subject *subject, const brisk_rule *rule)
{
    const brisk_literal *literal = find(rule->as.literals, subject->site->node);

    return literal ? store(subject, literal) : refuse(subject, rule);
}

static void describe(brisk_buffer *members, const brisk_rule *rule, const brisk_type *type)
{
    const brisk_literal *literals = rule->as.literals;

    (void)type;
    if (literals[0].kind != BRISK_LITERAL_END && literals[1].kind == BRISK_LITERAL_END) {
        BRISK_BUFFER_APPEND_LITERAL(members, ",\"const\":");
        brisk_json_write_literal(members, literals);
        return;
    }
    BRISK_BUFFER_APPEND_LITERAL(members, ",\"enum\":[");
    for (size_t i = 0; literals[i].kind != BRISK_LITERAL_END; i++) {
        brisk_buffer_append_c_string(members, i > 0 ? "," : "");
        brisk_json_write_literal(members, &literals[i]);
    }
    brisk_buffer_append_char(members, ']');
}

const brisk_rule_class brisk_rule_one_of = {
    .name = "one_of", .order = BRISK_RULE_ORDER_ONE_OF, .decode = decode, .describe = describe};

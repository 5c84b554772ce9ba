/* filter_json.c - patterns of JSON events: { ($.user.id = 1 || $.tags[*] = "a*") && $.error IS NULL }.
 *
 *     expression   and ("||" and)*            and   part ("&&" part)*
 *     part         "(" expression ")" | selector test
 *     selector     $ (.name | [0] | [*] | ['name'])*
 *     test         = != < <= > >= value, IS NULL, IS TRUE, IS FALSE, EXISTS, NOT EXISTS
 *
 * A value that is not there passes no test but NOT EXISTS. Where a selector has [*] one fitting element is enough. */
#include "gateway/logs/filter_json.h"

#include "core/number.h"
#include "core/str.h"
#include "gateway/logs/filter_comparison.h"

#include <string.h>
#include <yyjson.h>

enum { DEPTH_MAX = 32, STEPS_MAX = 64, NUMBER_TEXT = 64 };

typedef enum node_kind {
    NODE_AND,
    NODE_OR,
    NODE_TEST,
    NODE_NULL,
    NODE_TRUE,
    NODE_FALSE,
    NODE_EXISTS,
    NODE_MISSING
} node_kind;

typedef struct step {
    brisk_str name; /* ptr NULL: an index */
    size_t index;
    bool is_any; /* [*] */
    const struct step *next;
} step;

struct brisk_log_expression {
    node_kind kind;
    const brisk_log_expression *left, *right; /* AND, OR */
    const step *steps;
    brisk_log_comparison comparison;
};

static const brisk_log_expression *read_or(brisk_log_reader *reader);

/* ---- reading ---- */

static bool is_name_char(char c)
{
    return brisk_char_is_alnum(c) || c == '_' || c == '-' || c == '@' || c == ':' || c == '/' ||
           (unsigned char)c >= 0x80;
}

static bool read_name(brisk_log_reader *reader, step *out)
{
    size_t start = reader->at;
    while (is_name_char(brisk_log_reader_peek(reader))) {
        reader->at++;
    }
    out->name = brisk_str_slice(reader->text, start, reader->at - start);
    return out->name.len > 0 || brisk_log_reader_fail(reader, "a property's name is missing");
}

static bool read_bracket(brisk_log_reader *reader, step *out)
{
    if (brisk_log_reader_take(reader, "*")) {
        out->is_any = true;
    } else if (brisk_log_reader_take(reader, "'")) {
        brisk_str rest = brisk_str_from(reader->text, reader->at);
        size_t end = brisk_str_find_char(rest, '\'');
        if (end == BRISK_STR_NONE || end == 0) {
            return brisk_log_reader_fail(reader, "a property's name is not closed");
        }
        out->name = brisk_str_slice(rest, 0, end);
        reader->at += end + 1;
    } else {
        uint64_t index;
        size_t start = reader->at;
        while (brisk_char_is_digit(brisk_log_reader_peek(reader))) {
            reader->at++;
        }
        brisk_str digits = brisk_str_slice(reader->text, start, reader->at - start);
        if (brisk_digits_parse(digits, INT32_MAX, &index) != BRISK_NUMBER_OK) {
            return brisk_log_reader_fail(reader, "an index is missing");
        }
        out->index = (size_t)index;
    }
    return brisk_log_reader_take(reader, "]") || brisk_log_reader_fail(reader, "\"]\" is missing");
}

static bool read_selector(brisk_log_reader *reader, const step **out)
{
    if (!brisk_log_reader_take(reader, "$")) {
        return brisk_log_reader_fail(reader, "a selector such as $.name is missing");
    }
    for (size_t count = 0;; count++) {
        char c = brisk_log_reader_peek(reader);
        if (c != '.' && c != '[') {
            return count > 0 || brisk_log_reader_fail(reader, "a property's name is missing");
        }
        step *next = brisk_log_reader_alloc(reader, sizeof(*next));
        if (next == NULL || count == STEPS_MAX) {
            return next != NULL && brisk_log_reader_fail(reader, "the selector is too long");
        }
        reader->at++;
        bool is_bracket = c == '[' || brisk_log_reader_peek(reader) == '[';
        reader->at += c == '.' && is_bracket;
        if (!(is_bracket ? read_bracket(reader, next) : read_name(reader, next))) {
            return false;
        }
        *out = next;
        out = &next->next;
    }
}

static bool read_condition(brisk_log_reader *reader, brisk_log_expression *out)
{
    static const struct {
        const char *first, *second;
        node_kind kind;
    } words[] = {{"IS", "NULL", NODE_NULL},
                 {"IS", "TRUE", NODE_TRUE},
                 {"IS", "FALSE", NODE_FALSE},
                 {"NOT", "EXISTS", NODE_MISSING},
                 {"EXISTS", "", NODE_EXISTS}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        size_t start = reader->at;
        if (brisk_log_reader_take(reader, words[i].first) && brisk_log_reader_take(reader, words[i].second)) {
            out->kind = words[i].kind;
            return true;
        }
        reader->at = start;
    }
    out->kind = NODE_TEST;
    return brisk_log_comparison_read(reader, ")}&|", &out->comparison) ||
           brisk_log_reader_fail(reader, "a comparison is missing");
}

static const brisk_log_expression *read_part(brisk_log_reader *reader)
{
    if (brisk_log_reader_take(reader, "(")) {
        if (++reader->depth > DEPTH_MAX) {
            (void)brisk_log_reader_fail(reader, "too many parentheses");
            return NULL;
        }
        const brisk_log_expression *inner = read_or(reader);
        reader->depth--;
        if (inner != NULL && !brisk_log_reader_take(reader, ")")) {
            (void)brisk_log_reader_fail(reader, "\")\" is missing");
            return NULL;
        }
        return inner;
    }
    brisk_log_expression *part = brisk_log_reader_alloc(reader, sizeof(*part));
    if (part == NULL || !read_selector(reader, &part->steps) || !read_condition(reader, part)) {
        return NULL;
    }
    return part;
}

/* Parts joined by a word: read by the given function. */
static const brisk_log_expression *read_joined(brisk_log_reader *reader, const char *word, node_kind kind,
                                               const brisk_log_expression *(*read)(brisk_log_reader *reader))
{
    const brisk_log_expression *left = read(reader);
    if (left == NULL) {
        return NULL;
    }
    while (brisk_log_reader_take(reader, word)) {
        brisk_log_expression *joined = brisk_log_reader_alloc(reader, sizeof(*joined));
        if (joined == NULL) {
            return NULL;
        }
        const brisk_log_expression *right = read(reader);
        if (right == NULL) {
            return NULL;
        }
        *joined = (brisk_log_expression){.kind = kind, .left = left, .right = right};
        left = joined;
    }
    return left;
}

static const brisk_log_expression *read_and(brisk_log_reader *reader)
{
    return read_joined(reader, "&&", NODE_AND, read_part);
}

static const brisk_log_expression *read_or(brisk_log_reader *reader)
{
    return read_joined(reader, "||", NODE_OR, read_and);
}

const brisk_log_expression *brisk_log_expression_read(brisk_log_reader *reader)
{
    reader->at++;
    const brisk_log_expression *expression = read_or(reader);
    if (expression != NULL && !brisk_log_reader_take(reader, "}")) {
        (void)brisk_log_reader_fail(reader, "\"}\" is missing");
        return NULL;
    }
    return expression;
}

/* ---- matching ---- */

static bool test_value(const brisk_log_expression *node, yyjson_val *value)
{
    char text[NUMBER_TEXT];
    switch (node->kind) {
    case NODE_EXISTS:
        return true;
    case NODE_NULL:
        return yyjson_is_null(value);
    case NODE_TRUE:
        return yyjson_is_true(value);
    case NODE_FALSE:
        return yyjson_is_false(value);
    case NODE_TEST:
        break;
    case NODE_AND:
    case NODE_OR:
    case NODE_MISSING:
        return false;
    }
    if (yyjson_is_str(value)) {
        return brisk_log_comparison_passes_text(&node->comparison,
                                                (brisk_str){yyjson_get_str(value), yyjson_get_len(value)});
    }
    if (yyjson_is_num(value)) {
        size_t len = yyjson_is_real(value)   ? brisk_double_format(text, yyjson_get_real(value))
                     : yyjson_is_sint(value) ? brisk_int64_format(text, yyjson_get_sint(value))
                                             : brisk_uint64_format(text, yyjson_get_uint(value));
        return brisk_log_comparison_passes_number(&node->comparison, yyjson_get_num(value), (brisk_str){text, len});
    }
    if (yyjson_is_bool(value)) {
        return brisk_log_comparison_passes_text(&node->comparison,
                                                yyjson_get_bool(value) ? BRISK_S("true") : BRISK_S("false"));
    }
    /* null, lists and objects: only "*", which asks whether it is there */
    return !yyjson_is_null(value) && node->comparison.kind == BRISK_LOG_EQUAL &&
           brisk_str_is(node->comparison.word.text, "*");
}

/* True where a value that the steps lead to passes (or, for NOT EXISTS, where there is one). Steps bound the depth. */
static bool follow(const brisk_log_expression *node, const step *steps, yyjson_val *value)
{
    for (; steps != NULL && value != NULL; steps = steps->next) {
        if (steps->is_any) {
            size_t index, count;
            yyjson_val *item;
            yyjson_arr_foreach(value, index, count, item)
            {
                if (follow(node, steps->next, item)) {
                    return true;
                }
            }
            return false;
        }
        value = steps->name.ptr != NULL ? yyjson_obj_getn(value, steps->name.ptr, steps->name.len)
                                        : yyjson_arr_get(value, steps->index);
    }
    return value != NULL && (node->kind == NODE_MISSING || test_value(node, value));
}

static bool evaluate(const brisk_log_expression *node, yyjson_val *root)
{
    switch (node->kind) {
    case NODE_AND:
        return evaluate(node->left, root) && evaluate(node->right, root);
    case NODE_OR:
        return evaluate(node->left, root) || evaluate(node->right, root);
    case NODE_MISSING:
        return !follow(node, node->steps, root);
    default:
        return follow(node, node->steps, root);
    }
}

bool brisk_log_expression_matches(const brisk_log_expression *expression, brisk_str message)
{
    brisk_str text = brisk_str_trim(message);
    if (text.len == 0 || text.ptr[0] != '{') {
        return false;
    }
    yyjson_doc *document = yyjson_read(text.ptr, text.len, 0);
    bool is_match = document != NULL && evaluate(expression, yyjson_doc_get_root(document));
    yyjson_doc_free(document);
    return is_match;
}

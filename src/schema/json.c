/* json.c - the readers and makers of json.h, over the nodes of node.h. */
#include <brisk/json.h>

#include "core/arena.h"
#include "core/number.h"
#include "core/str.h"
#include "core/utf8.h"
#include "schema/json_text.h"
#include "schema/json_write.h"
#include "schema/node.h"

static bool is_whole_text(brisk_str digits)
{
    return brisk_str_find_char(digits, '.') == BRISK_STR_NONE && brisk_str_find_char(digits, 'e') == BRISK_STR_NONE &&
           brisk_str_find_char(digits, 'E') == BRISK_STR_NONE;
}

brisk_json_kind brisk_json_kind_of(brisk_json value)
{
    switch (brisk_node_kind_of(value.node)) {
    case BRISK_NODE_BOOL:
        return BRISK_JSON_BOOL;
    case BRISK_NODE_UINT:
    case BRISK_NODE_INT:
        return BRISK_JSON_INT;
    case BRISK_NODE_REAL:
        return BRISK_JSON_REAL;
    case BRISK_NODE_BIG:
        return is_whole_text(brisk_node_get_text(value.node)) ? BRISK_JSON_INT : BRISK_JSON_REAL;
    case BRISK_NODE_TEXT:
        return BRISK_JSON_STR;
    case BRISK_NODE_ARRAY:
        return BRISK_JSON_ARRAY;
    case BRISK_NODE_OBJECT:
        return BRISK_JSON_OBJECT;
    case BRISK_NODE_NULL:
    case BRISK_NODE_FILE:
    default:
        return BRISK_JSON_NULL;
    }
}

bool brisk_json_bool(brisk_json value, bool *out)
{
    if (brisk_node_kind_of(value.node) != BRISK_NODE_BOOL) {
        return false;
    }
    *out = brisk_node_get_bool(value.node);
    return true;
}

bool brisk_json_int(brisk_json value, int64_t *out)
{
    brisk_node_kind kind = brisk_node_kind_of(value.node);
    if (kind == BRISK_NODE_UINT && brisk_node_get_uint(value.node) <= INT64_MAX) {
        *out = (int64_t)brisk_node_get_uint(value.node);
        return true;
    }
    if (kind == BRISK_NODE_INT) {
        *out = brisk_node_get_int(value.node);
        return true;
    }
    return false;
}

bool brisk_json_real(brisk_json value, double *out)
{
    switch (brisk_node_kind_of(value.node)) {
    case BRISK_NODE_UINT:
        *out = (double)brisk_node_get_uint(value.node);
        return true;
    case BRISK_NODE_INT:
        *out = (double)brisk_node_get_int(value.node);
        return true;
    case BRISK_NODE_REAL:
        *out = brisk_node_get_real(value.node);
        return true;
    case BRISK_NODE_BIG:
        return brisk_double_parse(brisk_node_get_text(value.node), out) == BRISK_NUMBER_OK;
    default:
        return false;
    }
}

bool brisk_json_str(brisk_json value, brisk_str *out)
{
    if (brisk_node_kind_of(value.node) != BRISK_NODE_TEXT) {
        return false;
    }
    *out = brisk_node_get_text(value.node);
    return true;
}

bool brisk_json_number_text(brisk_arena *arena, brisk_json value, brisk_str *out)
{
    char digits[BRISK_DOUBLE_MAX_LEN > BRISK_INTEGER_MAX_LEN ? BRISK_DOUBLE_MAX_LEN : BRISK_INTEGER_MAX_LEN];
    size_t len;
    switch (brisk_node_kind_of(value.node)) {
    case BRISK_NODE_BIG:
        *out = brisk_node_get_text(value.node);
        return true;
    case BRISK_NODE_UINT:
        len = brisk_uint64_format(digits, brisk_node_get_uint(value.node));
        break;
    case BRISK_NODE_INT:
        len = brisk_int64_format(digits, brisk_node_get_int(value.node));
        break;
    case BRISK_NODE_REAL:
        len = brisk_double_format(digits, brisk_node_get_real(value.node));
        break;
    default:
        return false;
    }
    *out = brisk_str_copy(arena, (brisk_str){digits, len});
    return out->len == len;
}

size_t brisk_json_count(brisk_json value)
{
    return brisk_node_count(value.node);
}

brisk_json_iter brisk_json_iterate(brisk_json value)
{
    brisk_node_walk walk = brisk_node_walk_of(value.node);
    return (brisk_json_iter){.next = walk.following, .left = walk.left, .is_object = walk.is_object};
}

bool brisk_json_next(brisk_json_iter *iter, brisk_str *key, brisk_json *item)
{
    /* the public walk is the private one without its results */
    brisk_node_walk walk = {.following = iter->next, .left = iter->left, .is_object = iter->is_object};
    if (!brisk_node_next(&walk)) {
        return false;
    }
    iter->next = walk.following;
    iter->left = walk.left;
    if (key) {
        *key = walk.key;
    }
    if (item) {
        item->node = walk.value;
    }
    return true;
}

brisk_json brisk_json_at(brisk_json value, size_t index)
{
    brisk_json item = {NULL};
    if (brisk_node_kind_of(value.node) != BRISK_NODE_ARRAY || index >= brisk_node_count(value.node)) {
        return item;
    }
    brisk_json_iter iter = brisk_json_iterate(value);
    for (size_t i = 0; i <= index && brisk_json_next(&iter, NULL, &item); i++) {
    }
    return item;
}

brisk_json brisk_json_get(brisk_json value, brisk_str key)
{
    return (brisk_json){brisk_node_get(value.node, key)};
}

bool brisk_json_find(brisk_json value, brisk_str key, brisk_json *out)
{
    const brisk_node *found = brisk_node_get(value.node, key);
    if (found && out) {
        out->node = found;
    }
    return found != NULL;
}

/* ---- comparison ---- */

static bool equal_numbers(brisk_json a, brisk_json b)
{
    int64_t int_a, int_b;
    if (brisk_json_int(a, &int_a) && brisk_json_int(b, &int_b)) {
        return int_a == int_b;
    }
    brisk_node_kind kind_a = brisk_node_kind_of(a.node), kind_b = brisk_node_kind_of(b.node);
    if (kind_a == BRISK_NODE_BIG && kind_b == BRISK_NODE_BIG) {
        return brisk_str_equal(brisk_node_get_text(a.node), brisk_node_get_text(b.node));
    }
    if (kind_a == BRISK_NODE_UINT && kind_b == BRISK_NODE_UINT) {
        return brisk_node_get_uint(a.node) == brisk_node_get_uint(b.node);
    }
    double real_a, real_b;
    return brisk_json_real(a, &real_a) && brisk_json_real(b, &real_b) && !(real_a < real_b) && !(real_a > real_b);
}

static bool equal_items(brisk_json a, brisk_json b)
{
    brisk_json_iter of_a = brisk_json_iterate(a), of_b = brisk_json_iterate(b);
    brisk_json item_a, item_b;
    brisk_str key;
    bool is_object = of_a.is_object;
    if (of_a.left != of_b.left) {
        return false;
    }
    while (brisk_json_next(&of_a, &key, &item_a)) {
        if (is_object ? !brisk_json_find(b, key, &item_b) : !brisk_json_next(&of_b, NULL, &item_b)) {
            return false;
        }
        if (!brisk_json_equal(item_a, item_b)) {
            return false;
        }
    }
    return true;
}

/* Recursion is bounded by the depth that the parser allowed. */
bool brisk_json_equal(brisk_json a, brisk_json b)
{
    brisk_json_kind kind = brisk_json_kind_of(a), other = brisk_json_kind_of(b);
    bool is_number = kind == BRISK_JSON_INT || kind == BRISK_JSON_REAL;
    if (is_number && (other == BRISK_JSON_INT || other == BRISK_JSON_REAL)) {
        return equal_numbers(a, b);
    }
    if (kind != other) {
        return false;
    }
    switch (kind) {
    case BRISK_JSON_BOOL:
        return brisk_node_get_bool(a.node) == brisk_node_get_bool(b.node);
    case BRISK_JSON_STR:
        return brisk_str_equal(brisk_node_get_text(a.node), brisk_node_get_text(b.node));
    case BRISK_JSON_ARRAY:
    case BRISK_JSON_OBJECT:
        return equal_items(a, b);
    default:
        return true;
    }
}

/* ---- text and making ---- */

brisk_status brisk_json_parse(brisk_arena *arena, brisk_str text, brisk_json *out)
{
    out->node = NULL;
    brisk_status status = brisk_json_text_parse(arena, text, 0, &out->node, NULL);
    if (status != BRISK_OK) {
        out->node = NULL;
    }
    return status == BRISK_OK || status == BRISK_NO_MEMORY ? status : BRISK_SYNTAX;
}

brisk_str brisk_json_text(brisk_arena *arena, brisk_json value)
{
    brisk_buffer text;
    brisk_buffer_init(&text, arena, 0);
    brisk_json_write_node(&text, value.node);
    return text.status == BRISK_OK ? brisk_buffer_view(&text) : (brisk_str){NULL, 0};
}

bool brisk_json_copy(brisk_arena *arena, brisk_json value, brisk_json *out)
{
    out->node = NULL;
    if (!value.node) {
        return true;
    }
    brisk_buffer text; /* on the heap: the arena would keep it */
    brisk_buffer_init(&text, NULL, 0);
    brisk_json_write_node(&text, value.node);
    bool is_copied = text.status == BRISK_OK && brisk_json_parse(arena, brisk_buffer_view(&text), out) == BRISK_OK;
    if (text.status == BRISK_NO_MEMORY) {
        brisk_arena_fail(arena); /* a caller that does not look is to notice, too */
    }
    brisk_buffer_clear(&text);
    return is_copied;
}

brisk_json brisk_json_of_str(brisk_arena *arena, brisk_str text)
{
    if (!brisk_utf8_is_valid(text)) {
        return (brisk_json){NULL};
    }
    brisk_str copy = brisk_str_copy(arena, text);
    return (brisk_json){copy.len == text.len ? brisk_node_text(arena, copy) : NULL};
}

brisk_json brisk_json_of_int(brisk_arena *arena, int64_t number)
{
    return (brisk_json){brisk_node_int(arena, number)};
}

brisk_json brisk_json_of_real(brisk_arena *arena, double number)
{
    bool is_finite = number - number == 0;
    return (brisk_json){is_finite ? brisk_node_real(arena, number) : brisk_node_null()};
}

brisk_json brisk_json_of_bool(brisk_arena *arena, bool truth)
{
    (void)arena;
    return (brisk_json){brisk_node_bool(truth)};
}

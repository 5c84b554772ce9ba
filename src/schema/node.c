/* node.c - making and reading nodes. See node.h, and node_yyjson.h for what they are made of. */
#include "schema/node.h"

#include "core/arena.h"
#include "schema/node_yyjson.h"

static const yyjson_val null_value = {.tag = YYJSON_TYPE_NULL, .uni = {.u64 = 0}};
static const yyjson_val false_value = {.tag = YYJSON_TYPE_BOOL | YYJSON_SUBTYPE_FALSE, .uni = {.u64 = 0}};
static const yyjson_val true_value = {.tag = YYJSON_TYPE_BOOL | YYJSON_SUBTYPE_TRUE, .uni = {.u64 = 0}};
static const yyjson_val empty_object = {.tag = YYJSON_TYPE_OBJ, .uni = {.ofs = sizeof(yyjson_val)}};
static const yyjson_val empty_array = {.tag = YYJSON_TYPE_ARR, .uni = {.ofs = sizeof(yyjson_val)}};

static void set_text(yyjson_val *val, brisk_str text)
{
    val->tag = ((uint64_t)text.len << YYJSON_TAG_BIT) | YYJSON_TYPE_STR;
    val->uni.str = text.ptr ? text.ptr : "";
}

static yyjson_val *new_values(brisk_arena *arena, size_t count)
{
    return brisk_arena_alloc_array(arena, count, sizeof(yyjson_val));
}

const brisk_node *brisk_node_text(brisk_arena *arena, brisk_str text)
{
    yyjson_val *val = new_values(arena, 1);

    if (val == NULL) {
        return NULL;
    }
    set_text(val, text);
    return brisk_val_node(val);
}

const brisk_node *brisk_node_texts(brisk_arena *arena, const brisk_str *texts, size_t count)
{
    yyjson_val *val = new_values(arena, count + 1);

    if (val == NULL) {
        return NULL;
    }
    val->tag = ((uint64_t)count << YYJSON_TAG_BIT) | YYJSON_TYPE_ARR;
    val->uni.ofs = (count + 1) * sizeof(yyjson_val);
    for (size_t i = 0; i < count; i++) {
        set_text(&val[i + 1], texts[i]);
    }
    return brisk_val_node(val);
}

const brisk_node *brisk_node_file(brisk_arena *arena, const brisk_file *file)
{
    yyjson_val *val = new_values(arena, 1);

    if (val == NULL) {
        return NULL;
    }
    val->tag = YYJSON_TYPE_RAW | BRISK_NODE_SUBTYPE_FILE;
    val->uni.str = (const char *)(const void *)file;
    return brisk_val_node(val);
}

const brisk_node *brisk_node_array(brisk_arena *arena, const brisk_node *const *items, size_t count)
{
    size_t total = 1;

    for (size_t i = 0; i < count; i++) {
        total += brisk_val_span(brisk_node_val(items[i]));
    }
    yyjson_val *val = new_values(arena, total);
    if (val == NULL) {
        return NULL;
    }
    val->tag = ((uint64_t)count << YYJSON_TAG_BIT) | YYJSON_TYPE_ARR;
    val->uni.ofs = total * sizeof(yyjson_val);
    yyjson_val *to = val + 1;
    for (size_t i = 0; i < count; i++) {
        size_t span = brisk_val_span(brisk_node_val(items[i]));
        memcpy(to, brisk_node_val(items[i]), span * sizeof(yyjson_val));
        to += span;
    }
    return brisk_val_node(val);
}

const brisk_node *brisk_node_object(brisk_arena *arena, const brisk_node_member *members, size_t count)
{
    size_t total = 1;

    for (size_t i = 0; i < count; i++) {
        total += 1 + brisk_val_span(brisk_node_val(members[i].value));
    }
    yyjson_val *val = new_values(arena, total);
    if (val == NULL) {
        return NULL;
    }
    val->tag = ((uint64_t)count << YYJSON_TAG_BIT) | YYJSON_TYPE_OBJ;
    val->uni.ofs = total * sizeof(yyjson_val);
    yyjson_val *to = val + 1;
    for (size_t i = 0; i < count; i++) {
        size_t span = brisk_val_span(brisk_node_val(members[i].value));
        set_text(to++, members[i].key);
        memcpy(to, brisk_node_val(members[i].value), span * sizeof(yyjson_val));
        to += span;
    }
    return brisk_val_node(val);
}

const brisk_node *brisk_node_null(void)
{
    return brisk_val_node(&null_value);
}

const brisk_node *brisk_node_bool(bool value)
{
    return brisk_val_node(value ? &true_value : &false_value);
}

const brisk_node *brisk_node_empty_object(void)
{
    return brisk_val_node(&empty_object);
}

const brisk_node *brisk_node_empty_array(void)
{
    return brisk_val_node(&empty_array);
}

const brisk_node *brisk_node_int(brisk_arena *arena, int64_t value)
{
    yyjson_val *val = new_values(arena, 1);

    if (val == NULL) {
        return NULL;
    }
    val->tag = YYJSON_TYPE_NUM | (value < 0 ? YYJSON_SUBTYPE_SINT : YYJSON_SUBTYPE_UINT);
    val->uni.i64 = value;
    return brisk_val_node(val);
}

const brisk_node *brisk_node_real(brisk_arena *arena, double value)
{
    yyjson_val *val = new_values(arena, 1);

    if (val == NULL) {
        return NULL;
    }
    val->tag = YYJSON_TYPE_NUM | YYJSON_SUBTYPE_REAL;
    val->uni.f64 = value;
    return brisk_val_node(val);
}

static brisk_node_kind kind_of_number(uint8_t subtype)
{
    if (subtype == YYJSON_SUBTYPE_UINT) {
        return BRISK_NODE_UINT;
    }
    return subtype == YYJSON_SUBTYPE_SINT ? BRISK_NODE_INT : BRISK_NODE_REAL;
}

brisk_node_kind brisk_node_kind_of(const brisk_node *node)
{
    if (node == NULL) {
        return BRISK_NODE_NULL;
    }
    uint8_t subtype = brisk_val_tag(brisk_node_val(node)) & YYJSON_SUBTYPE_MASK;
    switch (brisk_val_type(brisk_node_val(node))) {
    case YYJSON_TYPE_RAW:
        return subtype == BRISK_NODE_SUBTYPE_FILE ? BRISK_NODE_FILE : BRISK_NODE_BIG;
    case YYJSON_TYPE_BOOL:
        return BRISK_NODE_BOOL;
    case YYJSON_TYPE_NUM:
        return kind_of_number(subtype);
    case YYJSON_TYPE_STR:
        return BRISK_NODE_TEXT;
    case YYJSON_TYPE_ARR:
        return BRISK_NODE_ARRAY;
    case YYJSON_TYPE_OBJ:
        return BRISK_NODE_OBJECT;
    default:
        return BRISK_NODE_NULL;
    }
}

brisk_str brisk_node_get_text(const brisk_node *node)
{
    brisk_node_kind kind = brisk_node_kind_of(node);

    if (kind != BRISK_NODE_TEXT && kind != BRISK_NODE_BIG) {
        return (brisk_str){"", 0};
    }
    return brisk_val_text(brisk_node_val(node));
}

bool brisk_node_get_bool(const brisk_node *node)
{
    return node != NULL && brisk_val_tag(brisk_node_val(node)) == (YYJSON_TYPE_BOOL | YYJSON_SUBTYPE_TRUE);
}

uint64_t brisk_node_get_uint(const brisk_node *node)
{
    return brisk_node_kind_of(node) == BRISK_NODE_UINT ? brisk_node_val(node)->uni.u64 : 0;
}

int64_t brisk_node_get_int(const brisk_node *node)
{
    return brisk_node_kind_of(node) == BRISK_NODE_INT ? brisk_node_val(node)->uni.i64 : 0;
}

double brisk_node_get_real(const brisk_node *node)
{
    return brisk_node_kind_of(node) == BRISK_NODE_REAL ? brisk_node_val(node)->uni.f64 : 0;
}

const brisk_file *brisk_node_get_file(const brisk_node *node)
{
    if (brisk_node_kind_of(node) != BRISK_NODE_FILE) {
        return NULL;
    }
    return (const brisk_file *)(const void *)brisk_node_val(node)->uni.str;
}

size_t brisk_node_count(const brisk_node *node)
{
    return node != NULL && brisk_val_type(brisk_node_val(node)) >= YYJSON_TYPE_ARR ? brisk_val_len(brisk_node_val(node))
                                                                                   : 0;
}

const brisk_node *brisk_node_get(const brisk_node *object, brisk_str key)
{
    const brisk_node *found = NULL;
    brisk_node_walk walk = brisk_node_walk_of(object);

    while (walk.is_object && brisk_node_next(&walk)) {
        if (brisk_str_equal(walk.key, key)) {
            found = walk.value;
        }
    }
    return found;
}

brisk_node_walk brisk_node_walk_of(const brisk_node *node)
{
    brisk_node_walk walk = {.key = {"", 0}, .value = NULL, .index = 0, .left = brisk_node_count(node)};

    walk.is_object = brisk_node_kind_of(node) == BRISK_NODE_OBJECT;
    walk.following = walk.left > 0 ? brisk_val_node(brisk_node_val(node) + 1) : NULL;
    return walk;
}

bool brisk_node_next(brisk_node_walk *walk)
{
    if (walk->left == 0) {
        return false;
    }
    const yyjson_val *val = brisk_node_val(walk->following);
    if (walk->is_object) {
        walk->key = brisk_val_text(val);
        val++;
    }
    walk->index = walk->value == NULL ? 0 : walk->index + 1;
    walk->value = brisk_val_node(val);
    walk->following = brisk_val_node(brisk_val_next(val));
    walk->left--;
    return true;
}

/* default.c - defaults. See default.h.
 *
 * Numbers, texts and enum constants are stored at once. What needs a parser (a date from its text) goes the way that a
 * value in a request goes, with the literal as its node. */
#include "schema/default.h"

#include "core/arena.h"
#include "schema/class.h"

static const brisk_node *literal_node(brisk_arena *arena, const brisk_literal *literal)
{
    switch (literal->kind) {
    case BRISK_LITERAL_BOOL:
        return brisk_node_bool(literal->i != 0);
    case BRISK_LITERAL_INT:
        return brisk_node_int(arena, literal->i);
    case BRISK_LITERAL_REAL:
        return brisk_node_real(arena, literal->d);
    case BRISK_LITERAL_TEXT:
        return brisk_node_text(arena, brisk_str_view(literal->text));
    case BRISK_LITERAL_NULL:
    case BRISK_LITERAL_END:
        break;
    }
    return brisk_node_null();
}

/** Decodes a literal as if it had been sent; its problems would be the app's, not the request's. */
static brisk_status decode_literal(brisk_decoder *decoder, const brisk_type *type, const brisk_rule *rules,
                                   const brisk_literal *literal, void *out)
{
    brisk_problems_mark mark = brisk_problems_mark_now(&decoder->problems);
    brisk_loc loc = brisk_loc_key(NULL, BRISK_S("default"));
    brisk_rule_chain chain = {.own = rules};
    brisk_site site = {.node = literal_node(decoder->arena, literal), .loc = &loc, .rules = rules ? &chain : NULL};

    if (site.node == NULL) {
        return BRISK_NO_MEMORY;
    }
    brisk_status status = brisk_decode_site(decoder, type, &site, out);
    if (status == BRISK_INVALID) {
        brisk_problems_rewind(&decoder->problems, mark);
        return BRISK_USAGE;
    }
    return status;
}

/** An enum's default is its C constant, or, for one that is text on the wire, also that text. */
static brisk_status store_enum(const brisk_type *type, const brisk_literal *literal, void *out)
{
    for (const brisk_enum_value *value = type->values; value->name != NULL; value++) {
        bool is_this = literal->kind == BRISK_LITERAL_TEXT
                           ? value->wire.kind == BRISK_LITERAL_TEXT && strcmp(value->wire.text, literal->text) == 0
                           : value->value == literal->i;
        if (is_this) {
            *(int *)out = value->value;
            return BRISK_OK;
        }
    }
    return BRISK_USAGE;
}

static brisk_status store_literal(brisk_decoder *decoder, const brisk_type *type, const brisk_literal *literal,
                                  void *out)
{
    bool is_int = literal->kind == BRISK_LITERAL_INT || literal->kind == BRISK_LITERAL_BOOL;

    type = brisk_type_resolve(type);
    if (type->kind == BRISK_KIND_ENUM) {
        return store_enum(type, literal, out);
    }
    if (type->kind == BRISK_KIND_BOOL && is_int) {
        *(bool *)out = literal->i != 0;
        return BRISK_OK;
    }
    if (type->kind == BRISK_KIND_INT64 && is_int) {
        *(int64_t *)out = literal->i;
        return BRISK_OK;
    }
    if (type->kind == BRISK_KIND_DOUBLE && (is_int || literal->kind == BRISK_LITERAL_REAL)) {
        *(double *)out = literal->kind == BRISK_LITERAL_REAL ? literal->d : (double)literal->i;
        return BRISK_OK;
    }
    if (type->kind == BRISK_KIND_STR && literal->kind == BRISK_LITERAL_TEXT) {
        *(brisk_str *)out = brisk_str_view(literal->text);
        return BRISK_OK;
    }
    return decode_literal(decoder, type, NULL, literal, out);
}

/** What list and set look like in C. */
typedef struct list_value {
    void *items;
    size_t count;
} list_value;

static brisk_status store_list(brisk_decoder *decoder, const brisk_type *type, const brisk_literal *literals,
                               list_value *out)
{
    size_t count = 0;

    while (literals[count].kind != BRISK_LITERAL_END) {
        count++;
    }
    if (count == 0) {
        return BRISK_OK;
    }
    char *items = brisk_arena_alloc_array(decoder->arena, count, type->item_size);
    if (items == NULL) {
        return BRISK_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        brisk_status status = store_literal(decoder, type->item, &literals[i], items + i * type->item_size);
        if (status != BRISK_OK) {
            return status;
        }
    }
    out->items = items;
    out->count = count;
    return BRISK_OK;
}

static brisk_status store_tuple(brisk_decoder *decoder, const brisk_type *type, const brisk_literal *literals,
                                char *out)
{
    for (size_t i = 0; i < type->field_count; i++) {
        const brisk_field *field = &type->fields[i];
        if (literals[i].kind == BRISK_LITERAL_END) {
            return BRISK_USAGE;
        }
        brisk_status status = store_literal(decoder, field->type, &literals[i], out + field->offset);
        if (status != BRISK_OK) {
            return status;
        }
    }
    return BRISK_OK;
}

brisk_status brisk_default_store(brisk_decoder *decoder, const brisk_field *field, void *out)
{
    const brisk_type *type = brisk_type_resolve(field->type);
    const brisk_literal *literals = field->defaults;

    if (type->kind == BRISK_KIND_OPT) {
        if (type->is_indirect) {
            return BRISK_OK; /* a model or union: no literal fits, absent is all there is */
        }
        type = brisk_type_resolve(type->item);
    }
    if (literals == NULL || (literals->kind == BRISK_LITERAL_NULL && type->kind != BRISK_KIND_JSON)) {
        return BRISK_OK;
    }
    if (type->kind == BRISK_KIND_LIST || type->kind == BRISK_KIND_SET) {
        return store_list(decoder, type, literals, out);
    }
    if (literals->kind == BRISK_LITERAL_END) {
        return BRISK_OK; /* defaults() of a map, model …: all zero */
    }
    if (type->kind == BRISK_KIND_TUPLE) {
        return store_tuple(decoder, type, literals, out);
    }
    if (type->kind == BRISK_KIND_JSON && literals->kind == BRISK_LITERAL_TEXT) {
        return decode_literal(decoder, type, field->rules, literals, out); /* whole: a number told by its digits */
    }
    return store_literal(decoder, type, literals, out);
}

/** The literal of an enum's C constant is its wire form. */
static const brisk_node *value_node(brisk_arena *arena, const brisk_type *type, const brisk_literal *literal)
{
    type = brisk_type_behind_opt(type);
    if (type->kind == BRISK_KIND_ENUM && literal->kind == BRISK_LITERAL_INT) {
        for (const brisk_enum_value *value = type->values; value->name != NULL; value++) {
            if (value->value == literal->i) {
                return literal_node(arena, &value->wire);
            }
        }
    }
    return literal_node(arena, literal);
}

const brisk_node *brisk_default_node(brisk_arena *arena, const brisk_field *field)
{
    const brisk_type *type = brisk_type_behind_opt(field->type);
    const brisk_node *items[64];
    size_t count = 0;

    if (!field->has_default || field->defaults == NULL) {
        return NULL;
    }
    if (!brisk_type_is_sequence(type)) {
        return field->defaults->kind == BRISK_LITERAL_END ? NULL : value_node(arena, type, field->defaults);
    }
    size_t most = type->kind == BRISK_KIND_TUPLE && type->field_count < 64 ? type->field_count : 64;
    for (; count < most && field->defaults[count].kind != BRISK_LITERAL_END; count++) {
        const brisk_type *item = type->kind == BRISK_KIND_TUPLE ? type->fields[count].type : type->item;
        items[count] = value_node(arena, item, &field->defaults[count]);
        if (items[count] == NULL) {
            return NULL;
        }
    }
    return brisk_node_array(arena, items, count);
}

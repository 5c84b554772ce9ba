/* encode.c - C values to JSON: one walk over value and descriptor, straight into the buffer.
 *
 *     write_value ─ switch on the kind ─┬► scalars, formats (encode_scalar.c)
 *                                       └► list set map model tuple union ─► write_value of each part
 *
 * The forms are those of pydantic's JSON mode. Where the walk is stands in a list on the stack (`at`), from the
 * innermost part outwards; only a misfit turns it into text. Two cares run along: the depth, since pointers could form a
 * cycle, and the filter of include(…) and exclude(…), which costs nothing where there is none. */
#include "schema/encode.h"

#include "schema/decode.h"
#include "schema/encode_filter.h"
#include "schema/encode_scalar.h"
#include "schema/encode_text.h"
#include "schema/json_write.h"
#include "schema/value_parts.h"

#include <brisk/value.h>

#include <string.h>

/* A part of the place of a value. name.ptr NULL: an index. */
typedef struct place {
    const struct place *up;
    brisk_str name;
    size_t index;
} place;

typedef struct encoder {
    brisk_buffer *out;
    brisk_arena *arena;
    brisk_encode_options options;
    const char *root; /* name of the outermost type */
    const char **why;
    unsigned depth;
    bool is_broken;
} encoder;

static bool write_value(encoder *e, const brisk_type *type, const void *value, const place *at,
                        const brisk_filter *filter);

static const brisk_filter NO_FILTER = {{NULL, 0}, {NULL, 0}};

/* ---- misfits ---- */

static void append_place(brisk_buffer *text, const place *at)
{
    if (!at) {
        return;
    }
    append_place(text, at->up);
    if (at->name.ptr) {
        brisk_buffer_append_char(text, '.');
        brisk_buffer_append_str(text, at->name);
    } else {
        brisk_buffer_append_printf(text, "[%zu]", at->index);
    }
}

/* Notes the first misfit as "Item.tags[3]: what". Always false. */
static bool broken(encoder *e, const place *at, const char *what)
{
    if (!e->is_broken && e->why) {
        brisk_buffer text;
        brisk_buffer_init(&text, e->arena, 0);
        brisk_buffer_append_c_string(&text, e->root);
        append_place(&text, at);
        brisk_buffer_append_printf(&text, ": %s", what);
        brisk_buffer_append_char(&text, '\0');
        *e->why = text.status == BRISK_OK ? text.data : what;
    }
    e->is_broken = true;
    return false;
}

/* The value of an opt, where it is given: NULL for an indirect one without a value. */
static const void *opt_value(const brisk_type *type, const void *value, bool *is_given)
{
    *is_given = brisk_flag_read(value, type->item_size);
    return type->is_indirect ? brisk_pointer_read(value) : value;
}

/* ---- lists, maps, tuples ---- */

static bool write_item(encoder *e, const brisk_type *type, const void *value, const place *at, size_t index,
                       const brisk_filter *filter, bool *is_first)
{
    place here = {at, {NULL, 0}, index};
    brisk_filter under = NO_FILTER;
    if (brisk_filter_is_on(filter)) {
        char digits[24];
        size_t start = sizeof digits, rest = index;
        do {
            digits[--start] = (char)('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        if (!brisk_filter_step(filter, e->arena, (brisk_str){digits + start, sizeof digits - start}, true, &under)) {
            return true;
        }
    }
    if (!*is_first) {
        brisk_buffer_append_char(e->out, ',');
    }
    *is_first = false;
    return write_value(e, type, value, &here, &under);
}

static bool write_list(encoder *e, const brisk_type *type, const void *value, const place *at,
                       const brisk_filter *filter)
{
    brisk_items list = brisk_items_read(value);
    bool is_first = true;
    if (list.count > 0 && !list.items) {
        return broken(e, at, "a list of some items without a pointer to them");
    }
    brisk_buffer_append_char(e->out, '[');
    for (size_t i = 0; i < list.count && e->out->status == BRISK_OK; i++) {
        if (!write_item(e, type->item, list.items + i * type->item_size, at, i, filter, &is_first)) {
            return false;
        }
    }
    brisk_buffer_append_char(e->out, ']');
    return true;
}

static bool write_tuple(encoder *e, const brisk_type *type, const void *value, const place *at,
                        const brisk_filter *filter)
{
    bool is_first = true;
    brisk_buffer_append_char(e->out, '[');
    for (size_t i = 0; i < type->field_count; i++) {
        const brisk_field *field = &type->fields[i];
        if (!write_item(e, field->type, (const char *)value + field->offset, at, i, filter, &is_first)) {
            return false;
        }
    }
    brisk_buffer_append_char(e->out, ']');
    return true;
}

static bool is_field_key(const brisk_type *model, brisk_str key, bool by_name)
{
    for (size_t i = 0; model && i < model->field_count; i++) {
        const brisk_field *field = &model->fields[i];
        if (!field->is_input_only && !field->is_extras &&
            brisk_str_equal(key, !by_name && field->alias_out.ptr ? field->alias_out : field->name)) {
            return true;
        }
    }
    return false;
}

/* Writes the entries of a map. model: where they are the extra keys of one, else NULL; a key that a field of it has
 * already is left out, as an object must not have a key twice. */
static bool write_entries(encoder *e, const brisk_type *type, const void *value, const place *at,
                          const brisk_filter *filter, const brisk_type *model, bool *is_first)
{
    brisk_items list = brisk_items_read(value);
    if (list.count > 0 && !list.items) {
        return broken(e, at, "a map of some entries without a pointer to them");
    }
    for (size_t i = 0; i < list.count && e->out->status == BRISK_OK; i++) {
        const char *entry = list.items + i * type->item_size;
        brisk_filter under = NO_FILTER;
        brisk_str key;
        memcpy(&key, entry, sizeof key);
        if (is_field_key(model, key, e->options.writes_names) ||
            (brisk_filter_is_on(filter) && !brisk_filter_step(filter, e->arena, key, false, &under))) {
            continue;
        }
        if (!*is_first) {
            brisk_buffer_append_char(e->out, ',');
        }
        *is_first = false;
        if (!brisk_encode_text(e->out, key)) {
            place here = {at, {NULL, 0}, i};
            return broken(e, &here, "a key that is invalid UTF-8");
        }
        brisk_buffer_append_char(e->out, ':');
        place here = {at, {key.ptr ? key.ptr : "", key.len}, 0};
        if (!write_value(e, type->item, entry + sizeof(brisk_str), &here, &under)) {
            return false;
        }
    }
    return true;
}

/* ---- models ---- */

/* True where value is what the field has when it is absent. Decodes the default each time: only endpoints with
 * omit_defaults pay for it. */
static bool is_default(encoder *e, const brisk_field *field, const void *value)
{
    const brisk_type *type = brisk_type_resolve(field->type);
    if (type->kind == BRISK_KIND_OPT) {
        bool is_given = false;
        const void *inner = opt_value(type, value, &is_given);
        if (!field->has_default) {
            return !is_given && !field->is_required;
        }
        if (!is_given || !inner) {
            return !is_given && !brisk_flag_read(value, type->item_size + 1);
        }
        value = inner;
        type = type->item;
    } else if (!field->has_default) {
        return false;
    }
    brisk_field plain = *field;
    brisk_decoder decoder;
    void *room = brisk_arena_alloc(e->arena, type->size);
    plain.type = type;
    brisk_decoder_init(&decoder, e->arena, NULL);
    return room && brisk_decode_missing(&decoder, &plain, NULL, NULL, room) == BRISK_OK &&
           brisk_value_equal(type, room, value);
}

static bool is_absent_opt(const brisk_field *field, const void *value)
{
    const brisk_type *type = brisk_type_resolve(field->type);
    return type->kind == BRISK_KIND_OPT && !brisk_flag_read(value, type->item_size) &&
           !brisk_flag_read(value, type->item_size + 1);
}

static bool is_null_opt(const brisk_field *field, const void *value)
{
    const brisk_type *type = brisk_type_resolve(field->type);
    return type->kind == BRISK_KIND_OPT && !brisk_flag_read(value, type->item_size) &&
           brisk_flag_read(value, type->item_size + 1);
}

/* Absent, without a default, and never null (PATCH models): the only form on the wire is no key at all. */
static bool is_left_out(const brisk_field *field, const void *value)
{
    return field->is_not_null && !field->has_default && is_absent_opt(field, value);
}

/* Whether the options leave a field out for its value. */
static bool is_omitted(encoder *e, const brisk_field *field, const void *value)
{
    const brisk_type *type = brisk_type_resolve(field->type);
    if (type->kind == BRISK_KIND_OPT && (e->options.omits_null || e->options.omits_unset)) {
        bool is_given = brisk_flag_read(value, type->item_size), is_null = brisk_flag_read(value, type->item_size + 1);
        bool is_absent = !is_given && !is_null;
        if ((e->options.omits_unset && is_absent) ||
            (e->options.omits_null && !is_given && (is_null || !field->has_default))) {
            return true;
        }
    }
    if (type->kind == BRISK_KIND_JSON && e->options.omits_null) {
        const brisk_node *node = brisk_pointer_read(value);
        if (brisk_node_kind_of(node) == BRISK_NODE_NULL) {
            return true;
        }
    }
    return e->options.omits_defaults && !field->compute && is_default(e, field, value);
}

static bool has_literal(const brisk_field *field, const void *value, const brisk_literal *literals)
{
    const brisk_type *type = brisk_type_resolve(field->type);
    for (; literals->kind != BRISK_LITERAL_END; literals++) {
        if (brisk_encode_is_literal(type, value, literals)) {
            return true;
        }
    }
    return false;
}

/* A text or number that one_of(…) allows, as the tag of a union member is. */
static bool check_literals(encoder *e, const brisk_field *field, const void *value, const place *at)
{
    for (const brisk_rule *rule = field->rules; rule->is; rule++) {
        if (rule->is == &brisk_rule_one_of && brisk_encode_has_literals(brisk_type_resolve(field->type)) &&
            !has_literal(field, value, rule->as.literals)) {
            return broken(e, at, "none of the values that one_of(...) allows");
        }
    }
    return true;
}

static void write_key(encoder *e, const brisk_field *field, bool is_first)
{
    brisk_str name = field->name;
    if (field->alias_out.ptr && !e->options.writes_names) {
        if (!is_first) {
            brisk_buffer_append_char(e->out, ',');
        }
        (void)brisk_encode_text(e->out, field->alias_out);
        brisk_buffer_append_char(e->out, ':');
        return;
    }
    char *room = brisk_buffer_reserve(e->out, name.len + 4); /* a C name needs no escape */
    if (!room) {
        return;
    }
    size_t size = 0;
    if (!is_first) {
        room[size++] = ',';
    }
    room[size++] = '"';
    memcpy(room + size, name.ptr, name.len);
    size += name.len;
    room[size++] = '"';
    room[size++] = ':';
    brisk_buffer_commit(e->out, size);
}

/* The value of an opt field that is absent: its default. */
static bool write_absent(encoder *e, const brisk_field *field)
{
    if (!field->has_default) {
        BRISK_BUFFER_APPEND_LITERAL(e->out, "null");
    } else {
        brisk_encode_default(e->out, field->type, field->defaults);
    }
    return true;
}

/* A computed value goes through room of its own: on the stack where it is small. */
typedef union scratch {
    max_align_t align;
    unsigned char bytes[256];
} scratch;

static const void *field_value(encoder *e, const brisk_field *field, const void *model, scratch *small)
{
    if (!field->compute) {
        return (const char *)model + field->offset;
    }
    void *room = small;
    if (field->type->size > sizeof *small) {
        room = brisk_arena_alloc(e->arena, field->type->size);
    } else {
        memset(small, 0, sizeof *small);
    }
    if (room) {
        field->compute(model, room);
    }
    return room;
}

static bool write_field(encoder *e, const brisk_field *field, const void *model, const place *at,
                        const brisk_filter *filter, bool *is_first)
{
    scratch small;
    brisk_filter under = NO_FILTER;
    if (brisk_filter_is_on(filter) && !brisk_filter_step(filter, e->arena, field->name, false, &under)) {
        return true;
    }
    const void *value = field_value(e, field, model, &small);
    if (!value) {
        return false; /* the arena is marked failed */
    }
    bool has_options = e->options.omits_null || e->options.omits_unset || e->options.omits_defaults;
    if ((field->is_not_null && is_left_out(field, value)) || (has_options && is_omitted(e, field, value))) {
        return true;
    }
    place here = {at, field->name, 0};
    if (field->is_not_null && is_null_opt(field, value)) {
        return broken(e, &here, "null, which not_null rules out");
    }
    write_key(e, field, *is_first);
    *is_first = false;
    if (field->type->kind == BRISK_KIND_OPT || field->type->kind == BRISK_KIND_NAMED) {
        if (is_absent_opt(field, value)) {
            return write_absent(e, field);
        }
    }
    if (field->rules && !check_literals(e, field, value, &here)) {
        return false;
    }
    return write_value(e, field->type, value, &here, &under);
}

static bool write_model(encoder *e, const brisk_type *type, const void *value, const place *at,
                        const brisk_filter *filter)
{
    const brisk_field *extras = NULL;
    bool is_first = true;
    brisk_buffer_append_char(e->out, '{');
    for (size_t i = 0; i < type->field_count; i++) {
        const brisk_field *field = &type->fields[i];
        if (field->is_extras) {
            extras = field;
        } else if (!field->is_input_only && !write_field(e, field, value, at, filter, &is_first)) {
            return false;
        }
    }
    if (extras && !write_entries(e, brisk_type_resolve(extras->type), (const char *)value + extras->offset, at, filter,
                                 type, &is_first)) {
        return false;
    }
    brisk_buffer_append_char(e->out, '}');
    return true;
}

/* ---- unions, and the switch ---- */

static bool write_union(encoder *e, const brisk_type *type, const void *value, const place *at,
                        const brisk_filter *filter)
{
    const brisk_union_member *member = brisk_union_member_of(type, value);
    if (!member) {
        return broken(e, at, "a union without a member (is it set?)");
    }
    return write_value(e, member->type, (const char *)value + member->offset, at, filter);
}

static bool write_opt(encoder *e, const brisk_type *type, const void *value, const place *at,
                      const brisk_filter *filter)
{
    bool is_given;
    const void *inner = opt_value(type, value, &is_given);
    if (!is_given) {
        BRISK_BUFFER_APPEND_LITERAL(e->out, "null");
        return true;
    }
    if (!inner) {
        return broken(e, at, "given, but the pointer is NULL");
    }
    return write_value(e, type->item, inner, at, filter);
}

static bool write_composite(encoder *e, const brisk_type *type, const void *value, const place *at,
                            const brisk_filter *filter)
{
    bool is_first = true;
    switch (type->kind) {
    case BRISK_KIND_OPT:
        return write_opt(e, type, value, at, filter);
    case BRISK_KIND_LIST:
    case BRISK_KIND_SET:
        return write_list(e, type, value, at, filter);
    case BRISK_KIND_MAP:
        brisk_buffer_append_char(e->out, '{');
        if (!write_entries(e, type, value, at, filter, NULL, &is_first)) {
            return false;
        }
        brisk_buffer_append_char(e->out, '}');
        return true;
    case BRISK_KIND_MODEL:
        return write_model(e, type, value, at, filter);
    case BRISK_KIND_TUPLE:
        return write_tuple(e, type, value, at, filter);
    case BRISK_KIND_UNION:
        return write_union(e, type, value, at, filter);
    case BRISK_KIND_NAMED:
        return write_value(e, type->item, value, at, filter);
    default:
        return broken(e, at, "a value of a type that has no JSON form");
    }
}

static bool write_value(encoder *e, const brisk_type *type, const void *value, const place *at,
                        const brisk_filter *filter)
{
    if (type->kind < BRISK_KIND_OPT) {
        const char *what = brisk_encode_scalar(e->out, type, value);
        return what ? broken(e, at, what) : true;
    }
    if (e->depth >= BRISK_VALUE_MAX_DEPTH) {
        return broken(e, at, "nested too deeply (does it contain itself?)");
    }
    e->depth++;
    bool is_written = write_composite(e, type, value, at, filter);
    e->depth--;
    return is_written;
}

brisk_status brisk_encode(brisk_buffer *out, brisk_arena *arena, const brisk_type *type, const void *value,
                          const brisk_encode_options *opt, const char **why)
{
    encoder e = {.out = out, .arena = arena, .why = why, .root = type->name ? type->name : "answer"};
    if (opt) {
        e.options = *opt;
    }
    if (why) {
        *why = NULL;
    }
    brisk_filter filter = brisk_filter_of(e.options.include, e.options.exclude);
    bool is_written = value ? write_value(&e, type, value, NULL, &filter) : broken(&e, NULL, "no value (NULL)");
    if (e.is_broken) {
        return BRISK_BROKEN_ANSWER;
    }
    if (out->status != BRISK_OK) {
        return out->status;
    }
    return is_written && !brisk_arena_failed(arena) ? BRISK_OK : BRISK_NO_MEMORY;
}

/* ---- defaults ---- */

static void write_default_scalar(brisk_buffer *out, const brisk_type *type, const brisk_literal *literal)
{
    if (type->kind == BRISK_KIND_ENUM && literal->kind == BRISK_LITERAL_INT) {
        for (const brisk_enum_value *v = type->values; v && v->name; v++) {
            if (v->value == (int)literal->i) {
                brisk_json_write_literal(out, &v->wire);
                return;
            }
        }
    }
    if (type->kind == BRISK_KIND_DOUBLE && literal->kind == BRISK_LITERAL_INT) {
        brisk_buffer_append_double(out, literal->d);
        return;
    }
    brisk_json_write_literal(out, literal);
}

void brisk_encode_default(brisk_buffer *out, const brisk_type *type, const brisk_literal *literals)
{
    static const brisk_literal end = {.kind = BRISK_LITERAL_END};
    const brisk_literal *literal = literals ? literals : &end;
    type = brisk_type_behind_opt(type);
    bool is_null = literal->kind == BRISK_LITERAL_NULL;
    if (!is_null && (type->kind == BRISK_KIND_LIST || type->kind == BRISK_KIND_SET || type->kind == BRISK_KIND_TUPLE)) {
        brisk_buffer_append_char(out, '[');
        for (size_t i = 0; literal[i].kind != BRISK_LITERAL_END; i++) {
            if (i > 0) {
                brisk_buffer_append_char(out, ',');
            }
            const brisk_type *item =
                type->kind == BRISK_KIND_TUPLE && i < type->field_count ? type->fields[i].type : type->item;
            if (item) {
                write_default_scalar(out, brisk_type_behind_opt(item), &literal[i]);
            } else {
                brisk_json_write_literal(out, &literal[i]);
            }
        }
        brisk_buffer_append_char(out, ']');
    } else if (!is_null && (type->kind == BRISK_KIND_MAP || type->kind == BRISK_KIND_MODEL)) {
        BRISK_BUFFER_APPEND_LITERAL(out, "{}");
    } else {
        write_default_scalar(out, type, literal);
    }
}

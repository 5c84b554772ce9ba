/* label.c - see label.h. Where pydantic shows the inside of its own machine (function-wrap[wrap_val()] for a URL), the
 * plain word of the type is used. */
#include "schema/types/label.h"

#include "core/buffer.h"
#include "schema/class.h"
#include "schema/decode_expected.h"

enum { MAX_DEPTH = 8 };

static void write_label(brisk_buffer *buffer, const brisk_type *type, int depth);

static bool is_constrained(const brisk_type *type)
{
    return type->rules != NULL && type->rules->is != NULL && type->rules->is->order != BRISK_RULE_ORDER_CHECK;
}

static void write_tuple(brisk_buffer *buffer, const brisk_type *type, int depth)
{
    BRISK_BUFFER_APPEND_LITERAL(buffer, "tuple[");
    for (size_t i = 0; i < type->field_count; i++) {
        brisk_buffer_append_c_string(buffer, i > 0 ? ", " : "");
        write_label(buffer, type->fields[i].type, depth + 1);
    }
    brisk_buffer_append_char(buffer, ']');
}

static void write_union(brisk_buffer *buffer, const brisk_type *type, int depth)
{
    brisk_buffer_append_c_string(buffer, type->tag != NULL ? "tagged-union[" : "union[");
    for (size_t i = 0; type->members[i].name != NULL; i++) {
        brisk_buffer_append_c_string(buffer, i > 0 ? "," : "");
        write_label(buffer, type->members[i].type, depth + 1);
    }
    brisk_buffer_append_char(buffer, ']');
}

/** "literal['a','b']"; false where the type is none of one_of. */
static bool write_literals(brisk_buffer *buffer, const brisk_type *type)
{
    if (type->rules == NULL || type->rules->is != &brisk_rule_one_of) {
        return false;
    }
    BRISK_BUFFER_APPEND_LITERAL(buffer, "literal[");
    for (const brisk_literal *literal = type->rules->as.literals; literal->kind != BRISK_LITERAL_END; literal++) {
        brisk_buffer_append_c_string(buffer, literal > type->rules->as.literals ? "," : "");
        brisk_expected_write(buffer, literal);
    }
    brisk_buffer_append_char(buffer, ']');
    return true;
}

static void write_named(brisk_buffer *buffer, const brisk_type *type, int depth)
{
    brisk_kind kind = type->item->kind;

    if (write_literals(buffer, type)) {
        return;
    }
    if (is_constrained(type) &&
        (kind == BRISK_KIND_STR || kind == BRISK_KIND_BYTES || kind == BRISK_KIND_DOUBLE || kind == BRISK_KIND_INT32 ||
         kind == BRISK_KIND_INT64 || kind == BRISK_KIND_UINT32 || kind == BRISK_KIND_UINT64)) {
        BRISK_BUFFER_APPEND_LITERAL(buffer, "constrained-");
    }
    write_label(buffer, type->item, depth + 1);
}

static void write_inside(brisk_buffer *buffer, const char *before, const brisk_type *item, int depth)
{
    brisk_buffer_append_c_string(buffer, before);
    write_label(buffer, item, depth + 1);
    brisk_buffer_append_char(buffer, ']');
}

static void write_label(brisk_buffer *buffer, const brisk_type *type, int depth)
{
    if (depth > MAX_DEPTH) {
        BRISK_BUFFER_APPEND_LITERAL(buffer, "...");
        return;
    }
    switch (type->kind) {
    case BRISK_KIND_MODEL:
        brisk_buffer_append_c_string(buffer, type->name ? type->name : "model");
        break;
    case BRISK_KIND_NAMED:
        write_named(buffer, type, depth);
        break;
    case BRISK_KIND_ENUM:
        brisk_buffer_append_c_string(buffer, type->values->wire.kind == BRISK_LITERAL_TEXT ? "str-enum[" : "int-enum[");
        brisk_buffer_append_c_string(buffer, type->name ? type->name : "enum");
        brisk_buffer_append_char(buffer, ']');
        break;
    case BRISK_KIND_OPT:
        write_inside(buffer, "nullable[", type->item, depth);
        break;
    case BRISK_KIND_LIST:
        write_inside(buffer, "list[", type->item, depth);
        break;
    case BRISK_KIND_SET:
        write_inside(buffer, "set[", type->item, depth);
        break;
    case BRISK_KIND_MAP:
        write_inside(buffer, "dict[str,", type->item, depth);
        break;
    case BRISK_KIND_TUPLE:
        write_tuple(buffer, type, depth);
        break;
    case BRISK_KIND_UNION:
        write_union(buffer, type, depth);
        break;
    default:
        brisk_buffer_append_c_string(buffer, type->is != NULL && type->is->name != NULL ? type->is->name : "any");
        break;
    }
}

brisk_str brisk_label_of(brisk_arena *arena, const brisk_type *type)
{
    brisk_buffer buffer;

    if (type->kind == BRISK_KIND_MODEL && type->name != NULL) {
        return brisk_str_view(type->name);
    }
    if (type->item == NULL && type->fields == NULL && type->members == NULL && type->values == NULL &&
        type->is != NULL && type->is->name != NULL) {
        return brisk_str_view(type->is->name);
    }
    brisk_buffer_init(&buffer, arena, 0);
    write_label(&buffer, type, 0);
    return brisk_buffer_view(&buffer);
}

/* value.c - whole values by their descriptors: deep copy, application of a PATCH, JSON in and out.
 *
 * Every function is a walk over descriptor and value, as in encode.c. Lists, maps and pointers are read and written as
 * bytes, since their C types differ from model to model only in what they point at. Comparison: value_equal.c. */
#include <brisk/value.h>

#include "core/buffer.h"
#include "core/log.h"
#include "schema/decode.h"
#include "schema/encode.h"
#include "schema/json_text.h"
#include "schema/value_parts.h"

#include <brisk/json.h>

#include <string.h>

/* ---- copy ---- */

static bool copy_value(brisk_arena *arena, const brisk_type *type, void *to, const void *from, unsigned depth);

static bool copy_text(brisk_arena *arena, void *to, const void *from)
{
    brisk_str text;
    memcpy(&text, from, sizeof text);
    text = text.ptr ? brisk_str_copy(arena, text) : (brisk_str){NULL, 0};
    memcpy(to, &text, sizeof text);
    return !brisk_arena_failed(arena);
}

static bool copy_file(brisk_arena *arena, void *to, const void *from)
{
    return copy_text(arena, (char *)to + offsetof(brisk_file, filename),
                     (const char *)from + offsetof(brisk_file, filename)) &&
           copy_text(arena, (char *)to + offsetof(brisk_file, content_type),
                     (const char *)from + offsetof(brisk_file, content_type)) &&
           copy_text(arena, (char *)to + offsetof(brisk_file, content),
                     (const char *)from + offsetof(brisk_file, content));
}

static bool copy_json(brisk_arena *arena, void *to, const void *from)
{
    brisk_json json, copy;
    memcpy(&json, from, sizeof json);
    if (!brisk_json_copy(arena, json, &copy)) {
        return false;
    }
    memcpy(to, &copy, sizeof copy);
    return true;
}

/* Lists, sets, and maps, whose items are entries with the value behind the key. */
static bool copy_items(brisk_arena *arena, const brisk_type *type, void *to, const void *from, unsigned depth)
{
    brisk_items list = brisk_items_read(from);
    size_t value_at = type->kind == BRISK_KIND_MAP ? sizeof(brisk_str) : 0;
    if (list.count == 0 || !list.items) {
        memset(to, 0, type->size);
        return true;
    }
    char *items = brisk_arena_alloc(arena, list.count * type->item_size);
    if (!items) {
        return false;
    }
    for (size_t i = 0; i < list.count; i++) {
        char *item = items + i * type->item_size;
        const char *old = list.items + i * type->item_size;
        if (value_at > 0 && !copy_text(arena, item, old)) {
            return false;
        }
        if (!copy_value(arena, type->item, item + value_at, old + value_at, depth)) {
            return false;
        }
    }
    memcpy(to, &items, sizeof items); /* the count was copied with the bytes */
    return true;
}

/* An absent one is copied as well: its value holds the default. */
static bool copy_opt(brisk_arena *arena, const brisk_type *type, void *to, const void *from, unsigned depth)
{
    if (!type->is_indirect) {
        return copy_value(arena, type->item, to, from, depth);
    }
    const void *inner = brisk_pointer_read(from);
    void *copy = NULL;
    if (inner) {
        copy = brisk_arena_alloc(arena, type->item->size);
        if (!copy || !copy_value(arena, type->item, copy, inner, depth)) {
            return false;
        }
    }
    memcpy(to, &copy, sizeof copy);
    return true;
}

static bool copy_fields(brisk_arena *arena, const brisk_type *type, void *to, const void *from, unsigned depth)
{
    for (size_t i = 0; i < type->field_count; i++) {
        const brisk_field *field = &type->fields[i];
        if (!field->compute &&
            !copy_value(arena, field->type, (char *)to + field->offset, (const char *)from + field->offset, depth)) {
            return false;
        }
    }
    return true;
}

static bool copy_union(brisk_arena *arena, const brisk_type *type, void *to, const void *from, unsigned depth)
{
    const brisk_union_member *member = brisk_union_member_of(type, from);
    return !member ||
           copy_value(arena, member->type, (char *)to + member->offset, (const char *)from + member->offset, depth);
}

static bool copy_value(brisk_arena *arena, const brisk_type *type, void *to, const void *from, unsigned depth)
{
    if (depth >= BRISK_VALUE_MAX_DEPTH) {
        return false;
    }
    memmove(to, from, type->size);
    switch (type->kind) {
    case BRISK_KIND_STR:
    case BRISK_KIND_BYTES:
    case BRISK_KIND_DECIMAL:
    case BRISK_KIND_EMAIL:
    case BRISK_KIND_URL:
    case BRISK_KIND_HTTP_URL:
    case BRISK_KIND_IPV4:
    case BRISK_KIND_IPV6:
        return copy_text(arena, to, from);
    case BRISK_KIND_JSON:
        return copy_json(arena, to, from);
    case BRISK_KIND_FILE:
        return copy_file(arena, to, from);
    case BRISK_KIND_OPT:
        return copy_opt(arena, type, to, from, depth + 1);
    case BRISK_KIND_LIST:
    case BRISK_KIND_SET:
    case BRISK_KIND_MAP:
        return copy_items(arena, type, to, from, depth + 1);
    case BRISK_KIND_MODEL:
    case BRISK_KIND_TUPLE:
        return copy_fields(arena, type, to, from, depth + 1);
    case BRISK_KIND_UNION:
        return copy_union(arena, type, to, from, depth + 1);
    case BRISK_KIND_NAMED:
        return copy_value(arena, type->item, to, from, depth + 1);
    default:
        return true; /* plain bytes */
    }
}

bool brisk_value_copy(brisk_arena *arena, const brisk_type *type, void *to, const void *from)
{
    if (copy_value(arena, type, to, from, 0)) {
        return true;
    }
    memset(to, 0, type->size);
    return false;
}

/* ---- apply ---- */

static const brisk_field *field_named(const brisk_type *model, brisk_str name)
{
    for (size_t i = 0; i < model->field_count; i++) {
        if (!model->fields[i].compute && brisk_str_equal(model->fields[i].name, name)) {
            return &model->fields[i];
        }
    }
    return NULL;
}

/* plain → opt: given. An indirect one shares the value, as all of apply does. */
static void apply_plain_to_opt(const brisk_type *to_type, char *to, const void *from)
{
    if (to_type->is_indirect) {
        memcpy(to, &from, sizeof from);
    } else {
        memmove(to, from, to_type->item->size);
    }
    to[to_type->item_size] = true;
    to[to_type->item_size + 1] = false;
}

static void apply_opt(const brisk_type *to_type, char *to, const brisk_type *from_type, const char *from)
{
    bool is_given = from[from_type->item_size] != 0, is_null = from[from_type->item_size + 1] != 0;
    if (to_type->kind == BRISK_KIND_OPT) {
        if ((is_given || is_null) && to_type->is_indirect == from_type->is_indirect &&
            brisk_type_equal(to_type->item, from_type->item)) {
            memmove(to, from, to_type->size);
        }
        return;
    }
    const void *inner = from_type->is_indirect ? brisk_pointer_read(from) : from;
    if (is_given && inner && brisk_type_equal(to_type, from_type->item)) {
        memmove(to, inner, to_type->size);
    }
}

void brisk_value_apply(const brisk_type *to_type, void *to, const brisk_type *from_type, const void *from)
{
    to_type = brisk_type_resolve(to_type);
    from_type = brisk_type_resolve(from_type);
    if (to_type->kind != BRISK_KIND_MODEL || from_type->kind != BRISK_KIND_MODEL) {
        return;
    }
    for (size_t i = 0; i < to_type->field_count; i++) {
        const brisk_field *field = &to_type->fields[i], *source = field_named(from_type, field->name);
        if (field->compute || !source) {
            continue;
        }
        const brisk_type *wanted = brisk_type_resolve(field->type), *had = brisk_type_resolve(source->type);
        char *target = (char *)to + field->offset;
        const char *value = (const char *)from + source->offset;
        if (had->kind == BRISK_KIND_OPT) {
            apply_opt(wanted, target, had, value);
        } else if (wanted->kind == BRISK_KIND_OPT) {
            if (brisk_type_equal(wanted->item, had)) {
                apply_plain_to_opt(wanted, target, value);
            }
        } else if (brisk_type_equal(wanted, had)) {
            memmove(target, value, wanted->size);
        }
    }
}

/* ---- JSON ---- */

brisk_status brisk_value_from_json(brisk_arena *arena, const brisk_type *type, void *out, brisk_str text,
                                   brisk_str *problems)
{
    const brisk_node *node = NULL;
    brisk_json_fault fault = {"", 0};
    brisk_decoder decoder;
    brisk_loc body = brisk_loc_key(NULL, BRISK_S("body"));
    memset(out, 0, type->size);
    if (problems) {
        *problems = (brisk_str){NULL, 0};
    }
    brisk_decoder_init(&decoder, arena, NULL);
    brisk_status status = brisk_json_text_parse(arena, text, 0, &node, &fault);
    if (status == BRISK_SYNTAX) {
        status = brisk_problems_add_json(&decoder.problems, &body, fault.text, fault.offset);
    } else if (status == BRISK_INVALID) {
        status = brisk_problems_add_json(&decoder.problems, &body, "Invalid UTF-8", 0);
    } else if (status == BRISK_OK) {
        status = brisk_decode(&decoder, type, node, &body, out);
    }
    if (status == BRISK_INVALID && problems) {
        brisk_buffer buffer;
        brisk_buffer_init(&buffer, arena, 0);
        brisk_problems_write(&buffer, &decoder.problems);
        *problems = brisk_buffer_view(&buffer);
        return buffer.status == BRISK_OK ? BRISK_INVALID : BRISK_NO_MEMORY;
    }
    return status;
}

brisk_str brisk_value_to_json(brisk_arena *arena, const brisk_type *type, const void *value)
{
    brisk_buffer buffer;
    const char *why = NULL;
    brisk_buffer_init(&buffer, arena, 0);
    brisk_status status = brisk_encode(&buffer, arena, type, value, NULL, &why);
    if (status == BRISK_BROKEN_ANSWER) {
        brisk_log(BRISK_LOG_ERROR, "a value cannot be written as JSON: %s", why ? why : "unknown");
    }
    return status == BRISK_OK ? brisk_buffer_view(&buffer) : (brisk_str){NULL, 0};
}

brisk_json brisk_json_from_value(brisk_arena *arena, const brisk_type *type, const void *value)
{
    brisk_json out = {NULL};
    brisk_str text = brisk_value_to_json(arena, type, value);
    if (text.ptr && brisk_json_parse(arena, text, &out) != BRISK_OK) {
        out.node = NULL;
    }
    return out;
}

/* json_schema_set.c - the set of components: the types that are met on a walk through the descriptors, each once. */
#include "schema/json_schema_set.h"

#include <string.h>

brisk_schema_set *brisk_schema_set_new(brisk_arena *arena)
{
    brisk_schema_set *set = brisk_arena_alloc(arena, sizeof *set);
    if (set) {
        set->arena = arena;
    }
    return set;
}

/* ---- collecting ---- */

brisk_schema_entry *brisk_schema_find(brisk_schema_set *set, const brisk_type *type)
{
    for (size_t i = 0; type->name && i < set->count; i++) {
        const brisk_type *other = set->entries[i].type;
        if (other == type || (other->name == type->name) || strcmp(other->name, type->name) == 0) {
            return &set->entries[i];
        }
    }
    return NULL;
}

static brisk_schema_entry *add_entry(brisk_schema_set *set, const brisk_type *type)
{
    if (set->count == set->capacity) {
        size_t capacity = set->capacity ? set->capacity * 2 : 32;
        brisk_schema_entry *grown =
            brisk_arena_grow(set->arena, set->entries, set->count * sizeof *grown, capacity * sizeof *grown);
        if (!grown) {
            set->is_failed = true;
            return NULL;
        }
        set->entries = grown;
        set->capacity = capacity;
    }
    set->entries[set->count] = (brisk_schema_entry){.type = type};
    return &set->entries[set->count++];
}

bool brisk_schema_sees(const brisk_field *field, brisk_schema_mode mode)
{
    if (mode == BRISK_SCHEMA_INPUT) {
        return !field->compute && !field->is_output_only;
    }
    return !field->is_input_only;
}

/* The named types that are being walked but written in place: one of them met again contains itself. */
typedef struct walk {
    const struct walk *up;
    const brisk_type *type;
} walk;

static void collect(brisk_schema_set *set, const brisk_type *type, brisk_schema_mode mode, const walk *up);

static void collect_fields(brisk_schema_set *set, const brisk_type *type, brisk_schema_mode mode, const walk *up)
{
    for (size_t i = 0; i < type->field_count; i++) {
        if (brisk_schema_sees(&type->fields[i], mode)) {
            collect(set, type->fields[i].type, mode, up);
        }
    }
}

/* Notes the use of a component; true when it is the first in this mode. */
static bool note_component(brisk_schema_set *set, const brisk_type *type, brisk_schema_mode mode)
{
    brisk_schema_entry *entry = brisk_schema_find(set, type);
    if (!entry && !(entry = add_entry(set, type))) {
        return false;
    }
    if (entry->type != type) {
        entry->twin = type;
    }
    bool is_first = !entry->in[mode];
    entry->in[mode] = true;
    return is_first;
}

static void collect_parts(brisk_schema_set *set, const brisk_type *type, brisk_schema_mode mode, const walk *up)
{
    if (type->item) {
        collect(set, type->item, mode, up);
    }
    if (type->fields) {
        collect_fields(set, type, mode, up);
    }
    for (const brisk_union_member *member = type->members; member && member->name; member++) {
        collect(set, member->type, mode, up);
    }
}

static bool is_component(const brisk_type *type)
{
    return type->name && (type->kind == BRISK_KIND_MODEL || type->kind == BRISK_KIND_ENUM);
}

static void collect(brisk_schema_set *set, const brisk_type *type, brisk_schema_mode mode, const walk *up)
{
    walk here = {up, type};
    if (is_component(type)) {
        if (note_component(set, type, mode)) {
            collect_parts(set, type, mode, NULL); /* a $ref ends what is written in place */
        }
        return;
    }
    for (const walk *w = up; type->name && w; w = w->up) {
        if (w->type == type || (w->type->name && strcmp(w->type->name, type->name) == 0)) {
            (void)note_component(set, type, mode);
            return;
        }
    }
    collect_parts(set, type, mode, type->name ? &here : up);
}

void brisk_schema_set_add(brisk_schema_set *set, const brisk_type *type, brisk_schema_mode mode)
{
    if (set && type) {
        collect(set, type, mode, NULL);
    }
}

void brisk_schema_write_name(const brisk_schema_entry *entry, brisk_buffer *out, brisk_schema_mode mode)
{
    brisk_buffer_append_c_string(out, entry->type->name);
    if (entry->differs) {
        brisk_buffer_append_c_string(out, mode == BRISK_SCHEMA_INPUT ? "-Input" : "-Output");
    }
}

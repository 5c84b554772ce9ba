/* json_schema.c - which types become components of the document, and under which names.
 *
 * Rules followed: FastAPI 0.141 with pydantic 2.13, separate_input_output_schemas on. A component that both modes use is
 * split into X-Input and X-Output where its two schemas are not the same text, where it contains itself, and where it
 * refers to one that is split. */
#include "schema/json_schema.h"

#include "core/str.h"
#include "schema/encode_text.h"
#include "schema/json_schema_set.h"

#include <stdlib.h>

/* ---- deciding the names ---- */

static bool same_bodies(brisk_schema_set *set, const brisk_type *a, brisk_schema_mode mode_a, const brisk_type *b,
                        brisk_schema_mode mode_b)
{
    brisk_buffer of_a, of_b; /* on the heap: not needed any longer than this */
    brisk_buffer_init(&of_a, NULL, 0);
    brisk_buffer_init(&of_b, NULL, 0);
    brisk_schema_write_body(set, &of_a, a, mode_a);
    brisk_schema_write_body(set, &of_b, b, mode_b);
    set->is_failed = set->is_failed || of_a.status != BRISK_OK || of_b.status != BRISK_OK;
    bool is_same = brisk_str_equal(brisk_buffer_view(&of_a), brisk_buffer_view(&of_b));
    brisk_buffer_clear(&of_a);
    brisk_buffer_clear(&of_b);
    return is_same;
}

/* As pydantic does it: at first the two modes of every component have names of their own, and they become one where
 * they are the same text, until nothing changes. So a component that contains itself stays split, and with it all that
 * refer to it. Backwards, since what a component refers to mostly stands behind it. */
static void find_splits(brisk_schema_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        set->entries[i].differs = set->entries[i].in[0] && set->entries[i].in[1];
    }
    bool has_changed = true;
    while (has_changed) {
        has_changed = false;
        for (size_t i = set->count; i-- > 0;) {
            brisk_schema_entry *entry = &set->entries[i];
            if (entry->differs && same_bodies(set, entry->type, BRISK_SCHEMA_INPUT, entry->type, BRISK_SCHEMA_OUTPUT)) {
                entry->differs = false;
                has_changed = true;
            }
        }
    }
}

static brisk_status refuse_clash(brisk_schema_set *set, const char *name, const char **why)
{
    if (why) {
        brisk_str text = brisk_arena_printf(set->arena, "two different types are called %s%c", name, 0);
        *why = text.ptr ? text.ptr : "two different types have one name";
    }
    return BRISK_USAGE;
}

brisk_status brisk_schema_set_resolve(brisk_schema_set *set, const char **why)
{
    if (!set) {
        return BRISK_NO_MEMORY;
    }
    for (size_t i = 0; i < set->count; i++) {
        const brisk_schema_entry *entry = &set->entries[i];
        for (int mode = BRISK_SCHEMA_INPUT; entry->twin && mode <= (int)BRISK_SCHEMA_OUTPUT; mode++) {
            brisk_schema_mode m = (brisk_schema_mode)mode;
            if (!same_bodies(set, entry->type, m, entry->twin, m)) {
                return refuse_clash(set, entry->type->name, why);
            }
        }
    }
    find_splits(set);
    return set->is_failed ? BRISK_NO_MEMORY : BRISK_OK;
}

/* ---- components ---- */

/* One row of components.schemas: of the set, or made by the caller. */
typedef struct row {
    brisk_str name;
    const brisk_schema_entry *entry;
    brisk_schema_mode mode;
    brisk_str json; /* where entry is NULL */
} row;

static int compare_rows(const void *a, const void *b)
{
    return brisk_str_compare(((const row *)a)->name, ((const row *)b)->name);
}

static void add_rows(const brisk_schema_set *set, const brisk_schema_entry *entry, row *rows, size_t *count)
{
    for (int mode = BRISK_SCHEMA_INPUT; mode <= (int)BRISK_SCHEMA_OUTPUT; mode++) {
        if (!entry->in[mode]) {
            continue;
        }
        brisk_buffer name;
        brisk_buffer_init(&name, set->arena, 0);
        brisk_schema_write_name(entry, &name, (brisk_schema_mode)mode);
        rows[(*count)++] = (row){brisk_buffer_view(&name), entry, (brisk_schema_mode)mode, {NULL, 0}};
        if (!entry->differs) {
            return;
        }
    }
}

static bool has_row(const row *rows, size_t count, brisk_str name)
{
    for (size_t i = 0; i < count; i++) {
        if (brisk_str_equal(rows[i].name, name)) {
            return true;
        }
    }
    return false;
}

void brisk_schema_write_components(brisk_schema_set *set, brisk_buffer *out, const brisk_schema_extra *extra,
                                   size_t count)
{
    row *rows = brisk_arena_alloc(set->arena, (set->count * 2 + count + 1) * sizeof *rows);
    size_t row_count = 0;
    if (!rows) {
        set->is_failed = true;
        return;
    }
    for (size_t i = 0; i < set->count; i++) {
        add_rows(set, &set->entries[i], rows, &row_count);
    }
    for (size_t i = 0; i < count; i++) {
        if (!has_row(rows, row_count, extra[i].name)) { /* a user's ValidationError stays, as in FastAPI */
            rows[row_count++] = (row){extra[i].name, NULL, BRISK_SCHEMA_INPUT, extra[i].json};
        }
    }
    qsort(rows, row_count, sizeof *rows, compare_rows);
    for (size_t i = 0; i < row_count; i++) {
        brisk_schema_write_comma(out);
        (void)brisk_encode_text(out, rows[i].name);
        brisk_buffer_append_char(out, ':');
        if (rows[i].entry) {
            brisk_schema_write_body(set, out, rows[i].entry->type, rows[i].mode);
        } else {
            brisk_buffer_append_str(out, rows[i].json);
        }
    }
}

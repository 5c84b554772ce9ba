/* model.c - MODEL: a JSON object to a struct.
 *
 * One pass over the object finds the value of each field (keys usually come in the order of the fields, so the next
 * field is looked at first; a key that came twice counts with its last value); then the fields are decoded in their
 * order, then the keys that are no field's: kept, refused or ignored. A check(fn) of the model runs only when all
 * fields are valid. The order of problems is pydantic's. */
#include "core/arena.h"
#include "schema/class.h"
#include "schema/node_yyjson.h"
#include "schema/types/distinct.h"

enum { FIELDS_ON_STACK = 64 };

static bool is_read(const brisk_field *field)
{
    return field->compute == NULL && !field->is_output_only && !field->is_extras;
}

static bool is_field(const brisk_field *field, const yyjson_val *key)
{
    return brisk_val_is_text(key, brisk_field_wire_in(field)) && is_read(field);
}

/** The index of the field that a key names, tried from `guess` on; the count of fields where there is none. */
static size_t find_field(const brisk_type *type, const yyjson_val *key, size_t guess)
{
    size_t count = type->field_count;

    for (size_t tried = 0, i = guess; tried < count; tried++, i++) {
        i = i >= count ? 0 : i;
        if (is_field(&type->fields[i], key)) {
            return i;
        }
    }
    return count;
}

/** The lengths that fields' names have, a bit for each (of 64 on, the same bits once more). */
static uint64_t lengths_of(const brisk_type *type)
{
    uint64_t lengths = 0;

    for (size_t i = 0; i < type->field_count; i++) {
        lengths |= UINT64_C(1) << (brisk_field_wire_in(&type->fields[i]).len & 63);
    }
    return lengths;
}

/** Fills found by the keys. Returns how many keys are no field's. */
static size_t match_keys(const brisk_type *type, const yyjson_val *object, const yyjson_val **found)
{
    const yyjson_val *key = object + 1;
    size_t unknown = 0;
    size_t guess = 0;
    uint64_t lengths = 0; /* found out with the first key that is not the next field's */

    for (size_t left = brisk_val_len(object); left > 0; left--) {
        const yyjson_val *value = key + 1;
        size_t field = guess;
        if (guess >= type->field_count || !is_field(&type->fields[guess], key)) {
            lengths = lengths != 0 ? lengths : lengths_of(type);
            bool may_be = (lengths >> (brisk_val_len(key) & 63) & 1) != 0;
            field = may_be ? find_field(type, key, guess) : type->field_count;
        }
        if (field < type->field_count) {
            found[field] = value;
            guess = field + 1;
        } else {
            unknown++;
        }
        key = brisk_val_next(value);
    }
    return unknown;
}

/** The unknown keys, each once, with the place of its last value. */
typedef struct strangers {
    const yyjson_val **keys;
    size_t count;
    brisk_str wanted;
} strangers;

static bool is_same_stranger(const void *context, size_t index)
{
    const strangers *s = context;

    return brisk_val_is_text(s->keys[index], s->wanted);
}

static brisk_status collect_strangers(brisk_decoder *decoder, const brisk_type *type, const yyjson_val *object,
                                      size_t unknown, strangers *s)
{
    const yyjson_val *key = object + 1;
    brisk_distinct distinct;

    s->keys = brisk_arena_alloc_array(decoder->arena, unknown, sizeof(const yyjson_val *));
    if (s->keys == NULL) {
        return BRISK_NO_MEMORY;
    }
    brisk_distinct_init(&distinct, decoder->arena);
    for (size_t left = brisk_val_len(object); left > 0; left--, key = brisk_val_next(key + 1)) {
        if (find_field(type, key, 0) < type->field_count) {
            continue;
        }
        s->wanted = brisk_val_text(key);
        size_t index = brisk_distinct_add(&distinct, brisk_hash(s->wanted, distinct.seed), is_same_stranger, s);
        if (index == BRISK_DISTINCT_FAILED) {
            return BRISK_NO_MEMORY;
        }
        s->keys[index == BRISK_DISTINCT_NEW ? s->count++ : index] = key;
    }
    return BRISK_OK;
}

static brisk_status forbid(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, size_t unknown)
{
    strangers s = {0};

    if (collect_strangers(decoder, type, brisk_node_val(site->node), unknown, &s) != BRISK_OK) {
        return BRISK_NO_MEMORY;
    }
    for (size_t i = 0; i < s.count; i++) {
        brisk_loc loc = brisk_loc_key(site->loc, brisk_val_text(s.keys[i]));
        brisk_problem_text text = {.type = "extra_forbidden", .message = BRISK_S("Extra inputs are not permitted")};
        if (brisk_problems_add(&decoder->problems, &loc, brisk_val_node(s.keys[i] + 1), text) != BRISK_INVALID) {
            return BRISK_NO_MEMORY;
        }
    }
    return BRISK_INVALID;
}

/** Hands the unknown keys, as an object of their own, to the field that keeps them. */
static brisk_status keep(brisk_decoder *decoder, const brisk_type *type, const brisk_field *field,
                         const brisk_site *site, size_t unknown, void *out)
{
    brisk_node_member *members = brisk_arena_alloc_array(decoder->arena, unknown, sizeof(*members));
    brisk_node_walk walk = brisk_node_walk_of(site->node);
    size_t count = 0;

    if (members == NULL) {
        return BRISK_NO_MEMORY;
    }
    while (brisk_node_next(&walk)) {
        if (count < unknown && find_field(type, brisk_node_val(walk.value) - 1, 0) == type->field_count) {
            members[count++] = (brisk_node_member){walk.key, walk.value};
        }
    }
    const brisk_node *rest = brisk_node_object(decoder->arena, members, count);
    if (rest == NULL) {
        return BRISK_NO_MEMORY;
    }
    return brisk_decode_field(decoder, field, rest, site->loc, (char *)out + field->offset);
}

static brisk_status decode_extras(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site,
                                  size_t unknown, void *out)
{
    for (size_t i = 0; i < type->field_count; i++) {
        if (type->fields[i].is_extras) {
            return keep(decoder, type, &type->fields[i], site, unknown, out);
        }
    }
    return type->forbid_extra ? forbid(decoder, type, site, unknown) : BRISK_OK;
}

/** Decodes the fields in order. *sent: how many of them were there. Goes on behind invalid ones. */
static brisk_status decode_fields(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site,
                                  const yyjson_val *const *found, size_t *sent, void *out)
{
    brisk_status result = BRISK_OK;

    for (size_t i = 0; i < type->field_count; i++) {
        const brisk_field *field = &type->fields[i];
        void *value = (char *)out + field->offset;
        brisk_status status = BRISK_OK;
        if (!is_read(field)) {
            continue;
        }
        brisk_loc loc = brisk_loc_key(site->loc, brisk_field_wire_in(field));
        if (found[i] != NULL) {
            ++*sent;
            status = brisk_decode_field(decoder, field, brisk_val_node(found[i]), &loc, value);
        } else {
            status = brisk_decode_missing(decoder, field, site->node, &loc, value);
        }
        if (status == BRISK_INVALID) {
            result = BRISK_INVALID;
        } else if (status != BRISK_OK) {
            return status;
        }
    }
    return result;
}

static brisk_status decode_object(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    const yyjson_val *on_stack[FIELDS_ON_STACK];
    const yyjson_val **found = on_stack;
    size_t sent = 0;

    if (type->field_count > FIELDS_ON_STACK) {
        found = brisk_arena_alloc_array(decoder->arena, type->field_count, sizeof(const yyjson_val *));
        if (found == NULL) {
            return BRISK_NO_MEMORY;
        }
    }
    for (size_t i = 0; i < type->field_count; i++) {
        found[i] = NULL;
    }
    size_t unknown = match_keys(type, brisk_node_val(site->node), found);
    brisk_status status = decode_fields(decoder, type, site, found, &sent, out);
    if (unknown > 0 && (status == BRISK_OK || status == BRISK_INVALID)) {
        brisk_status extras = decode_extras(decoder, type, site, unknown, out);
        status = extras != BRISK_OK ? extras : status;
    }
    decoder->has_fields_set = true;
    decoder->fields_set += sent;
    return status;
}

static brisk_status decode_model(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    bool was_strict = decoder->is_strict;

    if (brisk_val_type(brisk_node_val(site->node)) != YYJSON_TYPE_OBJ) {
        return brisk_site_problem(decoder, site, "model_attributes_type",
                                  BRISK_S("Input should be a valid dictionary or object to extract fields from"));
    }
    decoder->is_strict = type->is_strict; /* a model's own: one inside a strict model is as lax as it says */
    brisk_status status = decode_object(decoder, type, site, out);
    decoder->is_strict = was_strict;
    return status == BRISK_OK ? brisk_rules_apply(decoder, type, site, out) : status;
}

const brisk_type_class brisk_class_model = {.name = NULL, .decode = decode_model};

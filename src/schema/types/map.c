/* map.c - map(T): { entry *entries; size_t count; } of a JSON object, an entry being { brisk_str key; T value; }. Keys
 * are texts. One that came twice keeps its first place and gets its last value, as in Python. */
#include "core/arena.h"
#include "schema/class.h"
#include "schema/node_yyjson.h"
#include "schema/types/distinct.h"

typedef struct map_value {
    char *entries;
    size_t count;
} map_value;

/** The values to decode, one for each key. */
typedef struct members {
    const yyjson_val **keys;
    size_t count;
    brisk_str wanted;
} members;

static bool is_same_key(const void *context, size_t index)
{
    const members *m = context;

    return brisk_val_is_text(m->keys[index], m->wanted);
}

/** Fills the keys, each once, with the place of its last value. Keys that repeat are rare: sorted out by a hash. */
static brisk_status collect(brisk_decoder *decoder, const yyjson_val *object, members *m)
{
    size_t total = brisk_val_len(object);
    const yyjson_val *key = object + 1;
    brisk_distinct distinct;

    m->keys = brisk_arena_alloc_array(decoder->arena, total, sizeof(const yyjson_val *));
    if (m->keys == NULL) {
        return BRISK_NO_MEMORY;
    }
    brisk_distinct_init(&distinct, decoder->arena);
    for (size_t i = 0; i < total; i++, key = brisk_val_next(key + 1)) {
        m->wanted = brisk_val_text(key);
        size_t index = brisk_distinct_add(&distinct, brisk_hash(m->wanted, distinct.seed), is_same_key, m);
        if (index == BRISK_DISTINCT_FAILED) {
            return BRISK_NO_MEMORY;
        }
        m->keys[index == BRISK_DISTINCT_NEW ? m->count++ : index] = key;
    }
    return BRISK_OK;
}

static brisk_status decode_entries(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site,
                                   const members *m, map_value *map)
{
    brisk_status result = BRISK_OK;

    map->entries = brisk_arena_alloc_array(decoder->arena, m->count, type->item_size);
    if (map->entries == NULL) {
        return BRISK_NO_MEMORY;
    }
    for (size_t i = 0; i < m->count; i++) {
        char *entry = map->entries + i * type->item_size;
        brisk_str key = brisk_val_text(m->keys[i]);
        brisk_loc loc = brisk_loc_key(site->loc, key);
        brisk_site inner = {.node = brisk_val_node(m->keys[i] + 1), .loc = &loc, .is_strict = decoder->is_strict};
        *(brisk_str *)(void *)entry = key;
        brisk_status status = BRISK_OK;
        if (site->rules != NULL) {
            brisk_site at_key = {.node = brisk_val_node(m->keys[i]), .loc = &loc};
            status = brisk_rules_apply_key(decoder, type, site, &at_key, (brisk_str *)(void *)entry);
        }
        result = status == BRISK_INVALID ? status : result;
        if (status == BRISK_OK || status == BRISK_INVALID) {
            status = brisk_decode_site(decoder, type->item, &inner, entry + sizeof(brisk_str));
        }
        if (status == BRISK_INVALID) {
            result = BRISK_INVALID;
            if (decoder->problems.is_cut) {
                return result;
            }
        } else if (status != BRISK_OK) {
            return status;
        }
        map->count++;
    }
    return result;
}

/** Keys as the rules wrote them. */
typedef struct written {
    const map_value *map;
    size_t item_size;
    brisk_str wanted;
} written;

static bool is_same_written(const void *context, size_t index)
{
    const written *w = context;

    return brisk_str_equal(*(const brisk_str *)(const void *)(w->map->entries + index * w->item_size), w->wanted);
}

/** Entries whose keys became the same under the rules ("7" and "+7"): the first place, the last value. */
static brisk_status merge_entries(brisk_decoder *decoder, const brisk_type *type, map_value *map)
{
    written w = {.map = map, .item_size = type->item_size};
    size_t kept = 0;
    brisk_distinct distinct;

    brisk_distinct_init(&distinct, decoder->arena);
    for (size_t i = 0; i < map->count; i++) {
        const char *entry = map->entries + i * type->item_size;
        w.wanted = *(const brisk_str *)(const void *)entry;
        size_t index = brisk_distinct_add(&distinct, brisk_hash(w.wanted, distinct.seed), is_same_written, &w);
        if (index == BRISK_DISTINCT_FAILED) {
            return BRISK_NO_MEMORY;
        }
        size_t at = index == BRISK_DISTINCT_NEW ? kept++ : index;
        memmove(map->entries + at * type->item_size, entry, type->item_size);
    }
    map->count = kept;
    return BRISK_OK;
}

static brisk_status decode_map(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    members m = {0};

    if (brisk_val_type(brisk_node_val(site->node)) != YYJSON_TYPE_OBJ) {
        return brisk_site_problem(decoder, site, "dict_type", BRISK_S("Input should be a valid dictionary"));
    }
    brisk_status status = collect(decoder, brisk_node_val(site->node), &m);
    if (status == BRISK_OK) {
        status = decode_entries(decoder, type, site, &m, out);
    }
    if (status == BRISK_OK && site->rules != NULL) {
        status = merge_entries(decoder, type, out);
    }
    return status == BRISK_OK ? brisk_rules_apply(decoder, type, site, out) : status;
}

const brisk_type_class brisk_class_map = {.name = "dict", .decode = decode_map};

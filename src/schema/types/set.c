/* set.c - set(T): as a list in C, each value once, in the order in which they came.
 *
 * Scalars are told apart by value (1 and 1.0 of a set(double) are one; datetimes as instants where both have an
 * offset); so are texts. Other kinds are not hashable in Python either: they are all kept. */
#include "core/arena.h"
#include "schema/class.h"
#include "schema/node_yyjson.h"
#include "schema/types/distinct.h"

typedef struct set_value {
    char *items;
    size_t count;
} set_value;

/** What of a value tells it apart: a text, or a number or two. */
typedef struct identity {
    brisk_str text;
    uint64_t number, more;
    bool is_known;
} identity;

static identity identity_of_time(int64_t us, int32_t offset_s, bool has_offset)
{
    int64_t instant = has_offset ? us - (int64_t)offset_s * 1000000 : us;

    return (identity){.number = (uint64_t)instant, .more = has_offset, .is_known = true};
}

static identity identity_of_double(double value)
{
    identity id = {.is_known = value == value}; /* each NaN is itself */

    value = value == 0 ? 0 : value; /* -0.0 */
    memcpy(&id.number, &value, sizeof(value));
    return id;
}

static identity identity_of(const brisk_type *type, const void *value)
{
    const brisk_datetime *datetime = value;
    const brisk_time *time = value;
    const brisk_date *date = value;

    switch (brisk_type_resolve(type)->kind) {
    case BRISK_KIND_BOOL:
        return (identity){.number = *(const bool *)value, .is_known = true};
    case BRISK_KIND_INT32:
    case BRISK_KIND_UINT32:
        return (identity){.number = *(const uint32_t *)value, .is_known = true};
    case BRISK_KIND_ENUM:
        return (identity){.number = (uint64_t)(int64_t) * (const int *)value, .is_known = true};
    case BRISK_KIND_INT64:
    case BRISK_KIND_UINT64:
        return (identity){.number = *(const uint64_t *)value, .is_known = true};
    case BRISK_KIND_DURATION:
        return (identity){.number = (uint64_t)((const brisk_duration *)value)->us, .is_known = true};
    case BRISK_KIND_DOUBLE:
        return identity_of_double(*(const double *)value);
    case BRISK_KIND_DATE:
        return (identity){.number = (uint64_t)(date->year * 400 + date->month * 31 + date->day), .is_known = true};
    case BRISK_KIND_DATETIME:
    case BRISK_KIND_AWARE_DATETIME:
        return identity_of_time(datetime->us, datetime->offset_s, datetime->has_offset);
    case BRISK_KIND_TIME:
        return identity_of_time(time->us, time->offset_s, time->has_offset);
    case BRISK_KIND_UUID:
        return (identity){.text = {(const char *)((const brisk_uuid *)value)->bytes, 16}, .is_known = true};
    case BRISK_KIND_STR:
    case BRISK_KIND_BYTES:
    case BRISK_KIND_DECIMAL:
    case BRISK_KIND_EMAIL:
    case BRISK_KIND_URL:
    case BRISK_KIND_HTTP_URL:
    case BRISK_KIND_IPV4:
    case BRISK_KIND_IPV6:
        return (identity){.text = *(const brisk_str *)value, .is_known = true};
    default:
        return (identity){.is_known = false};
    }
}

typedef struct search {
    const brisk_type *type;
    const set_value *set;
    const identity *wanted;
} search;

static bool is_same(const void *context, size_t index)
{
    const search *s = context;
    identity id = identity_of(s->type->item, s->set->items + index * s->type->item_size);

    return id.number == s->wanted->number && id.more == s->wanted->more && brisk_str_equal(id.text, s->wanted->text);
}

/** Keeps the item behind the set's last one if it is new. BRISK_NO_MEMORY. */
static brisk_status keep_if_new(const brisk_type *type, set_value *set, brisk_distinct *distinct)
{
    identity id = identity_of(type->item, set->items + set->count * type->item_size);
    search s = {type, set, &id};

    if (id.is_known) {
        uint64_t hash = brisk_hash_mix(brisk_hash_mix(brisk_hash(id.text, distinct->seed), id.number), id.more);
        size_t index = brisk_distinct_add(distinct, hash, is_same, &s);
        if (index == BRISK_DISTINCT_FAILED) {
            return BRISK_NO_MEMORY;
        }
        if (index != BRISK_DISTINCT_NEW) {
            return BRISK_OK;
        }
    }
    set->count++;
    return BRISK_OK;
}

/** pydantic: a value too many is the only problem told, whatever was wrong with those before it. */
static brisk_status check_count(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, size_t count,
                                brisk_problems_mark mark)
{
    brisk_problems items = decoder->problems;
    brisk_problem *first = *mark.last;

    brisk_problems_rewind(&decoder->problems, mark);
    brisk_status status = brisk_rules_apply_count(decoder, type, site, count);
    if (status == BRISK_OK && items.count > mark.count) {
        *mark.last = first;
        decoder->problems.last = items.last;
        decoder->problems.count = items.count;
        decoder->problems.is_cut = items.is_cut;
    }
    return status;
}

static brisk_status decode_items(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, set_value *set)
{
    const yyjson_val *array = brisk_node_val(site->node);
    const yyjson_val *val = array + 1;
    brisk_problems_mark mark = brisk_problems_mark_now(&decoder->problems);
    brisk_distinct distinct;
    brisk_status result = BRISK_OK;

    brisk_distinct_init(&distinct, decoder->arena);
    for (size_t i = 0; i < brisk_val_len(array); i++, val = brisk_val_next(val)) {
        brisk_loc loc = brisk_loc_index(site->loc, i);
        brisk_site inner = {.node = brisk_val_node(val), .loc = &loc, .is_strict = decoder->is_strict};
        size_t before = set->count;
        char *item = set->items + before * type->item_size;
        memset(item, 0, type->item_size);
        brisk_status status = brisk_decode_site(decoder, type->item, &inner, item);
        if (status == BRISK_OK) {
            status = keep_if_new(type, set, &distinct);
        }
        if (status == BRISK_INVALID) {
            result = BRISK_INVALID;
            continue;
        }
        if (status == BRISK_OK && set->count > before) {
            status = check_count(decoder, type, site, set->count, mark);
        }
        if (status != BRISK_OK) {
            return status;
        }
    }
    return result;
}

static brisk_status decode_set(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    set_value *set = out;

    if (brisk_val_type(brisk_node_val(site->node)) != YYJSON_TYPE_ARR) {
        return brisk_site_problem(decoder, site, "set_type", BRISK_S("Input should be a valid set"));
    }
    brisk_decoder_floor(decoder, BRISK_EXACTNESS_LAX);
    set->items = brisk_arena_alloc_array(decoder->arena, brisk_node_count(site->node), type->item_size);
    if (set->items == NULL) {
        return BRISK_NO_MEMORY;
    }
    brisk_status status = decode_items(decoder, type, site, set);
    return status == BRISK_OK ? brisk_rules_apply(decoder, type, site, out) : status;
}

const brisk_type_class brisk_class_set = {.name = "set", .decode = decode_set};

/* list.c - list(T): { T *items; size_t count; } of a JSON array.
 *
 * Memory grows with the items that were valid, not with the length that was sent: a long array of small wrong things
 * does not cost as much as so many structs. */
#include "core/arena.h"
#include "schema/class.h"
#include "schema/node_yyjson.h"

typedef struct list_value {
    char *items;
    size_t count;
} list_value;

enum { FIRST_BYTES = 4096 };

/** Room for the next item, zeroed; NULL without memory. */
static char *next_item(brisk_decoder *decoder, const brisk_type *type, list_value *list, size_t *room, size_t total)
{
    if (list->count == *room) {
        size_t more = *room > 0 ? *room : FIRST_BYTES / type->item_size + 1;
        more = more > total - *room ? total - *room : more;
        char *items =
            brisk_arena_grow(decoder->arena, list->items, *room * type->item_size, (*room + more) * type->item_size);
        if (items == NULL) {
            return NULL;
        }
        list->items = items;
        *room += more;
    }
    char *item = list->items + list->count * type->item_size;
    memset(item, 0, type->item_size);
    return item;
}

static brisk_status decode_items(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site,
                                 list_value *list)
{
    const yyjson_val *array = brisk_node_val(site->node);
    const yyjson_val *val = array + 1;
    size_t total = brisk_val_len(array);
    size_t room = 0;
    brisk_status result = BRISK_OK;

    for (size_t i = 0; i < total; i++, val = brisk_val_next(val)) {
        brisk_loc loc = brisk_loc_index(site->loc, i);
        brisk_site inner = {.node = brisk_val_node(val), .loc = &loc, .is_strict = decoder->is_strict};
        char *item = next_item(decoder, type, list, &room, total);
        if (item == NULL) {
            return BRISK_NO_MEMORY;
        }
        brisk_status status = brisk_decode_site(decoder, type->item, &inner, item);
        if (status == BRISK_INVALID) {
            result = BRISK_INVALID;
            if (decoder->problems.is_cut) {
                return result;
            }
        } else if (status != BRISK_OK) {
            return status;
        } else {
            list->count++;
        }
    }
    return result;
}

static brisk_status decode_list(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    list_value *list = out;

    if (brisk_val_type(brisk_node_val(site->node)) != YYJSON_TYPE_ARR) {
        return brisk_site_problem(decoder, site, "list_type", BRISK_S("Input should be a valid list"));
    }
    /* pydantic refuses a list that is too long before it looks at the items. */
    brisk_status status = brisk_rules_apply_count(decoder, type, site, brisk_node_count(site->node));
    if (status == BRISK_OK) {
        status = decode_items(decoder, type, site, list);
    }
    return status == BRISK_OK ? brisk_rules_apply(decoder, type, site, out) : status;
}

const brisk_type_class brisk_class_list = {.name = "list", .decode = decode_list};

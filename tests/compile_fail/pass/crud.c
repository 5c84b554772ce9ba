/* crud.c - an items API kept in memory: list, read, create, change, delete.
 *
 * What a request brings lives as long as the request: keep() copies an item into an arena of its own, which is freed when
 * the item is changed or deleted. Changing needs the key "secret" in X-API-Key. One worker: the store has no lock. */
#include <brisk/brisk.h>

ENUM(Condition, used, fresh, (like_new, "like-new"));
TYPE(Tag, str, length(1, 20));

MODEL(ItemIn, doc("An item as a client describes it."),
    (str,         name,        length(1, 100), doc("Name shown to customers")),
    (opt(str),    description, max_length(300)),
    (double,      price,       gt(0), example(9.5)),
    (opt(double), tax),
    (Condition,   condition,   defaults(Condition_fresh)),
    (list(Tag),   tags,        defaults(), max_length(5)));

MODEL(Item, doc("An item of the shop."),
    (int64,       id),
    (str,         name),
    (opt(str),    description),
    (double,      price),
    (opt(double), tax),
    (Condition,   condition),
    (list(Tag),   tags),
    computed(double, total, item_total));

MODEL(ItemPatch, doc("Only what is sent changes; null clears."), forbid_extra,
    (opt(str),       name,        not_null, length(1, 100)),
    (opt(str),       description, max_length(300)),
    (opt(double),    price,       not_null, gt(0)),
    (opt(double),    tax),
    (opt(list(Tag)), tags,        not_null));

double item_total(const Item *item)
{
    return item->price + (item->tax.given ? item->tax.value : 0);
}

typedef struct Slot {
    Item item;
    brisk_arena *memory; /* what item points into; NULL: the slot is free */
} Slot;
static Slot store[1000];
static size_t stored;
OPAQUE(SlotRef, Slot *);

/* Puts a copy of the item into the slot, and lets *item point at that copy: the old one goes with its arena. */
static brisk_status keep(brisk_request *req, Slot *slot, Item *item)
{
    brisk_arena *memory = brisk_arena_new(64 * 1024);
    Item copy;
    if (!memory || !brisk_copy(memory, Item, &copy, item)) {
        brisk_arena_free(memory);
        return brisk_fail(req, 507, "The shop is full");
    }
    brisk_arena_free(slot->memory);
    *slot = (Slot){.item = copy, .memory = memory};
    *item = copy;
    return BRISK_OK;
}

SECURITY(api_key, api_key_header("X-API-Key"), doc("Needed to change anything"));

DEPENDENCY(writer, str, security(api_key, key), raises(403, "This key may not write"));
static brisk_status writer(brisk_request *req, const writer_in *in, str *out)
{
    *out = in->key.value;
    return str_is(in->key.value, "secret") ? BRISK_OK : brisk_fail(req, 403, "This key may not write");
}

DEPENDENCY(wanted, SlotRef, path(int64, item_id, ge(1)), raises(404, "No such item"));
static brisk_status wanted(brisk_request *req, const wanted_in *in, SlotRef *out)
{
    if (in->item_id > (int64_t)stored || !store[in->item_id - 1].memory) {
        return brisk_fail(req, 404, "No item %lld", (long long)in->item_id);
    }
    *out = &store[in->item_id - 1];
    return BRISK_OK;
}

ENDPOINT(list_items, GET, "", list(Item),
    summary("List items"),
    query(int64,          limit,     ge(1), le(100), defaults(20)),
    query(opt(Condition), condition));
static brisk_status list_items(brisk_request *req, const list_items_in *in, list_Item *out)
{
    for (Slot *slot = store; slot < store + stored && (int64_t)out->count < in->limit; slot++) {
        if (slot->memory && (!in->condition.given || in->condition.value == slot->item.condition)) {
            *brisk_push(req, out) = slot->item;
        }
    }
    return BRISK_OK;
}

ENDPOINT(read_item, GET, "/{item_id}", Item, summary("Read one item"), depends(wanted, slot));
static brisk_status read_item(brisk_request *req, const read_item_in *in, Item *out)
{
    (void)req;
    *out = in->slot->item;
    return BRISK_OK;
}

ENDPOINT(create_item, POST, "", Item,
    summary("Create an item"), status(201), requires(writer), body(ItemIn, item), raises(507, "The shop is full"));
static brisk_status create_item(brisk_request *req, const create_item_in *in, Item *out)
{
    if (stored == sizeof store / sizeof store[0]) {
        return brisk_fail(req, 507, "The shop is full");
    }
    brisk_apply(Item, out, ItemIn, &in->item);
    out->id = (int64_t)stored + 1;
    brisk_set_header(req, S("Location"), brisk_strf(req, "/items/%lld", (long long)out->id));
    return keep(req, &store[stored++], out);
}

ENDPOINT(change_item, PATCH, "/{item_id}", Item,
    summary("Change what is sent"), requires(writer), depends(wanted, slot), body(ItemPatch, patch));
static brisk_status change_item(brisk_request *req, const change_item_in *in, Item *out)
{
    *out = in->slot->item;
    brisk_apply(Item, out, ItemPatch, &in->patch);
    return keep(req, in->slot, out);
}

ENDPOINT(delete_item, DELETE, "/{item_id}", nothing,
    summary("Delete an item"), status(204), requires(writer), depends(wanted, slot));
static brisk_status delete_item(brisk_request *req, const delete_item_in *in)
{
    (void)req;
    brisk_arena_free(in->slot->memory);
    in->slot->memory = NULL;
    return BRISK_OK;
}

ROUTER(items, "/items", tags("items"), list_items, read_item, create_item, change_item, delete_item);
APP(app, title("Shop"), version("1.0.0"), use(brisk_cors, .allow_origins = "https://shop.example"), include(items));

int main(int argc, char **argv)
{
    return brisk_main(&app, argc, argv);
}

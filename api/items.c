/* items.c - the items API: list with paging, read, create, replace, change, delete.
 *
 * The worked example of a router in a file of its own. What several endpoints need, the item of the path, is a
 * dependency; what keeps the items stands behind store.h. */
#include "app.h"

#include "store.h"

/* What the store says, as an answer. */
static brisk_status answer(brisk_request *req, brisk_status status, int64_t id)
{
    switch (status) {
    case BRISK_OK:
        return BRISK_OK;
    case BRISK_NOT_FOUND:
        return brisk_fail(req, 404, "No item %lld", (long long)id);
    case BRISK_LIMIT:
        return brisk_fail(req, 507, "The shop is full");
    default:
        return status;
    }
}

DEPENDENCY(wanted, Item, path(int64, item_id, ge(1), doc("The item's number")), raises(404, "No such item"));

static brisk_status wanted(brisk_request *req, const wanted_in *in, Item *out)
{
    return answer(req, store_get(brisk_request_arena(req), in->item_id, out), in->item_id);
}

ENDPOINT(list_items, GET, "", ItemPage,
    summary("List items"),
    query(int64,    offset, ge(0), defaults(0)),
    query(int64,    limit,  ge(1), le(100), defaults(20), doc("At most so many")),
    query(opt(str), search, max_length(50), doc("Only items whose name contains this")));

static brisk_status list_items(brisk_request *req, const list_items_in *in, ItemPage *out)
{
    out->offset = in->offset;
    out->limit = in->limit;
    return store_list(brisk_request_arena(req), in->search.value, in->offset, in->limit, out);
}

ENDPOINT(read_item, GET, "/{item_id}", Item, summary("Read one item"), depends(wanted, item));

static brisk_status read_item(brisk_request *req, const read_item_in *in, Item *out)
{
    *out = in->item;
    return BRISK_OK;
}

ENDPOINT(create_item, POST, "", Item,
    summary("Create an item"), status(201), body(ItemIn, item), raises(507, "The shop is full"));

static brisk_status create_item(brisk_request *req, const create_item_in *in, Item *out)
{
    brisk_apply(Item, out, ItemIn, &in->item);
    brisk_status status = answer(req, store_add(out), 0);
    if (status == BRISK_OK) {
        brisk_set_header(req, S("Location"), brisk_strf(req, "/items/%lld", (long long)out->id));
    }
    return status;
}

ENDPOINT(replace_item, PUT, "/{item_id}", Item,
    summary("Replace an item"), depends(wanted, old), body(ItemIn, item));

static brisk_status replace_item(brisk_request *req, const replace_item_in *in, Item *out)
{
    out->id = in->old.id;
    brisk_apply(Item, out, ItemIn, &in->item);
    return answer(req, store_replace(out), out->id);
}

ENDPOINT(change_item, PATCH, "/{item_id}", Item,
    summary("Change what is sent"), depends(wanted, old), body(ItemPatch, patch));

static brisk_status change_item(brisk_request *req, const change_item_in *in, Item *out)
{
    *out = in->old;
    brisk_apply(Item, out, ItemPatch, &in->patch);
    return answer(req, store_replace(out), out->id);
}

ENDPOINT(delete_item, DELETE, "/{item_id}", nothing,
    summary("Delete an item"), status(204), path(int64, item_id, ge(1), doc("The item's number")),
    raises(404, "No such item"));

static brisk_status delete_item(brisk_request *req, const delete_item_in *in)
{
    return answer(req, store_delete(in->item_id), in->item_id);
}

ROUTER(items, "/items", tags("items"),
    list_items, read_item, create_item, replace_item, change_item, delete_item);

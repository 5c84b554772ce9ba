/* no_short_names.c - BRISK_NO_SHORT_NAMES leaves only names that start with brisk_ or BRISK_, and those the user gives. */
#define BRISK_NO_SHORT_NAMES
#include <brisk/brisk.h>

#if defined(MODEL) || defined(TUPLE) || defined(ENUM) || defined(UNION) || defined(TYPE) || defined(OPAQUE) ||         \
    defined(ENDPOINT) || defined(DEPENDENCY) || defined(SECURITY) || defined(ROUTER) || defined(APP) ||                \
    defined(ERROR) || defined(S) || defined(STR) || defined(GIVEN) || defined(str_is) || defined(DECLARE_MODEL) ||     \
    defined(DEFINE_MODEL) || defined(list_bool)
#error "a short name is defined"
#endif

typedef int str, list_str, opt_int64, map_json, list_Item, opt_bool; /* all free */
enum { MODEL, ENDPOINT, TYPE, S };

BRISK_ENUM(Color, red, (blue, "blue"));
BRISK_TYPE(Sku, str, length(1, 5));
BRISK_OPAQUE(Handle, void *);
BRISK_DECLARE_MODEL(Item);
BRISK_DEFINE_MODEL(Item, (str, name), (opt(Sku), sku), (list(bool), flags), (list(Item), parts), (Color, color));
BRISK_MODEL(Box, (map(Item), items));
BRISK_TUPLE(Pair, (int64, a), (int64, b));
BRISK_UNION(Thing, Item, Box);
BRISK_ERROR(Broken);
BRISK_SECURITY(key, bearer);
BRISK_DEPENDENCY(handle, Handle, security(key, who));
static brisk_status handle(brisk_request *req, const handle_in *in, Handle *out)
{
    *out = NULL;
    return in->who.given ? BRISK_OK : brisk_raise(req, &Broken, NULL);
}
BRISK_ENDPOINT(read_item, GET, "/{name}", opt(list(Item)), path(str, name), depends(handle, opened));
static brisk_status read_item(brisk_request *req, const read_item_in *in, brisk_opt_list_Item *out)
{
    Item item = {.name = in->name, .sku = BRISK_GIVEN(BRISK_S("x"))};
    *brisk_push(req, &item.flags) = in->opened != NULL;
    out->given = true;
    *brisk_push(req, &out->value) = item;
    return BRISK_OK;
}
BRISK_ROUTER(router, "/items", read_item);
BRISK_APP(app, title("x"), include(router));

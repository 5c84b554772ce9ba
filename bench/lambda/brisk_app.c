/* brisk_app.c - the API of the benchmark in Brisk: the GET and the POST of an item of api/, without its store, which
 * would grow with each POST. Its answers and rules are those of peers/fastapi/app.py. */
#include <brisk/brisk.h>

TYPE(Tag, str, length(1, 20));

MODEL(ItemIn, doc("An item as a client describes it."),
    (str,         name,        length(1, 100)),
    (opt(str),    description, max_length(300)),
    (double,      price,       gt(0), finite),
    (opt(double), tax,         ge(0), finite),
    (list(Tag),   tags,        defaults(), max_length(5)));

MODEL(Item,
    (int64,       id),
    (str,         name),
    (opt(str),    description),
    (double,      price),
    (opt(double), tax),
    (list(Tag),   tags));

ENDPOINT(read_item, GET, "/{item_id}", Item,
    path(int64, item_id, ge(1)),
    query(opt(str), q, max_length(50)));

static brisk_status read_item(brisk_request *req, const read_item_in *in, Item *out)
{
    static Tag tags[] = {BRISK_STR("kitchen"), BRISK_STR("tea")};
    out->id = in->item_id;
    out->name = S("Tea pot");
    out->description = in->q;
    out->price = 19.5;
    out->tags.items = tags;
    out->tags.count = 2;
    return BRISK_OK;
}

ENDPOINT(create_item, POST, "", Item, status(201), body(ItemIn, item));

static brisk_status create_item(brisk_request *req, const create_item_in *in, Item *out)
{
    brisk_apply(Item, out, ItemIn, &in->item);
    out->id = 1;
    return BRISK_OK;
}

ROUTER(items, "/items", read_item, create_item);
#ifdef BENCH_DOCS
APP(app, title("Bench"), version("1.0.0"), include(items));
#else
APP(app, title("Bench"), version("1.0.0"), include(items), no_docs);
#endif

int main(int argc, char **argv)
{
    return brisk_main(&app, argc, argv);
}

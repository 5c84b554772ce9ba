/* brisk_app.c - the API of the benchmark in Brisk. Its answers and rules are those of bench/peers/fastapi/app.py. */
#include <brisk/brisk.h>

MODEL(Customer,
    (str,  name,  length(1, 100)),
    (str,  email, length(3, 254)),
    (bool, vip,   defaults(false)));

MODEL(Line,
    (str,    sku,      length(1, 20)),
    (int64,  quantity, ge(1), le(1000)),
    (double, price,    gt(0)));

MODEL(Order,
    (int64,      id,       ge(1)),
    (Customer,   customer),
    (list(Line), lines,    length(1, 100)),
    (opt(str),   note,     max_length(500)),
    (double,     discount, ge(0), le(1), defaults(0)));

MODEL(Item,
    (int64, item_id),
    (int64, limit),
    (str,   name));

ENDPOINT(read_item, GET, "/items/{item_id}", Item,
    path(int64, item_id, ge(1)),
    query(int64, limit, ge(1), le(100), defaults(20)));

static brisk_status read_item(brisk_request *req, const read_item_in *in, Item *out)
{
    out->item_id = in->item_id;
    out->limit = in->limit;
    out->name = S("Lamp");
    return BRISK_OK;
}

ENDPOINT(create_order, POST, "/orders", Order, body(Order, order));

static brisk_status create_order(brisk_request *req, const create_order_in *in, Order *out)
{
    *out = in->order;
    return BRISK_OK;
}

ROUTER(bench, "", read_item, create_order);
APP(app, title("Bench"), version("1.0.0"), include(bench));

int main(int argc, char **argv)
{
    return brisk_main(&app, argc, argv);
}

/* 23-answer-shapes.c - answers: filters, aliases and computed fields together, nested; unions, tuples, every status. */
#include "runner.h"

#include <brisk/brisk.h>

ENUM(Kind, a, (b, "b-b"));
ENUM(Level, (low, 1), (high, 30));

MODEL(Owner, (str, name), (str, secret, input_only, defaults("s3")), (opt(str), nick));

MODEL(Item,
    (int64,          item_id, alias_out("itemId")),
    (str,            title, alias("theTitle")),
    (opt(Owner),     owner),
    (opt(list(str)), tags, not_null, defaults()),
    (opt(Kind),      kind, not_null, defaults(Kind_a)),
    (opt(double),    price, not_null, gt(0), defaults(1.0)),
    computed(double, double_price, twice_the_price, doc("Twice the price")));
double twice_the_price(const Item *item)
{
    return (item->price.given ? item->price.value : 1.0) * 2;
}

MODEL(ItemIn,
    (int64,      item_id),
    (str,        title),
    (opt(Owner), owner),
    (list(str),  tags, defaults()),
    (Kind,       kind, defaults(Kind_a)),
    (double,     price, gt(0), defaults(1.0)));

MODEL(Cat, (str, kind, one_of("cat"), defaults("cat")), (int64, lives));
MODEL(Dog, (str, kind, one_of("dog"), defaults("dog")), (double, bark));
UNION(Pet, tag(kind), Cat, Dog);
UNION(IntOrText, int64, str);
TUPLE(Pair, (int64, number), (str, text));

MODEL(Types,
    (date,               day),
    (datetime,           at),
    (datetime,           naive),
    (time,               clock),
    (duration,           span),
    (uuid,               id),
    (decimal,            fee),
    (Level,              level),
    (Pair,               pair),
    (list(double),       many, as_tuple),
    (set(int64),         nums),
    (Pet,                pet),
    (map(Pet),           pets),
    (json,               any),
    (opt(IntOrText),     loose, required),
    (list(list(double)), grid),
    (map(str),           by_day, int_keys));

MODEL(Page, (list(Item), items), (opt(str), next), (map(Item), by_key, defaults()));

/* ---- filters ---- */

static Item simple(brisk_request *req, int64_t id)
{
    return (Item){.item_id = id, .title = brisk_strf(req, "t%lld", (long long)id)};
}

static Item whole(brisk_request *req, int64_t id)
{
    Item item = simple(req, id);
    brisk_give(item.owner, brisk_keep(req, Owner, {.name = S("Ann"), .nick = GIVEN(S("A"))}));
    brisk_give(item.tags, brisk_strs(req, "x"));
    brisk_give(item.kind, Kind_b);
    brisk_give(item.price, 2.5);
    return item;
}

ENDPOINT(plain, GET, "/item", Item);
static brisk_status plain(brisk_request *req, const plain_in *in, Item *out)
{
    *out = whole(req, 1);
    return BRISK_OK;
}

ENDPOINT(unset, GET, "/unset", Item, omit_unset);
static brisk_status unset(brisk_request *req, const unset_in *in, Item *out)
{
    *out = simple(req, 2);
    brisk_give(out->price, 1.0);
    brisk_give(out->owner, brisk_keep(req, Owner, {.name = S("Bob")}));
    return BRISK_OK;
}

ENDPOINT(defaults, GET, "/defaults", Item, omit_defaults);
static brisk_status defaults(brisk_request *req, const defaults_in *in, Item *out)
{
    *out = simple(req, 3);
    brisk_give(out->price, 1.0);
    brisk_give(out->tags, brisk_strs(req, "y"));
    return BRISK_OK;
}

ENDPOINT(none, GET, "/none", Page, omit_null);
static brisk_status none(brisk_request *req, const none_in *in, Page *out)
{
    *brisk_push(req, &out->items) = simple(req, 4);
    *brisk_push(req, &out->items) = whole(req, 5);
    return BRISK_OK;
}

ENDPOINT(included, GET, "/included", Item, include("item_id", "title", "double_price"));
static brisk_status included(brisk_request *req, const included_in *in, Item *out)
{
    *out = whole(req, 6);
    return BRISK_OK;
}

ENDPOINT(excluded, GET, "/excluded", Item, exclude("tags", "kind"));
static brisk_status excluded(brisk_request *req, const excluded_in *in, Item *out)
{
    *out = whole(req, 7);
    return BRISK_OK;
}

ENDPOINT(by_name, GET, "/by-name", list(Item), by_name);
static brisk_status by_name(brisk_request *req, const by_name_in *in, list_Item *out)
{
    *brisk_push(req, out) = simple(req, 8);
    *brisk_push(req, out) = whole(req, 9);
    return BRISK_OK;
}

static void fill_page(brisk_request *req, Page *out)
{
    *brisk_push(req, &out->items) = simple(req, 1);
    *brisk_push(req, &out->items) = whole(req, 2);
    brisk_give(out->next, S("n"));
    *brisk_map_put(req, &out->by_key, S("k")) = simple(req, 3);
}

ENDPOINT(page, GET, "/page", Page);
static brisk_status page(brisk_request *req, const page_in *in, Page *out)
{
    fill_page(req, out);
    return BRISK_OK;
}

ENDPOINT(page_filtered, GET, "/page-filtered", Page, omit_null,
    exclude("items.*.owner.nick", "items.*.tags", "by_key"));
static brisk_status page_filtered(brisk_request *req, const page_filtered_in *in, Page *out)
{
    fill_page(req, out);
    return BRISK_OK;
}

/* ---- shapes ---- */

ENDPOINT(echo, POST, "/echo", Item, status(202), answer_text("Taken"), body(ItemIn, x));
static brisk_status echo(brisk_request *req, const echo_in *in, Item *out)
{
    *out = (Item){.item_id = in->x.item_id, .title = in->x.title, .owner = in->x.owner};
    brisk_give(out->tags, in->x.tags);
    brisk_give(out->kind, in->x.kind);
    brisk_give(out->price, in->x.price);
    return BRISK_OK;
}

ENDPOINT(pets, GET, "/pets/{kind}", Pet, path(str, kind));
static brisk_status pets(brisk_request *req, const pets_in *in, Pet *out)
{
    if (str_is(in->kind, "cat")) {
        *out = (Pet){.is = Pet_Cat, .as_Cat = {S("cat"), 9}};
    } else {
        *out = (Pet){.is = Pet_Dog, .as_Dog = {S("dog"), 1.5}};
    }
    return BRISK_OK;
}

ENDPOINT(maybe, GET, "/maybe/{n}", opt(Item), path(int64, n));
static brisk_status maybe(brisk_request *req, const maybe_in *in, opt_Item *out)
{
    if (in->n != 0) {
        Item item = simple(req, in->n);
        brisk_give(*out, brisk_keep(req, Item, item));
    }
    return BRISK_OK;
}

ENDPOINT(mapped, GET, "/map", map(Item));
static brisk_status mapped(brisk_request *req, const mapped_in *in, map_Item *out)
{
    *brisk_map_put(req, out, S("a")) = simple(req, 1);
    *brisk_map_put(req, out, S("\xC3\xA9 \"q\"")) = simple(req, 2);
    return BRISK_OK;
}

ENDPOINT(scalar, GET, "/scalar/{which}", opt(IntOrText), path(str, which, one_of("int", "text", "null")));
static brisk_status scalar(brisk_request *req, const scalar_in *in, opt_IntOrText *out)
{
    if (str_is(in->which, "int")) {
        brisk_give(*out, brisk_keep(req, IntOrText, {.is = IntOrText_int64, .as_int64 = 5}));
    } else if (str_is(in->which, "text")) {
        brisk_give(*out, brisk_keep(req, IntOrText, {.is = IntOrText_str, .as_str = S("x")}));
    }
    return BRISK_OK;
}

#define DAY_2024_02_29_US 1709164800000000

ENDPOINT(types, GET, "/types", Types, query(double, x, defaults(0.1)));
static brisk_status types(brisk_request *req, const types_in *in, Types *out)
{
    *out = (Types){
        .day = {2024, 2, 29},
        .at = {.us = DAY_2024_02_29_US + 45000000000, .offset_s = 7200, .has_offset = true},
        .naive = {.us = DAY_2024_02_29_US + 45001000500},
        .clock = {.us = 3723000000},
        .span = {.us = 86403500000},
        .id = {.bytes = {[15] = 5}},
        .fee = S("1.10"),
        .level = Level_high,
        .pair = {1, S("x")},
        .pet = {.is = Pet_Dog, .as_Dog = {S("dog"), in->x}},
    };
    *brisk_push(req, &out->many) = in->x;
    *brisk_push(req, &out->many) = 1;
    *brisk_push(req, &out->many) = -0.0;
    *brisk_push(req, &out->nums) = 7;
    *brisk_map_put(req, &out->pets, S("a")) = (Pet){.is = Pet_Cat, .as_Cat = {S("cat"), 1}};
    brisk_give(out->loose, brisk_keep(req, IntOrText, {.is = IntOrText_str, .as_str = S("s")}));
    list_double *row = brisk_push(req, &out->grid);
    *brisk_push(req, row) = in->x;
    brisk_push(req, &out->grid);
    *brisk_map_put(req, &out->by_day, S("1")) = S("m");
    return brisk_json_parse(brisk_request_arena(req), S("{\"k\":[1,2.5,null,\"\xC3\xA9\"]}"), &out->any);
}

/* ---- statuses ---- */

MODEL(Error, (int64, code), (opt(datetime), at));

ENDPOINT(fail, GET, "/fail/{code}", Item, path(int64, code),
    respond(404, Error, "Not there"), respond(410, nothing, "Gone"), respond(5XX, Error));
static brisk_status fail(brisk_request *req, const fail_in *in, Item *out)
{
    int code = (int)in->code;
    brisk_status status = brisk_fail_json(req, code, brisk_strf(req, "{\"code\":%d,\"why\":[\"x\",null]}", code));
    brisk_set_header(req, S("X-Code"), brisk_strf(req, "%d", code));
    return status;
}

ENDPOINT(status, GET, "/status/{n}", Level, status(201), path(int64, n));
static brisk_status status(brisk_request *req, const status_in *in, Level *out)
{
    brisk_str n = brisk_strf(req, "%lld", (long long)in->n);
    brisk_set_status(req, (int)in->n);
    brisk_set_header(req, S("X-N"), n);
    brisk_set_cookie(
        req, &(brisk_cookie){.name = S("n"), .value = n, .max_age_s = 5, .has_max_age = true, .http_only = true});
    *out = Level_high;
    return BRISK_OK;
}

ENDPOINT(head_item, HEAD, "/item", Item);
static brisk_status head_item(brisk_request *req, const head_item_in *in, Item *out)
{
    *out = simple(req, 1);
    return BRISK_OK;
}

ENDPOINT(nothing_, PUT, "/nothing", nothing, status(205), summary("Nothing"), operation_id("nothing_nothing_put"));
static brisk_status nothing_(brisk_request *req, const nothing__in *in)
{
    return BRISK_OK;
}

MODEL(Base, title("The base"),
    (int64,    x, title("An X"), doc("Number"), examples(1, 2)),
    (opt(str), y, doc("Text"), deprecated));

ENDPOINT(base, POST, "/base", list(Base), body(Base, b));
static brisk_status base(brisk_request *req, const base_in *in, list_Base *out)
{
    *brisk_push(req, out) = in->b;
    *brisk_push(req, out) = in->b;
    return BRISK_OK;
}

ROUTER(answers, "", plain, unset, defaults, none, included, excluded, by_name, page, page_filtered, echo, pets, maybe,
    mapped, scalar, types, fail, status, head_item, nothing_, base);

APP(app, title("Answers"), version("3"), include(answers));

int main(int argc, char **argv)
{
    return conformance_main(&app, CONFORMANCE_THEME, argc, argv);
}

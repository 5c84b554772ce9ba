/* 04-response-model.c - answers: models that filter, what is left out, status codes, own bytes, redirects. */
#include "runner.h"

#include <brisk/brisk.h>

#include <string.h>

/* ---- users: what goes in does not all come out ---- */

MODEL(UserIn, (str, username), (str, password), (opt(str), email));
MODEL(UserOut, doc("What the world may see."), (str, username), (opt(str), email));

ENDPOINT(create_user, POST, "/users", UserOut, status(201), answer_text("The new user, without the password"),
    body(UserIn, user));
static brisk_status create_user(brisk_request *req, const create_user_in *in, UserOut *out)
{
    brisk_apply(UserOut, out, UserIn, &in->user);
    return BRISK_OK;
}

ENDPOINT(create_user_annotated, POST, "/users-annotated", UserOut, body(UserIn, user));
static brisk_status create_user_annotated(brisk_request *req, const create_user_annotated_in *in, UserOut *out)
{
    brisk_apply(UserOut, out, UserIn, &in->user);
    return BRISK_OK;
}

/* ---- items: absent, null and given are three things ---- */

MODEL(Item,
    (str,            name),
    (opt(str),       description),
    (double,         price),
    (opt(double),    tax, not_null, defaults(10.5)),
    (opt(list(str)), tags, not_null, defaults()));

static const struct {
    const char *key;
    Item item;
} table[] = {
    {"foo", {.name = STR("Foo"), .price = 50.2}},
    {"bar", {.name = STR("Bar"), .description = GIVEN(STR("The bar")), .price = 62, .tax = GIVEN(20.2)}},
    {"baz",
     {.name = STR("Baz"), .description = {.null = true}, .price = 50.2, .tax = GIVEN(10.5), .tags = {.given = true}}},
};

/* A key that is not there is the server's mistake in this API: the plain 500. */
static brisk_status find(brisk_str key, Item *out)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (str_is(key, table[i].key)) {
            *out = table[i].item;
            return BRISK_OK;
        }
    }
    return BRISK_NOT_FOUND;
}

ENDPOINT(get_item, GET, "/items/{key}", Item, path(str, key));
static brisk_status get_item(brisk_request *req, const get_item_in *in, Item *out)
{
    return find(in->key, out);
}

ENDPOINT(get_item_unset, GET, "/items/{key}/unset", Item, omit_unset, path(str, key));
static brisk_status get_item_unset(brisk_request *req, const get_item_unset_in *in, Item *out)
{
    return find(in->key, out);
}

ENDPOINT(get_item_defaults, GET, "/items/{key}/defaults", Item, omit_defaults, path(str, key));
static brisk_status get_item_defaults(brisk_request *req, const get_item_defaults_in *in, Item *out)
{
    return find(in->key, out);
}

ENDPOINT(get_item_none, GET, "/items/{key}/none", Item, omit_null, path(str, key));
static brisk_status get_item_none(brisk_request *req, const get_item_none_in *in, Item *out)
{
    return find(in->key, out);
}

ENDPOINT(get_item_name, GET, "/items/{key}/name", Item, include("name", "description"), path(str, key));
static brisk_status get_item_name(brisk_request *req, const get_item_name_in *in, Item *out)
{
    return find(in->key, out);
}

ENDPOINT(get_item_public, GET, "/items/{key}/public", Item, exclude("tax"), path(str, key));
static brisk_status get_item_public(brisk_request *req, const get_item_public_in *in, Item *out)
{
    return find(in->key, out);
}

ENDPOINT(list_items, GET, "/items", list(Item), omit_unset, query(list(str), keys, defaults("foo", "bar", "baz")));
static brisk_status list_items(brisk_request *req, const list_items_in *in, list_Item *out)
{
    for (size_t i = 0; i < in->keys.count; i++) {
        brisk_status status = find(in->keys.items[i], brisk_push(req, out));
        if (status != BRISK_OK) {
            return status;
        }
    }
    return BRISK_OK;
}

ENDPOINT(items_by_key, GET, "/items-by-key", map(Item));
static brisk_status items_by_key(brisk_request *req, const items_by_key_in *in, map_Item *out)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        *brisk_map_put(req, out, brisk_str_view(table[i].key)) = table[i].item;
    }
    return BRISK_OK;
}

/* ---- nested, with fields that stay inside ---- */

MODEL(Owner, (str, name), (str, secret, input_only, defaults("s3")));
MODEL(Deep,
    (int64,      id),
    (Owner,      owner),
    (list(Item), items, defaults()),
    (map(Item),  extra, defaults()));

ENDPOINT(deep, GET, "/deep", Deep, exclude("items.*.tags", "owner.name"), query(int64, n, defaults(2)));
static brisk_status deep(brisk_request *req, const deep_in *in, Deep *out)
{
    *out = (Deep){.id = in->n, .owner = {.name = S("Ann"), .secret = S("zzz")}};
    for (int64_t i = 0; i < in->n && i < 1000; i++) {
        *brisk_push(req, &out->items) = table[0].item;
    }
    *brisk_map_put(req, &out->extra, S("k")) = table[1].item;
    return BRISK_OK;
}

ENDPOINT(deep_full, GET, "/deep-full", Deep);
static brisk_status deep_full(brisk_request *req, const deep_full_in *in, Deep *out)
{
    *out = (Deep){.id = 1, .owner = {.name = S("Ann"), .secret = S("zzz")}};
    *brisk_push(req, &out->items) = table[2].item;
    return BRISK_OK;
}

/* ---- aliases, computed fields ---- */

MODEL(Aliased,
    (str, first, alias("firstName")),
    (str, second, alias_in("inSecond"), alias_out("secondName"), defaults("b")));

ENDPOINT(aliased, POST, "/aliased", Aliased, body(Aliased, a));
static brisk_status aliased(brisk_request *req, const aliased_in *in, Aliased *out)
{
    *out = in->a;
    return BRISK_OK;
}

ENDPOINT(aliased_names, POST, "/aliased-names", Aliased, by_name, body(Aliased, a));
static brisk_status aliased_names(brisk_request *req, const aliased_names_in *in, Aliased *out)
{
    *out = in->a;
    return BRISK_OK;
}

/* What a serializer does in pydantic: the number stays inside, its text goes out. */
MODEL(Square,
    (double, length, input_only),
    (str,    side),
    computed(double, area, square_area, doc("side * side")));
double square_area(const Square *square)
{
    return square->length * square->length;
}

ENDPOINT(square, GET, "/square/{side}", Square, path(double, side));
static brisk_status square(brisk_request *req, const square_in *in, Square *out)
{
    *out = (Square){.length = in->side, .side = brisk_strf(req, "%.2f", in->side)};
    return BRISK_OK;
}

/* ---- every type ---- */

ENUM(Color, red, blue);
TUPLE(Pair, (int64, number), (str, text));

MODEL(Rich,
    (datetime,   when),
    (date,       day),
    (Color,      color),
    (decimal,    amount),
    (double,     ratio),
    (bytes,      blob),
    (set(int64), nums),
    (Pair,       pair),
    (opt(int64), opt, required),
    (json,       big, whole),
    (json,       any));

#define ANY                        "{\"k\":[1,2.0,null,\"\xC3\xA9\xE2\x80\xA8\\\"\\\\\\n/\"]}"
#define DAY_2024_02_29_12_30_05_US 1709209805000000

ENDPOINT(rich, GET, "/rich", Rich,
    query(double, ratio, defaults(0.1)),
    query(json,   big, whole, defaults("1180591620717411303424")));
static brisk_status rich(brisk_request *req, const rich_in *in, Rich *out)
{
    *out = (Rich){.when = {.us = DAY_2024_02_29_12_30_05_US + 120000, .has_offset = true},
                  .day = {2024, 2, 29},
                  .color = Color_blue,
                  .amount = S("12.50"),
                  .ratio = in->ratio,
                  .blob = S("h\xC3\xA9"),
                  .pair = {1, S("x")},
                  .opt = {.null = true},
                  .big = in->big};
    *brisk_push(req, &out->nums) = 3;
    return brisk_json_parse(brisk_request_arena(req), S(ANY), &out->any);
}

MODEL(RichPlain,
    (datetime,   when),
    (date,       day),
    (Color,      color),
    (decimal,    amount),
    (decimal,    whole),
    (double,     ratio),
    (set(int64), nums),
    (Pair,       pair),
    (json,       any));

ENDPOINT(rich_plain, GET, "/rich-plain", RichPlain, untyped, query(double, ratio, defaults(0.1)));
static brisk_status rich_plain(brisk_request *req, const rich_plain_in *in, RichPlain *out)
{
    *out = (RichPlain){.when = {.us = DAY_2024_02_29_12_30_05_US, .has_offset = true},
                       .day = {2024, 2, 29},
                       .color = Color_red,
                       .amount = S("12.50"),
                       .whole = S("3"),
                       .ratio = in->ratio,
                       .pair = {1, S("x")}};
    *brisk_push(req, &out->nums) = 3;
    return brisk_json_parse(brisk_request_arena(req), S(ANY), &out->any);
}

/* ---- bare values, unions ---- */

MODEL(Cat, (str, kind, defaults("cat")), (int64, meow));
MODEL(Dog, (str, kind, defaults("dog")), (double, bark));
UNION(Animal, Cat, Dog);

ENDPOINT(animal, GET, "/animal/{kind}", Animal, path(str, kind));
static brisk_status animal(brisk_request *req, const animal_in *in, Animal *out)
{
    if (str_is(in->kind, "cat")) {
        *out = (Animal){.is = Animal_Cat, .as_Cat = {.kind = S("cat"), .meow = 3}};
    } else {
        *out = (Animal){.is = Animal_Dog, .as_Dog = {.kind = S("dog"), .bark = 2}};
    }
    return BRISK_OK;
}

ENDPOINT(number, GET, "/number", int64, query(int64, x));
static brisk_status number(brisk_request *req, const number_in *in, int64_t *out)
{
    *out = in->x;
    return BRISK_OK;
}

ENDPOINT(numbers, GET, "/numbers", list(double), query(list(double), x));
static brisk_status numbers(brisk_request *req, const numbers_in *in, list_double *out)
{
    *out = in->x;
    return BRISK_OK;
}

ENDPOINT(text, GET, "/text", str);
static brisk_status text(brisk_request *req, const text_in *in, brisk_str *out)
{
    *out = S("he said \"hi\"\n");
    return BRISK_OK;
}

ENDPOINT(nothing_at_all, GET, "/nothing", json, untyped, summary("Nothing"), operation_id("nothing_nothing_get"));
static brisk_status nothing_at_all(brisk_request *req, const nothing_at_all_in *in, brisk_json *out)
{
    return BRISK_OK;
}

ENDPOINT(boolean, GET, "/bool", bool);
static brisk_status boolean(brisk_request *req, const boolean_in *in, bool *out)
{
    *out = true;
    return BRISK_OK;
}

/* ---- answers that do not fit their type: the plain 500, with the cause in the log ---- */

ENDPOINT(broken, GET, "/broken/{mode}", Item, path(str, mode));
static brisk_status broken(brisk_request *req, const broken_in *in, Item *out)
{
    *out = (Item){.name = S("ok"), .price = 3};
    if (str_is(in->mode, "missing")) {
        out->name = S("not UTF-8: \xFF");
    } else if (str_is(in->mode, "type")) {
        out->tags = (opt_list_str){.value = {NULL, 1}, .given = true};
    } else if (str_is(in->mode, "null")) {
        return BRISK_BROKEN_ANSWER;
    }
    return BRISK_OK;
}

/* ---- status codes ---- */

ENDPOINT(delete_item, DELETE, "/items/{key}", nothing, status(204), path(str, key));
static brisk_status delete_item(brisk_request *req, const delete_item_in *in)
{
    return BRISK_OK;
}

MODEL(Code, (int64, code));

ENDPOINT(set_status, GET, "/status/{code}", Code, untyped, path(int64, code));
static brisk_status set_status(brisk_request *req, const set_status_in *in, Code *out)
{
    brisk_set_status(req, (int)in->code);
    out->code = in->code;
    return BRISK_OK;
}

MODEL(Message, (str, message));

ENDPOINT(upsert, PUT, "/upsert/{key}", Message, untyped, status(200), path(str, key),
    respond(201, Message, "Created"), respond(404, Message), respond(302, nothing, "Moved"));
static brisk_status upsert(brisk_request *req, const upsert_in *in, Message *out)
{
    Item item;
    bool is_known = find(in->key, &item) == BRISK_OK;
    brisk_set_status(req, is_known ? 200 : 201);
    out->message = is_known ? S("updated") : S("created");
    return BRISK_OK;
}

/* ---- own bytes ---- */

ENDPOINT(direct, GET, "/direct", raw, query(int64, code, defaults(418)));
static brisk_status direct(brisk_request *req, const direct_in *in)
{
    brisk_set_header(req, S("X-Direct"), S("1"));
    brisk_set_header(req, S("Content-Language"), S("fr"));
    return brisk_respond_json(req, (int)in->code, S("{\"b\":1,\"a\":\"\xC3\xA9\",\"n\":null}"));
}

ENDPOINT(html, GET, "/html", raw, media("text/html"));
static brisk_status html(brisk_request *req, const html_in *in)
{
    return brisk_respond_html(req, 200, S("<h1>h\xC3\xA9</h1>"));
}

ENDPOINT(plain, GET, "/plain", raw, media("text/plain"), query(str, q, defaults("x")));
static brisk_status plain(brisk_request *req, const plain_in *in)
{
    return brisk_respond_text(req, 200, brisk_strf(req, "plain %.*s", (int)in->q.len, in->q.ptr));
}

ENDPOINT(xml, GET, "/xml", raw);
static brisk_status xml(brisk_request *req, const xml_in *in)
{
    return brisk_respond(req, 200, "application/xml", S("<a>1</a>"));
}

ENDPOINT(raw_bytes, GET, "/bytes", raw);
static brisk_status raw_bytes(brisk_request *req, const raw_bytes_in *in)
{
    char *all = brisk_arena_alloc(brisk_request_arena(req), 256);
    for (int i = 0; all && i < 256; i++) {
        all[i] = (char)i;
    }
    return brisk_respond(req, 200, "application/octet-stream", (brisk_str){all, all ? 256 : 0});
}

ENDPOINT(redirect, GET, "/redirect", raw, query(str, to, defaults("/items")));
static brisk_status redirect(brisk_request *req, const redirect_in *in)
{
    return brisk_redirect(req, 0, in->to);
}

ENDPOINT(redirect_declared, GET, "/redirect-declared", nothing, status(302));
static brisk_status redirect_declared(brisk_request *req, const redirect_declared_in *in)
{
    return brisk_redirect(req, 0, S("/else where?x=\xC3\xA9"));
}

/* ---- headers, further answers in the document ---- */

ENDPOINT(head_item, HEAD, "/items/{key}", json, untyped, path(str, key));
static brisk_status head_item(brisk_request *req, const head_item_in *in, brisk_json *out)
{
    Item item;
    brisk_set_header(req, S("X-Known"), find(in->key, &item) == BRISK_OK ? S("yes") : S("no"));
    return BRISK_OK;
}

ENDPOINT(headers, GET, "/headers", Message);
static brisk_status headers(brisk_request *req, const headers_in *in, Message *out)
{
    brisk_set_header(req, S("X-One"), S("1"));
    brisk_add_header(req, S("X-Multi"), S("a"));
    brisk_add_header(req, S("X-Multi"), S("b"));
    brisk_set_cookie(req, &(brisk_cookie){.name = S("c"), .value = S("v")});
    out->message = S("ok");
    return BRISK_OK;
}

MODEL(Done, (bool, ok));

ENDPOINT(multi, GET, "/multi", Done, untyped,
    respond(200, nothing, "JSON or a picture", "image/png"), respond(4XX, nothing, "Client trouble"),
    respond(default, Message));
static brisk_status multi(brisk_request *req, const multi_in *in, Done *out)
{
    out->ok = true;
    return BRISK_OK;
}

ROUTER(answers, "", create_user, create_user_annotated, get_item, get_item_unset, get_item_defaults, get_item_none,
    get_item_name, get_item_public, list_items, items_by_key, deep, deep_full, aliased, aliased_names, square, rich,
    rich_plain, animal, number, numbers, text, nothing_at_all, boolean, broken, delete_item, set_status, upsert, direct,
    html, plain, xml, raw_bytes, redirect, redirect_declared, head_item, headers, multi);

APP(app, title("Responses"), version("2.0"), include(answers));

int main(int argc, char **argv)
{
    return conformance_main(&app, CONFORMANCE_THEME, argc, argv);
}

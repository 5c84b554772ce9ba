/* 21-nested-shapes.c - bodies: recursion, rules on items and values, unions in nested places, presence, strictness. */
#include "runner.h"

#include <brisk/brisk.h>

#include <string.h>

ENUM(Level, (low, 1), (high, 30));
ENUM(Tone, red, (dark_blue, "dark-blue"));
TYPE(Sku, str, pattern("^[A-Z]{2}\\d+$"), max_length(8));
TYPE(Score, int64, ge(0), le(100));
TYPE(Name, str, min_length(1));

/* ---- recursion ---- */

MODEL(Part,
    (Sku,        sku),
    (list(Part), parts, defaults()),
    (map(Part),  by_slot, defaults()),
    (opt(Part),  alt));

DECLARE_MODEL(Book);
MODEL(Author, (Name, name), (list(Book), books, defaults()));
DEFINE_MODEL(Book, doc("A book, with who wrote it."),
    (str,         title),
    (opt(Author), author),
    (double,      price, gt(0), defaults(1.5)));

/* ---- rules on items and values ---- */

TUPLE(Spot, (int64, number), (str, text), (bool, flag));
TUPLE(Ranked, (Score, score), (Part, part));

MODEL(Board,
    (list(Sku),         skus, length(1, 3)),
    (map(Score),        scores, defaults()),
    (list(list(Score)), grid, defaults()),
    (set(Name),         names, defaults()),
    (Spot,              spot),
    (map(list(double)), weights, defaults()),
    (map(Sku),          lookup, int_keys, defaults()),
    (map(int64),        few, length(1, 2), defaults()),
    (list(Spot),        spots, defaults()),
    (list(opt(int64)),  maybe, defaults()),
    (map(map(int64)),   deep, defaults()),
    (list(Level),       levels, defaults()),
    (map(Tone),         tones, defaults()),
    (opt(Ranked),       pair));

/* ---- presence ---- */

MODEL(Presence,
    (int64,           a),
    (opt(int64),      b, required),
    (opt(int64),      c),
    (int64,           d, defaults(3)),
    (opt(int64),      e, defaults(4)),
    (str,             f, min_length(2), defaults("xy")),
    (opt(list(int64)), g),
    (opt(map(int64)), h, required),
    (opt(Part),       i, required),
    (opt(date),       j),
    (Level,           k, defaults(Level_low)),
    (opt(Tone),       l, defaults(Tone_dark_blue)),
    (list(Tone),      m, defaults(Tone_red)),
    (opt(str),        n, max_length(3)),
    (bool,            o, defaults(true)),
    (double,          p, defaults(2.0)));

/* ---- unions ---- */

MODEL(Cat, (str, kind, one_of("cat")), (Score, lives, defaults(9)));
MODEL(Dog, (str, kind, one_of("dog", "wolf")), (double, bark));
MODEL(Circle, (double, radius));
MODEL(Rect, (double, w), (double, h, defaults(1.0)));
UNION(Pet, tag(kind), Cat, Dog);
UNION(Value, int64, str, bool);
UNION(ShapeOrText, Circle, Rect, str);
UNION(Shape, Circle, Rect);
UNION(Number, int64, double);
TYPE(Numbers, list(int64));
UNION(OneOrMany, int64, Numbers);
UNION(ToneOrInt, Tone, int64);
UNION(When, datetime, date);

MODEL(Zoo,
    (list(Pet),      pets, defaults()),
    (map(Pet),       by_name, defaults()),
    (opt(Pet),       star),
    (Value,          value),
    (ShapeOrText,    shape, defaults("none")),
    (list(Shape),    shapes, defaults()),
    (list(Number),   nums, defaults()),
    (opt(OneOrMany), many),
    (ToneOrInt,      tone, defaults(3)),
    (opt(When),      when));

/* ---- literals, bounds, strictness ---- */

TYPE(XorY, str, one_of("x", "y"));

MODEL(Literals,
    (int64,      one, one_of(1)),
    (json,       mixed, one_of(1, "two", BRISK_TRUE), defaults(1)),
    (opt(str),   opt, one_of("a", "b")),
    (list(XorY), several, defaults()),
    (Level,      level),
    (Tone,       tone, defaults(Tone_red)));

MODEL(Bounds,
    (date,          day, ge("2020-01-01"), lt("2030-01-01")),
    (datetime,      at, gt("2020-01-01T00:00:00"), defaults("2021-01-01T00:00:00")),
    (decimal,       price, gt(0), digits(6, 2), defaults("1.50")),
    (double,        ratio, gt(0), lt(1), defaults(0.5)),
    (int64,         step, multiple_of(5), defaults(5)),
    (double,        tenth, multiple_of(0.1), defaults(0.5)),
    (list(date),    days, defaults()),
    (set(uuid),     ids, defaults()),
    (map(duration), spans, defaults()),
    (opt(time),     clock),
    (list(email),   mails, defaults()),
    (int64,         big, gt(-9007199254740993), lt(9007199254740993), defaults(0)),
    (bytes,         blob, defaults("x")),
    (str,           text, length(2, 4), pattern("^[a-z\xC3\xA9]+$"), defaults("ab")));

MODEL(StrictAll, strict,
    (int64,       i),
    (double,      f, defaults(0.0)),
    (str,         s, defaults("")),
    (bool,        b, defaults(false)),
    (list(str),   tags, defaults()),
    (opt(Circle), inner));

MODEL(Free, (json, any), (json, opt, defaults(NULL)), (list(json), items, defaults()), (map(json), inner, defaults()));

/* ---- all echo ---- */

MODEL(Shut, forbid_extra, (int64, a, defaults(0)), (opt(Shut), inner));

ENDPOINT(shut, POST, "/shut", Shut, body(Shut, s));
static brisk_status shut(brisk_request *req, const shut_in *in, Shut *out)
{
    *out = in->s;
    return BRISK_OK;
}

ENDPOINT(add_part, POST, "/part", Part, body(Part, part));
static brisk_status add_part(brisk_request *req, const add_part_in *in, Part *out)
{
    *out = in->part;
    return BRISK_OK;
}

ENDPOINT(add_author, POST, "/authors", Author, body(Author, author));
static brisk_status add_author(brisk_request *req, const add_author_in *in, Author *out)
{
    *out = in->author;
    return BRISK_OK;
}

ENDPOINT(add_book, POST, "/books", Book, status(201), body(Book, book));
static brisk_status add_book(brisk_request *req, const add_book_in *in, Book *out)
{
    *out = in->book;
    return BRISK_OK;
}

static int compare_names(brisk_str a, brisk_str b)
{
    int order = memcmp(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

ENDPOINT(add_board, POST, "/boards", Board, body(Board, board));
static brisk_status add_board(brisk_request *req, const add_board_in *in, Board *out)
{
    *out = in->board;
    for (size_t i = 1; i < out->names.count; i++) { /* sorted by insertion: they are few */
        brisk_str name = out->names.items[i];
        size_t at = i;
        for (; at > 0 && compare_names(out->names.items[at - 1], name) > 0; at--) {
            out->names.items[at] = out->names.items[at - 1];
        }
        out->names.items[at] = name;
    }
    return BRISK_OK;
}

ENDPOINT(presence, POST, "/presence", Presence, body(Presence, p));
static brisk_status presence(brisk_request *req, const presence_in *in, Presence *out)
{
    *out = in->p;
    return BRISK_OK;
}

ENDPOINT(zoo, POST, "/zoo", Zoo, body(Zoo, z));
static brisk_status zoo(brisk_request *req, const zoo_in *in, Zoo *out)
{
    *out = in->z;
    return BRISK_OK;
}

ENDPOINT(literals, POST, "/literals", Literals, body(Literals, x));
static brisk_status literals(brisk_request *req, const literals_in *in, Literals *out)
{
    *out = in->x;
    return BRISK_OK;
}

ENDPOINT(bounds, POST, "/bounds", Bounds, body(Bounds, b));
static brisk_status bounds(brisk_request *req, const bounds_in *in, Bounds *out)
{
    *out = in->b;
    for (size_t i = 1; i < out->ids.count; i++) {
        brisk_uuid id = out->ids.items[i];
        size_t at = i;
        for (; at > 0 && memcmp(&out->ids.items[at - 1], &id, sizeof id) > 0; at--) {
            out->ids.items[at] = out->ids.items[at - 1];
        }
        out->ids.items[at] = id;
    }
    return BRISK_OK;
}

ENDPOINT(strict, POST, "/strict", StrictAll, body(StrictAll, s));
static brisk_status strict(brisk_request *req, const strict_in *in, StrictAll *out)
{
    *out = in->s;
    return BRISK_OK;
}

ENDPOINT(free_, POST, "/free", Free, summary("Free"), operation_id("free_free_post"), body(Free, f));
static brisk_status free_(brisk_request *req, const free__in *in, Free *out)
{
    *out = in->f;
    return BRISK_OK;
}

ENDPOINT(pets, POST, "/pets", list(Pet), body(list(Pet), items, max_length(3)));
static brisk_status pets(brisk_request *req, const pets_in *in, list_Pet *out)
{
    *out = in->items;
    return BRISK_OK;
}

ENDPOINT(skus, POST, "/skus", map(Sku), body(map(Sku), by_name));
static brisk_status skus(brisk_request *req, const skus_in *in, map_Sku *out)
{
    *out = in->by_name;
    return BRISK_OK;
}

TYPE(Texts, list(str));
UNION(Loose, Circle, int64, Texts);

ENDPOINT(loose, POST, "/loose", Loose, body(Loose, x));
static brisk_status loose(brisk_request *req, const loose_in *in, Loose *out)
{
    *out = in->x;
    return BRISK_OK;
}

ENDPOINT(spot, POST, "/spot", Spot, body(Spot, s));
static brisk_status spot(brisk_request *req, const spot_in *in, Spot *out)
{
    *out = in->s;
    return BRISK_OK;
}

ENDPOINT(level, POST, "/level", Level, body(Level, v));
static brisk_status level(brisk_request *req, const level_in *in, Level *out)
{
    *out = in->v;
    return BRISK_OK;
}

ENDPOINT(maybe_list, POST, "/maybe-list", opt(list(Part)), body(opt(list(Part)), v));
static brisk_status maybe_list(brisk_request *req, const maybe_list_in *in, opt_list_Part *out)
{
    *out = in->v;
    return BRISK_OK;
}

ENDPOINT(grid, POST, "/grid", list(list(Score)), body(list(list(Score)), g));
static brisk_status grid(brisk_request *req, const grid_in *in, list_list_Score *out)
{
    *out = in->g;
    return BRISK_OK;
}

ROUTER(shapes, "", shut, add_part, add_author, add_book, add_board, presence, zoo, literals, bounds, strict, free_,
    pets, skus, loose, spot, level, maybe_list, grid);

APP(app, title("Shapes"), version("2.1.0"), include(shapes));

int main(int argc, char **argv)
{
    return conformance_main(&app, CONFORMANCE_THEME, argc, argv);
}

/* 22-parameter-places.c - parameter models that allow and forbid, aliases, several bodies, every place at once. */
#include "runner.h"

#include <brisk/brisk.h>

#include <string.h>

ENUM(Size, (small, 1), (large, 2));
ENUM(Color, red, blue);
TYPE(Code, str, pattern("^[a-z]{2,3}$"));

/* ---- parameter models ---- */

MODEL(OpenFilter,
    (int64,     limit, ge(1), le(100), defaults(10)),
    (opt(date), since),
    (map(json), rest, extras));
MODEL(OpenOut, (int64, limit), (opt(date), since));

ENDPOINT(open_filter, GET, "/open", OpenOut, untyped, tags("query"), query(OpenFilter, f));
static brisk_status open_filter(brisk_request *req, const open_filter_in *in, OpenOut *out)
{
    *out = (OpenOut){in->f.limit, in->f.since};
    return BRISK_OK;
}

MODEL(ClosedFilter, forbid_extra,
    (str,            q, min_length(2), alias("search")),
    (list(Size),     sizes, defaults()),
    (Color,          color, defaults(Color_red)),
    (opt(set(Code)), codes),
    (opt(datetime),  at),
    (double,         ratio, gt(0), lt(1), doc("A ratio"), defaults(0.5)),
    (str,            kind, one_of("a", "b"), defaults("a")),
    (opt(str),       old, deprecated, examples("x", "y")),
    (int64,          page_no, alias_in("page"), title("Page number"), defaults(1)));
MODEL(ClosedOut, (str, q), (list(Size), sizes), (Color, color), (list(Code), codes), (opt(datetime), at),
    (double, ratio),
    (str, kind), (opt(str), old), (int64, page_no));

static int compare_codes(brisk_str a, brisk_str b)
{
    int order = memcmp(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

ENDPOINT(closed_filter, GET, "/closed", ClosedOut, untyped, tags("query"), summary("A closed filter"),
    answer_text("What was asked"), doc("Asks for *things*.\n\nOver two paragraphs."), query(ClosedFilter, f));
static brisk_status closed_filter(brisk_request *req, const closed_filter_in *in, ClosedOut *out)
{
    const ClosedFilter *f = &in->f;
    *out = (ClosedOut){.q = f->q,
                       .sizes = f->sizes,
                       .color = f->color,
                       .at = f->at,
                       .ratio = f->ratio,
                       .kind = f->kind,
                       .old = f->old,
                       .page_no = f->page_no};
    for (size_t i = 0; f->codes.given && i < f->codes.value.count; i++) {
        brisk_push(req, &out->codes);
        size_t at = i;
        for (; at > 0 && compare_codes(out->codes.items[at - 1], f->codes.value.items[i]) > 0; at--) {
            out->codes.items[at] = out->codes.items[at - 1];
        }
        out->codes.items[at] = f->codes.value.items[i];
    }
    return BRISK_OK;
}

MODEL(Headers, forbid_extra,
    (str,        host),
    (opt(str),   connection),
    (str,        x_key, min_length(3)),
    (opt(int64), x_limit),
    (list(str),  x_tags, defaults()));
MODEL(HeadersOut, (str, key), (opt(int64), limit), (list(str), tags));

ENDPOINT(headers, GET, "/headers", HeadersOut, untyped, tags("header"), header(Headers, h));
static brisk_status headers(brisk_request *req, const headers_in *in, HeadersOut *out)
{
    *out = (HeadersOut){in->h.x_key, in->h.x_limit, in->h.x_tags};
    return BRISK_OK;
}

MODEL(LooseHeaders,
    (opt(str), if_match),
    (int64,    x_count, defaults(1)),
    (opt(str), odd, alias("X-Odd")),
    (Size,     x_size, defaults(Size_small)));

ENDPOINT(loose_headers, GET, "/loose-headers", LooseHeaders, untyped, tags("header"), header(LooseHeaders, h));
static brisk_status loose_headers(brisk_request *req, const loose_headers_in *in, LooseHeaders *out)
{
    *out = in->h;
    return BRISK_OK;
}

MODEL(Jar, (uuid, session), (Color, theme, defaults(Color_blue)), (opt(int64), n, ge(0)));

ENDPOINT(jar, GET, "/jar", Jar, untyped, cookie(Jar, c));
static brisk_status jar(brisk_request *req, const jar_in *in, Jar *out)
{
    *out = in->c;
    return BRISK_OK;
}

MODEL(Upload,
    (str,         name, max_length(5)),
    (Size,        size, defaults(Size_small)),
    (list(str),   tags, defaults()),
    (opt(double), ratio),
    (opt(date),   day),
    (bool,        flag, defaults(false)),
    (opt(Code),   code, alias("the-code")));

ENDPOINT(upload, POST, "/upload", Upload, untyped, form(Upload, u));
static brisk_status upload(brisk_request *req, const upload_in *in, Upload *out)
{
    *out = in->u;
    return BRISK_OK;
}

/* ---- every place at once ---- */

MODEL(Mixed, (int64, item_id), (Color, color), (date, day), (opt(str), q), (list(Size), sizes), (opt(list(uuid)), ids),
    (opt(datetime), when), (opt(list(int64)), x_token), (opt(Color), x_color), (double, last), (opt(str), mode),
    (int64, level), (bool, old), (str, secret));

ENDPOINT(mixed, GET, "/mixed/{item_id}/{color}/{day}", Mixed, untyped,
    path(int64,             item_id, ge(1), title("The id"), doc("Which item"), example(5)),
    path(Color,             color),
    path(date,              day),
    query(opt(str),         q, length(2, 5), pattern("^[a-z]+$"), alias("item-query")),
    query(list(Size),       sizes, max_length(2), defaults(Size_small)),
    query(opt(list(uuid)),  ids),
    query(opt(datetime),    when, doc("When")),
    header(opt(list(int64)), x_token),
    header(opt(Color),      x_color),
    cookie(double,          last, ge(0), defaults(0.5)),
    query(opt(str),         mode, one_of("fast", "slow")),
    query(int64,            level, one_of(1, 2), defaults(1)),
    query(bool,             old, deprecated, defaults(false)),
    query(str,              secret, hidden, defaults("s")));
static brisk_status mixed(brisk_request *req, const mixed_in *in, Mixed *out)
{
    *out = (Mixed){in->item_id, in->color,   in->day,  in->q,    in->sizes, in->ids, in->when,
                   in->x_token, in->x_color, in->last, in->mode, in->level, in->old, in->secret};
    return BRISK_OK;
}

/* ---- bodies ---- */

MODEL(Item, (str, name), (double, price, gt(0), example(1.5)));
MODEL(User, (str, user_name, alias("userName")), (opt(str), full, alias("fullName"), title("The full name")));
MODEL(Bodies, (int64, item_id), (Item, item), (User, user), (int64, importance), (list(str), tags), (opt(str), note),
    (opt(str), q));

ENDPOINT(bodies, PUT, "/bodies/{item_id}", Bodies, untyped,
    path(int64,     item_id),
    body(Item,      item),
    body(User,      user),
    body(int64,     importance, ge(0), le(5), defaults(1)),
    body(list(str), tags, max_length(2), defaults()),
    body(opt(str),  note),
    query(opt(str), q));
static brisk_status bodies(brisk_request *req, const bodies_in *in, Bodies *out)
{
    *out = (Bodies){in->item_id, in->item, in->user, in->importance, in->tags, in->note, in->q};
    return BRISK_OK;
}

ENDPOINT(embedded, PUT, "/embedded", User, body(User, user, embed, title("The user"), doc("Who")));
static brisk_status embedded(brisk_request *req, const embedded_in *in, User *out)
{
    *out = in->user;
    return BRISK_OK;
}

ENDPOINT(embedded_list, PUT, "/embedded-list", list(Item), body(list(Item), items, embed, min_length(1)));
static brisk_status embedded_list(brisk_request *req, const embedded_list_in *in, list_Item *out)
{
    *out = in->items;
    return BRISK_OK;
}

MODEL(OptionalBody, (opt(Item), item), (opt(User), user));

ENDPOINT(optional_body, PUT, "/optional-body", OptionalBody, untyped, body(opt(Item), item), body(opt(User), user));
static brisk_status optional_body(brisk_request *req, const optional_body_in *in, OptionalBody *out)
{
    *out = (OptionalBody){in->item, in->user};
    return BRISK_OK;
}

ENDPOINT(number, PUT, "/number", double, body(double, n, ge(0), lt(100), multiple_of(0.5), example(1.5)));
static brisk_status number(brisk_request *req, const number_in *in, double *out)
{
    *out = in->n;
    return BRISK_OK;
}

MODEL(Choice, (str, c), (Color, color));

ENDPOINT(choice, PUT, "/choice", Choice, untyped,
    body(str, c, one_of("a", "b")), body(Color, color, defaults(Color_red)));
static brisk_status choice(brisk_request *req, const choice_in *in, Choice *out)
{
    *out = (Choice){in->c, in->color};
    return BRISK_OK;
}

MODEL(FormOut, (int64, n), (str, name), (list(Size), sizes), (opt(date), day), (Color, color), (double, ratio),
    (str, q));

ENDPOINT(form_, POST, "/form/{n}", FormOut, untyped, summary("Form"), operation_id("form_form__n__post"),
    path(int64,      n),
    form(str,        name, length(1, 5)),
    form(list(Size), sizes, defaults()),
    form(opt(date),  day),
    form(Color,      color, alias("the-color"), defaults(Color_red)),
    form(double,     ratio, gt(0), defaults(1.0)),
    query(str,       q, defaults("x")));
static brisk_status form_(brisk_request *req, const form__in *in, FormOut *out)
{
    *out = (FormOut){in->n, in->name, in->sizes, in->day, in->color, in->ratio, in->q};
    return BRISK_OK;
}

/* ---- deprecated, hidden ---- */

ENDPOINT(gone, DELETE, "/gone", nothing, status(204), deprecated, query(int64, n, defaults(1)));
static brisk_status gone(brisk_request *req, const gone_in *in)
{
    return BRISK_OK;
}

MODEL(Secret, (int64, n));

ENDPOINT(secret, GET, "/secret", Secret, untyped, hidden, query(int64, n));
static brisk_status secret(brisk_request *req, const secret_in *in, Secret *out)
{
    out->n = in->n;
    return BRISK_OK;
}

ROUTER(places, "", open_filter, closed_filter, headers, loose_headers, jar, upload, mixed, bodies, embedded,
    embedded_list, optional_body, number, choice, form_, gone, secret);

APP(app, title("Places"), version("0.9.0-beta"), summary("Where values stand"), doc("All *places*."),
    terms("https://example.com/terms"), contact("Ann", "https://example.com/ann", "ann@example.com"),
    license("MIT", "https://example.com/mit"), tag_doc("query", "In the query"), tag_doc("header", "In headers"),
    server("https://api.example.com", "The real one"), include(places));

int main(int argc, char **argv)
{
    return conformance_main(&app, CONFORMANCE_THEME, argc, argv);
}

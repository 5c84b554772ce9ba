/* rich.h - an app that uses every word of the description language: the tests walk its tables. */
#ifndef RICH_H
#define RICH_H

#include <brisk/brisk.h>

ENUM(Color, red, (dark_blue, "dark-blue"), green, doc("A colour"), title("Colour"));
ENUM(Level, (low, 1), (high, 30), (below, -5));
TYPE(Sku, str, pattern("^[A-Z]+$"), length(2, 10), strip, doc("A stock keeping unit"), title("SKU"), strict);
TYPE(Words, list(Sku), max_length(3));
TYPE(Grid, list(list(double)));
OPAQUE(Handle, int *);

MODEL(Scalars,
    (bool, b, defaults(true)), (int32, i32), (int64, i64), (uint32, u32), (uint64, u64), (double, d), (str, s),
    (bytes, by), (date, da), (datetime, dt), (aware_datetime, adt), (time, t), (duration, du), (uuid, id),
    (decimal, de),
    (email, e), (url, u), (http_url, hu), (ipv4, i4), (ipv6, i6), (json, j), (file, f));

MODEL(Ruled,
    (str, text, length(1, 100), pattern("^a"), strip, lower, upper, check(check_text)),
    (str, shortest, min_length(2)), (str, longest, max_length(3)),
    (int64, whole, gt(1), ge(2), lt(9007199254740993), le(4), multiple_of(5)),
    (double, real, gt(0.5), finite), (decimal, money, digits(10, 2), le("1000.00")), (date, day, ge("2000-01-01")),
    (str, kind, one_of("a", "b")), (json, mixed, one_of(1, "one", BRISK_TRUE, 2.5, NULL)));

MODEL(Said,
    (str, aliased, alias("full-name"), title("Title"), doc("Doc"), example("Ada")),
    (str, both, alias_in("in"), alias_out("out"), strict, deprecated, hidden),
    (opt(str), needed, required), (opt(int64), kept, not_null, defaults(1900)),
    (str, in_only, input_only), (str, out_only, output_only), (map(json), rest, extras),
    (list(str), tags, defaults("a", "b"), examples("x", "y", "z")), (list(int64), none, defaults()),
    (Color, color, defaults(Color_dark_blue)), (opt(bool), maybe, defaults(false)), (double, real, defaults(1)),
    (opt(Sku), sku, check(check_sku)),
    (str, plain));

DECLARE_MODEL(Book);
MODEL(Author, doc("Who wrote it"), title("Writer"), forbid_extra, strict, check(check_author),
    (str, name), (opt(Author), mentor), (list(Book), books, defaults()),
    computed(int64, book_count, count_books, alias("bookCount"), doc("How many")));
DEFINE_MODEL(Book, (str, title), (opt(Author), author), (map(Author), readers));

MODEL(Composites,
    (opt(int32), o), (list(str), l), (set(str), s), (map(int32), m), (opt(list(bool)), ol), (opt(set(str)), os),
    (opt(map(str)), om), (list(list(double)), ll), (list(opt(str)), lo), (list(map(str)), lm), (map(list(str)), ml),
    (map(map(str)), mm), (map(opt(Author)), mo), (opt(Author), oa), (opt(Words), ow), (Grid, g), (list(Author), la));

TUPLE(Point, (double, px), (double, py), doc("A point"));
MODEL(Cat, (str, kind, one_of("cat")), (int64, lives));
MODEL(Dog, (str, kind, one_of("dog")), (bool, barks));
UNION(Pet, tag(kind), Cat, Dog, doc("A pet"), title("A Pet"));
UNION(Loose, Cat, int64, Words, uuid);

SECURITY(key_header, api_key_header("X-Key"), doc("A key"), optional);
SECURITY(key_query, api_key_query("key"));
SECURITY(key_cookie, api_key_cookie("key"));
SECURITY(login, basic, realm("shop"));
SECURITY(token, bearer, format("JWT"));
SECURITY(old, digest);
SECURITY(flow, oauth2_password("/token"), scope("read", "Read"), scope("write", "Write"), refresh_url("/refresh"));
SECURITY(code, oauth2_code("/authorize", "/token"), scope("read", "Read"));
SECURITY(oidc, openid("/.well-known/openid"));

DEPENDENCY(number, int64, query(int64, base, defaults(10)), no_cache);
DEPENDENCY(handle, Handle, path(int64, item_id), depends(number, page), security(login, who),
    security(flow, by, "read"),
   
    requires(number, "a", "b"), raises(404, "No such thing"), respond(409, Point, "taken"), teardown(close_handle));

ENDPOINT(everything, POST, "/{item_id}/{n:int}", map(list(Author)),
    summary("Summary"), doc("Doc"), answer_text("Fine"), status(201), media("application/x+json"),
    operation_id("op"), deprecated, hidden, blocking, omit_null,
    raises(404, "No such item"), raises(410), respond(409, Author, "Conflict", "text/x"), respond(4XX, nothing, "Bad"),
    respond(default, list(Point)),
    path(int64, item_id, ge(1)), path(int64, n), prefix_path(uuid, shop),
    query(list(str), q, alias("item-query")), header(str, x_key, keep_underscores), cookie(opt(str), session),
    body(Author, author, embed, media("application/vnd.x+json")),
    depends(handle, opened), requires(number, "scope:a"), security(token, who, "read", "write"));
ENDPOINT(said, GET, "", Author, tags("a", "b"), omit_unset, omit_defaults, by_name, untyped,
    include("a", "items.*.name"),
    exclude("b.c"));
ENDPOINT(multi, (GET, POST, PUT), "/multi", bool, form(str, name), file(opt(file), upload, media("image/png")));
ENDPOINT(no_answer, DELETE, "/x", nothing, query(int64, n));
ENDPOINT(raw_answer, HEAD, "/x/{p:path}", raw, path(str, p));
ENDPOINT(options, OPTIONS, "/x", raw);
ENDPOINT(trace, TRACE, "/x", raw);
ENDPOINT(patch, PATCH, "/x", raw);

ERROR(TeaError);
ERROR(SubTea, TeaError);

typedef struct timing_options {
    const char *header;
    int digits;
    char brisk_;
} timing_options;

static brisk_status timing(brisk_request *req, brisk_next *next, const void *options)
{
    return req && next && options ? BRISK_OK : BRISK_FAILED;
}
static brisk_status on_tea(brisk_request *req, const brisk_error *error)
{
    return req && error ? BRISK_OK : BRISK_FAILED;
}
static brisk_status start(void **state)
{
    *state = NULL;
    return BRISK_OK;
}
static void stop(void *state)
{
    (void)state;
}
static brisk_status take_event(brisk_request *req, brisk_json event, brisk_str *answer)
{
    return req && event.node && answer ? BRISK_OK : BRISK_FAILED;
}
static brisk_status freeze(void *state)
{
    return state ? BRISK_OK : BRISK_FAILED;
}

ROUTER(inner, "/inner", said, multi);
ROUTER(empty, "");
ROUTER(outer, "/shops/{shop}", tags("shop", "x"), requires(number), requires(handle, "s"), deprecated, hidden,
    raises(401, "Who?"), respond(402, Point), use(timing), use(timing, .header = "X", .digits = 3), everything,
    include(inner),
    include(inner, prefix("/again"), tags("t"), requires(number, "s"), deprecated, hidden, raises(404),
        respond(5XX, Point)),
    no_answer, raw_answer, options, trace, patch);
APP(app, title("Shop"), version("1.0.0"), summary("Summary"), doc("Doc"), docs_url("/d"), redoc_url(""),
    openapi_url("/o.json"), terms("/terms"), contact("Ann", "/ann", "a@x.example"), license("MIT", "/mit"),
    server("/prod", "Production"), server("/"), tag_doc("shop", "Shops"), tag_doc("x", "X"), on_status(404, on_tea),
    on_error(SubTea, on_tea), on_invalid(on_tea), on_crash(on_tea), lifespan(start, stop), no_redirect_slashes,
    no_strict_content_type, gateway_key, include(outer), include(inner, prefix("/v2")), include(empty),
    on_event(take_event), on_snapshot(NULL, freeze));
APP(small, contact("Ann"), license_id("MIT License", "MIT"), lifespan(start, NULL), on_snapshot(freeze));

#endif

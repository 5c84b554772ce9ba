/* grammar.c - every word of the description language, once. Must compile without a warning. */
#include <brisk/brisk.h>

/* ---- types ---- */

ENUM(Color, red, (dark_blue, "dark-blue"), green, doc("A colour"), title("Colour"));
ENUM(Level, (low, 1), (high, 30), (below, -5));
TYPE(Sku, str, pattern("^[A-Z]+$"), length(2, 10), strip, doc("A stock keeping unit"), title("SKU"));
TYPE(Word, str, lower, min_length(1));
TYPE(Shout, str, upper, strict);
TYPE(Words, list(Word), max_length(3));
TYPE(Grid, list(list(double)));
TYPE(Percent, double, ge(0), le(100), multiple_of(0.5), finite);
TYPE(Money, decimal, digits(10, 2), gt(0), le("1000.00"));
TYPE(Plain, int64);
OPAQUE(Handle, void *);

MODEL(Scalars,
    (bool, b, defaults(true)),
    (int32, i32, gt(-1)), (int64, i64, lt(9007199254740993)), (uint32, u32), (uint64, u64),
    (double, d, defaults(1)), (str, s, one_of("a", "b"), defaults("a")), (bytes, by, length(0, 10)),
    (date, da, ge("2000-01-01"), defaults("2020-02-03")), (datetime, dt), (aware_datetime, adt), (time, t), (duration, du),
    (uuid, id), (decimal, de, digits(5, 2), defaults("1.50")), (email, e), (url, u), (http_url, hu), (ipv4, i4), (ipv6, i6),
    (json, j, one_of(1, "one", BRISK_TRUE, 2.5, NULL)),
    (int32, literal, one_of(1, 2, 3)));

MODEL(Empty, (opt(json), nothing_needed));
DECLARE_MODEL(Book);
MODEL(Author, doc("Who wrote it"), title("Writer"), forbid_extra, strict, check(check_author),
    (str, name, alias("full-name"), title("Name"), doc("The name"), example("Ada"), check(check_name)),
    (opt(Author), mentor, required),
    (list(Book), books, defaults()),
    (opt(int64), born, not_null, defaults(1900), ge(0), deprecated),
    (list(str), tags, defaults("a", "b"), examples("x", "y")),
    (set(int64), years, length(0, 5)),
    (map(double), scores),
    (Color, color, defaults(Color_dark_blue)),
    (opt(Level), level, defaults(Level_high)),
    (opt(Sku), sku, check(check_sku)),
    (str, secret, input_only, hidden, strict),
    (str, seen, output_only),
    (str, both, alias_in("in-name"), alias_out("outName")),
    (str, list), (str, doc), (str, unix), (str, linux), (str, str), (str, path), (str, count), (str, x),
    (map(json), rest, extras),
    computed(int64, book_count, count_books, alias("bookCount"), doc("How many")),
    computed(list(str), titles, book_titles));
DEFINE_MODEL(Book,
    (opt(str), title), (opt(Author), author), (list(Author), also));

brisk_status check_author(brisk_check *check, const Author *value)
{
    return value->books.count > 10 ? brisk_reject(check, "too many books") : BRISK_OK;
}
brisk_status check_name(brisk_check *check, const str *value)
{
    return value->len ? BRISK_OK : brisk_reject(check, "empty");
}
brisk_status check_sku(brisk_check *check, const Sku *value)
{
    return value->len ? BRISK_OK : brisk_reject(check, "empty");
}
int64_t count_books(const Author *model)
{
    return (int64_t)model->books.count;
}
list_str book_titles(const Author *model)
{
    return model->tags;
}

MODEL(Composites,
    (opt(str), o), (list(str), l), (set(str), s), (map(str), m),
    (opt(list(str)), ol), (opt(set(str)), os), (opt(map(str)), om),
    (list(list(str)), ll), (list(opt(str)), lo, defaults("a", NULL)), (list(map(str)), lm),
    (map(list(str)), ml), (map(map(str)), mm), (map(opt(str)), mo),
    (opt(bool), ob), (list(bool), lb, defaults(true, false)), (map(list(bool)), mlb), (opt(list(bool)), olb),
    (list(Author), la), (map(Author), ma), (map(list(Author)), mla), (opt(Grid), g), (Words, w, defaults("a")));

TUPLE(Point, (double, px), (double, py, ge(0)), (opt(str), label), doc("A point"));

MODEL(Cat, (str, kind, one_of("cat")), (int64, lives));
MODEL(Dog, (str, kind, one_of("dog")), (str, bark));
UNION(Pet, tag(kind), Cat, Dog, doc("A pet"), title("Pet"));
UNION(Loose, Cat, int64, str, Words, Color, uuid);
DECLARE_UNION(Node);
MODEL(Leaf, (str, text));
MODEL(Branch, (list(Node), children), (opt(Node), parent));
DEFINE_UNION(Node, Leaf, Branch);
MODEL(Keeper, (Pet, pet), (opt(Pet), second), (list(Pet), more), (map(Loose), loose), (Point, at), (opt(Point), was));

/* ---- security ---- */

SECURITY(key_header, api_key_header("X-Key"), doc("A key"), optional);
SECURITY(key_query, api_key_query("key"));
SECURITY(key_cookie, api_key_cookie("key"));
SECURITY(login, basic, realm("shop"));
SECURITY(token, bearer, format("JWT"));
SECURITY(old, digest);
SECURITY(flow, oauth2_password("/token"), scope("read", "Read"), scope("write", "Write"), refresh_url("/refresh"));
SECURITY(code, oauth2_code("/authorize", "/token"), scope("read", "Read"));
SECURITY(oidc, openid("/.well-known/openid"));

/* ---- dependencies ---- */

MODEL(Paging, (int64, limit, ge(1), le(100), defaults(20)), (opt(str), cursor));

DEPENDENCY(paging, Paging, query(int64, limit, defaults(10)), no_cache);
static brisk_status paging(brisk_request *req, const paging_in *in, Paging *out)
{
    (void)req;
    out->limit = in->limit;
    return BRISK_OK;
}

DEPENDENCY(handle, Handle, path(int64, item_id), depends(paging, page), security(login, who), security(flow, by, "read"),
    requires(paging), raises(404, "No such thing"), respond(409, Point, "taken"), teardown(close_handle));
static brisk_status handle(brisk_request *req, const handle_in *in, Handle *out)
{
    (void)req;
    *out = NULL;
    return in->who.given && in->who.username.len && in->by.scheme.len && in->page.limit ? BRISK_OK : BRISK_FAILED;
}
void close_handle(brisk_request *req, handle_out *out, brisk_status outcome)
{
    (void)req;
    (void)out;
    (void)outcome;
}
DEPENDENCY(bare, list(int64));
static brisk_status bare(brisk_request *req, const bare_in *in, list_int64 *out)
{
    (void)in;
    *brisk_push(req, out) = 7;
    return BRISK_OK;
}

/* ---- endpoints ---- */

ENDPOINT(everything, POST, "/{item_id}/{n:int}", map(list(Author)),
    summary("All words"), doc("Long text"), answer_text("Fine"), status(201), media("application/x+json"),
    operation_id("everything"), deprecated, hidden, blocking, omit_null, untyped,
    raises(404, "No such item"), raises(410), respond(409, Author, "Conflict", "text/x"), respond(4XX, nothing, "Bad"),
    respond(default, list(Point)), respond(418, nothing),
    path(int64, item_id, ge(1)), path(int64, n), prefix_path(uuid, shop),
    query(list(str), q, alias("item-query")), header(opt(str), user_agent), header(str, x_key, keep_underscores),
    cookie(opt(str), session), body(Author, author, embed, media("application/vnd.x+json"), check(check_body)),
    depends(handle, opened), depends(bare, numbers), requires(paging, "scope:a"), security(token, who, "read", "write"));
brisk_status check_body(brisk_check *check, const Author *value)
{
    return value ? BRISK_OK : brisk_reject_assertion(check, "none");
}
static brisk_status everything(brisk_request *req, const everything_in *in, map_list_Author *out)
{
    list_Author *list = brisk_map_put(req, out, S("a"));
    *brisk_push(req, list) = in->author;
    return in->opened || in->numbers.count || in->who.given ? BRISK_OK : brisk_fail(req, 404, NULL);
}

ENDPOINT(more_parts, GET, "/", Author, tags("a", "b"), omit_unset, omit_defaults, by_name, include("a", "items.*.name"),
    exclude("b.c"));
static brisk_status more_parts(brisk_request *req, const more_parts_in *in, Author *out)
{
    (void)req;
    (void)in;
    (void)out;
    return BRISK_OK;
}

ENDPOINT(no_parts, GET, "/", str);
static brisk_status no_parts(brisk_request *req, const no_parts_in *in, str *out)
{
    (void)req;
    (void)in;
    *out = S("x");
    return BRISK_OK;
}

ENDPOINT(multi, (GET, POST, PUT), "/multi", bool, form(str, name), file(opt(file), upload, media("image/png")), file(list(file), more));
static brisk_status multi(brisk_request *req, const multi_in *in, bool *out)
{
    (void)req;
    *out = in->upload.given;
    return BRISK_OK;
}

#define NO_OUT(name)                                                                \
    static brisk_status name(brisk_request *req, const name##_in *in)               \
    {                                                                               \
        (void)req;                                                                  \
        (void)in;                                                                   \
        return BRISK_OK;                                                            \
    }
ENDPOINT(nothing_out, DELETE, "/x", nothing);
NO_OUT(nothing_out)
ENDPOINT(raw_out, HEAD, "/x/{p:path}", raw, path(str, p), media("text/html"));
NO_OUT(raw_out)
ENDPOINT(options_out, OPTIONS, "/x", raw);
NO_OUT(options_out)
ENDPOINT(trace_out, TRACE, "/x", raw, query(Paging, paging), body(list(Pet), pets));
NO_OUT(trace_out)
ENDPOINT(patched, PATCH, "/{a}/{b}/{c}/{d}/{e}/{f}", Pet, path(int64, f), path(int64, e), path(int64, d), path(int64, c),
    path(int64, b), path(Color, a));
static brisk_status patched(brisk_request *req, const patched_in *in, Pet *out)
{
    *out = (Pet){.is = Pet_Cat, .as_Cat = {.kind = S("cat"), .lives = in->f}};
    return brisk_answer(req, 200, Pet, out);
}

/* ---- values ---- */

static const str constant = STR("constant");
brisk_status values(brisk_request *req, brisk_arena *arena, Author *to, const Author *from);
brisk_status values(brisk_request *req, brisk_arena *arena, Author *to, const Author *from)
{
    Composites all = {.o = GIVEN(S("x")), .ob = {.null = true}};
    brisk_give(all.o, S("y"));
    brisk_give(to->mentor, brisk_keep(req, Author, {.name = S("x")}));
    to->mentor.value = brisk_keep(req, Author, *from);
    all.l = brisk_strs(req, "a", "b");
    *brisk_push(req, &all.s) = constant;
    *brisk_map_put(req, &all.m, S("key")) = S("value");
    *brisk_push(req, brisk_push(req, &all.ll)) = S("x");
    brisk_apply(Author, to, Author, from);
    str text = brisk_to_json(arena, list(Author), &to->books.items->also);
    if (!brisk_copy(arena, Author, to, from) || brisk_from_json(arena, Author, to, text, NULL) != BRISK_OK) {
        return brisk_fail_with(req, 409, Author, to);
    }
    return str_is(text, "x") ? BRISK_OK : BRISK_FAILED;
}

/* ---- routers and the app ---- */

ERROR(TeaError);
ERROR(SubTea, TeaError);

typedef struct timing_options {
    const char *header;
    int digits;
    char brisk_;
} timing_options;
static brisk_status timing(brisk_request *req, brisk_next *next, const void *options)
{
    (void)req;
    (void)options;
    return brisk_next_call(next);
}
static brisk_status on_tea(brisk_request *req, const brisk_error *error)
{
    return brisk_fail(req, 418, "%s", error->kind->name);
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

ROUTER(inner, "/inner", no_parts, multi);
ROUTER(empty, "");
ROUTER(outer, "/shops/{shop}", tags("shop"), requires(paging), requires(handle, "x"), deprecated, hidden, raises(401, "Who?"),
    respond(402, Point), use(timing), use(timing, .header = "X", .digits = 3), everything, nothing_out, raw_out, options_out,
    trace_out, patched, include(inner),
    include(inner, prefix("/again"), tags("x", "y"), requires(paging, "s"), deprecated, hidden, raises(404), respond(5XX, Point)));

APP(app, title("Shop"), version("1.0.0"), summary("A shop"), doc("Long"), docs_url("/d"), redoc_url(""), openapi_url("/o.json"),
    terms("https://x.example/terms"), contact("Ann", "https://x.example", "a@x.example"),
    license("MIT", "https://mit.example"), server("https://x.example", "Production"), server("/"), tag_doc("shop", "Shops"),
    tag_doc("x", "X"), on_status(404, on_tea), on_error(SubTea, on_tea), on_invalid(on_tea), on_crash(on_tea),
    lifespan(start, stop), no_redirect_slashes, no_strict_content_type, on_event(take_event),
    on_snapshot(freeze, freeze), gateway_key, use(brisk_cors, .allow_origins = "*"),
    include(outer), include(inner, prefix("/v2")), no_parts, more_parts, include(empty));
APP(small, title("Small"), contact("Ann"), license_id("MIT", "MIT"), lifespan(start, NULL), on_snapshot(freeze));
APP(thawed, on_snapshot(NULL, freeze), no_parts);

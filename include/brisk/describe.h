/* describe.h - the description language: MODEL, ENUM, TYPE, ENDPOINT, DEPENDENCY, ROUTER, APP, and typed calls for
 * values.
 *
 *     MODEL(Item, (str, name, length(1, 100)), (opt(double), tax), (list(str), tags, defaults()));
 *
 *     ENDPOINT(read_item, GET, "/{item_id}", Item, path(int64, item_id, ge(1)), raises(404, "No such item"));
 *     static brisk_status read_item(brisk_request *req, const read_item_in *in, Item *out) { … }
 *
 *     ROUTER(items, "/items", tags("items"), read_item);
 *     APP(app, title("Shop"), include(items));
 *
 * The macros write the constant tables of descriptor.h, prototypes, and one typed thunk a function; never control flow,
 * a function body of yours, or a hidden variable. They know two shapes: a tuple (type, name, rule, rule…) is a field;
 * all else is a word, bare (strict) or with arguments (length(1, 100)). A flag never has parentheses. The order is
 * free, but kept among fields. What is mistyped or does not fit stops the compiler with one line that names the place:
 *
 *     error: static assertion failed: "Item.name: there is no rule lenght(1, 100)"
 *
 * Every macro exists as BRISK_… too; `#define BRISK_NO_SHORT_NAMES` before the include leaves only those, and the
 * types only as brisk_…. How it works is told in detail/; the tables may be written by hand as well. C only: from C++
 * this header gives the types alone.
 *
 * Types: bool int32 int64 uint32 uint64 double str bytes date datetime aware_datetime time duration uuid decimal email
 * url http_url ipv4 ipv6 json file; names of MODEL, TUPLE, ENUM, UNION, TYPE; opt(T) list(T) set(T) map(T), and of two
 * steps opt(list) opt(set) opt(map) list(list) list(opt) list(map) map(list) map(map) map(opt). What is deeper gets a
 * name by TYPE. In C a type is the word with _ for the parentheses: list(str) is list_str or brisk_list_str.
 *
 * Limits: 64 fields and options a model, values an enum, members a union and literals a list; 32 parts an endpoint, 16
 * rules a field, 128 rows a router or app, 6 names a path template. */
#ifndef BRISK_DESCRIBE_H
#define BRISK_DESCRIBE_H

#include <brisk/detail/types.h>

#if !defined(BRISK_NO_SHORT_NAMES)
typedef brisk_str str;
#endif

#if !defined(__cplusplus)

#include <brisk/detail/model.h>
#include <brisk/detail/parts.h>
#include <brisk/detail/rows.h>
#include <brisk/detail/values.h>

/* ---- models and types ---- */

/**
 * MODEL(X, items…): a JSON object. Makes `struct X`, its typedef, the composites list_X set_X map_X opt_X …, and the
 * descriptor brisk_type_X.
 *
 * Items: fields; doc(text) title(text); forbid_extra (unknown keys are an error, else ignored); strict (no coercion in
 * any field); check(fn): `brisk_status fn(brisk_check *check, const X *value)`, called when all fields are valid;
 * computed(T, name, fn, alias… doc…): `T fn(const X *model)`, no member, written to answers only.
 *
 * A field is (type, name, rules…). Required, nullable and has-a-default are three things:
 *
 *     (str, x)                   required                        (opt(str), x)            optional, nullable
 *     (str, x, defaults("a"))    optional, not null              (opt(str), x, required)  required, nullable
 *     (opt(str), x, not_null)    may be absent, not null         (opt(str), x, defaults("a"))  all of it
 *
 * Rules:  length(min, max) min_length(n) max_length(n)     str bytes list set map file
 *         gt(v) ge(v) lt(v) le(v)                          numbers, decimal; dates, with a text
 *         multiple_of(v) · finite · digits(total, places)  numbers, decimal · double · decimal
 *         pattern(regex) strip lower upper                 str
 *         one_of(literals…)                                str, integers, bool, json (mixed; BRISK_TRUE for true)
 *         whole      a json that is a whole number of any length, as Python's int; a default is told by its digits
 *         int_keys as_tuple                                map: keys are whole numbers · list: told as Python's tuple
 *         defaults(literals…)                              one literal; list and set any number, defaults() is empty;
 *                                                          tuple: one a field; a union: of one of its members
 *         untold                                           the document does not tell the default
 *         required not_null                                opt
 *         check(fn)   `brisk_status fn(brisk_check *check, const T *value)`: of opt(T) the T within, and not called
 *                     where there is none. The prototype is made: write it non-static below, or static above.
 *         alias(name) alias_in(name) alias_out(name) doc(text) title(text) example(v) examples(v…) strict deprecated
 *         hidden input_only output_only; extras on the one (map(json), x) that keeps unknown keys
 *
 * `true` in literals is C's 1: it is a bool where the field is one; elsewhere write BRISK_TRUE.
 */
#define BRISK_MODEL(X, ...)                                                                                            \
    BRISK_DECLARE_MODEL(X);                                                                                            \
    BRISK_DEFINE_MODEL(X, __VA_ARGS__)

/** MODEL in two steps, for models that hold each other: DECLARE_MODEL(Book); before Author, DEFINE_MODEL(Book, …)
 *  after. Between them Book can stand in opt, list, set and map. */
#define BRISK_DECLARE_MODEL(X)     BRISK_DECLARE_STRUCT(X, BRISK_FIT_MODEL)
#define BRISK_DEFINE_MODEL(X, ...) BRISK_DEFINE_STRUCT(X, BRISK_KIND_MODEL, brisk_class_model, __VA_ARGS__, ~)

/** TUPLE(Point, (double, x), (double, y)): the same struct as MODEL makes, but a JSON array on the wire. */
#define BRISK_TUPLE(X, ...)                                                                                            \
    BRISK_DECLARE_TUPLE(X);                                                                                            \
    BRISK_DEFINE_TUPLE(X, __VA_ARGS__)
#define BRISK_DECLARE_TUPLE(X)     BRISK_DECLARE_STRUCT(X, BRISK_FIT_TUPLE)
#define BRISK_DEFINE_TUPLE(X, ...) BRISK_DEFINE_STRUCT(X, BRISK_KIND_TUPLE, brisk_class_tuple, __VA_ARGS__, ~)

/**
 * ENUM(Color, red, (dark_blue, "dark-blue")); ENUM(Level, (low, 1), (high, 30)); also doc(text) title(text).
 * Makes `enum Color { Color_red = 1, Color_dark_blue }`. Values that are text on the wire count from 1, so that a
 * forgotten member (0) is no value and is noticed when it is written; integers are themselves.
 */
#define BRISK_ENUM(X, ...) BRISK_MAKE_ENUM(X, __VA_ARGS__, ~)

/**
 * UNION(Pet, tag(kind), Cat, Dog); plain: UNION(Loose, Cat, int64); also doc(text) title(text).
 * Makes `struct Pet { Pet_is is; union { Cat as_Cat; Dog as_Dog; }; }` with `enum Pet_is { Pet_none, Pet_Cat, Pet_Dog
 * }`. Members are single words: name a composite with TYPE first. tag: the field whose one_of tells the members apart.
 */
#define BRISK_UNION(X, ...)                                                                                            \
    BRISK_DECLARE_UNION(X);                                                                                            \
    BRISK_DEFINE_UNION(X, __VA_ARGS__)
#define BRISK_DECLARE_UNION(X)     BRISK_DECLARE_STRUCT(X, BRISK_FIT_UNION)
#define BRISK_DEFINE_UNION(X, ...) BRISK_MAKE_UNION(X, __VA_ARGS__, ~)

/** TYPE(Sku, str, pattern("^[A-Z]+$"), length(2, 10)): a typedef of the base with rules; also doc, title, strict. Gives
 *  rules to the items of a list (list(Sku)), and a name to what is nested deeper than two steps. */
#define BRISK_TYPE(X, ...) BRISK_MAKE_TYPE(X, __VA_ARGS__, ~)

/** OPAQUE(Db, struct database *): a C type for results of dependencies, which never meets JSON. */
#define BRISK_OPAQUE(X, ...) BRISK_MAKE_OPAQUE(X, __VA_ARGS__)

/* ---- endpoints, dependencies, security ---- */

/**
 * ENDPOINT(x, METHOD, "template", Out, parts…): makes `x_in` (what the handler is given), the prototype of the handler
 * and its thunk x_call, and the static brisk_endpoint_x. METHOD: GET HEAD POST PUT PATCH DELETE OPTIONS TRACE, or
 * several: (GET, POST). The template's names, {id} or {id:int} {id:float} {id:uuid} {id:path}, must be those of the
 * path parts. Out: a type, `nothing` (no body) or `raw` (the handler answers itself). You write
 *
 *     static brisk_status x(brisk_request *req, const x_in *in, Out *out)      *out starts zeroed
 *     static brisk_status x(brisk_request *req, const x_in *in)                of nothing and raw
 *
 * Inputs, members of x_in, each (type, name, rules…): path query header cookie form file body, and prefix_path, whose
 * name stands in a router's prefix. A MODEL as query, header, cookie or form is a parameter model. One body is the
 * whole body, two or more have a key each, as one with `embed` has. Also media(text) for body and file,
 * keep_underscores for header.
 *
 * depends(dependency, member, "scope"…): its result as a member. requires(dependency, "scope"…): run, no member.
 * security(scheme, member, "scope"…): the credentials as a member.
 *
 * Said about it: summary(s) doc(s) answer_text(s) tags("a", …) status(n) media(s) operation_id(s) deprecated hidden;
 * blocking (runs on the thread pool); omit_null omit_unset omit_defaults by_name untyped include("a", "b.c", …)
 * exclude("items.*.x"); raises(404, "text"): an answer {"detail": …}; respond(409, Type, "text", "media type"): another
 * answer. The last ones may be left out; Type may be nothing; the status may be 4XX or default.
 */
#define BRISK_ENDPOINT(x, method, path, ...) BRISK_MAKE_ENDPOINT(x, method, path, __VA_ARGS__, ~)

/**
 * DEPENDENCY(x, Out, parts…): what endpoints share. Makes x_in, x_out, brisk_dependency_x, and the prototype of
 *
 *     static brisk_status x(brisk_request *req, const x_in *in, x_out *out)
 *
 * Runs once a request (no_cache: for each use) before what depends on it; a status that is not BRISK_OK ends the
 * request. Parts: the inputs, depends, requires, security, raises and respond of an endpoint, no_cache, and
 * teardown(fn): `void fn(brisk_request *req, x_out *out, brisk_status outcome)`, run behind the answer
 * and what was left for then (brisk_background).
 */
#define BRISK_DEPENDENCY(x, ...) BRISK_MAKE_DEPENDENCY(x, __VA_ARGS__, ~)

/** For a header: a dependency that is defined in one .c and used in others. */
#define BRISK_DECLARE_DEPENDENCY(x, Out)                                                                               \
    typedef brisk_##Out x##_out;                                                                                       \
    extern const brisk_dependency brisk_dependency_##x

/**
 * SECURITY(x, scheme, options…): a security scheme, brisk_security_x, and its result x_out: a brisk_basic of `basic`,
 * else a brisk_credentials. Schemes: api_key_header(name) api_key_query(name) api_key_cookie(name) basic bearer digest
 * oauth2_password(token_url) oauth2_code(authorize_url, token_url) openid(url). Options: doc(s) realm(s) format(s)
 * refresh_url(s) scope(name, text), optional (no 401 by itself: .given is false instead).
 */
#define BRISK_SECURITY(x, ...) BRISK_MAKE_SECURITY(x, __VA_ARGS__, ~)

/** For a header; the scheme's arguments may be left out: DECLARE_SECURITY(key, api_key_header). */
#define BRISK_DECLARE_SECURITY(x, scheme)                                                                              \
    typedef BRISK_SCHEME_OUT(scheme) x##_out;                                                                          \
    extern const brisk_security brisk_security_##x

/* ---- routers and the app ---- */

/**
 * ROUTER(x, "prefix", rows…): `const brisk_router x`. Rows: names of endpoints; include(router, …); and for all
 * endpoints of the router: tags("a", …) requires(dependency, "scope"…) deprecated hidden raises(status, text)
 * respond(status, Type, …), use(middleware, .option = …) with a `struct middleware_options` whose last member is `char
 * brisk_`. In include the same words but use stand behind the router, and prefix("/v1").
 */
#define BRISK_ROUTER(x, ...)    BRISK_MAKE_ROUTER(x, __VA_ARGS__, ~)
#define BRISK_DECLARE_ROUTER(x) extern const brisk_router x

/**
 * APP(x, items…): `const brisk_app x`. Items: rows of a router, and title(s) version(s) summary(s) doc(s) docs_url(s)
 * redoc_url(s) openapi_url(s) ("" for none) terms(url) contact(name, url, email) license(name, url) license_id(name,
 * spdx) server(url, text) tag_doc(tag, text) no_docs (neither /docs nor /redoc,
 * nor their bytes in the program) no_redirect_slashes no_strict_content_type; on_status(404, fn)
 * on_error(kind, fn) on_invalid(fn) on_crash(fn), each a brisk_error_call; lifespan(start, stop), where stop may be
 * left out and either be NULL; on_event(fn), a brisk_event_call for what Lambda sends that is no HTTP request;
 * on_snapshot(before, after), each a brisk_snapshot_call or NULL, around the snapshot of Lambda's SnapStart, after may be
 * left out; gateway_key (the document says that API Gateway, which stands before the app, wants a key in x-api-key: Brisk
 * itself checks none). The functions' prototypes are yours to write above.
 */
#define BRISK_APP(...)       BRISK_MAKE_APP(__VA_ARGS__, ~)
#define BRISK_DECLARE_APP(x) extern const brisk_app x

/** ERROR(TeaError); ERROR(GreenTeaError, TeaError): a kind of error of your own, raised by brisk_raise(req, &TeaError,
 *  data) and answered by the on_error handler of the kind, or of one that it builds on. */
#define BRISK_ERROR(...) BRISK_CAT(BRISK_ERROR_, BRISK_PARTS_COUNT(__VA_ARGS__))(__VA_ARGS__)
#define BRISK_ERROR_1(x)                                                                                               \
    extern const brisk_error_kind x;                                                                                   \
    const brisk_error_kind x = {.name = #x}
#define BRISK_ERROR_2(x, base_)                                                                                        \
    extern const brisk_error_kind x;                                                                                   \
    const brisk_error_kind x = {.name = #x, .base = &base_}
#define BRISK_DECLARE_ERROR(x) extern const brisk_error_kind x

/* ---- values ---- */

/** The descriptor of a type word: BRISK_TYPE_OF(list(Item)) is a `const brisk_type *`. Within a function that of two
 *  steps lives as long as the block. */
#define BRISK_TYPE_OF(T) (&brisk_type_##T)

/** A given opt in an initialiser: `{.tax = BRISK_GIVEN(1.5)}`. Nothing is absent, `{.null = true}` is null. */
#define BRISK_GIVEN(...)                                                                                               \
    {                                                                                                                  \
        .value = __VA_ARGS__, .given = true                                                                            \
    }

/** Sets an opt: brisk_give(out->tax, 1.5). The member is evaluated three times. */
#define brisk_give(member, ...) ((void)((member).value = __VA_ARGS__, (member).given = true, (member).null = false))

/** true and false as literals where they must not be taken for 1 and 0. */
#define BRISK_TRUE  ((_Bool)1)
#define BRISK_FALSE ((_Bool)0)

/** Adds an item to a list or set in the request's arena: *brisk_push(req, &out->tags) = S("new"). Points at the zeroed
 *  item; on exhaustion at scrap, never NULL. list is evaluated more than once. */
#define brisk_push(req, list)                                                                                          \
    ((__typeof__((list)->items))brisk_list_push((req), &(list)->items, &(list)->count, sizeof *(list)->items))

/** The value of a key in a map, added where it is not there: *brisk_map_put(req, &out->prices, S("a")) = 2. The rest as
 *  brisk_push; the key is borrowed. */
#define brisk_map_put(req, map, key)                                                                                   \
    ((__typeof__(&(map)->entries->value))brisk_map_slot((req), (map)->entries, &(map)->entries, &(map)->count,         \
                                                        sizeof *(map)->entries, (key)))

/** A value in the request's arena, for opt(Model): brisk_give(out->owner, brisk_keep(req, User, *user)), or with
 *  an initialiser: brisk_keep(req, User, {.name = S("Ann")}). A T *, never NULL; the copy is shallow. */
#define brisk_keep(req, T, ...)                                                                                        \
    ((brisk_##T *)brisk_keep_bytes((req), (const brisk_##T[]){__VA_ARGS__}, sizeof(brisk_##T)))

/** A list(str) of NUL-terminated texts, which are borrowed: out->tags = brisk_strs(req, "a", "b"). */
#define brisk_strs(req, ...)                                                                                           \
    brisk_strs_of((req), (const char *const[]){__VA_ARGS__},                                                           \
                  sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/** Deep copy into an arena, for what outlives a request: brisk_copy(arena, Item, &slot->item, item). See
 *  brisk_value_copy. to: T *, from: const T *. */
#define brisk_copy(arena, T, to, from)                                                                                 \
    brisk_value_copy((arena), BRISK_TYPE_OF(T), BRISK_IS(T, to), BRISK_IS_CONST(T, from))

/** Copies fields of the same name and type, opt ones only where given or null: brisk_apply(Item, out, ItemPatch,
 *  &in->patch). See brisk_value_apply. */
#define brisk_apply(To, to, From, from)                                                                                \
    brisk_value_apply(BRISK_TYPE_OF(To), BRISK_IS(To, to), BRISK_TYPE_OF(From), BRISK_IS_CONST(From, from))

/** Reads and validates JSON text: brisk_from_json(arena, Item, &item, text, &problems). See brisk_value_from_json. */
#define brisk_from_json(arena, T, out, text, problems)                                                                 \
    brisk_value_from_json((arena), BRISK_TYPE_OF(T), BRISK_IS(T, out), (text), (problems))

/** Writes a value as JSON text: brisk_to_json(arena, list(Item), &items). See brisk_value_to_json. */
#define brisk_to_json(arena, T, value) brisk_value_to_json((arena), BRISK_TYPE_OF(T), BRISK_IS_CONST(T, value))

/** Answers with another type than Out: return brisk_answer(req, 202, Ticket, &ticket). value: const T *. */
#define brisk_answer(req, status, T, value)                                                                            \
    brisk_answer_value((req), (status), BRISK_TYPE_OF(T), BRISK_IS_CONST(T, value))

/** Fails with a value as {"detail": …}: return brisk_fail_with(req, 409, Conflict, &conflict). value: const T *. */
#define brisk_fail_with(req, status, T, value)                                                                         \
    brisk_fail_value((req), (status), BRISK_TYPE_OF(T), BRISK_IS_CONST(T, value))

/* ---- the short names ---- */

#if !defined(BRISK_NO_SHORT_NAMES)
#define S                  BRISK_S
#define STR                BRISK_STR
#define GIVEN              BRISK_GIVEN
#define str_is             brisk_str_is
#define MODEL              BRISK_MODEL
#define DECLARE_MODEL      BRISK_DECLARE_MODEL
#define DEFINE_MODEL       BRISK_DEFINE_MODEL
#define TUPLE              BRISK_TUPLE
#define DECLARE_TUPLE      BRISK_DECLARE_TUPLE
#define DEFINE_TUPLE       BRISK_DEFINE_TUPLE
#define UNION              BRISK_UNION
#define DECLARE_UNION      BRISK_DECLARE_UNION
#define DEFINE_UNION       BRISK_DEFINE_UNION
#define ENUM               BRISK_ENUM
#define TYPE               BRISK_TYPE
#define OPAQUE             BRISK_OPAQUE
#define ENDPOINT           BRISK_ENDPOINT
#define DEPENDENCY         BRISK_DEPENDENCY
#define DECLARE_DEPENDENCY BRISK_DECLARE_DEPENDENCY
#define SECURITY           BRISK_SECURITY
#define DECLARE_SECURITY   BRISK_DECLARE_SECURITY
#define ROUTER             BRISK_ROUTER
#define DECLARE_ROUTER     BRISK_DECLARE_ROUTER
#define APP                BRISK_APP
#define DECLARE_APP        BRISK_DECLARE_APP
#define ERROR              BRISK_ERROR
#define DECLARE_ERROR      BRISK_DECLARE_ERROR
#endif

#endif

#endif

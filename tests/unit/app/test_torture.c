/* Torture of what an app can answer: each allocation of a request fails in turn (core/heap.h), once alone and once with
 * all that follow it. The answer is the usual one to the byte, or a 503; streams are closed, dependencies torn down.
 *
 * test_memory.c does this for one large endpoint; here stands the rest: forms, files, redirects, refusals, handlers of
 * errors, streams, parameter models, unions, other answers, the document and its pages. */
#include "app_fixture.h"

#include "core/heap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

MODEL(Shown, (str, text), (int64, number, defaults(0)), (list(str), texts, defaults()));

/* ---- forms and files ---- */

MODEL(Note, forbid_extra, (str, text, length(1, 40)), (list(str), tag, defaults()), (opt(date), day));
ENDPOINT(noted, POST, "/noted", Shown, form(Note, note));

static brisk_status noted(brisk_request *req, const noted_in *in, Shown *out)
{
    *out = (Shown){.text = in->note.text, .texts = in->note.tag};
    return BRISK_OK;
}

ENDPOINT(uploaded, POST, "/uploaded", Shown, file(file, one, max_length(1000)), file(list(file), more, defaults()),
    form(str, note), form(opt(int64), number));

static brisk_status uploaded(brisk_request *req, const uploaded_in *in, Shown *out)
{
    *out = (Shown){.text = in->one.content, .number = in->number.value};
    *brisk_push(req, &out->texts) = in->note;
    for (size_t i = 0; i < in->more.count; i++) {
        *brisk_push(req, &out->texts) =
            brisk_strf(req, "%.*s", (int)in->more.items[i].filename.len, in->more.items[i].filename.ptr);
    }
    return BRISK_OK;
}

#define PART(name, more, text) "--B\r\nContent-Disposition: form-data; name=\"" name "\"" more "\r\n\r\n" text "\r\n"
#define MULTIPART                                                                                                      \
    PART("one", "; filename=\"a \\\"b.txt\"\r\nContent-Type: text/x", "hello")                                         \
    PART("more", "; filename=\"1\"", "1")                                                                              \
    PART("more", "; filename=\"2\"", "") PART("note", "", "a note") PART("number", "", "12") "--B--\r\n"
#define MULTIPART_TYPE "Content-Type: multipart/form-data; boundary=B"

/* ---- unions, enums, maps, recursion, several bodies ---- */

ENUM(Color, red, (dark_blue, "dark-blue"));
TUPLE(Point, (double, x), (double, y));
MODEL(Cat, (str, kind, one_of("cat")), (Color, color), (opt(Point), home));
MODEL(Dog, (str, kind, one_of("dog")), (map(list(str)), tricks));
UNION(Pet, tag(kind), Cat, Dog);
UNION(Loose, int64, Point, Cat, str);
DECLARE_MODEL(Tree);
DEFINE_MODEL(Tree, (str, name), (list(Tree), below, defaults()), (opt(Tree), next));

static brisk_status check_zoo(brisk_check *check, const list_Pet *pets)
{
    return pets->count > 3 ? brisk_reject(check, "%zu pets are too many", pets->count) : BRISK_OK;
}

MODEL(Zoo, (list(Pet), pets, check(check_zoo)), (list(Loose), loose, defaults()), (opt(Tree), tree),
    (map(json), more, extras));
ENDPOINT(zoo, PUT, "/zoo", Zoo, body(Zoo, zoo), body(opt(uuid), id), omit_null);

static brisk_status zoo(brisk_request *req, const zoo_in *in, Zoo *out)
{
    brisk_arena *arena = brisk_request_arena(req);
    return brisk_copy(arena, Zoo, out, &in->zoo) ? BRISK_OK : BRISK_NO_MEMORY;
}

#define ZOO                                                                                                                   \
    "{\"zoo\":{\"pets\":[{\"kind\":\"cat\",\"color\":\"dark-blue\",\"home\":[1,2.5]},{\"kind\":\"dog\",\"tricks\":{\"si"      \
    "t\":[\"a\",\"b\\u00e9\"]}}],\"loose\":[1,[0,1],\"text\",{\"kind\":\"cat\",\"color\":\"red\"}],\"tree\":{\"name\":\"r\"," \
    "\"below\":[{\"name\":\"s\"}]},\"other\":{\"k\":[1.5,null]}},\"id\":\"12345678-1234-5678-1234-567812345678\"}"
#define BAD_ZOO                                                                                                           \
    "{\"zoo\":{\"pets\":[{\"kind\":\"cow\"},{},{\"kind\":\"cat\",\"color\":\"green\",\"home\":[1]}],\"loose\":[{},null]," \
    "\"tree\":{\"name\":1,\"below\":[[]]}},\"id\":\"x\"}"

/* ---- parameter models, and what depends ---- */

MODEL(Filter, forbid_extra, (int64, limit, defaults(5), le(10)), (list(str), tag, defaults()), (opt(Color), color));
MODEL(Heads, (str, x_token), (list(str), x_many, defaults()));
MODEL(Jar, (opt(str), sid), (int64, visits, defaults(0)));

static int opened;
DEPENDENCY(session, str, cookie(Jar, jar), header(Heads, heads), teardown(close_session));
void close_session(brisk_request *req, session_out *out, brisk_status outcome);

static brisk_status session(brisk_request *req, const session_in *in, str *out)
{
    opened++;
    *out = brisk_strf(req, "%lld", (long long)in->jar.visits);
    return BRISK_OK;
}

void close_session(brisk_request *req, session_out *out, brisk_status outcome)
{
    opened--;
}

SECURITY(key, api_key_query("key"));
ENDPOINT(filtered, GET, "/filtered", Shown, query(Filter, filter), depends(session, session), security(key, key));

static brisk_status filtered(brisk_request *req, const filtered_in *in, Shown *out)
{
    *out = (Shown){in->session, in->filter.limit, in->filter.tag};
    return BRISK_OK;
}

/* ---- failures and other answers ---- */

ERROR(Broken);
ENDPOINT(failing, GET, "/fail/{how}", Shown, path(str, how), depends(session, session));

static brisk_status failing(brisk_request *req, const failing_in *in, Shown *out)
{
    if (str_is(in->how, "text")) {
        return brisk_fail(req, 400, "bad %s", "luck");
    }
    if (str_is(in->how, "value")) {
        return brisk_fail_with(req, 409, Shown, (&(Shown){.text = S("typed")}));
    }
    if (str_is(in->how, "json")) {
        return brisk_fail_json(req, 410, S("[1]"));
    }
    if (str_is(in->how, "kind")) {
        return brisk_raise(req, &Broken, "roof");
    }
    if (str_is(in->how, "tea")) {
        return brisk_fail(req, 418, "short and stout");
    }
    if (str_is(in->how, "utf8")) {
        out->text = S("\xff");
        return BRISK_OK;
    }
    if (str_is(in->how, "memory")) {
        return BRISK_NO_MEMORY; /* of a library that the handler called */
    }
    if (str_is(in->how, "answer")) {
        return brisk_answer(req, 202, Shown, (&(Shown){.text = in->how}));
    }
    return BRISK_INTERNAL;
}

static brisk_status on_tea(brisk_request *req, const brisk_error *error)
{
    brisk_set_header(req, S("X-Tea"), brisk_strf(req, "%d", error->status));
    return brisk_respond_text(req, 0, error->text);
}

static brisk_status on_broken(brisk_request *req, const brisk_error *error)
{
    return brisk_answer(req, 502, Shown, (&(Shown){.text = brisk_strf(req, "%s", (const char *)error->data)}));
}

static brisk_status on_invalid(brisk_request *req, const brisk_error *error)
{
    str type, loc, message;
    str shown = S("");
    for (size_t i = 0; brisk_error_problem(error, i, &type, &loc, &message); i++) {
        shown = brisk_strf(req, "%.*s%.*s;", (int)shown.len, shown.ptr, (int)type.len, type.ptr);
    }
    return brisk_answer(req, 400, Shown, (&(Shown){.text = shown, .number = (int64_t)error->problem_count}));
}

static brisk_status on_crash(brisk_request *req, const brisk_error *error)
{
    return brisk_respond_json(req, 500, brisk_strf(req, "{\"cause\":%d}", (int)error->cause));
}

/* ---- streams, redirects ---- */

static int streams;
static bool fired_in_time; /* what the stream's reader allocates is the test client's */

static brisk_pulled pull(void *context, brisk_str *piece)
{
    int *left = context;
    fired_in_time = fired_in_time || brisk_heap_fault_fired();
    brisk_heap_fail_at(0, false);
    *piece = S("ab");
    return --*left > 0 ? BRISK_PULLED_MORE : BRISK_PULLED_END;
}

static void close_stream(void *context)
{
    streams--;
}

ENDPOINT(streamed, GET, "/streamed", raw, depends(session, session));

static brisk_status streamed(brisk_request *req, const streamed_in *in)
{
    int *left = brisk_arena_alloc(brisk_request_arena(req), sizeof *left);
    if (!left) {
        return BRISK_NO_MEMORY;
    }
    *left = 3;
    streams++;
    brisk_set_header(req, S("X-Session"), brisk_strf(req, "s%.*s", (int)in->session.len, in->session.ptr));
    return brisk_respond_stream(req, 200, "text/plain", (brisk_stream){pull, close_stream, left, -1});
}

ENDPOINT(moved, GET, "/moved", raw);

static brisk_status moved(brisk_request *req, const moved_in *in)
{
    brisk_delete_cookie(req, "sid", NULL, NULL);
    return brisk_redirect(req, 0, S("/a b/\xc3\xa9?q=\""));
}

ENDPOINT(slashed, GET, "/slashed/", nothing, query(opt(str), q));

static brisk_status slashed(brisk_request *req, const slashed_in *in)
{
    brisk_set_cookie(req, &(brisk_cookie){.name = S("a"), .value = S("b c"), .domain = "a.test", .has_max_age = true});
    return BRISK_OK;
}

ROUTER(all, "", noted, uploaded, zoo, filtered, failing, streamed, moved, slashed);
APP(app, title("Torture"), doc("What \"may\" fail."), server("https://a.test", "there"), tag_doc("t", "Tag."),
    contact("Ada", "https://a.test", "a@a.test"), use(brisk_cors, .allow_origins = "https://a.test"), include(all));
ROUTER(handled, "/v1", tags("handled"), failing, filtered);
APP(handling, use(brisk_request_id), on_status(418, on_tea), on_status(404, on_tea), on_error(Broken, on_broken),
    on_invalid(on_invalid), on_crash(on_crash), include(handled));

/* ---- the torture ---- */

typedef struct usual {
    int status;
    size_t len;
    char *body;
} usual;

static usual keep(const brisk_reply *reply)
{
    usual kept = {reply->status, reply->body.len, malloc(reply->body.len + 1)};
    assert_non_null(kept.body);
    memcpy(kept.body, reply->body.len > 0 ? reply->body.ptr : "", reply->body.len);
    return kept;
}

static void check(const brisk_reply *reply, const usual *wanted, const char *target, uint64_t nth)
{
    bool is_usual = reply->status == wanted->status && reply->body.len == wanted->len &&
                    (wanted->len == 0 || memcmp(reply->body.ptr, wanted->body, wanted->len) == 0);
    if (!is_usual && reply->status != 503) {
        fail_msg("%s, allocation %d: %d \"%.*s\"", target, (int)nth, reply->status, (int)reply->body.len,
                 reply->body.ptr);
    }
    assert_int_equal(opened, 0);
    assert_int_equal(streams, 0);
}

/* Sends the request once for each allocation that it makes, that one failing. fresh: each time to a new client, for
 * what an app makes at its first use. */
static void torture_with(const brisk_app *of, bool and_after, bool fresh, const usual *wanted, const char *method,
                         const char *target, const brisk_call_options *options)
{
    brisk_client *client = brisk_client_new(of);
    assert_non_null(client);
    for (uint64_t nth = 1;; nth++) {
        assert_true(nth < 100000);
        fired_in_time = false;
        brisk_heap_fail_at(nth, and_after);
        const brisk_reply *reply = brisk_client_send(client, method, target, options);
        bool has_fired = brisk_heap_fault_fired() || fired_in_time;
        brisk_heap_fail_at(0, false);
        check(reply, wanted, target, nth);
        reply = brisk_client_send(client, method, target, options); /* and all is well again */
        assert_int_equal(reply->status, wanted->status);
        check(reply, wanted, target, nth);
        if (!has_fired) {
            break;
        }
        if (fresh) {
            brisk_client_free(client);
            client = brisk_client_new(of);
            assert_non_null(client);
        }
    }
    brisk_client_free(client);
}

static void torture(const brisk_app *of, int status, bool fresh, const char *method, const char *target,
                    const brisk_call_options *options)
{
    brisk_client *client = brisk_client_new(of);
    assert_non_null(client);
    usual wanted = keep(brisk_client_send(client, method, target, options));
    brisk_client_free(client);
    if (wanted.status != status) {
        fail_msg("%s: %d \"%.*s\"", target, wanted.status, (int)wanted.len, wanted.body);
    }
    torture_with(of, false, fresh, &wanted, method, target, options);
    torture_with(of, true, fresh, &wanted, method, target, options);
    free(wanted.body);
}

#define TORTURE(of, status, method, target, ...)                                                                       \
    torture(&(of), status, false, method, target, &(brisk_call_options){__VA_ARGS__, .brisk_ = 0})

static void test_forms(void **state)
{
    TORTURE(app, 200, "POST", "/noted", .form = "text=a%20b&tag=1&tag=%C3%A9&day=2024-02-29");
    TORTURE(app, 422, "POST", "/noted", .form = "text=&tag=1&day=x&more=1&more=2");
    TORTURE(app, 200, "POST", "/noted", .body = S(PART("text", "", "t") "--B--\r\n"), .headers = MULTIPART_TYPE);
}

static void test_multipart(void **state)
{
    TORTURE(app, 200, "POST", "/uploaded", .body = S(MULTIPART), .headers = MULTIPART_TYPE);
    TORTURE(app, 422, "POST", "/uploaded", .body = S(PART("one", "", "text") PART("number", "", "x") "--B--\r\n"),
            .headers = MULTIPART_TYPE);
    TORTURE(app, 400, "POST", "/uploaded", .body = S("--B\r\nbroken"), .headers = MULTIPART_TYPE);
    TORTURE(app, 422, "POST", "/uploaded", .form = "one=1&note=2");
}

static void test_bodies(void **state)
{
    TORTURE(app, 200, "PUT", "/zoo", .json = ZOO);
    TORTURE(app, 422, "PUT", "/zoo", .json = BAD_ZOO);
    TORTURE(app, 422, "PUT", "/zoo", .json = "{\"zoo\":{\"pets\":[{},{},{},{}]}");
    TORTURE(app, 422, "PUT", "/zoo", .json = "[\"\\ud800\", 1e400]");
    TORTURE(app, 422, "PUT", "/zoo", .body = S("{}"));
    TORTURE(app, 400, "PUT", "/zoo", .json = "\"\xff\"");
}

static void test_parameter_models(void **state)
{
    static const char headers[] = "X-Token: t\nX-Many: 1\nX-Many: 2\nCookie: sid=\"a\\054b\"; visits=3";
    TORTURE(app, 200, "GET", "/filtered?limit=2&tag=a+b&tag=%41&color=red&key=k", .headers = headers);
    TORTURE(app, 422, "GET", "/filtered?limit=12&no=1&no=2&color=x&key=k", .headers = "Cookie: visits=x");
    TORTURE(app, 401, "GET", "/filtered?limit=2", .headers = headers);
}

static void test_refusals(void **state)
{
    TORTURE(app, 404, "GET", "/no%20where", .root_path = "/dev");
    TORTURE(app, 405, "DELETE", "/streamed", .headers = "Origin: https://a.test");
    TORTURE(app, 405, "PURGE", "/streamed", .headers = NULL);
    TORTURE(app, 307, "GET", "/dev/slashed?q=a%20b", .root_path = "/dev", .headers = "Host: a.test:81");
    TORTURE(app, 204, "GET", "/slashed/?q=%F0%9F%90%88", .headers = "Origin: https://a.test");
    TORTURE(app, 200, "OPTIONS", "/zoo", .headers = "Origin: https://a.test\nAccess-Control-Request-Method: GET");
    TORTURE(app, 400, "OPTIONS", "/zoo", .headers = "Origin: https://b.test\nAccess-Control-Request-Method: PUT");
    TORTURE(app, 400, "GET", "no-target", .headers = NULL);
}

static void test_failures(void **state)
{
    static const struct {
        const char *how;
        int status, handled;
    } cases[] = {{"text", 400, 400}, {"value", 409, 409}, {"json", 410, 410},   {"kind", 500, 502},  {"tea", 418, 418},
                 {"utf8", 500, 500}, {"crash", 500, 500}, {"answer", 202, 202}, {"memory", 503, 503}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char target[64];
        snprintf(target, sizeof target, "/v1/fail/%s", cases[i].how);
        TORTURE(app, cases[i].status, "GET", target + 3, .headers = "X-Token: t");
        TORTURE(handling, cases[i].handled, "GET", target, .headers = "X-Token: t");
    }
    TORTURE(handling, 400, "GET", "/v1/filtered?limit=x&key=k", .headers = "X-Request-ID: 1");
    TORTURE(handling, 404, "GET", "/nowhere", .headers = "X-Request-ID: 1");
}

static void test_streams_and_redirects(void **state)
{
    TORTURE(app, 200, "GET", "/streamed", .headers = "X-Token: t");
    TORTURE(app, 422, "GET", "/streamed", .headers = NULL);
    TORTURE(app, 307, "GET", "/moved", .headers = NULL);
}

static void test_document(void **state)
{
    torture(&app, 200, true, "GET", "/openapi.json", &(brisk_call_options){.root_path = "/dev"});
    torture(&handling, 200, true, "GET", "/openapi.json", NULL);
    TORTURE(app, 200, "GET", "/openapi.json", .root_path = "/dev");
}

static void test_pages(void **state)
{
    TORTURE(app, 200, "GET", "/docs", .root_path = "/dev");
    TORTURE(app, 200, "GET", "/redoc", .headers = NULL);
    TORTURE(app, 307, "GET", "/docs/", .headers = NULL);
    TORTURE(app, 200, "GET", "/docs/oauth2-redirect", .headers = NULL);
    brisk_client *client = brisk_client_new(&app);
    assert_non_null(client);
    int status = brisk_client_get(client, "/docs/favicon.png")->status; /* 404 of a build whose pages use the CDN */
    brisk_client_free(client);
    TORTURE(app, status, "GET", "/docs/favicon.png", .headers = "Accept-Encoding: gzip");
    TORTURE(app, status, "GET", "/docs/favicon.png", .headers = "Accept-Encoding: gzip;q=0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),    cmocka_unit_test(test_multipart),
        cmocka_unit_test(test_bodies),   cmocka_unit_test(test_parameter_models),
        cmocka_unit_test(test_refusals), cmocka_unit_test(test_failures),
        cmocka_unit_test(test_document), cmocka_unit_test(test_streams_and_redirects),
        cmocka_unit_test(test_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

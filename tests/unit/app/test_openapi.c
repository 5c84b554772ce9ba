/* test_openapi.c - what the recorded documents (tests/conformance) do not show: metadata, prefixes, merged answers,
 * dependencies, several methods, clashes; and the pages with their files. */
#include "app/openapi.h"

#include <brisk/brisk.h>
#include <brisk/test_client.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

MODEL(Item, (int64, id), (str, name));
MODEL(Trouble, (str, why));
MODEL(Page, (int64, limit, defaults(10)), (opt(str), cursor, hidden));

#define IGNORE(handler)                                                                                                \
    static brisk_status handler(brisk_request *req, const handler##_in *in, Item *out)                                 \
    {                                                                                                                  \
        return BRISK_OK;                                                                                               \
    }

SECURITY(oauth, oauth2_password("token"), scope("read", "Read"), scope("write", "Write"), refresh_url("/refresh"));
SECURITY(key, api_key_header("X-Key"), doc("A key"));
DEPENDENCY(user, str, security(oauth, token, "read"), header(opt(str), x_trace), raises(401, "Who?"));
static brisk_status user(brisk_request *req, const user_in *in, str *out)
{
    return BRISK_OK;
}
DEPENDENCY(admin, str, depends(user, who, "write"), query(int64, limit, le(9)), raises(403, "Not you"));
static brisk_status admin(brisk_request *req, const admin_in *in, str *out)
{
    return BRISK_OK;
}

ENDPOINT(both, (GET, POST), "/both/{p:path}", Item, path(str, p), summary("Both"), doc("Long\ntext."), deprecated);
IGNORE(both)
ENDPOINT(told, GET, "/told", Item, requires(admin, "root"), security(key, api_key), query(opt(int64), limit),
    raises(404, "No such item"), raises(404, "It went away"), respond(409, Trouble), respond(4XX, Trouble, "Other"),
    respond(200, nothing, "JSON or a picture", "image/png"), operation_id("tell"));
IGNORE(told)
ENDPOINT(told_too, GET, "/told-too", Item, operation_id("tell"), query(Page, page), query(str, shy, defaults(""), hidden));
IGNORE(told_too)
ENDPOINT(unseen, GET, "/unseen", Item, hidden);
IGNORE(unseen)
ENDPOINT(first, GET, "/same", Item, summary("First"));
IGNORE(first)
ENDPOINT(second, GET, "/same", Item, summary("Second"));
IGNORE(second)
ENDPOINT(upload, POST, "/upload", Item, file(file, photo), form(str, note, doc("A note")));
IGNORE(upload)
ENDPOINT(page, GET, "/page", raw, media("text/html"));
static brisk_status page(brisk_request *req, const page_in *in)
{
    return brisk_respond_html(req, 200, S("<p>"));
}
ENDPOINT(moved, GET, "/moved", raw, status(302));
static brisk_status moved(brisk_request *req, const moved_in *in)
{
    return brisk_redirect(req, 0, S("/"));
}
ENDPOINT(gone, DELETE, "/gone", nothing);
static brisk_status gone(brisk_request *req, const gone_in *in)
{
    return BRISK_OK;
}

ROUTER(inner, "/in", tags("in"), raises(404, "From the router"), told_too, both);
APP(app, title("A <b>"), summary("S"), doc("D"), version("2"), terms("https://e.test/terms"),
    contact("Ann", "https://e.test", "a@e.test"), license("MIT", "https://e.test/mit"), tag_doc("in", "Inside"),
    both, told, unseen, first, second, upload, page, moved, gone, include(inner));
APP(served, server("https://one.test", "One"), server("/dev"), no_docs, first);
APP(plain, docs_url("/a/b/docs"), redoc_url(""), openapi_url("/spec.json"), first);
APP(closed, openapi_url(""), first);

static brisk_client *client;

static int start(void **state, const brisk_app *of)
{
    client = brisk_client_new(of);
    return client ? 0 : -1;
}

static int setup(void **state)
{
    return start(state, &app);
}

static int teardown(void **state)
{
    brisk_client_free(client);
    return 0;
}

static void assert_at(const brisk_reply *reply, const char *path, const char *want)
{
    brisk_arena *arena = brisk_arena_new(0);
    brisk_str got = brisk_json_text(arena, brisk_reply_json(reply, path));
    if (!brisk_str_is(got, want)) {
        fail_msg("%s\n  got  %.*s\n  want %s", path, (int)got.len, got.ptr, want);
    }
    brisk_arena_free(arena);
}

static void test_head(void **state)
{
    const brisk_reply *reply = brisk_client_get(client, "/openapi.json");
    assert_int_equal(reply->status, 200);
    assert_true(brisk_str_is(brisk_reply_header(reply, "content-type"), "application/json"));
    assert_at(reply, "info",
              "{\"title\":\"A <b>\",\"summary\":\"S\",\"description\":\"D\",\"termsOfService\":"
              "\"https://e.test/terms\",\"contact\":{\"name\":\"Ann\",\"url\":\"https://e.test\",\"email\":"
              "\"a@e.test\"},\"license\":{\"name\":\"MIT\",\"url\":\"https://e.test/mit\"},\"version\":\"2\"}");
    assert_at(reply, "tags", "[{\"name\":\"in\",\"description\":\"Inside\"}]");
    assert_at(reply, "servers", "null");
}

static void test_methods_and_paths(void **state)
{
    const brisk_reply *reply = brisk_client_get(client, "/openapi.json");
    assert_at(reply, "paths./both/{p}.get.operationId", "\"both_both__p__get\"");
    assert_at(reply, "paths./both/{p}.post.operationId", "\"both_both__p__post\"");
    assert_at(reply, "paths./in/both/{p}.get.operationId", "\"both_in_both__p__get\"");
    assert_at(reply, "paths./in/both/{p}.get.tags", "[\"in\"]");
    assert_at(reply, "paths./both/{p}.get.description", "\"Long\\ntext.\"");
    assert_at(reply, "paths./both/{p}.get.deprecated", "true");
    assert_at(reply, "paths./unseen", "null");
    assert_at(reply, "paths./same.get.summary", "\"First\""); /* the one that answers */
    assert_at(reply, "paths./told.get.operationId", "\"tell\"");
    assert_at(reply, "paths./in/told-too.get.operationId", "\"tell_2\"");
}

static void test_dependencies(void **state)
{
    const brisk_reply *reply = brisk_client_get(client, "/openapi.json");
    assert_at(reply, "paths./told.get.security", "[{\"oauth\":[\"root\",\"write\",\"read\"]},{\"key\":[]}]");
    /* its own optional limit gives way to the required one of its dependency */
    assert_at(reply, "paths./told.get.parameters",
              "[{\"name\":\"limit\",\"in\":\"query\",\"required\":true,\"schema\":{\"type\":\"integer\",\"maximum\":9,"
              "\"title\":\"Limit\"}},{\"name\":\"x-trace\",\"in\":\"header\",\"required\":false,\"schema\":{\"anyOf\":"
              "[{\"type\":\"string\"},{\"type\":\"null\"}],\"title\":\"X-Trace\"}}]");
    assert_at(
        reply, "components.securitySchemes",
        "{\"oauth\":{\"type\":\"oauth2\",\"flows\":{\"password\":{\"refreshUrl\":\"/refresh\",\"scopes\":{\"read\":"
        "\"Read\",\"write\":\"Write\"},\"tokenUrl\":\"token\"}}},\"key\":{\"type\":\"apiKey\",\"description\":\"A key\","
        "\"in\":\"header\",\"name\":\"X-Key\"}}");
    assert_at(reply, "paths./in/told-too.get.parameters",
              "[{\"name\":\"limit\",\"in\":\"query\",\"required\":false,"
              "\"schema\":{\"type\":\"integer\",\"title\":\"Limit\","
              "\"default\":10}}]");
}

static void test_answers(void **state)
{
    const brisk_reply *reply = brisk_client_get(client, "/openapi.json");
    assert_at(reply, "paths./told.get.responses.200",
              "{\"description\":\"JSON or a picture\",\"content\":{\"application/json\":{\"schema\":{\"$ref\":"
              "\"#/components/schemas/Item\"}},\"image/png\":{}}}");
    assert_at(
        reply, "paths./told.get.responses.404",
        "{\"description\":\"No such item\\nIt went away\",\"content\":{\"application/json\":{\"schema\":{\"$ref\":"
        "\"#/components/schemas/HTTPError\"}}}}");
    assert_at(reply, "paths./told.get.responses.409.description", "\"Conflict\"");
    assert_at(reply, "paths./told.get.responses.4XX.description", "\"Other\"");
    assert_at(reply, "paths./told.get.responses.401.description", "\"Who?\"");
    assert_at(reply, "paths./told.get.responses.403.description", "\"Not you\"");
    assert_at(reply, "paths./told.get.responses.422", "null"); /* 4XX covers it */
    assert_at(reply, "paths./in/told-too.get.responses.404.description", "\"From the router\"");
    assert_at(reply, "paths./page.get.responses",
              "{\"200\":{\"description\":\"Successful Response\",\"content\":{\"text/html\":{\"schema\":{\"type\":"
              "\"string\"}}}}}");
    assert_at(reply, "paths./moved.get.responses", "{\"302\":{\"description\":\"Successful Response\"}}");
    assert_at(reply, "paths./gone.delete.responses", "{\"204\":{\"description\":\"Successful Response\"}}");
}

static void test_forms(void **state)
{
    const brisk_reply *reply = brisk_client_get(client, "/openapi.json");
    assert_at(reply, "paths./upload.post.requestBody",
              "{\"content\":{\"multipart/form-data\":{\"schema\":{\"$ref\":\"#/components/schemas/"
              "Body_upload_upload_post\"}}},\"required\":true}");
    assert_at(
        reply, "components.schemas.Body_upload_upload_post",
        "{\"properties\":{\"photo\":{\"type\":\"string\",\"contentMediaType\":\"application/octet-stream\",\"title\":"
        "\"Photo\"},\"note\":{\"type\":\"string\",\"title\":\"Note\",\"description\":\"A note\"}},\"type\":\"object\","
        "\"required\":[\"photo\",\"note\"],\"title\":\"Body_upload_upload_post\"}");
}

static void test_root_path(void **state)
{
    const brisk_reply *reply = brisk_client_get(client, "/openapi.json", .root_path = "/stage/");
    assert_at(reply, "servers", "[{\"url\":\"/stage\"}]");
    assert_at(reply, "info.version", "\"2\"");
    reply = brisk_client_get(client, "/openapi.json");
    assert_at(reply, "servers", "null"); /* the kept document did not change */
    brisk_client_free(client);
    assert_int_equal(start(state, &served), 0);
    reply = brisk_client_get(client, "/openapi.json", .root_path = "/stage");
    assert_at(reply, "servers",
              "[{\"url\":\"/stage\"},{\"url\":\"https://one.test\",\"description\":\"One\"},"
              "{\"url\":\"/dev\"}]");
    reply = brisk_client_get(client, "/openapi.json", .root_path = "/dev");
    assert_at(reply, "servers", "[{\"url\":\"https://one.test\",\"description\":\"One\"},{\"url\":\"/dev\"}]");
    assert_int_equal(brisk_client_get(client, "/docs")->status, 404); /* no_docs */
}

static bool has(const brisk_reply *reply, const char *text)
{
    for (size_t i = 0, len = strlen(text); i + len <= reply->body.len; i++) {
        if (memcmp(reply->body.ptr + i, text, len) == 0) {
            return true;
        }
    }
    return false;
}

static void test_pages(void **state)
{
    const brisk_reply *reply = brisk_client_get(client, "/docs");
    assert_int_equal(reply->status, 200);
    assert_true(brisk_str_is(brisk_reply_header(reply, "content-type"), "text/html; charset=utf-8"));
    assert_true(has(reply, "<title>A &lt;b&gt; - Swagger UI</title>"));
    assert_true(has(reply, "url: \"openapi.json\""));
    assert_true(has(reply, "new URL(\"docs/oauth2-redirect\", window.location.href)"));
    assert_true(has(brisk_client_get(client, "/redoc"), "<redoc spec-url=\"openapi.json\">"));
    assert_true(has(brisk_client_get(client, "/docs/oauth2-redirect"), "swaggerUIRedirectOauth2"));
    reply = brisk_client_post(client, "/docs");
    assert_int_equal(reply->status, 405);
    assert_true(brisk_str_is(brisk_reply_header(reply, "allow"), "GET, HEAD"));
    reply = brisk_client_get(client, "/docs/");
    assert_int_equal(reply->status, 307);
    assert_true(brisk_str_is(brisk_reply_header(reply, "location"), "../docs"));
    assert_int_equal(brisk_client_get(client, "/docs/nothing")->status, 404);
}

static void test_pages_elsewhere(void **state)
{
    brisk_client_free(client);
    assert_int_equal(start(state, &plain), 0);
    assert_true(has(brisk_client_get(client, "/a/b/docs"), "url: \"../../spec.json\""));
    assert_true(has(brisk_client_get(client, "/a/b/docs"), "new URL(\"docs/oauth2-redirect\""));
    assert_int_equal(brisk_client_get(client, "/docs")->status, 404);
    assert_int_equal(brisk_client_get(client, "/redoc")->status, 404);
    assert_int_equal(brisk_client_get(client, "/openapi.json")->status, 404);
    assert_int_equal(brisk_client_get(client, "/spec.json")->status, 200);
    brisk_client_free(client);
    assert_int_equal(start(state, &closed), 0);
    assert_int_equal(brisk_client_get(client, "/docs")->status, 404);
    assert_int_equal(brisk_client_get(client, "/openapi.json")->status, 404);
}

/* Built with the npm packages the files are in the program; otherwise the pages link to a CDN. */
static void test_files(void **state)
{
    const brisk_reply *reply = brisk_client_get(client, "/docs/swagger-ui.css", .headers = "Accept-Encoding: br, gzip");
    if (reply->status == 404) {
        assert_true(has(brisk_client_get(client, "/docs"), "https://cdn.jsdelivr.net/"));
        skip();
    }
    assert_int_equal(reply->status, 200);
    assert_true(brisk_str_is(brisk_reply_header(reply, "content-encoding"), "gzip"));
    assert_true(brisk_str_is(brisk_reply_header(reply, "vary"), "Accept-Encoding"));
    assert_true(reply->body.len > 1000 && memcmp(reply->body.ptr, "\x1f\x8b", 2) == 0);
    char headers[128] = "Accept-Encoding: gzip\nIf-None-Match: \"x\", W/";
    brisk_str tag = brisk_reply_header(reply, "etag");
    strncat(headers, tag.ptr, tag.len);
    assert_int_equal(brisk_client_get(client, "/docs/swagger-ui.css", .headers = headers)->status, 304);
    static const char *const plain_only[] = {NULL, "Accept-Encoding: gzip;q=0, *", "Accept-Encoding: identity",
                                             "Accept-Encoding: *;q=0.000"};
    for (size_t i = 0; i < sizeof plain_only / sizeof plain_only[0]; i++) {
        reply = brisk_client_get(client, "/docs/swagger-ui.css", .headers = plain_only[i]);
        assert_int_equal(reply->status, 200);
        assert_null(brisk_reply_header(reply, "content-encoding").ptr);
        assert_true(has(reply, ".swagger-ui"));
    }
}

/* ---- the gateway's key ---- */

ENDPOINT(open_item, GET, "/open", Item);
IGNORE(open_item)
ENDPOINT(guarded_item, GET, "/guarded", Item, security(key, api_key), security(oauth, token, "read"));
IGNORE(guarded_item)
APP(keyed, gateway_key, open_item, guarded_item);

SECURITY(GatewayKey, api_key_header("x-api-key"));
ENDPOINT(own_key, GET, "/own", Item, security(GatewayKey, given));
IGNORE(own_key)
APP(keyed_itself, gateway_key, own_key);

/* The document tells of the key, for operations with schemes of their own too. */
static void test_gateway_key(void **state)
{
    brisk_client *own = brisk_client_new(&keyed);
    const brisk_reply *reply = brisk_client_get(own, "/openapi.json", .root_path = "/dev");
    assert_true(has(reply, "\"securitySchemes\":{\"key\":{"));
    assert_true(has(reply,
                    "\"GatewayKey\":{\"type\":\"apiKey\",\"description\":\"The key of a usage plan of API Gateway\","
                    "\"in\":\"header\",\"name\":\"x-api-key\"}}"));
    assert_true(has(reply, "},\"security\":[{\"GatewayKey\":[]}]}"));
    assert_true(has(reply, "\"security\":[{\"key\":[],\"GatewayKey\":[]},{\"oauth\":[\"read\"],\"GatewayKey\":[]}]"));
    assert_true(has(reply, "\"servers\":[{\"url\":\"/dev\"}]"));
    assert_int_equal(brisk_client_get(own, "/open")->status, 200); /* nobody checks it here */
    brisk_client_free(own);
    own = brisk_client_new(&keyed_itself);
    reply = brisk_client_get(own, "/openapi.json");
    assert_true(has(reply, "\"security\":[{\"GatewayKey\":[]}]"));
    assert_false(has(reply, "usage plan"));
    assert_false(has(reply, "},\"security\":[{\"GatewayKey\":[]}]}"));
    brisk_client_free(own);
}

/* Whatever size memory runs out at, there is the whole document or none. */
static void test_without_memory(void **state)
{
    brisk_service *service;
    char problem[256];
    size_t whole = 0;
    assert_int_equal(brisk_service_new(&app, &service, problem, sizeof problem), BRISK_OK);
    for (size_t limit = 1000; limit < 300000; limit += 997) {
        brisk_arena *arena = brisk_arena_new(limit);
        const char *why;
        brisk_str document = arena ? brisk_openapi_build(arena, service, BRISK_S("/x"), &why) : BRISK_S("");
        assert_true(!document.ptr || document.len == 0 || document.ptr[document.len - 1] == '}');
        assert_true(whole == 0 || !document.ptr || document.len == whole);
        whole = document.len > 0 ? document.len : whole;
        brisk_arena_free(arena);
    }
    assert_true(whole > 5000);
    brisk_service_free(service);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_head, setup, teardown),
        cmocka_unit_test_setup_teardown(test_methods_and_paths, setup, teardown),
        cmocka_unit_test_setup_teardown(test_dependencies, setup, teardown),
        cmocka_unit_test_setup_teardown(test_answers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_forms, setup, teardown),
        cmocka_unit_test_setup_teardown(test_root_path, setup, teardown),
        cmocka_unit_test_setup_teardown(test_pages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_pages_elsewhere, setup, teardown),
        cmocka_unit_test_setup_teardown(test_files, setup, teardown),
        cmocka_unit_test(test_gateway_key),
        cmocka_unit_test(test_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_api.c - the API through the test client: each endpoint, and what it refuses. */
#include "app.h"

#include <brisk/test_client.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define POT "{\"name\":\"Tea pot\",\"price\":19.5,\"tags\":[\"tea\",\"blue\"]}"

static int open_client(void **state)
{
    *state = brisk_client_new(&app);
    return *state ? 0 : -1;
}

static int close_client(void **state)
{
    brisk_client_free(*state);
    return 0;
}

static void test_hello(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/hello");
    assert_int_equal(reply->status, 200);
    assert_true(str_is(reply->body, "{\"Hello\":\"World\"}"));
    assert_int_equal(brisk_reply_header(reply, "X-Request-ID").len, 32);
}

static void test_create_and_read(void **state)
{
    const brisk_reply *reply = brisk_client_post(*state, "/items", .json = POT);
    assert_int_equal(reply->status, 201);
    assert_true(str_is(brisk_reply_header(reply, "location"), "/items/1"));
    reply = brisk_client_get(*state, "/items/1");
    assert_true(str_is(reply->body, "{\"id\":1,\"name\":\"Tea pot\",\"description\":null,\"price\":19.5,\"tax\":null,"
                                    "\"tags\":[\"tea\",\"blue\"]}"));
}

static void test_list_pages(void **state)
{
    for (int i = 0; i < 5; i++) {
        assert_int_equal(brisk_client_post(*state, "/items", .json = POT)->status, 201);
    }
    const brisk_reply *reply = brisk_client_get(*state, "/items?offset=1&limit=2");
    assert_int_equal(brisk_reply_int(reply, "total"), 5);
    assert_int_equal(brisk_json_count(brisk_reply_json(reply, "items")), 2);
    assert_int_equal(brisk_reply_int(reply, "items.0.id"), 2);
    reply = brisk_client_get(*state, "/items?search=nothing");
    assert_int_equal(brisk_reply_int(reply, "total"), 0);
    reply = brisk_client_get(*state, "/items?limit=0");
    assert_int_equal(reply->status, 422);
    assert_true(str_is(brisk_reply_text(reply, "detail.0.type"), "greater_than_equal"));
}

static void test_replace_and_change(void **state)
{
    assert_int_equal(brisk_client_post(*state, "/items", .json = POT)->status, 201);
    const brisk_reply *reply = brisk_client_patch(*state, "/items/1", .json = "{\"tax\":2.5,\"tags\":[]}");
    assert_int_equal(reply->status, 200);
    assert_true(brisk_reply_real(reply, "tax") == 2.5);
    assert_true(str_is(brisk_reply_text(reply, "name"), "Tea pot"));
    assert_int_equal(brisk_json_count(brisk_reply_json(reply, "tags")), 0);
    reply = brisk_client_patch(*state, "/items/1", .json = "{\"tax\":null}");
    assert_int_equal(brisk_json_kind_of(brisk_reply_json(reply, "tax")), BRISK_JSON_NULL);
    reply = brisk_client_patch(*state, "/items/1", .json = "{\"name\":null,\"colour\":1}");
    assert_int_equal(reply->status, 422);
    assert_true(str_is(brisk_reply_text(reply, "detail.0.loc.1"), "name"));
    assert_true(str_is(brisk_reply_text(reply, "detail.1.type"), "extra_forbidden"));
    reply = brisk_client_put(*state, "/items/1", .json = "{\"name\":\"Cup\",\"price\":4}");
    assert_true(str_is(reply->body, "{\"id\":1,\"name\":\"Cup\",\"description\":null,\"price\":4.0,\"tax\":null,"
                                    "\"tags\":[]}"));
}

static void test_delete(void **state)
{
    assert_int_equal(brisk_client_post(*state, "/items", .json = POT)->status, 201);
    const brisk_reply *reply = brisk_client_delete(*state, "/items/1");
    assert_int_equal(reply->status, 204);
    assert_int_equal(reply->body.len, 0);
    reply = brisk_client_delete(*state, "/items/1");
    assert_int_equal(reply->status, 404);
    assert_true(str_is(reply->body, "{\"detail\":\"No item 1\"}"));
    assert_int_equal(brisk_client_get(*state, "/items/1")->status, 404);
}

static void test_refuses_wrong_items(void **state)
{
    const brisk_reply *reply = brisk_client_post(*state, "/items", .json = "{\"name\":\"\",\"price\":-1}");
    assert_int_equal(reply->status, 422);
    assert_int_equal(brisk_json_count(brisk_reply_json(reply, "detail")), 2);
    assert_true(str_is(brisk_reply_text(reply, "detail.0.msg"), "String should have at least 1 character"));
    reply = brisk_client_post(*state, "/items", .json = "{\"name\"");
    assert_true(str_is(brisk_reply_text(reply, "detail.0.type"), "json_invalid"));
    assert_int_equal(brisk_client_get(*state, "/items/zero")->status, 422);
    assert_int_equal(brisk_client_post(*state, "/items/1", .json = POT)->status, 405);
}

static void test_document(void **state)
{
    const brisk_reply *reply = brisk_client_get(*state, "/openapi.json");
    assert_int_equal(reply->status, 200);
    assert_true(str_is(brisk_reply_text(reply, "openapi"), "3.1.0"));
    assert_int_equal(brisk_client_get(*state, "/docs")->status, 200);
}

#define API_TEST(f) cmocka_unit_test_setup_teardown(f, open_client, close_client)

int main(void)
{
    const struct CMUnitTest tests[] = {
        API_TEST(test_hello),      API_TEST(test_create_and_read),
        API_TEST(test_list_pages), API_TEST(test_replace_and_change),
        API_TEST(test_delete),     API_TEST(test_refuses_wrong_items),
        API_TEST(test_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Where inputs come from: bodies by media type, forms, files, embedded bodies, parameter models; security schemes. */
#include "app_fixture.h"

MODEL(Point, (int64, x), (int64, y, defaults(0)));
MODEL(Shown, (str, text), (int64, number), (list(str), texts));

ENDPOINT(one, POST, "/one", Shown, body(Point, p));

static brisk_status one(brisk_request *req, const one_in *in, Shown *out)
{
    out->number = in->p.x;
    return BRISK_OK;
}

ENDPOINT(two, POST, "/two", Shown, body(Point, a), body(opt(int64), n));

static brisk_status two(brisk_request *req, const two_in *in, Shown *out)
{
    out->number = in->a.x + in->n.value;
    return BRISK_OK;
}

ENDPOINT(embedded, POST, "/embedded", Shown, body(Point, p, embed));

static brisk_status embedded(brisk_request *req, const embedded_in *in, Shown *out)
{
    out->number = in->p.x;
    return BRISK_OK;
}

ENDPOINT(upload, POST, "/upload", Shown, file(file, upload), file(list(file), more), form(str, note));

static brisk_status upload(brisk_request *req, const upload_in *in, Shown *out)
{
    out->text = in->upload.content;
    out->number = (int64_t)in->more.count;
    *brisk_push(req, &out->texts) = in->upload.filename;
    *brisk_push(req, &out->texts) = in->note;
    return BRISK_OK;
}

MODEL(Filter, forbid_extra, (int64, limit, defaults(5), le(10)), (list(str), tag, defaults()));
ENDPOINT(filtered, GET, "/filtered", Shown, query(Filter, f));

static brisk_status filtered(brisk_request *req, const filtered_in *in, Shown *out)
{
    out->number = in->f.limit;
    out->texts = in->f.tag;
    return BRISK_OK;
}

MODEL(Note, (str, text), (str, tag, defaults("none")));
ENDPOINT(noted, POST, "/noted", Shown, form(Note, n));

static brisk_status noted(brisk_request *req, const noted_in *in, Shown *out)
{
    out->text = in->n.text;
    *brisk_push(req, &out->texts) = in->n.tag;
    return BRISK_OK;
}

SECURITY(key, api_key_header("X-Key"));
SECURITY(query_key, api_key_query("key"));
SECURITY(cookie_key, api_key_cookie("key"));
SECURITY(login, basic, realm("vault"));
SECURITY(token, bearer);
SECURITY(maybe, bearer, optional);

#define SECURED(name_, scheme_)                                                                                        \
    ENDPOINT(name_, GET, "/" #name_, Shown, security(scheme_, credentials));                                           \
    static brisk_status name_(brisk_request *req, const name_##_in *in, Shown *out)                                    \
    {                                                                                                                  \
        out->text = in->credentials.value;                                                                             \
        out->number = in->credentials.given;                                                                           \
        return BRISK_OK;                                                                                               \
    }

SECURED(by_key, key)
SECURED(by_query, query_key)
SECURED(by_cookie, cookie_key)
SECURED(by_token, token)
SECURED(by_maybe, maybe)

ENDPOINT(by_login, GET, "/by_login", Shown, security(login, login));

static brisk_status by_login(brisk_request *req, const by_login_in *in, Shown *out)
{
    out->text = in->login.username;
    *brisk_push(req, &out->texts) = in->login.password;
    return BRISK_OK;
}

ROUTER(all, "", one, two, embedded, upload, filtered, noted, by_key, by_query, by_cookie, by_token, by_maybe, by_login);
APP(app, include(all));
CLIENT_OF(app)

static void test_body_by_media_type(void **state)
{
    brisk_client *client = *state;
    assert_int_equal(brisk_client_post(client, "/one", .json = "{\"x\":4}")->status, 200);
    assert_int_equal(
        brisk_client_post(client, "/one", .body = S("{\"x\":4}"), .headers = "Content-Type: application/vnd.a+json")
            ->status,
        200);
    const brisk_reply *reply = brisk_client_post(client, "/one", .body = S("{\"x\":4}"));
    assert_true(str_is(brisk_reply_text(reply, "detail.0.type"), "model_attributes_type"));
    assert_true(str_is(brisk_reply_text(reply, "detail.0.input"), "{\"x\":4}"));
    reply = brisk_client_post(client, "/one");
    BODY(reply, "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\"],\"msg\":\"Field required\",\"input\":null}]}");
    reply = brisk_client_post(client, "/one", .json = "\"\xff\"");
    assert_int_equal(reply->status, 400);
    BODY(reply, "{\"detail\":\"There was an error parsing the body\"}");
}

static void test_several_bodies_stand_under_keys(void **state)
{
    brisk_client *client = *state;
    assert_int_equal(brisk_reply_int(brisk_client_post(client, "/two", .json = "{\"a\":{\"x\":1},\"n\":2}"), "number"),
                     3);
    const brisk_reply *reply = brisk_client_post(client, "/two", .json = "[1]");
    assert_int_equal(brisk_json_count(brisk_reply_json(reply, "detail")), 2);
    assert_true(str_is(brisk_reply_text(reply, "detail.1.loc.1"), "n"));
    assert_int_equal(brisk_reply_int(brisk_client_post(client, "/embedded", .json = "{\"p\":{\"x\":9}}"), "number"), 9);
}

static void test_files(void **state)
{
    static const char form[] =
        "--B\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"a.txt\"\r\n\r\nhello\r\n"
        "--B\r\nContent-Disposition: form-data; name=\"more\"; filename=\"1\"\r\n\r\n1\r\n"
        "--B\r\nContent-Disposition: form-data; name=\"more\"; filename=\"2\"\r\n\r\n2\r\n"
        "--B\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhi\r\n--B--\r\n";
    const brisk_reply *reply = brisk_client_post(*state, "/upload", .body = brisk_str_view(form),
                                                 .headers = "Content-Type: multipart/form-data; boundary=B");
    BODY(reply, "{\"text\":\"hello\",\"number\":2,\"texts\":[\"a.txt\",\"hi\"]}");
    reply = brisk_client_post(*state, "/upload", .form = "note=x");
    assert_int_equal(reply->status, 422);
    assert_true(str_is(brisk_reply_text(reply, "detail.0.loc.1"), "upload"));
}

static void test_parameter_model(void **state)
{
    BODY(brisk_client_get(*state, "/filtered?tag=a&limit=2&tag=b"),
         "{\"text\":\"\",\"number\":2,\"texts\":[\"a\",\"b\"]}");
    const brisk_reply *reply = brisk_client_get(*state, "/filtered?limit=11&no=1&no=2");
    assert_true(str_is(brisk_reply_text(reply, "detail.0.type"), "less_than_equal"));
    assert_true(str_is(brisk_reply_text(reply, "detail.1.type"), "extra_forbidden"));
    assert_int_equal(brisk_json_count(brisk_reply_json(reply, "detail.1.input")), 2);
}

/* An empty text of a single form parameter counts as absent; that of a model's field is a value. */
static void test_form_model_keeps_empty_text(void **state)
{
    BODY(brisk_client_post(*state, "/noted", .form = "text=&tag="), "{\"text\":\"\",\"number\":0,\"texts\":[\"\"]}");
}

static void test_body_nested_too_deeply(void **state)
{
    static char brackets[10001];
    memset(brackets, '[', sizeof brackets - 1);
    const brisk_reply *reply = brisk_client_post(*state, "/one", .json = brackets);
    assert_int_equal(reply->status, 400);
    BODY(reply, "{\"detail\":\"There was an error parsing the body\"}");
}

static void refused(brisk_client *client, const char *target, const char *headers, const char *challenge)
{
    const brisk_reply *reply = brisk_client_get(client, target, .headers = headers);
    assert_int_equal(reply->status, 401);
    BODY(reply, "{\"detail\":\"Not authenticated\"}");
    HEADER(reply, "www-authenticate", challenge);
}

static void test_security(void **state)
{
    brisk_client *client = *state;
    assert_true(str_is(brisk_reply_text(brisk_client_get(client, "/by_key", .headers = "x-key: k"), "text"), "k"));
    assert_true(str_is(brisk_reply_text(brisk_client_get(client, "/by_query?key=k"), "text"), "k"));
    assert_true(
        str_is(brisk_reply_text(brisk_client_get(client, "/by_cookie", .headers = "Cookie: key=k"), "text"), "k"));
    assert_true(str_is(
        brisk_reply_text(brisk_client_get(client, "/by_token", .headers = "Authorization: bearer t"), "text"), "t"));
    assert_true(
        str_is(brisk_reply_text(brisk_client_get(client, "/by_login", .headers = "Authorization: Basic YWRhOnA6dw=="),
                                "texts.0"),
               "p:w"));
    const char *spaces = "Authorization: Basic  YWRhOnA6dw==";
    assert_true(str_is(brisk_reply_text(brisk_client_get(client, "/by_login", .headers = spaces), "texts.0"), "p:w"));
    assert_int_equal(brisk_reply_int(brisk_client_get(client, "/by_maybe"), "number"), 0);
    refused(client, "/by_key", NULL, "APIKey");
    refused(client, "/by_query?key=", NULL, "APIKey");
    refused(client, "/by_cookie", NULL, "APIKey");
    refused(client, "/by_token", "Authorization: Basic YWRhOnB3", "Bearer");
    refused(client, "/by_token", "Authorization: Bearer", "Bearer");
    refused(client, "/by_login", "Authorization: Basic !!!", "Basic realm=\"vault\"");
    refused(client, "/by_login", "Authorization: Basic YWRh", "Basic realm=\"vault\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLIENT_TEST(test_body_by_media_type),
        CLIENT_TEST(test_several_bodies_stand_under_keys),
        CLIENT_TEST(test_files),
        CLIENT_TEST(test_parameter_model),
        CLIENT_TEST(test_form_model_keeps_empty_text),
        CLIENT_TEST(test_body_nested_too_deeply),
        CLIENT_TEST(test_security),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

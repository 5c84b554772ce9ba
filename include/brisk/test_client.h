/* test_client.h - calls an app in process, without a socket: for the tests of an API. (FastAPI: TestClient.)
 *
 *     brisk_client *client = brisk_client_new(&app);
 *     const brisk_reply *reply = brisk_client_post(client, "/items", .json = "{\"name\":\"Tea\",\"price\":2.5}",
 *                                                  .headers = "X-API-Key: secret");
 *     assert_int_equal(reply->status, 201);
 *     assert_true(brisk_str_is(brisk_reply_text(reply, "name"), "Tea"));
 *     brisk_client_free(client);
 *
 * A call runs all that a request runs: middleware, dependencies, validation, handler, teardown; a `blocking` handler
 * runs on the caller's thread. The app's lifespan starts with brisk_client_new and stops with brisk_client_free. A reply lives until
 * the client's next call. Nothing is kept between calls: send cookies as headers. One thread at a time. */
#ifndef BRISK_TEST_CLIENT_H
#define BRISK_TEST_CLIENT_H

#include <brisk/arena.h>
#include <brisk/descriptor.h>
#include <brisk/json.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct brisk_client brisk_client;

/** What came back. */
typedef struct brisk_reply {
    int status;
    brisk_str body;          /* whole, also of a stream */
    struct brisk_client *of; /* for the functions below */
} brisk_reply;

/** All Optional; at most one of json, form and body. */
typedef struct brisk_call_options {
    const char *headers; /* lines: "Accept: text/html\nCookie: a=b" */
    const char *json;    /* a JSON body, sent as application/json */
    const char *form;    /* an urlencoded body: "a=1&b=2" */
    brisk_str body;      /* any other body; give its Content-Type in headers */
    const char *root_path;
    char brisk_;
} brisk_call_options;

/**
 * Makes a client of an app and runs its start-up. Returns NULL, with the reason in the log, where the app's tables are
 * wrong, its start-up fails, or memory runs out. Free with brisk_client_free.
 */
brisk_client *brisk_client_new(const brisk_app *app);
void brisk_client_free(brisk_client *client);

/** Lets replacement run wherever the app uses dependency, as FastAPI's dependency_overrides. Both must give results of
 *  the same type. Returns BRISK_USAGE where their sizes differ, BRISK_NO_MEMORY. */
brisk_status brisk_client_override(brisk_client *client, const brisk_dependency *dependency,
                                   const brisk_dependency *replacement) BRISK_MUST_CHECK;

/** Sends a request. target: "/items?limit=5", as on the request line. options: NULL for none. Never NULL: where memory
 *  runs out the reply is the 503 that a client would get, and a target that is none gives 400. What the request left for
 *  behind its answer (brisk_background) is done when it returns. */
const brisk_reply *brisk_client_send(brisk_client *client, const char *method, const char *target,
                                     const brisk_call_options *options);

/* brisk_client_get(client, "/items", .headers = "Accept: application/json") and its kin. */
#define brisk_client_get(...)     BRISK_CLIENT_CALL("GET", __VA_ARGS__, .brisk_ = 0)
#define brisk_client_head(...)    BRISK_CLIENT_CALL("HEAD", __VA_ARGS__, .brisk_ = 0)
#define brisk_client_post(...)    BRISK_CLIENT_CALL("POST", __VA_ARGS__, .brisk_ = 0)
#define brisk_client_put(...)     BRISK_CLIENT_CALL("PUT", __VA_ARGS__, .brisk_ = 0)
#define brisk_client_patch(...)   BRISK_CLIENT_CALL("PATCH", __VA_ARGS__, .brisk_ = 0)
#define brisk_client_delete(...)  BRISK_CLIENT_CALL("DELETE", __VA_ARGS__, .brisk_ = 0)
#define brisk_client_options(...) BRISK_CLIENT_CALL("OPTIONS", __VA_ARGS__, .brisk_ = 0)
#define BRISK_CLIENT_CALL(method, client, target, ...)                                                                 \
    brisk_client_send(client, method, target, &(const brisk_call_options){__VA_ARGS__})

/** The first header of this name (any case); ptr NULL where there is none. */
brisk_str brisk_reply_header(const brisk_reply *reply, const char *name);
/** The header at index; false past the last. */
bool brisk_reply_header_at(const brisk_reply *reply, size_t index, brisk_str *name, brisk_str *value);
/** The value at a path of a JSON body: keys and indexes joined by dots, "detail.0.type"; "" is the whole. No value
 *  where the body is no JSON or the path leads nowhere. Read it with brisk/json.h. */
brisk_json brisk_reply_json(const brisk_reply *reply, const char *path);
/** The text, whole number, or number at a path; empty or 0 where there is none of that kind. */
brisk_str brisk_reply_text(const brisk_reply *reply, const char *path);
int64_t brisk_reply_int(const brisk_reply *reply, const char *path);
double brisk_reply_real(const brisk_reply *reply, const char *path);

#ifdef __cplusplus
}
#endif

#endif

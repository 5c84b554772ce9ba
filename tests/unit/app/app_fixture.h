/* app_fixture.h - what the tests of app/ share: cmocka, and a client of the app under test as the test's state. */
#ifndef TESTS_UNIT_APP_FIXTURE_H
#define TESTS_UNIT_APP_FIXTURE_H

#include <brisk/brisk.h>
#include <brisk/test_client.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define BODY(reply, text)         assert_true(brisk_str_is((reply)->body, text))
#define HEADER(reply, name, text) assert_true(brisk_str_is(brisk_reply_header(reply, name), text))

/* The setup and teardown of a test that calls app. */
#define CLIENT_OF(app)                                                                                                 \
    static int open_client(void **state)                                                                               \
    {                                                                                                                  \
        *state = brisk_client_new(&(app));                                                                             \
        return *state ? 0 : -1;                                                                                        \
    }                                                                                                                  \
    static int close_client(void **state)                                                                              \
    {                                                                                                                  \
        brisk_client_free(*state);                                                                                     \
        return 0;                                                                                                      \
    }

#define CLIENT_TEST(f) cmocka_unit_test_setup_teardown(f, open_client, close_client)

#endif

/* test_proxy.c - whom X-Forwarded-For is believed. */
#include "server/proxy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool trusts(const char *list, const char *address)
{
    brisk_trusted trusted;
    assert_true(brisk_trusted_parse(list, &trusted));
    return brisk_trusted_has(&trusted, brisk_str_view(address));
}

static void addresses_and_networks(void **state)
{
    assert_true(trusts("127.0.0.1", "127.0.0.1"));
    assert_false(trusts("127.0.0.1", "127.0.0.2"));
    assert_true(trusts("127.0.0.1", "::ffff:127.0.0.1"));
    assert_true(trusts(" 192.0.2.1 , 10.0.0.0/8", "10.255.1.2"));
    assert_false(trusts("10.0.0.0/8", "11.0.0.1"));
    assert_true(trusts("192.168.4.0/22", "192.168.7.255"));
    assert_false(trusts("192.168.4.0/22", "192.168.8.0"));
    assert_true(trusts("fd00::/8", "fd12::1"));
    assert_false(trusts("fd00::/8", "2001:db8::1"));
    assert_true(trusts("*", "192.0.2.9"));
    assert_false(trusts("", "192.0.2.9"));
    assert_true(trusts("", "")); /* a Unix socket */
    assert_false(trusts("127.0.0.1", "unknown"));
}

static void broken_lists(void **state)
{
    brisk_trusted trusted;
    assert_false(brisk_trusted_parse("localhost", &trusted));
    assert_false(brisk_trusted_parse("10.0.0.0/33", &trusted));
    assert_false(brisk_trusted_parse("10.0.0.0/", &trusted));
    assert_false(brisk_trusted_parse("fd00::/129", &trusted));
}

typedef struct outcome {
    char client[64];
    int port;
    char scheme[8];
} outcome;

static outcome apply(const char *list, const char *from, const char *forwarded, const char *proto)
{
    brisk_trusted trusted;
    brisk_header items[3] = {{BRISK_STR("Host"), BRISK_STR("a")}};
    brisk_request request = {.client = brisk_str_view(from), .client_port = 5000, .scheme = BRISK_S("http")};
    request.headers = (brisk_headers){items, 1, 3};
    if (forwarded != NULL) {
        items[request.headers.count++] = (brisk_header){BRISK_S("X-Forwarded-For"), brisk_str_view(forwarded)};
    }
    if (proto != NULL) {
        items[request.headers.count++] = (brisk_header){BRISK_S("x-forwarded-proto"), brisk_str_view(proto)};
    }
    assert_true(brisk_trusted_parse(list, &trusted));
    brisk_proxy_apply(&trusted, &request);
    outcome result = {.port = request.client_port};
    memcpy(result.client, request.client.ptr, request.client.len);
    memcpy(result.scheme, request.scheme.ptr, request.scheme.len);
    return result;
}

static void check(const char *list, const char *from, const char *forwarded, const char *client, int port)
{
    outcome result = apply(list, from, forwarded, NULL);
    assert_string_equal(result.client, client);
    assert_int_equal(result.port, port);
}

static void clients(void **state)
{
    check("127.0.0.1", "127.0.0.1", "192.0.2.1", "192.0.2.1", 0);
    check("127.0.0.1", "127.0.0.1", "6.6.6.6, 192.0.2.1", "192.0.2.1", 0);
    check("127.0.0.1,10.0.0.0/8", "127.0.0.1", "6.6.6.6, 192.0.2.1, 10.0.0.7", "192.0.2.1", 0);
    check("127.0.0.1,10.0.0.0/8", "127.0.0.1", "10.0.0.1, 10.0.0.7", "10.0.0.1", 0);
    check("*", "198.51.100.1", "6.6.6.6, 192.0.2.1", "6.6.6.6", 0);
    check("127.0.0.1", "198.51.100.1", "192.0.2.1", "198.51.100.1", 5000);
    check("127.0.0.1", "127.0.0.1", "192.0.2.1:81", "192.0.2.1", 81);
    check("127.0.0.1", "127.0.0.1", "[2001:db8::1]:82", "2001:db8::1", 82);
    check("127.0.0.1", "127.0.0.1", "[2001:db8::1]", "2001:db8::1", 0);
    check("127.0.0.1", "127.0.0.1", "2001:db8::1", "2001:db8::1", 0);
    check("127.0.0.1", "127.0.0.1", " , ,", "127.0.0.1", 5000);
    check("127.0.0.1", "127.0.0.1", NULL, "127.0.0.1", 5000);
}

static void schemes(void **state)
{
    assert_string_equal(apply("127.0.0.1", "127.0.0.1", NULL, "https").scheme, "https");
    assert_string_equal(apply("127.0.0.1", "127.0.0.1", NULL, "wss").scheme, "https");
    assert_string_equal(apply("127.0.0.1", "127.0.0.1", NULL, "gopher").scheme, "http");
    assert_string_equal(apply("127.0.0.1", "198.51.100.1", NULL, "https").scheme, "http");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_and_networks),
        cmocka_unit_test(broken_lists),
        cmocka_unit_test(clients),
        cmocka_unit_test(schemes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

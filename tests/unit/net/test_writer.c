/* test_writer.c - the head of answers. */
#include "net/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void date_is_imf_fixdate(void **state)
{
    char date[BRISK_DATE_LEN + 1] = {0};
    brisk_write_date(date, INT64_C(784111777) * 1000000);
    assert_string_equal(date, "Sun, 06 Nov 1994 08:49:37 GMT");
    brisk_write_date(date, 0);
    assert_string_equal(date, "Thu, 01 Jan 1970 00:00:00 GMT");
    brisk_write_date(date, INT64_C(1709210096) * 1000000 + 999999);
    assert_string_equal(date, "Thu, 29 Feb 2024 12:34:56 GMT");
}

static void check_chunk_line(size_t len, const char *wanted)
{
    char line[24] = {0};
    assert_int_equal(brisk_write_chunk_size(line, len), strlen(wanted));
    assert_string_equal(line, wanted);
}

static void chunk_lines(void **state)
{
    check_chunk_line(1, "1\r\n");
    check_chunk_line(15, "f\r\n");
    check_chunk_line(16, "10\r\n");
    check_chunk_line(0xabcdef, "abcdef\r\n");
    check_chunk_line(SIZE_MAX, "ffffffffffffffff\r\n");
}

static void check_head(brisk_response *response, const brisk_head_options *options, const char *wanted)
{
    brisk_buffer out;
    brisk_buffer_init(&out, NULL, 0);
    brisk_write_head(&out, response, options);
    brisk_buffer_append_char(&out, '\0');
    assert_string_equal(out.data, wanted);
    brisk_buffer_clear(&out);
}

static void headers_of_app_and_server(void **state)
{
    brisk_header items[] = {
        {BRISK_STR("Content-Type"), BRISK_STR("text/plain")},
        {BRISK_STR("Content-Length"), BRISK_STR("99")},
        {BRISK_STR("Transfer-Encoding"), BRISK_STR("gzip")},
        {BRISK_STR("connection"), BRISK_STR("x-other")},
        {BRISK_STR("Keep-Alive"), BRISK_STR("9")},
    };
    brisk_response response = {.status = 418, .headers = {items, 5, 5}};
    brisk_head_options options = {
        .framing = BRISK_FRAMING_LENGTH, .length = 3, .date = BRISK_S("now"), .server = BRISK_S("brisk")};
    check_head(&response, &options,
               "HTTP/1.1 418 I'm a Teapot\r\nContent-Type: text/plain\r\ndate: now\r\nserver: brisk\r\n"
               "content-length: 3\r\n\r\n");
}

static void date_and_server_of_the_app_stand(void **state)
{
    brisk_header items[] = {{BRISK_STR("DATE"), BRISK_STR("then")}, {BRISK_STR("Server"), BRISK_STR("mine")}};
    brisk_response response = {.status = 799, .headers = {items, 2, 2}};
    brisk_head_options options = {
        .framing = BRISK_FRAMING_CHUNKED, .date = BRISK_S("now"), .server = BRISK_S("brisk"), .closes = true};
    check_head(
        &response, &options,
        "HTTP/1.1 799 \r\nDATE: then\r\nServer: mine\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n");
}

static void names_with_capitals(void **state)
{
    brisk_response response = {.status = 200};
    brisk_head_options options = {.framing = BRISK_FRAMING_LENGTH,
                                  .length = 3,
                                  .date = BRISK_S("now"),
                                  .server = BRISK_S("x"),
                                  .says_keep_alive = true,
                                  .is_capitalised = true};
    check_head(&response, &options,
               "HTTP/1.1 200 OK\r\nDate: now\r\nServer: x\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\n");
    options.framing = BRISK_FRAMING_CHUNKED;
    options.closes = true;
    check_head(&response, &options,
               "HTTP/1.1 200 OK\r\nDate: now\r\nServer: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
}

static void head_keeps_a_given_length(void **state)
{
    brisk_header items[] = {{BRISK_STR("content-length"), BRISK_STR("1234")}};
    brisk_response response = {.status = 200, .headers = {items, 1, 1}};
    brisk_head_options options = {.framing = BRISK_FRAMING_LENGTH, .is_head = true};
    check_head(&response, &options, "HTTP/1.1 200 OK\r\ncontent-length: 1234\r\n\r\n");
    items[0].value = BRISK_S("nonsense");
    check_head(&response, &options, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
}

static void close_of_the_app(void **state)
{
    brisk_header items[] = {{BRISK_STR("Connection"), BRISK_STR("Close")}};
    brisk_response response = {.status = 200, .headers = {items, 1, 1}};
    assert_true(brisk_response_closes(&response));
    items[0].value = BRISK_S("keep-alive");
    assert_false(brisk_response_closes(&response));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(date_is_imf_fixdate),       cmocka_unit_test(chunk_lines),
        cmocka_unit_test(headers_of_app_and_server), cmocka_unit_test(date_and_server_of_the_app_stand),
        cmocka_unit_test(head_keeps_a_given_length), cmocka_unit_test(close_of_the_app),
        cmocka_unit_test(names_with_capitals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

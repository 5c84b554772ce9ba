/* The ring of the last requests: its limits, what is found, what is kept of each, and what is written of it. */
#include "console_fixture.h"

#include "gateway/console/record.h"

static brisk_records records;
static seen one;

static int set_up(void **state)
{
    brisk_records_init(&records);
    seen_init(&one, "GET", "/dev/hello?q=1");
    return 0;
}

static int tear_down(void **state)
{
    brisk_records_clear(&records);
    assert_int_equal(records.bytes, 0);
    seen_clear(&one);
    return 0;
}

static yyjson_doc *whole_of(const brisk_record *record)
{
    brisk_buffer out;
    brisk_buffer_init(&out, NULL, 0);
    brisk_buffer_append_char(&out, '{');
    brisk_record_write_summary(record, &out);
    brisk_record_write_whole(record, &out);
    brisk_buffer_append_char(&out, '}');
    assert_false(brisk_buffer_failed(&out));
    yyjson_doc *doc = yyjson_read(out.data, out.len, 0);
    assert_non_null(doc);
    brisk_buffer_clear(&out);
    return doc;
}

static const brisk_record *add(void)
{
    const brisk_record *record = brisk_records_add(&records, &one.told);
    assert_non_null(record);
    return record;
}

/* ---- the ring ---- */

static void the_oldest_goes_when_the_ring_is_full(void **state)
{
    for (size_t i = 0; i < BRISK_RECORDS_MAX + 7; i++) {
        assert_int_equal(add()->id, i + 1);
    }
    assert_int_equal(records.count, BRISK_RECORDS_MAX);
    assert_null(brisk_records_find(&records, 7));
    assert_int_equal(brisk_records_find(&records, 8)->id, 8);
    assert_int_equal(brisk_records_at(&records, 0)->id, 8);
    assert_int_equal(brisk_records_at(&records, BRISK_RECORDS_MAX - 1)->id, BRISK_RECORDS_MAX + 7);
    assert_null(brisk_records_at(&records, BRISK_RECORDS_MAX));
    for (uint64_t id = 8; id <= BRISK_RECORDS_MAX + 7; id++) {
        assert_int_equal(brisk_records_find(&records, id)->id, id);
    }
}

static void the_oldest_go_where_bytes_are_short(void **state)
{
    size_t len = BRISK_RECORD_TEXT_MAX;
    char *large = malloc(len);
    assert_non_null(large);
    memset(large, 'x', len);
    one.told.body = one.call.event = one.request.body = (brisk_str){large, len};
    for (size_t i = 0; i < 100; i++) {
        (void)add();
        assert_true(records.bytes <= BRISK_RECORDS_BYTES_MAX);
    }
    assert_true(records.count > 15 && records.count < 25);
    assert_int_equal(brisk_records_at(&records, records.count - 1)->id, 100);
    one.told.body = one.call.event = one.request.body = BRISK_S("");
    (void)add();
    assert_int_equal(records.count > 15, true); /* a small one drops no more than it needs */
    free(large);
}

static void an_empty_ring_finds_nothing(void **state)
{
    assert_null(brisk_records_find(&records, 0));
    assert_null(brisk_records_find(&records, 1));
    assert_null(brisk_records_at(&records, 0));
}

static void without_memory_a_request_is_not_kept_and_others_are_found(void **state)
{
    (void)add();
    for (size_t i = 0; i < 3; i++) {
        brisk_heap_fail_at(1, false);
        assert_null(brisk_records_add(&records, &one.told));
        assert_true(brisk_heap_fault_fired());
        brisk_heap_fail_at(0, false);
    }
    assert_int_equal(add()->id, 5);
    assert_int_equal(add()->id, 6);
    assert_int_equal(brisk_records_find(&records, 1)->id, 1);
    assert_null(brisk_records_find(&records, 3));
    assert_int_equal(brisk_records_find(&records, 5)->id, 5);
    assert_int_equal(brisk_records_find(&records, 6)->id, 6);
    assert_null(brisk_records_find(&records, 7));
    assert_null(brisk_records_find(&records, UINT64_MAX));
}

static void one_request_takes_one_piece_of_the_heap(void **state)
{
    uint64_t before = brisk_heap_stats_now().heap_requests;
    (void)add();
    assert_int_equal(brisk_heap_stats_now().heap_requests, before + 1);
}

/* ---- what is kept ---- */

static void all_texts_are_copies(void **state)
{
    char name[] = "X-Own", value[] = "mine", body[] = "body", payload[] = "\"p\"";
    assert_true(brisk_headers_add(&one.request.headers, one.arena, brisk_str_view(name), brisk_str_view(value)));
    one.told.body = brisk_str_view(body);
    one.result.payload = brisk_str_view(payload);
    const brisk_record *record = add();
    memset(name, '#', sizeof(name) - 1);
    memset(value, '#', sizeof(value) - 1);
    memset(body, '#', sizeof(body) - 1);
    memset(payload, '#', sizeof(payload) - 1);
    yyjson_doc *doc = whole_of(record);
    yyjson_val *root = yyjson_doc_get_root(doc), *header = yyjson_arr_get(member(root, "requestHeaders"), 1);
    assert_string_equal(yyjson_get_str(yyjson_arr_get(header, 0)), "X-Own");
    assert_string_equal(yyjson_get_str(yyjson_arr_get(header, 1)), "mine");
    assert_text(member(root, "answerBody"), "text", "body");
    assert_text(member(root, "result"), "text", "\"p\"");
    yyjson_doc_free(doc);
}

static void a_record_tells_request_answer_event_and_timing(void **state)
{
    yyjson_doc *doc = whole_of(add());
    yyjson_val *root = yyjson_doc_get_root(doc), *timing = member(root, "timing");
    assert_number(root, "id", 1);
    assert_number(root, "time", (double)WALL_MS);
    assert_text(root, "method", "GET");
    assert_text(root, "target", "/dev/hello?q=1");
    assert_number(root, "status", 200);
    assert_number(root, "bytes", 2);
    assert_number(root, "ms", 2.5);
    assert_true(yyjson_get_bool(member(root, "cold")));
    assert_text(root, "resource", "/{proxy+}");
    assert_text(member(root, "event"), "text", "{\"path\":\"/hello\"}");
    assert_text(root, "lambdaRequestId", "aaaaaaaa-2222-3333-4444-555555555555");
    assert_number(root, "memoryBytes", 1 << 20);
    assert_number(timing, "total", 2.5);
    assert_number(timing, "queued", 0.1);
    assert_number(timing, "initStart", 0.2);
    assert_number(timing, "initEnd", 1.2);
    assert_number(timing, "sent", 1.3);
    assert_number(timing, "answered", 2.3);
    assert_null(yyjson_obj_get(root, "error"));
    yyjson_doc_free(doc);
}

static void a_request_that_no_function_saw_has_no_invocation(void **state)
{
    one.told.result = NULL;
    one.told.status = 403;
    one.call.event = one.call.function = (brisk_str){0};
    one.call.error_type = BRISK_S("INVALID_API_KEY");
    one.call.error_message = BRISK_S("Forbidden");
    yyjson_doc *doc = whole_of(add());
    yyjson_val *root = yyjson_doc_get_root(doc);
    assert_text(root, "error", "INVALID_API_KEY");
    assert_text(root, "errorMessage", "Forbidden");
    assert_false(yyjson_get_bool(member(root, "cold")));
    assert_true(yyjson_is_null(member(root, "function")));
    assert_null(yyjson_obj_get(root, "result"));
    assert_null(yyjson_obj_get(root, "lambdaRequestId"));
    assert_int_equal(yyjson_obj_size(member(root, "timing")), 1);
    yyjson_doc_free(doc);
}

static void the_functions_error_is_named_where_the_gateway_names_none(void **state)
{
    one.result.outcome = BRISK_INVOKE_FAILED;
    one.result.error_type = BRISK_S("Sandbox.Timedout");
    yyjson_doc *doc = whole_of(add());
    assert_text(yyjson_doc_get_root(doc), "error", "Sandbox.Timedout");
    yyjson_doc_free(doc);
}

static void a_long_body_is_cut_between_characters(void **state)
{
    size_t len = BRISK_RECORD_TEXT_MAX + 10;
    char *text = malloc(len);
    assert_non_null(text);
    memset(text, 'a', len);
    memcpy(text + BRISK_RECORD_TEXT_MAX - 1, "\xE2\x98\x95", 3); /* the limit lies within it */
    one.told.body = (brisk_str){text, len};
    yyjson_doc *doc = whole_of(add());
    yyjson_val *body = member(yyjson_doc_get_root(doc), "answerBody");
    assert_int_equal(yyjson_get_len(member(body, "text")), BRISK_RECORD_TEXT_MAX - 1);
    assert_number(body, "length", (double)len);
    assert_true(yyjson_get_bool(member(body, "cut")));
    yyjson_doc_free(doc);
    free(text);
}

static void a_binary_body_is_shown_as_the_base64_of_its_first_bytes(void **state)
{
    char bytes[2000];
    memset(bytes, 0xFF, sizeof(bytes));
    one.told.body = (brisk_str){bytes, 3};
    yyjson_doc *doc = whole_of(add());
    yyjson_val *body = member(yyjson_doc_get_root(doc), "answerBody");
    assert_text(body, "base64", "////");
    assert_false(yyjson_get_bool(member(body, "cut")));
    yyjson_doc_free(doc);
    one.told.body = (brisk_str){bytes, sizeof(bytes)};
    doc = whole_of(add());
    body = member(yyjson_doc_get_root(doc), "answerBody");
    assert_int_equal(yyjson_get_len(member(body, "base64")), 684); /* of 512 bytes */
    assert_true(yyjson_get_bool(member(body, "cut")));
    yyjson_doc_free(doc);
}

static void texts_without_end_are_cut(void **state)
{
    char *target = malloc(20000);
    assert_non_null(target);
    memset(target, 'x', 20000);
    target[0] = '/';
    one.request.target = (brisk_str){target, 20000};
    yyjson_doc *doc = whole_of(add());
    assert_int_equal(yyjson_get_len(member(yyjson_doc_get_root(doc), "target")), BRISK_RECORD_NAME_MAX);
    yyjson_doc_free(doc);
    free(target);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_oldest_goes_when_the_ring_is_full),
        TEST(the_oldest_go_where_bytes_are_short),
        TEST(an_empty_ring_finds_nothing),
        TEST(without_memory_a_request_is_not_kept_and_others_are_found),
        TEST(one_request_takes_one_piece_of_the_heap),
        TEST(all_texts_are_copies),
        TEST(a_record_tells_request_answer_event_and_timing),
        TEST(a_request_that_no_function_saw_has_no_invocation),
        TEST(the_functions_error_is_named_where_the_gateway_names_none),
        TEST(a_long_body_is_cut_between_characters),
        TEST(a_binary_body_is_shown_as_the_base64_of_its_first_bytes),
        TEST(texts_without_end_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

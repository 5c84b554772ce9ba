/* Spans of time: what pydantic answered, hostile texts, and the limits of 64 bits. */
#include "core/duration.h"

#include "format_table.h"

static brisk_format_result answer(const table_input *input, brisk_arena *arena, brisk_str *text)
{
    char buf[BRISK_DURATION_TEXT];
    brisk_duration value = {0};
    brisk_format_result result = input->kind == TABLE_TEXT  ? brisk_duration_parse(input->text, &value, arena)
                                 : input->kind == TABLE_INT ? brisk_duration_from_int64(input->integer, &value)
                                                            : brisk_duration_from_double(input->number, &value);

    if (result.error == BRISK_FORMAT_OK) {
        *text = brisk_str_copy(arena, brisk_duration_format(buf, value));
    }
    return result;
}

static void recorded(void **state)
{
    (void)state;
    run_table("duration", answer);
}

static void hostile(void **state)
{
    (void)state;
    run_hostile("duration", answer, "PT0.");
    run_hostile("duration", answer, "02:03:04.");
}

static void limits(void **state)
{
    char buf[BRISK_DURATION_TEXT];
    brisk_duration value = {7};

    (void)state;
    assert_int_equal(brisk_duration_parse(BRISK_S("-P106751990DT86399.999999S"), &value, NULL).error, BRISK_FORMAT_OK);
    assert_true(brisk_str_is(brisk_duration_format(buf, value), "-P292471Y75DT23H59M59.999999S"));
    value.us = 7;
    brisk_format_result result = brisk_duration_parse(BRISK_S("P106751991D"), &value, NULL);
    assert_int_equal(result.error, BRISK_FORMAT_TIME_DELTA_PARSING);
    assert_true(brisk_str_is(result.reason, "durations may not exceed 106,751,990 days"));
    result = brisk_duration_parse(BRISK_S("P1000000000D"), &value, NULL);
    assert_true(brisk_str_is(result.reason, "durations may not exceed 999,999,999 days"));
    assert_int_equal(brisk_duration_from_int64(INT64_MIN, &value).error, BRISK_FORMAT_TIME_DELTA_PARSING);
    assert_int_equal(brisk_duration_from_int64(INT64_MAX, &value).error, BRISK_FORMAT_TIME_DELTA_PARSING);
    assert_int_equal(brisk_duration_from_double(1e300, &value).error, BRISK_FORMAT_TIME_DELTA_PARSING);
    double zero = 0;
    assert_int_equal(brisk_duration_from_double(zero / zero, &value).error, BRISK_FORMAT_TIME_DELTA_PARSING);
    assert_true(value.us == 7);
    brisk_duration_format(buf, (brisk_duration){INT64_MIN});
    assert_true(strlen(buf) < sizeof(buf));
}

/* What is written reads back as the same value. */
static void round_trip(void **state)
{
    char buf[BRISK_DURATION_TEXT];
    uint32_t random = 88172645u;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        uint64_t product = (uint64_t)table_random(&random) * (table_random(&random) >> (i % 32));
        int64_t us = (int64_t)(product % UINT64_C(9000000000000000000));
        brisk_duration value = {(i & 1) ? -us : us};
        brisk_duration again = {0};
        brisk_format_result result = brisk_duration_parse(brisk_duration_format(buf, value), &again, NULL);
        assert_int_equal(result.error, BRISK_FORMAT_OK);
        assert_true(again.us == value.us);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded),
        cmocka_unit_test(hostile),
        cmocka_unit_test(limits),
        cmocka_unit_test(round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

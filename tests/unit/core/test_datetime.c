/* Points in time and times of day: what pydantic answered, hostile texts, and what tables cannot say. */
#include "core/datetime.h"

#include "format_table.h"

static brisk_format_result answer(const table_input *input, brisk_arena *arena, brisk_str *text)
{
    char buf[BRISK_DATETIME_TEXT];
    brisk_datetime value = {0, 0, false};
    brisk_format_result result = input->kind == TABLE_TEXT  ? brisk_datetime_parse(input->text, &value, arena)
                                 : input->kind == TABLE_INT ? brisk_datetime_from_int64(input->integer, &value)
                                                            : brisk_datetime_from_double(input->number, &value);

    if (result.error == BRISK_FORMAT_OK) {
        *text = brisk_str_copy(arena, brisk_datetime_format(buf, value));
    }
    return result;
}

static brisk_format_result aware_answer(const table_input *input, brisk_arena *arena, brisk_str *text)
{
    char buf[BRISK_DATETIME_TEXT];
    brisk_datetime value = {0, 0, false};

    if (input->kind != TABLE_TEXT) {
        return answer(input, arena, text); /* a timestamp is UTC */
    }
    brisk_format_result result = brisk_aware_datetime_parse(input->text, &value, arena);
    if (result.error == BRISK_FORMAT_OK) {
        assert_true(value.has_offset);
        *text = brisk_str_copy(arena, brisk_datetime_format(buf, value));
    }
    return result;
}

static brisk_format_result time_answer(const table_input *input, brisk_arena *arena, brisk_str *text)
{
    char buf[BRISK_TIME_TEXT];
    brisk_time value = {0, 0, false};
    brisk_format_result result = input->kind == TABLE_TEXT  ? brisk_time_parse(input->text, &value, arena)
                                 : input->kind == TABLE_INT ? brisk_time_from_int64(input->integer, &value)
                                                            : brisk_time_from_double(input->number, &value);

    if (result.error == BRISK_FORMAT_OK) {
        *text = brisk_str_copy(arena, brisk_time_format(buf, value));
    }
    return result;
}

static void recorded(void **state)
{
    (void)state;
    run_table("datetime", answer);
    run_table("aware_datetime", aware_answer);
    run_table("time", time_answer);
}

static void hostile(void **state)
{
    (void)state;
    run_hostile("datetime", answer, "2031-07-04T08:00:00.");
    run_hostile("aware_datetime", aware_answer, "1");
    run_hostile("time", time_answer, "08:00:00.");
}

static brisk_datetime parsed(const char *text)
{
    brisk_datetime value = {0, 0, false};
    brisk_format_result result = brisk_datetime_parse((brisk_str){text, strlen(text)}, &value, NULL);

    assert_int_equal(result.error, BRISK_FORMAT_OK);
    return value;
}

static void instants_compare_across_offsets(void **state)
{
    (void)state;
    assert_int_equal(brisk_datetime_compare(parsed("2031-07-04T10:00+02:00"), parsed("2031-07-04T08:00Z")), 0);
    assert_true(brisk_datetime_compare(parsed("2031-07-04T10:00+02:00"), parsed("2031-07-04T09:00Z")) < 0);
    assert_true(brisk_datetime_compare(parsed("2031-07-04T10:00+02:00"), parsed("2031-07-04T09:00")) > 0);
}

static void value_is_the_wall_clock(void **state)
{
    brisk_datetime value = parsed("1970-01-02T00:00:00.000001-07:30");

    (void)state;
    assert_true(value.us == INT64_C(86400000001));
    assert_int_equal(value.offset_s, -27000);
    assert_int_equal(brisk_datetime_date(parsed("1969-12-31T23:59")).day, 31);
}

/* pydantic gives 23:59:58.25 there. */
static void negative_fraction_is_that_instant(void **state)
{
    brisk_datetime value;

    (void)state;
    assert_int_equal(brisk_datetime_from_double(-1.25, &value).error, BRISK_FORMAT_OK);
    assert_true(value.us == -1250000);
    value = parsed("-1.25");
    assert_true(value.us == -1250000);
    value = parsed("1000000000000.5");
    assert_true(value.us == INT64_C(1000000000000500));
}

static void not_a_number_and_infinity(void **state)
{
    brisk_datetime value;
    brisk_time clock;
    double zero = 0;

    (void)state;
    brisk_format_result result = brisk_datetime_from_double(zero / zero, &value);
    assert_int_equal(result.error, BRISK_FORMAT_DATETIME_PARSING);
    assert_true(brisk_str_is(result.reason, "NaN values not permitted"));
    result = brisk_datetime_from_double(1 / zero, &value);
    assert_true(brisk_str_is(result.reason, "dates after 9999 are not supported as unix timestamps"));
    assert_int_equal(brisk_time_from_double(zero / zero, &clock).error, BRISK_FORMAT_TIME_PARSING);
    assert_int_equal(brisk_time_from_double(1 / zero, &clock).error, BRISK_FORMAT_TIME_PARSING);
}

static void values_out_of_range_are_written_without_harm(void **state)
{
    char buf[BRISK_DATETIME_TEXT];

    (void)state;
    brisk_datetime_format(buf, (brisk_datetime){INT64_MAX, INT32_MIN, true});
    assert_true(strlen(buf) < sizeof(buf));
    brisk_datetime_format(buf, (brisk_datetime){INT64_MIN, INT32_MAX, true});
    assert_true(strlen(buf) < sizeof(buf));
    char clock[BRISK_TIME_TEXT];
    brisk_time_format(clock, (brisk_time){INT64_MAX, INT32_MIN, true});
    assert_true(strlen(clock) < sizeof(clock));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded),
        cmocka_unit_test(hostile),
        cmocka_unit_test(instants_compare_across_offsets),
        cmocka_unit_test(value_is_the_wall_clock),
        cmocka_unit_test(negative_fraction_is_that_instant),
        cmocka_unit_test(not_a_number_and_infinity),
        cmocka_unit_test(values_out_of_range_are_written_without_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

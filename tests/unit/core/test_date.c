/* Dates: what pydantic answered, hostile texts, and the calendar itself. */
#include "core/date.h"

#include "format_table.h"

static brisk_format_result answer(const table_input *input, brisk_arena *arena, brisk_str *text)
{
    char buf[BRISK_DATE_TEXT];
    brisk_date value = {0, 0, 0};
    brisk_format_result result = input->kind == TABLE_TEXT  ? brisk_date_parse(input->text, &value, arena)
                                 : input->kind == TABLE_INT ? brisk_date_from_int64(input->integer, &value)
                                                            : brisk_date_from_double(input->number, &value);

    if (result.error == BRISK_FORMAT_OK) {
        *text = brisk_str_copy(arena, brisk_date_format(buf, value));
    }
    return result;
}

static void recorded(void **state)
{
    (void)state;
    run_table("date", answer);
}

static void hostile(void **state)
{
    (void)state;
    run_hostile("date", answer, "2031-07-04T00:00:00");
}

static void every_day_counts_one_more(void **state)
{
    brisk_date first = {1, 1, 1};
    brisk_date value;

    (void)state;
    int64_t start = brisk_date_to_days(first);
    assert_int_equal(start, -719162);
    for (int64_t days = start; brisk_date_from_days(days, &value); days++) {
        assert_true(brisk_date_is_valid(value));
        assert_int_equal(brisk_date_to_days(value), days);
        assert_true(days == start || brisk_date_compare(first, value) < 0);
        first = value;
    }
    assert_int_equal(first.year, 9999);
    assert_int_equal(first.month, 12);
    assert_int_equal(first.day, 31);
}

static void days_outside_of_the_calendar(void **state)
{
    brisk_date value = {7, 7, 7};

    (void)state;
    assert_false(brisk_date_from_days(-719163, &value));
    assert_false(brisk_date_from_days(2932897, &value));
    assert_int_equal(value.year, 7);
    assert_false(brisk_date_is_valid((brisk_date){2023, 2, 29}));
    assert_false(brisk_date_is_valid((brisk_date){0, 1, 1}));
    assert_true(brisk_date_is_valid((brisk_date){2024, 2, 29}));
}

static void weekdays(void **state)
{
    (void)state;
    assert_int_equal(brisk_date_iso_weekday((brisk_date){1970, 1, 1}), 4);
    assert_int_equal(brisk_date_iso_weekday((brisk_date){2024, 2, 29}), 4);
    assert_int_equal(brisk_date_iso_weekday((brisk_date){1, 1, 1}), 1);
    assert_int_equal(brisk_date_iso_weekday((brisk_date){1969, 12, 28}), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded),
        cmocka_unit_test(hostile),
        cmocka_unit_test(every_day_counts_one_more),
        cmocka_unit_test(days_outside_of_the_calendar),
        cmocka_unit_test(weekdays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

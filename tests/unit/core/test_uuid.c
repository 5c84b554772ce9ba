/* UUIDs: what pydantic answered, hostile texts. */
#include "core/uuid.h"

#include "format_table.h"

static brisk_format_result answer(const table_input *input, brisk_arena *arena, brisk_str *text)
{
    char buf[BRISK_UUID_TEXT];
    brisk_uuid value;
    brisk_format_result result = brisk_uuid_parse(input->text, &value, arena);

    if (result.error == BRISK_FORMAT_OK) {
        *text = brisk_str_copy(arena, brisk_uuid_format(buf, value));
    }
    return result;
}

static void recorded(void **state)
{
    (void)state;
    run_table("uuid", answer);
}

static void hostile(void **state)
{
    (void)state;
    run_hostile("uuid", answer, "urn:uuid:");
}

static void without_arena_the_reason_is_short(void **state)
{
    brisk_uuid value;

    (void)state;
    brisk_format_result result = brisk_uuid_parse(BRISK_S("x"), &value, NULL);
    assert_int_equal(result.error, BRISK_FORMAT_UUID_PARSING);
    assert_true(brisk_str_is(result.reason, "invalid character"));
    assert_true(brisk_str_is(brisk_uuid_parse(BRISK_S("0"), &value, NULL).reason, "invalid length"));
    assert_true(brisk_str_is(brisk_uuid_parse(BRISK_S("0-"), &value, NULL).reason, "invalid group count"));
    assert_true(brisk_str_is(brisk_uuid_parse(BRISK_S("0----"), &value, NULL).reason, "invalid group length"));
}

static void order(void **state)
{
    brisk_uuid a = {{1}};
    brisk_uuid b = {{0, 255}};

    (void)state;
    assert_true(brisk_uuid_compare(a, b) > 0);
    assert_int_equal(brisk_uuid_compare(a, a), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded),
        cmocka_unit_test(hostile),
        cmocka_unit_test(without_arena_the_reason_is_short),
        cmocka_unit_test(order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* E-mail addresses: what pydantic answered, hostile texts, exhaustion. */
#include "core/email.h"

#include "format_table.h"

static brisk_format_result answer(const table_input *input, brisk_arena *arena, brisk_str *text)
{
    return brisk_email_parse(input->text, text, arena);
}

static void recorded(void **state)
{
    (void)state;
    run_table("email", answer);
}

static void hostile(void **state)
{
    (void)state;
    run_hostile("email", answer, "a@b.");
    run_hostile("email", answer, "\"a\" <");
}

static void every_exhaustion_is_told(void **state)
{
    static const brisk_str texts[] = {BRISK_STR("INFO@M\xC3\xBCnchen.de"), BRISK_STR("a b,c@d.co"), BRISK_STR("a@(b)")};

    (void)state;
    for (size_t limit = 1; limit < 4096; limit += 7) {
        brisk_arena *arena = brisk_arena_new(limit);
        brisk_email email = {NULL, 0};
        brisk_format_result result = brisk_email_parse(texts[limit % 3], &email, arena);
        if (result.error == BRISK_FORMAT_OK) {
            assert_true(brisk_str_is(email, "info@m\xC3\xBCnchen.de"));
        } else if (result.error != BRISK_FORMAT_EMAIL) {
            assert_int_equal(result.error, BRISK_FORMAT_NO_MEMORY);
        }
        brisk_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded),
        cmocka_unit_test(hostile),
        cmocka_unit_test(every_exhaustion_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

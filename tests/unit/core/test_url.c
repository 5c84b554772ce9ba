/* URLs: what pydantic answered, hostile texts, exhaustion. */
#include "core/url.h"

#include "format_table.h"

static brisk_format_result answer(const table_input *input, brisk_arena *arena, brisk_str *text)
{
    return brisk_url_parse(input->text, text, arena);
}

static brisk_format_result http_answer(const table_input *input, brisk_arena *arena, brisk_str *text)
{
    return brisk_http_url_parse(input->text, text, arena);
}

static void recorded(void **state)
{
    (void)state;
    run_table("url", answer);
    run_table("http_url", http_answer);
}

/* What came out goes in again unchanged. */
static brisk_format_result twice(const table_input *input, brisk_arena *arena, brisk_str *text)
{
    brisk_str again;
    brisk_format_result result = brisk_url_parse(input->text, text, arena);

    if (result.error == BRISK_FORMAT_OK && brisk_url_parse(*text, &again, arena).error == BRISK_FORMAT_OK) {
        assert_true(again.len <= text->len * 3);
    }
    return result;
}

static void hostile(void **state)
{
    (void)state;
    run_hostile("url", twice, "http://");
    run_hostile("url", twice, "http://a/");
    run_hostile("url", twice, "http://a/?");
    run_hostile("url", twice, "foo:/");
    run_hostile("http_url", http_answer, "http://xn--");
}

static void every_exhaustion_is_told(void **state)
{
    (void)state;
    for (size_t limit = 1; limit < 4096; limit += 7) {
        brisk_arena *arena = brisk_arena_new(limit);
        brisk_url url = {NULL, 0};
        brisk_format_result result = brisk_url_parse(BRISK_S("http://m\xC3\xBCnchen.de/a b/../c?d#e"), &url, arena);
        if (result.error == BRISK_FORMAT_OK) {
            assert_true(brisk_str_is(url, "http://xn--mnchen-3ya.de/c?d#e"));
        } else {
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

/* IP addresses: what pydantic answered, hostile texts. */
#include "core/ip.h"

#include "format_table.h"

static brisk_format_result v4_answer(const table_input *input, brisk_arena *arena, brisk_str *text)
{
    return input->kind == TABLE_TEXT ? brisk_ipv4_parse(input->text, text, arena)
                                     : brisk_ipv4_from_int64(input->integer, text, arena);
}

static brisk_format_result v6_answer(const table_input *input, brisk_arena *arena, brisk_str *text)
{
    return input->kind == TABLE_TEXT ? brisk_ipv6_parse(input->text, text, arena)
                                     : brisk_ipv6_from_uint64((uint64_t)input->integer, text, arena);
}

static void recorded(void **state)
{
    (void)state;
    run_table("ipv4", v4_answer);
    run_table("ipv6", v6_answer);
}

static void hostile(void **state)
{
    (void)state;
    run_hostile("ipv4", v4_answer, "1.2.3.");
    run_hostile("ipv6", v6_answer, "1::");
}

static void exhaustion_is_told(void **state)
{
    brisk_arena *arena = brisk_arena_new(1);
    brisk_ipv6 address;

    (void)state;
    assert_int_equal(brisk_ipv6_parse(BRISK_S("::1"), &address, arena).error, BRISK_FORMAT_NO_MEMORY);
    brisk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded),
        cmocka_unit_test(hostile),
        cmocka_unit_test(exhaustion_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

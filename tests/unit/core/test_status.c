/* The texts of the status codes. */
#include <brisk/status.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void every_code_has_a_text(void **state)
{
    (void)state;
    assert_string_equal(brisk_status_text(BRISK_OK), "success");
    assert_string_equal(brisk_status_text(BRISK_NO_MEMORY), "out of memory");
    assert_string_equal(brisk_status_text(BRISK_INTERNAL), "internal error");
}

static void a_number_that_is_no_code_has_one_too(void **state)
{
    (void)state;
    assert_string_equal(brisk_status_text((brisk_status)999), "unknown status");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_a_text),
        cmocka_unit_test(a_number_that_is_no_code_has_one_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

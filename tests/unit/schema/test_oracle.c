/* test_oracle.c - the answers of a real FastAPI to bodies of many types (oracle.tsv, made by oracle.py), compared
 * byte for byte: the 422 list, and what an accepted value looks like when it is written again. */
#include "core/buffer.h"
#include "core/str.h"
#include "schema/decode.h"
#include "schema/json_text.h"

#include "oracle_models.h"

#include <brisk/request.h>
#include <brisk/value.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

brisk_status not_bad(brisk_check *check, const brisk_str *value)
{
    return brisk_str_is(*value, "bad") ? brisk_reject(check, "no \"bad\" here") : BRISK_OK;
}

brisk_status is_adult(brisk_check *check, const int64_t *value)
{
    return *value < 18 ? brisk_reject_assertion(check, "too young") : BRISK_OK;
}

brisk_status same_password(brisk_check *check, const brisk_Signup *signup)
{
    return brisk_str_equal(signup->password, signup->password2) ? BRISK_OK : brisk_reject(check, "passwords differ");
}

typedef struct oracle_case {
    const brisk_type *type;
    brisk_str body, answer;
    int status;
} oracle_case;

#define TYPE_OF(name) &brisk_type_##name,
static const brisk_type *const types[] = {ORACLE_TYPES(TYPE_OF)};
#undef TYPE_OF

static const brisk_type *find_type(brisk_str name)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (brisk_str_is(name, types[i]->name)) {
            return types[i];
        }
    }
    fail_msg("no type %.*s in oracle_models.h", (int)name.len, name.ptr);
    return NULL;
}

/** Parts of a line of the table: type, body, status, answer. */
static oracle_case read_case(brisk_str line)
{
    brisk_str name;
    brisk_str status;
    brisk_str rest;
    oracle_case c;

    assert_true(brisk_str_cut(line, '\t', &name, &rest));
    assert_true(brisk_str_cut(rest, '\t', &c.body, &rest));
    assert_true(brisk_str_cut(rest, '\t', &status, &c.answer));
    c.type = find_type(name);
    c.status = atoi(status.ptr);
    return c;
}

/** The whole table; tests run in tests/unit. */
static brisk_str read_table(void)
{
    static char text[1 << 20];
    FILE *file = fopen("schema/oracle.tsv", "rb");

    assert_non_null(file);
    size_t len = fread(text, 1, sizeof(text) - 1, file);
    (void)fclose(file);
    assert_true(len < sizeof(text) - 1);
    return brisk_str_make(text, len);
}

/** What Brisk answers to the body, in the arena. */
static brisk_str answer_of(brisk_arena *arena, const oracle_case *c, int *status)
{
    brisk_field field = {.name = BRISK_STR("x"), .type = c->type};
    brisk_loc loc = brisk_loc_key(NULL, BRISK_S("body"));
    brisk_decoder decoder;
    const brisk_node *node;
    brisk_buffer buffer;
    void *value = brisk_arena_alloc(arena, c->type->size);

    assert_int_equal(brisk_json_text_parse(arena, c->body, 0, &node, NULL), BRISK_OK);
    brisk_decoder_init(&decoder, arena, NULL);
    brisk_status result = brisk_decode_parameter(&decoder, &field, node, &loc, value);
    if (result == BRISK_OK) {
        *status = 200;
        return brisk_value_to_json(arena, c->type, value);
    }
    *status = result == BRISK_INVALID ? 422 : 500 + (int)result;
    brisk_buffer_init(&buffer, arena, 0);
    brisk_problems_write(&buffer, &decoder.problems);
    return brisk_buffer_view(&buffer);
}

static void answers_are_fastapis(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    brisk_str rest = read_table();
    brisk_str line;
    bool more = true;
    size_t failed = 0;

    while (brisk_str_split(&rest, '\n', &more, &line)) {
        if (line.len == 0) {
            continue;
        }
        oracle_case c = read_case(line);
        int status = 0;
        brisk_str answer = answer_of(arena, &c, &status);
        if (status != c.status || !brisk_str_equal(answer, c.answer)) {
            fprintf(stderr, "%s %.*s\n  want %d %.*s\n  got  %d %.*s\n", c.type->name, (int)c.body.len, c.body.ptr,
                    c.status, (int)c.answer.len, c.answer.ptr, status, (int)answer.len, answer.ptr);
            failed++;
        }
        brisk_arena_reset(arena, 1 << 20);
    }
    brisk_arena_free(arena);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(answers_are_fastapis)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

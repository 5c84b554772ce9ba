/* test_gateway_docs.c - docs/gateway.md is true to the code: it names each option and each name of the configuration file, and no other
 * option; its file is one. */
#include "../gateway/config/config_fixture.h"
#include "cli/gateway_options.h"
#include "gateway/config/file.h"
#include "gateway/config/shapes.h"
#include "schema/decode.h"

#include <unistd.h>

static char text[128 * 1024], help[16 * 1024];

static void option_names_are_those_of_the_docs(void **state)
{
    (void)state;
    char name[64];
    for (const char *at = strstr(help, "--"); at != NULL; at = strstr(at + 2, "--")) {
        size_t len = strspn(at + 2, "abcdefghijklmnopqrstuvwxyz-") + 2;
        if (at == help || at[-1] == ' ' || at[-1] == '\n') {
            (void)snprintf(name, sizeof(name), "`%.*s", (int)len, at);
            expect_in(text, name);
        }
    }
    for (const char *at = strstr(text, "`--"); at != NULL; at = strstr(at + 1, "`--")) {
        size_t len = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz-");
        (void)snprintf(name, sizeof(name), "%.*s", (int)len, at + 1);
        if (strcmp(name, "--endpoint-url") != 0) { /* of the AWS CLI */
            expect_in(help, name);
        }
    }
}

static void names_of(const brisk_type *type, unsigned depth)
{
    char name[80];
    type = brisk_type_behind_opt(type);
    if (depth > 10) {
        return;
    }
    if (type->kind == BRISK_KIND_LIST || type->kind == BRISK_KIND_MAP) {
        names_of(type->item, depth + 1);
    }
    for (size_t i = 0; type->kind == BRISK_KIND_MODEL && i < type->field_count; i++) {
        brisk_str field = brisk_field_wire_in(&type->fields[i]);
        (void)snprintf(name, sizeof(name), "`%.*s`", (int)field.len, field.ptr);
        expect_in(text, name);
        names_of(type->fields[i].type, depth + 1);
    }
}

static void names_of_the_file_are_in_the_docs(void **state)
{
    (void)state;
    names_of(&brisk_type_FileGateway, 0);
}

static void the_file_of_the_docs_is_one(void **state)
{
    fixture *f = *state;
    char path[] = "/tmp/brisk-docs-XXXXXX";
    const char *start = strstr(text, "```json\n");
    assert_non_null(start);
    const char *end = strstr(start + 8, "```");
    assert_non_null(end);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, start + 8, (size_t)(end - start - 8)), end - start - 8);
    (void)close(fd);
    brisk_status status = brisk_gateway_config_read(&f->config, f->arena, path, f->problem, sizeof(f->problem));
    (void)unlink(path);
    if (status != BRISK_OK) {
        fail_msg("%s", f->problem);
    }
    f->config.api.keys[0].value = BRISK_S("a-local-value-of-20-characters");
    if (!brisk_gateway_config_check(&f->config, f->problem, sizeof(f->problem))) {
        fail_msg("%s", f->problem);
    }
    assert_int_equal(f->config.api.method_count, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(option_names_are_those_of_the_docs),
        cmocka_unit_test(names_of_the_file_are_in_the_docs),
        cmocka_unit_test_setup_teardown(the_file_of_the_docs_is_one, set_up, tear_down),
    };
    FILE *docs = fopen("../../docs/gateway.md", "r"), *out = fmemopen(help, sizeof(help), "w");
    if (docs == NULL || out == NULL) {
        return 1;
    }
    (void)fread(text, 1, sizeof(text) - 1, docs);
    brisk_cli_gateway_options_help(out);
    (void)fclose(docs);
    (void)fclose(out);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

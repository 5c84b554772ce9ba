/* test_terminal.c - what a running gateway says, as text and as JSON. */
#include "../gateway/config/config_fixture.h"
#include "cli/terminal.h"

#include <stdarg.h>

typedef struct screen {
    fixture *f;
    char *text;
    size_t len;
    FILE *out;
    brisk_terminal terminal;
} screen;

static void begin(screen *s, fixture *f, bool is_json, bool has_color, bool is_quiet)
{
    *s = (screen){.f = f};
    s->out = open_memstream(&s->text, &s->len);
    assert_non_null(s->out);
    brisk_terminal_init(&s->terminal, s->out, is_json, has_color, is_quiet);
}

static void end(screen *s)
{
    brisk_terminal_clear(&s->terminal);
    (void)fclose(s->out);
    free(s->text);
}

static void expect_said(screen *s, const char *text)
{
    (void)fflush(s->out);
    assert_string_equal(s->text, text);
}

static void give_api(fixture *f, const char *path, const char *method, bool needs_key)
{
    brisk_method_config *row = brisk_gateway_config_add_method(&f->config, f->arena, brisk_str_view(path),
                                                               brisk_str_view(method), BRISK_S("f"));
    assert_non_null(row);
    row->is_key_required = needs_key;
}

static void give_key(fixture *f, const char *name, bool is_in_plan)
{
    brisk_key_config *key = brisk_gateway_config_add_key(&f->config, f->arena, brisk_str_view(name));
    assert_non_null(key);
    key->value = brisk_str_view(name);
    if (is_in_plan) {
        brisk_plan_config *plan = brisk_gateway_config_add_plan(&f->config, f->arena, brisk_str_view(name));
        assert_non_null(plan);
        plan->key_ids = &key->id;
        plan->key_count = 1;
    }
}

static void the_start_shows_a_line_that_works(void **state)
{
    screen s;
    begin(&s, *state, false, false, false);
    give_api(s.f, "/{proxy+}", "ANY", true);
    give_key(s.f, "secret", true);
    brisk_terminal_start(&s.terminal, &s.f->config, "http://127.0.0.1:9000");
    expect_said(&s, "URL      http://127.0.0.1:9000/dev\n"
                    "API key  secret\n"
                    "Console  http://127.0.0.1:9000/_brisk/\n"
                    "AWS CLI  aws --endpoint-url http://127.0.0.1:9000 lambda list-functions\n"
                    "Try      curl --header \"x-api-key: secret\" http://127.0.0.1:9000/dev/hello\n\n");
    end(&s);
}

static void keys_that_open_nothing_are_not_shown(void **state)
{
    screen s;
    begin(&s, *state, false, false, false);
    give_api(s.f, "/users", "GET", true);
    give_key(s.f, "in-no-plan", false);
    give_key(s.f, "first", true);
    give_key(s.f, "second", true);
    brisk_terminal_start(&s.terminal, &s.f->config, "http://h:1");
    (void)fflush(s.out);
    expect_in(s.text, "API key  first  first\nAPI key  second  second\n");
    expect_in(s.text, "x-api-key: first\" http://h:1/dev/users\n");
    assert_null(strstr(s.text, "in-no-plan"));
    end(&s);
}

static void an_api_without_stage_and_key_shows_neither(void **state)
{
    screen s;
    begin(&s, *state, false, false, false);
    give_api(s.f, "/", "$default", false);
    s.f->config.api.kind = BRISK_FRONT_HTTP;
    s.f->config.api.stage = BRISK_S("$default");
    brisk_terminal_start(&s.terminal, &s.f->config, "http://h:1");
    (void)fflush(s.out);
    expect_in(s.text, "URL      http://h:1\n");
    expect_in(s.text, "Try      curl http://h:1/hello\n");
    assert_null(strstr(s.text, "API key"));
    end(&s);
}

static void the_line_tries_a_path_that_there_is(void **state)
{
    static const struct {
        const char *path, *method, *said;
    } cases[] = {{"/jobs", "POST", "curl --request POST http://h:1/dev/jobs\n"},
                 {"/reports/{id}/of/{day}", "GET", "curl http://h:1/dev/reports/hello/of/hello\n"},
                 {"/py/{proxy+}", "ANY", "curl http://h:1/dev/reports/hello/of/hello\n"}, /* the first that is read */
                 {"/{proxy+}", "ANY", "curl http://h:1/dev/hello\n"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        screen s;
        begin(&s, *state, false, false, false);
        give_api(s.f, cases[i].path, cases[i].method, false); /* with those before */
        brisk_terminal_start(&s.terminal, &s.f->config, "http://h:1");
        (void)fflush(s.out);
        expect_in(s.text, cases[i].said);
        end(&s);
    }
}

static void the_start_is_json_for_machines(void **state)
{
    screen s;
    begin(&s, *state, true, true, false);
    give_api(s.f, "/{proxy+}", "ANY", true);
    give_key(s.f, "secret", true);
    brisk_terminal_start(&s.terminal, &s.f->config, "http://h:1");
    expect_said(
        &s,
        "{\"event\":\"start\",\"url\":\"http://h:1/dev\",\"console\":\"http://h:1/_brisk/\",\"apiKey\":\"secret\"}\n");
    end(&s);
}

static void log_line(screen *s, const char *group, const char *text)
{
    brisk_gateway_listener listener = brisk_terminal_listener(&s->terminal);
    const brisk_log_event event = {.timestamp_ms = 1000, .message = brisk_str_view(text)};
    listener.on_log(listener.context, brisk_str_view(group), BRISK_S("stream"), &event);
}

static void lines_of_functions_are_shown_without_the_platforms(void **state)
{
    screen s;
    begin(&s, *state, false, false, false);
    log_line(&s, "/aws/lambda/f", "START RequestId: x Version: $LATEST\n");
    log_line(&s, "/aws/lambda/f", "REPORT RequestId: x\tDuration: 1 ms\n");
    log_line(&s, "/aws/apigateway/f", "{}");
    log_line(&s, "/aws/lambda/f", "hello\033[2J\n");
    expect_said(&s, "         │ hello\\x1b[2J\n"); /* what a function writes does not move the cursor */
    end(&s);
    begin(&s, *state, false, false, true);
    log_line(&s, "/aws/lambda/f", "hello");
    expect_said(&s, "");
    end(&s);
    begin(&s, *state, true, false, false);
    log_line(&s, "/aws/lambda/f", "a \"b\"");
    log_line(&s, "/aws/lambda/f", "\xff");
    expect_said(
        &s,
        "{\"event\":\"log\",\"group\":\"/aws/lambda/f\",\"stream\":\"stream\",\"timestamp\":1000,\"message\":\"a \\\"b\\\"\"}\n"
        "{\"event\":\"log\",\"group\":\"/aws/lambda/f\",\"stream\":\"stream\",\"timestamp\":1000,\"message\":null}\n");
    end(&s);
}

static void changes_of_code_are_shown(void **state)
{
    screen s;
    const brisk_lambda_change change = {
        .kind = BRISK_CHANGE_BROKEN, .function = BRISK_S("f"), .text = BRISK_S("no zip")};
    begin(&s, *state, false, true, false);
    brisk_gateway_listener listener = brisk_terminal_listener(&s.terminal);
    listener.on_change(listener.context, &change);
    (void)fflush(s.out);
    expect_in(s.text, "\033[31mf\033[0m: no zip\n");
    end(&s);
    const brisk_lambda_change deployed = {.kind = BRISK_CHANGE_DEPLOYED, .function = BRISK_S("f")};
    begin(&s, *state, false, false, false);
    listener = brisk_terminal_listener(&s.terminal);
    listener.on_change(listener.context, &deployed);
    (void)fflush(s.out);
    expect_in(s.text, " f: new code\n");
    end(&s);
    begin(&s, *state, true, false, false);
    listener = brisk_terminal_listener(&s.terminal);
    listener.on_change(listener.context, &change);
    expect_said(&s, "{\"event\":\"broken\",\"function\":\"f\",\"text\":\"no zip\",\"environments\":0}\n");
    end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_start_shows_a_line_that_works, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keys_that_open_nothing_are_not_shown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_api_without_stage_and_key_shows_neither, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_line_tries_a_path_that_there_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_start_is_json_for_machines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lines_of_functions_are_shown_without_the_platforms, set_up, tear_down),
        cmocka_unit_test_setup_teardown(changes_of_code_are_shown, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

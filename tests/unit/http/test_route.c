/* Tests of http/route: a table of cases that real Starlette answers in the same way, a comparison with a naive matcher on
 * random templates and paths, and the cost of hostile ones. */
#include "http/route.h"

#include "core/arena.h"
#include "core/heap.h"
#include "core/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "http/text.h"

#define GET  1u
#define POST 4u

static brisk_routes *build(brisk_arena *arena, const brisk_route *routes, size_t count)
{
    brisk_routes *built = NULL;
    size_t wrong = SIZE_MAX;
    const char *why = NULL;
    brisk_status status = brisk_routes_build(arena, routes, count, &built, &wrong, &why);
    if (status != BRISK_OK) {
        fprintf(stderr, "template %zu: %s\n", wrong, why != NULL ? why : "?");
    }
    assert_int_equal(status, BRISK_OK);
    return built;
}

/* The values of a match as one text: "a=1 b=2". */
static brisk_str values_text(brisk_arena *arena, const brisk_route_match *match)
{
    brisk_str text = BRISK_S("");
    for (size_t i = 0; i < match->value_count; i++) {
        brisk_str name = match->values[i].name, value = match->values[i].value;
        text =
            brisk_arena_printf(arena, "%.*s%s%.*s=%.*s", (int)text.len, text.len > 0 ? text.ptr : "", i > 0 ? " " : "",
                               (int)name.len, name.ptr, (int)value.len, value.len > 0 ? value.ptr : "");
    }
    return text;
}

/* One template against one path: the values, or NULL where it does not match. */
static void test_templates(void **state)
{
    static const struct {
        const char *template, *path, *values;
    } rows[] = {
        {"/", "/", ""},
        {"/", "//", NULL},
        {"/", "", NULL},
        {"/a", "/a", ""},
        {"/a", "/a/", NULL},
        {"/a/", "/a/", ""},
        {"/a/", "/a", NULL},
        {"/a", "/A", NULL},
        {"/{x}", "/", NULL},
        {"/{x}", "/a", "x=a"},
        {"/{x}", "/a/", NULL},
        {"/{x}/b", "//b", NULL},
        {"/{x:str}", "/a", "x=a"},
        {"/{n:int}", "/0012", "n=0012"},
        {"/{n:int}", "/-1", NULL},
        {"/{n:int}", "/1x", NULL},
        {"/{f:float}", "/1", "f=1"},
        {"/{f:float}", "/1.50", "f=1.50"},
        {"/{f:float}", "/1.", NULL},
        {"/{f:float}", "/.5", NULL},
        {"/{f:float}", "/1.2.3", NULL},
        {"/{f:float}{g:float}", "/1.25", "f=1.2 g=5"},
        {"/{f:float}{g:float}", "/12", "f=1 g=2"},
        {"/{f:float}.{g:int}", "/1.2.3", "f=1.2 g=3"},
        {"/{f:float}.{g:int}", "/1.2", "f=1 g=2"},
        {"/{u:uuid}", "/123e4567-e89b-12d3-a456-426614174000", "u=123e4567-e89b-12d3-a456-426614174000"},
        {"/{u:uuid}", "/123E4567e89b12d3a456426614174000", "u=123E4567e89b12d3a456426614174000"},
        {"/{u:uuid}", "/123e4567-e89b12d3-a456426614174000", "u=123e4567-e89b12d3-a456426614174000"},
        {"/{u:uuid}", "/123e4567-e89b-12d3-a456-42661417400", NULL},
        {"/{u:uuid}", "/123e456-7e89b-12d3-a456-426614174000", NULL},
        {"/{u:uuid}{x}", "/123e4567e89b12d3a456426614174000z", "u=123e4567e89b12d3a456426614174000 x=z"},
        {"/pair/{a}-{b}", "/pair/1-2-3", "a=1-2 b=3"},
        {"/pair/{a}-{b}", "/pair/-2", NULL},
        {"/pair/{a}-{b}", "/pair/--2", "a=- b=2"},
        {"/pair/{a}-{b}", "/pair/1-", NULL},
        {"/{a}{b}", "/xyz", "a=xy b=z"},
        {"/{a}{b}", "/x", NULL},
        {"/{a}{b}", "/x\xC3\xA9", "a=x b=\xC3\xA9"},
        {"/{a}{b}", "/\xC3\xA9", NULL},
        {"/{a}x{b:int}-{c}", "/1x2-3x-4-5", "a=1 b=2 c=3x-4-5"},
        {"/v{n:int}", "/v12", "n=12"},
        {"/v{n:int}", "/v", NULL},
        {"/{name}.json", "/a.json.json", "name=a.json"},
        {"/{name}.json", "/.json", NULL},
        {"/files/{p:path}", "/files/a/b", "p=a/b"},
        {"/files/{p:path}", "/files/", "p="},
        {"/files/{p:path}", "/files", NULL},
        {"/files/{p:path}", "/files//abs/x", "p=/abs/x"},
        {"/{p:path}", "/", "p="},
        {"/files/{p:path}/meta/{id}", "/files/a/meta/b/meta/c", "p=a/meta/b id=c"},
        {"/files/{p:path}/meta/{id}", "/files/meta/c", NULL},
        {"/files/{p:path}/meta/{id}", "/files//meta/c", "p= id=c"},
        {"/{x}/{p:path}", "/a/b/c", "x=a p=b/c"},
        {"/{a:path}/{b:path}", "/1/2/3", "a=1/2 b=3"},
        {"/{a:path}{b:path}", "/1/2", "a=1/2 b="},
        {"/x-{p:path}.{ext}", "/x-a/b.c/d.e", "p=a/b.c/d ext=e"},
        {"/a b/\xC3\xA9", "/a b/\xC3\xA9", ""},
        {"/a.c", "/abc", NULL},
    };
    brisk_arena *arena = brisk_arena_new(0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        brisk_route route = {brisk_str_view(rows[i].template), GET, NULL};
        brisk_route_match match;
        brisk_routes_match(build(arena, &route, 1), brisk_str_view(rows[i].path), GET, &match);
        brisk_str values = values_text(arena, &match);
        bool is_right = rows[i].values == NULL
                            ? match.found == BRISK_ROUTE_NONE
                            : match.found == BRISK_ROUTE_FOUND && brisk_str_is(values, rows[i].values);
        if (!is_right) {
            fprintf(stderr, "%s on %s: %.*s\n", rows[i].template, rows[i].path, (int)values.len, values.ptr);
        }
        assert_true(is_right);
    }
    brisk_arena_free(arena);
}

static void test_wrong_templates(void **state)
{
    static const char *const wrong[] = {
        "",         "a",      "/{a",           "/a}",          "/{}",        "/{x:nope}",
        "/{x:}",    "/{1a}",  "/{a b}",        "/{a/b}",       "/{a}/{a}",   "/{{a}}",
        "/{x:path", "/{a-b}", "/{p:path}/{p}", "/{p:path}/{q", "/{p:path}}", "/{p:path}\xBD"};
    brisk_arena *arena = brisk_arena_new(0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const brisk_route routes[] = {{BRISK_S("/good"), GET, NULL}, {brisk_str_view(wrong[i]), GET, NULL}};
        brisk_routes *built = NULL;
        size_t index = 99;
        const char *why = NULL;
        assert_int_equal(brisk_routes_build(arena, routes, 2, &built, &index, &why), BRISK_SYNTAX);
        assert_int_equal(index, 1);
        assert_non_null(why);
    }
    char many[400] = "";
    for (int i = 0; i < 17; i++) {
        size_t len = strlen(many);
        snprintf(many + len, sizeof many - len, "/{a%d}", i);
    }
    brisk_route route = {brisk_str_view(many), GET, NULL};
    brisk_routes *built = NULL;
    size_t index;
    const char *why;
    assert_int_equal(brisk_routes_build(arena, &route, 1, &built, &index, &why), BRISK_SYNTAX);
    route.path.len -= strlen("/{a16}");
    assert_int_equal(brisk_routes_build(arena, &route, 1, &built, &index, &why), BRISK_OK);
    brisk_arena_free(arena);
}

static void test_order_and_methods(void **state)
{
    static const brisk_route routes[] = {
        {BRISK_STR("/items/{id:int}"), GET, NULL}, /* 0 */
        {BRISK_STR("/items/me"), GET, NULL},       /* 1 */
        {BRISK_STR("/items/{name}"), POST, NULL},  /* 2 */
        {BRISK_STR("/items/{name}"), GET, NULL},   /* 3 */
        {BRISK_STR("/items/late"), GET, NULL},     /* 4 */
        {BRISK_STR("/items/me"), POST, NULL},      /* 5 */
        {BRISK_STR("/{rest:path}"), GET, NULL},    /* 6 */
        {BRISK_STR("/after"), GET, NULL},          /* 7 */
        {BRISK_STR("/only"), POST, NULL},          /* 8 */
    };
    static const struct {
        const char *path;
        unsigned method;
        brisk_route_found found;
        size_t index;
    } rows[] = {
        {"/items/1", GET, BRISK_ROUTE_FOUND, 0},
        {"/items/1", POST, BRISK_ROUTE_FOUND, 2},
        {"/items/me", GET, BRISK_ROUTE_FOUND, 1},
        {"/items/me", POST, BRISK_ROUTE_FOUND, 2},
        {"/items/late", GET, BRISK_ROUTE_FOUND, 3},
        {"/items/late", 8, BRISK_ROUTE_METHOD, 2},
        {"/items/1", 8, BRISK_ROUTE_METHOD, 0},
        {"/after", GET, BRISK_ROUTE_FOUND, 6},
        {"/only", GET, BRISK_ROUTE_FOUND, 6},
        {"/only", POST, BRISK_ROUTE_FOUND, 8},
        {"/none", POST, BRISK_ROUTE_METHOD, 6},
        {"/", GET, BRISK_ROUTE_FOUND, 6},
        {"", GET, BRISK_ROUTE_NONE, 0},
        {"*", GET, BRISK_ROUTE_NONE, 0},
    };
    brisk_arena *arena = brisk_arena_new(0);
    brisk_routes *built = build(arena, routes, sizeof routes / sizeof *routes);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        brisk_route_match match;
        brisk_routes_match(built, brisk_str_view(rows[i].path), rows[i].method, &match);
        assert_int_equal(match.found, rows[i].found);
        assert_int_equal(match.index, rows[i].index);
    }
    assert_int_equal(brisk_routes_build(arena, NULL, 0, &built, &(size_t){0}, &(const char *){NULL}), BRISK_OK);
    brisk_route_match match;
    brisk_routes_match(built, BRISK_S("/"), GET, &match);
    assert_int_equal(match.found, BRISK_ROUTE_NONE);
    brisk_arena_free(arena);
}

/* ---- the naive matcher: a backtracking regular expression over the whole template ---- */

static bool kind_takes(brisk_str kind, brisk_str text)
{
    size_t at = 0;
    if (brisk_str_is(kind, "path")) {
        return true;
    }
    if (brisk_str_is(kind, "str")) {
        return text.len > 0 && brisk_str_find_char(text, '/') == BRISK_STR_NONE;
    }
    while (at < text.len && brisk_char_is_digit(text.ptr[at])) {
        at++;
    }
    if (at == 0 || at == text.len || brisk_str_is(kind, "int")) {
        return at > 0 && at == text.len;
    }
    size_t point = at++;
    while (at < text.len && brisk_char_is_digit(text.ptr[at])) {
        at++;
    }
    return text.ptr[point] == '.' && at == text.len && at > point + 1;
}

static bool naive(brisk_str template, brisk_str path, brisk_route_match *match)
{
    if (template.len == 0) {
        return path.len == 0;
    }
    if (template.ptr[0] != '{') {
        return path.len > 0 && path.ptr[0] == template.ptr[0] &&
               naive(brisk_str_from(template, 1), brisk_str_from(path, 1), match);
    }
    size_t end = brisk_str_find_char(template, '}');
    brisk_str name, kind, rest = brisk_str_from(template, end + 1);
    if (!brisk_str_cut(brisk_str_slice(template, 1, end - 1), ':', &name, &kind)) {
        kind = BRISK_S("str");
    }
    size_t slot = match->value_count++;
    for (size_t len = path.len + 1; len-- > 0;) {
        if (kind_takes(kind, brisk_str_slice(path, 0, len)) && naive(rest, brisk_str_from(path, len), match)) {
            match->values[slot] = (brisk_route_value){name, brisk_str_slice(path, 0, len)};
            return true;
        }
        match->value_count = slot + 1;
    }
    return false;
}

static void naive_match(const brisk_route *routes, size_t count, brisk_str path, unsigned method,
                        brisk_route_match *out)
{
    brisk_route_match found = {.found = BRISK_ROUTE_NONE};
    for (size_t i = 0; i < count; i++) {
        brisk_route_match match = {.found = BRISK_ROUTE_FOUND, .index = i};
        if (!naive(routes[i].path, path, &match)) {
            continue;
        }
        if ((routes[i].methods & method) != 0) {
            *out = match;
            return;
        }
        if (found.found == BRISK_ROUTE_NONE) {
            found = match;
            found.found = BRISK_ROUTE_METHOD;
        }
    }
    *out = found;
}

static uint32_t random_state = 1;

static uint32_t random_below(uint32_t limit)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % limit;
}

static brisk_str random_template(brisk_arena *arena)
{
    static const char *const bits[] = {"a",  "b",  "1",  "-",      ".",        "/",      "/",
                                       "/a", "{}", "{}", "{:int}", "{:float}", "{:path}"};
    char text[200] = "/";
    size_t len = 1, parameters = 0;
    for (uint32_t n = random_below(7); n > 0; n--) {
        const char *bit = bits[random_below(sizeof bits / sizeof *bits)];
        int written = bit[0] == '{' ? snprintf(text + len, sizeof text - len, "{p%zu%s", parameters++, bit + 1)
                                    : snprintf(text + len, sizeof text - len, "%s", bit);
        len += (size_t)written;
    }
    return brisk_str_copy(arena, (brisk_str){text, len});
}

static brisk_str random_path(brisk_arena *arena)
{
    static const char letters[] = "ab12-.//a1";
    char text[20] = "/";
    size_t len = 1;
    for (uint32_t n = random_below(12); n > 0; n--) {
        text[len++] = letters[random_below(sizeof letters - 1)];
    }
    return brisk_str_copy(arena, (brisk_str){text, len});
}

static void assert_same(const brisk_route_match *is, const brisk_route_match *expected)
{
    assert_int_equal(is->found, expected->found);
    assert_int_equal(is->index, expected->index);
    assert_int_equal(is->value_count, expected->value_count);
    for (size_t i = 0; i < is->value_count; i++) {
        assert_true(brisk_str_equal(is->values[i].name, expected->values[i].name));
        assert_true(brisk_str_equal(is->values[i].value, expected->values[i].value));
    }
}

static void test_as_naive(void **state)
{
    brisk_arena *arena = brisk_arena_new(0);
    size_t hits = 0;
    for (int round = 0; round < 3000; round++) {
        brisk_route routes[12];
        size_t count = 1 + random_below(12);
        for (size_t i = 0; i < count; i++) {
            routes[i] = (brisk_route){random_template(arena), 1u << random_below(3), NULL};
        }
        brisk_routes *built = build(arena, routes, count);
        for (int p = 0; p < 40; p++) {
            brisk_str path = random_path(arena);
            unsigned method = 1u << random_below(3);
            brisk_route_match is, expected;
            brisk_routes_match(built, path, method, &is);
            naive_match(routes, count, path, method, &expected);
            hits += expected.found == BRISK_ROUTE_FOUND && expected.value_count > 1 ? 1 : 0;
            assert_same(&is, &expected);
        }
        brisk_arena_reset(arena, (size_t)1 << 20);
    }
    assert_true(hits > 1000);
    brisk_arena_free(arena);
}

/* ---- cost ---- */

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void test_many_routes(void **state)
{
    enum { COUNT = 1000, MATCHES = 100000 };
    static brisk_route routes[COUNT];
    brisk_arena *arena = brisk_arena_new(0);
    for (size_t i = 0; i < COUNT; i++) {
        routes[i] = (brisk_route){brisk_arena_printf(arena, "/api/resource%zu/{id}", i), GET, NULL};
    }
    brisk_routes *built = build(arena, routes, COUNT);
    uint64_t requests = brisk_heap_stats_now().requests;
    double start = seconds();
    for (size_t i = 0; i < MATCHES; i++) {
        char path[64];
        size_t wanted = i % COUNT;
        int len = snprintf(path, sizeof path, "/api/resource%zu/42", wanted);
        brisk_route_match match;
        brisk_routes_match(built, (brisk_str){path, (size_t)len}, GET, &match);
        assert_int_equal(match.index, wanted);
    }
    assert_true(seconds() - start < 2); /* 0.03 s without sanitizers; a scan needs 1000 times the comparisons */
    assert_int_equal(brisk_heap_stats_now().requests, requests);
    brisk_arena_free(arena);
}

/* Backtracking would take the age of the universe here. */
static void test_hostile(void **state)
{
    static const char *const templates[] = {
        "/{a}-{b}-{c}-{d}-{e}-{f}-{g}-{h}-{i}-{j}-{k}-{l}-{m}-{n}-{o}-{p:int}",
        "/{a:path}/{b:path}/{c:path}/{d:path}/{e:path}/{f:path}/x",
        "/{a}{b}{c}{d}{e}{f}{g:int}",
        "/{a:int}{b:path}{c:int}z",
    };
    enum { SIZE = 60000 };
    char *text = malloc(SIZE);
    brisk_arena *arena = brisk_arena_new(0);
    double start = seconds();
    for (size_t t = 0; t < 4; t++) {
        brisk_route route = {brisk_str_view(templates[t]), GET, NULL};
        brisk_routes *built = build(arena, &route, 1);
        for (size_t l = 0; l < 4; l++) {
            memset(text, "-/a1"[l], SIZE);
            text[0] = '/';
            text[SIZE - 1] = 'y';
            brisk_route_match match;
            brisk_routes_match(built, (brisk_str){text, SIZE}, GET, &match);
            text[SIZE - 1] = '1';
            brisk_routes_match(built, (brisk_str){text, SIZE}, GET, &match);
        }
    }
    assert_true(seconds() - start < 5);
    brisk_arena_free(arena);
    free(text);
}

/* Above BRISK_PATTERN_TEXT only one-piece segments match. */
static void test_long_paths(void **state)
{
    enum { SIZE = 70000 };
    char *text = malloc(SIZE);
    memset(text, 'a', SIZE);
    text[0] = '/';
    static const brisk_route routes[] = {{BRISK_STR("/{a}{b}"), GET, NULL}, {BRISK_STR("/a{x}a"), GET, NULL}};
    brisk_arena *arena = brisk_arena_new(0);
    brisk_route_match match;
    brisk_routes_match(build(arena, routes, 2), (brisk_str){text, SIZE}, GET, &match);
    assert_int_equal(match.found, BRISK_ROUTE_FOUND);
    assert_int_equal(match.index, 1);
    assert_int_equal(match.values[0].value.len, SIZE - 3);
    brisk_arena_free(arena);
    free(text);
}

static void test_exhaustion(void **state)
{
    static const brisk_route routes[] = {{BRISK_STR("/a/{b}-{c}/{d:path}"), GET, NULL},
                                         {BRISK_STR("/a/b/c"), GET, NULL},
                                         {BRISK_STR("/a/{b}/c"), GET, NULL}};
    for (uint64_t nth = 1;; nth++) {
        brisk_arena *arena = brisk_arena_new(0);
        brisk_routes *built;
        size_t wrong;
        const char *why;
        brisk_heap_fail_at(nth, false);
        brisk_status status = brisk_routes_build(arena, routes, 3, &built, &wrong, &why);
        bool is_fired = brisk_heap_fault_fired();
        brisk_heap_fail_at(0, false);
        brisk_arena_free(arena);
        assert_int_equal(status, is_fired ? BRISK_NO_MEMORY : BRISK_OK);
        if (!is_fired) {
            assert_true(nth > 10);
            break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_templates),         cmocka_unit_test(test_wrong_templates),
                                       cmocka_unit_test(test_order_and_methods), cmocka_unit_test(test_as_naive),
                                       cmocka_unit_test(test_many_routes),       cmocka_unit_test(test_hostile),
                                       cmocka_unit_test(test_long_paths),        cmocka_unit_test(test_exhaustion)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

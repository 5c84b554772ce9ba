/* config_fixture.h - a configuration to read into, and what it is compared with. */
#ifndef CONFIG_FIXTURE_H
#define CONFIG_FIXTURE_H

#include "core/str.h"
#include "gateway/config/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct fixture {
    brisk_arena *arena;
    brisk_gateway_config config;
    char problem[2048];
    char notes[8192]; /* a line each */
} fixture;

static inline int set_up(void **state)
{
    fixture *f = calloc(1, sizeof(*f));
    if (f == NULL) {
        return -1;
    }
    f->arena = brisk_arena_new(0);
    brisk_gateway_config_init(&f->config);
    *state = f;
    return f->arena == NULL ? -1 : 0;
}

static inline int tear_down(void **state)
{
    fixture *f = *state;
    brisk_arena_free(f->arena);
    free(f);
    return 0;
}

static inline void keep_note(void *context, const char *text)
{
    fixture *f = context;
    size_t len = strlen(f->notes);
    (void)snprintf(f->notes + len, sizeof(f->notes) - len, "%s\n", text);
}

#define expect_str(actual, text)                                                                                       \
    do {                                                                                                               \
        brisk_str actual_ = (actual);                                                                                  \
        assert_int_equal(actual_.len, strlen(text));                                                                   \
        assert_memory_equal(actual_.ptr == NULL ? "" : actual_.ptr, text, actual_.len);                                \
    } while (0)

#define expect_in(text, part)                                                                                          \
    do {                                                                                                               \
        if (strstr((text), (part)) == NULL) {                                                                          \
            fail_msg("\"%s\" is not in:\n%s", (part), (text));                                                         \
        }                                                                                                              \
    } while (0)

static inline const brisk_function_config *function_of(const fixture *f, const char *name)
{
    const brisk_function_config *function = brisk_gateway_config_function(&f->config, brisk_str_view(name));
    assert_non_null(function);
    return function;
}

static inline const brisk_method_config *method_of(const fixture *f, const char *method, const char *path)
{
    for (size_t i = 0; i < f->config.api.method_count; i++) {
        const brisk_method_config *row = &f->config.api.methods[i];
        if (brisk_str_is(row->path, path) && brisk_str_is(row->method, method)) {
            return row;
        }
    }
    fail_msg("there is no %s %s", method, path);
    return NULL;
}

static inline brisk_str pair_of(const brisk_settings *pairs, const char *name)
{
    for (size_t i = 0; i < pairs->count; i++) {
        if (brisk_str_is(pairs->items[i].name, name)) {
            return pairs->items[i].value;
        }
    }
    fail_msg("there is no %s", name);
    return (brisk_str){NULL, 0};
}

#endif

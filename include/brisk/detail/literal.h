/* literal.h - constants in rules, defaults and examples: 1, 2.5, "text", Color_red, NULL.
 *
 * _Generic tells what a literal is, and each member of brisk_literal takes what fits it. char * and const char * are
 * both listed: -Wwrite-strings turns the one into the other. `true` is 1 in C11 and so an int; for a bool field it
 * becomes BRISK_LITERAL_BOOL by the field's type, elsewhere BRISK_TRUE says it. */
#ifndef BRISK_DETAIL_LITERAL_H
#define BRISK_DETAIL_LITERAL_H

#include <brisk/detail/loop.h>
#include <brisk/detail/types.h>

#define BRISK_LITERAL_PICK(v, boolean, integer, real, text, null)                                                     \
    _Generic((v),                                                                                                     \
        _Bool: boolean,                                                                                               \
        float: real,                                                                                                  \
        double: real,                                                                                                 \
        long double: real,                                                                                            \
        char *: text,                                                                                                 \
        const char *: text,                                                                                           \
        void *: null,                                                                                                 \
        default: integer)

#define BRISK_LITERAL_KIND_OF(v)                                                                                      \
    BRISK_LITERAL_PICK(v, BRISK_LITERAL_BOOL, BRISK_LITERAL_INT, BRISK_LITERAL_REAL, BRISK_LITERAL_TEXT,              \
                       BRISK_LITERAL_NULL)
#define BRISK_LITERAL_BIT(v)                                                                                          \
    BRISK_LITERAL_PICK(v, BRISK_TAKE_BOOL, BRISK_TAKE_INT, BRISK_TAKE_REAL, BRISK_TAKE_TEXT, BRISK_TAKE_NULL)

/* One literal as a row of an array. */
#define BRISK_LITERAL_VALUES(v)                                                                                       \
    (int64_t)BRISK_LITERAL_PICK(v, (v), (v), 0, 0, 0), (double)BRISK_LITERAL_PICK(v, (v), (v), (v), 0, 0),            \
        BRISK_LITERAL_PICK(v, NULL, NULL, NULL, (v), NULL)
#define BRISK_LITERAL(v) {BRISK_LITERAL_KIND_OF(v), BRISK_LITERAL_VALUES(v)}
/* The same where the type is known: the 1 that `true` is counts as a bool. */
#define BRISK_LITERAL_OF(t, v)                                                                                        \
    {                                                                                                                 \
        (int)brisk_takes_##t == (int)BRISK_TAKE_BOOL && (int)BRISK_LITERAL_BIT(v) == (int)BRISK_TAKE_INT ? BRISK_LITERAL_BOOL\
                                                                                     : BRISK_LITERAL_KIND_OF(v),      \
            BRISK_LITERAL_VALUES(v)                                                                                   \
    }

/* Arrays of literals. */
#define BRISK_LITERAL_ROW(l, w, t, v) BRISK_LITERAL_OF(t, v),
#define BRISK_LITERAL_LIST(t, ...)                                                                                    \
    (const brisk_literal[]){BRISK_LITERALS(BRISK_LITERAL_ROW, ~, ~, t, __VA_ARGS__, ~) {0}}
#define BRISK_LITERAL_LIST_OR_EMPTY(t, ...)                                                                           \
    BRISK_CAT(BRISK_LITERAL_LIST_, BRISK_FILLED(BRISK_FIRST(__VA_ARGS__, ~)))(t, __VA_ARGS__)
#define BRISK_LITERAL_LIST_k_full(t, ...) BRISK_LITERAL_LIST(t, __VA_ARGS__)
#define BRISK_LITERAL_LIST_k_none(t, ...) (const brisk_literal[]){{0}}

/* Assertions: each literal is of a kind that the type takes (a bool takes 0 and 1). */
#define BRISK_LITERAL_CHECK(l, w, t, v)                                                                               \
    _Static_assert((BRISK_LITERAL_BIT(v) & (brisk_takes_##t | (brisk_takes_##t & BRISK_TAKE_BOOL) << 1)) != 0,        \
                   l ": in " #w ", " #v " does not fit the type " #t);
#define BRISK_LITERAL_CHECKS(l, w, t, ...)                                                                            \
    _Static_assert(BRISK_WITHIN(BRISK_LITERALS_COUNT(__VA_ARGS__, ~)), l ": more than 64 literals");                  \
    BRISK_LITERALS(BRISK_LITERAL_CHECK, l, w, t, __VA_ARGS__, ~)

#endif

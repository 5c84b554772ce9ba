/* literal.h - constants in rules, defaults and examples: 1, 2.5, "text", Color_red, NULL.
 *
 * _Generic tells what a literal is, and each member of brisk_literal takes what fits it. char * and const char * are
 * both listed: -Wwrite-strings turns the one into the other. `true` is 1 in C11 and so an int; for a bool field it
 * becomes BRISK_LITERAL_BOOL by the field's type, elsewhere BRISK_TRUE says it. */
#ifndef BRISK_DETAIL_LITERAL_H
#define BRISK_DETAIL_LITERAL_H

#include <brisk/detail/loop.h>
#include <brisk/detail/types.h>

/* The kind of a literal, as brisk_literal_kind: the numbers stand here for speed, since each literal of an app goes
 * through this some five times. Its bit, to be compared with what a type takes. */
#define BRISK_LITERAL_KIND(v)                                                                                         \
    _Generic((v), _Bool: 2, float: 4, double: 4, char *: 5, const char *: 5, void *: 1, default: 3)
#define BRISK_LITERAL_BIT(v) (1 << BRISK_LITERAL_KIND(v))
_Static_assert((int)BRISK_LITERAL_NULL == BRISK_LITERAL_KIND((void *)0), "the kinds of literals were reordered");
_Static_assert((int)BRISK_LITERAL_BOOL == BRISK_LITERAL_KIND((_Bool)1), "the kinds of literals were reordered");
_Static_assert((int)BRISK_LITERAL_INT == BRISK_LITERAL_KIND(1), "the kinds of literals were reordered");
_Static_assert((int)BRISK_LITERAL_REAL == BRISK_LITERAL_KIND(1.5), "the kinds of literals were reordered");
_Static_assert((int)BRISK_LITERAL_TEXT == BRISK_LITERAL_KIND(""), "the kinds of literals were reordered");

/* One literal as a row of an array. */
#define BRISK_LITERAL_VALUES(v)                                                                                       \
    (int64_t)_Generic((v), float: 0, double: 0, char *: 0, const char *: 0, void *: 0, default: (v)),                 \
        (double)_Generic((v), char *: 0, const char *: 0, void *: 0, default: (v)),                                   \
        _Generic((v), char *: (v), const char *: (v), default: 0)
#define BRISK_LITERAL(v) {BRISK_LITERAL_KIND(v), BRISK_LITERAL_VALUES(v)}
/* The same where the type is known: the 1 that `true` is counts as a bool. */
#define BRISK_LITERAL_OF(t, v)                                                                                        \
    {brisk_takes_##t == 1 << 2 ? BRISK_LITERAL_BOOL : BRISK_LITERAL_KIND(v), BRISK_LITERAL_VALUES(v)}

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

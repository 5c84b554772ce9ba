/* rules.h - the words behind a field's name: length(1, 100), defaults(5), doc("…"), required.
 *
 * One row of the table is one word:
 *
 *     #define BRISK_RULE_<word>(arguments)  ~, class, (fits, sense, data…)
 *
 * fits: the bits of the types and places that the word fits; sense: an integer constant, 0 where the arguments
 * contradict each other. A word of a field is pasted behind BRISK_RULE_: a known one expands and has its class as the
 * second argument, an unknown one does not, and then k_unknown stands second. Classes are k_… so that no macro of a
 * user changes them on their way. The class is pasted behind the name of the pass that runs, so one
 * row serves all passes:
 *
 *     BRISK_D_  declarations: the assertions with their messages, prototypes and thunks of check functions
 *     BRISK_M_  members of brisk_field, as designated initialisers
 *     BRISK_R_  rows of its array of brisk_rule
 *     BRISK_T_  members of brisk_type, for TYPE(…)
 *
 *     class      data                         what it is
 *     k_rule     class object, .member = …    a brisk_rule
 *     k_bound    class object, literal        a brisk_rule with a literal for its bound
 *     k_one_of   literals                     a brisk_rule with a list of literals
 *     k_check    function                     a brisk_rule with a thunk of the user's function
 *     k_field    .member = …                  a member of brisk_field
 *     k_said     .member = …                  a member that brisk_field and brisk_type both have
 *     k_defaults literals
 *     k_examples literals
 *     k_bare_…   as k_rule k_field k_said  a flag: its row ends with a comma, so that () behind it can be told
 *     k_count                              another number of arguments than the word takes
 *
 * All passes get the same: l the label of messages, a string ("Item.name"); x the identifier of thunks (Item_name);
 * p the bits of the place; t the type word; r the word as written; d the tuple of the row.
 *
 * Sources: pydantic's Field() and annotated-types for the rules, FastAPI's parameter functions for the rest. */
#ifndef BRISK_DETAIL_RULES_H
#define BRISK_DETAIL_RULES_H

#include <brisk/detail/literal.h>
#include <brisk/detail/wrong.h>

/* ---- the table ---- */

enum {
    BRISK_FIT_ANY = ~0,
    BRISK_FIT_SIZED = BRISK_FIT_STR | BRISK_FIT_BYTES | BRISK_FIT_LIST | BRISK_FIT_SET | BRISK_FIT_MAP | BRISK_FIT_FILE,
    BRISK_FIT_NUMBER = BRISK_FIT_INT | BRISK_FIT_DOUBLE | BRISK_FIT_DECIMAL,
    BRISK_FIT_ORDERED = BRISK_FIT_NUMBER | BRISK_FIT_DATE,
    BRISK_FIT_LITERAL = BRISK_FIT_STR | BRISK_FIT_INT | BRISK_FIT_BOOL | BRISK_FIT_JSON,
    BRISK_FIT_DEFAULTED = BRISK_FIT_BOOL | BRISK_FIT_INT | BRISK_FIT_DOUBLE | BRISK_FIT_DECIMAL | BRISK_FIT_STR |
                          BRISK_FIT_BYTES | BRISK_FIT_DATE | BRISK_FIT_TEXT | BRISK_FIT_JSON | BRISK_FIT_ENUM |
                          BRISK_FIT_LIST | BRISK_FIT_SET | BRISK_FIT_MAP | BRISK_FIT_TUPLE | BRISK_FIT_UNION,
    BRISK_FIT_MANY = BRISK_FIT_LIST | BRISK_FIT_SET | BRISK_FIT_MAP,
    BRISK_FIT_ROW = BRISK_FIT_MANY | BRISK_FIT_TUPLE, /* defaults(…) takes several literals */
    /* What is no single value, and so no path parameter. */
    BRISK_FIT_NO_PATH = BRISK_FIT_LIST | BRISK_FIT_SET | BRISK_FIT_MAP | BRISK_FIT_MODEL | BRISK_FIT_TUPLE |
                        BRISK_FIT_FILE,
    /* Words of a field of a model or of an input, that a TYPE has not. */
    BRISK_ON_FIELD = BRISK_ON_MODEL | BRISK_ON_TUPLE | BRISK_ON_PATH | BRISK_ON_QUERY | BRISK_ON_HEADER |
                     BRISK_ON_COOKIE | BRISK_ON_FORM | BRISK_ON_FILE | BRISK_ON_BODY
};

#define BRISK_RULE_length(...) ~, BRISK_TWO(k_rule, __VA_ARGS__), (BRISK_FIT_SIZED, BRISK_LENGTH(__VA_ARGS__, ~, ~))
#define BRISK_LENGTH(a, b, ...) (a) >= 0 && (a) <= (b), brisk_rule_length, .range = {(a), (b)}
#define BRISK_RULE_min_length(a) ~, k_rule, (BRISK_FIT_SIZED, (a) >= 0, brisk_rule_length, .range = {(a), INT64_MAX})
#define BRISK_RULE_max_length(b) ~, k_rule, (BRISK_FIT_SIZED, (b) >= 0, brisk_rule_length, .range = {0, (b)})
#define BRISK_RULE_gt(v) ~, k_bound, (BRISK_FIT_ORDERED, 1, brisk_rule_gt, v)
#define BRISK_RULE_ge(v) ~, k_bound, (BRISK_FIT_ORDERED, 1, brisk_rule_ge, v)
#define BRISK_RULE_lt(v) ~, k_bound, (BRISK_FIT_ORDERED, 1, brisk_rule_lt, v)
#define BRISK_RULE_le(v) ~, k_bound, (BRISK_FIT_ORDERED, 1, brisk_rule_le, v)
#define BRISK_RULE_multiple_of(v) ~, k_bound, (BRISK_FIT_NUMBER, 1, brisk_rule_multiple_of, v)
#define BRISK_RULE_finite ~, k_bare_rule, (BRISK_FIT_DOUBLE, 1, brisk_rule_finite, .pattern = NULL),
#define BRISK_RULE_digits(...) ~, BRISK_TWO(k_rule, __VA_ARGS__), (BRISK_FIT_DECIMAL, BRISK_DIGITS(__VA_ARGS__, ~, ~))
#define BRISK_DIGITS(a, b, ...) (a) > 0 && (b) >= 0 && (b) <= (a), brisk_rule_digits, .digits = {(a), (b)}
#define BRISK_RULE_pattern(s) ~, k_rule, (BRISK_FIT_STR, 1, brisk_rule_pattern, .pattern = "" s "")
#define BRISK_RULE_strip ~, k_bare_rule, (BRISK_FIT_STR, 1, brisk_rule_strip, .pattern = NULL),
#define BRISK_RULE_lower ~, k_bare_rule, (BRISK_FIT_STR, 1, brisk_rule_lower, .pattern = NULL),
#define BRISK_RULE_upper ~, k_bare_rule, (BRISK_FIT_STR, 1, brisk_rule_upper, .pattern = NULL),
#define BRISK_RULE_int_keys ~, k_bare_rule, (BRISK_FIT_MAP, 1, brisk_rule_int_keys, .pattern = NULL),
#define BRISK_RULE_as_tuple ~, k_bare_rule, (BRISK_FIT_LIST, 1, brisk_rule_as_tuple, .pattern = NULL),
#define BRISK_RULE_whole ~, k_bare_rule, (BRISK_FIT_JSON, 1, brisk_rule_whole, .pattern = NULL),
#define BRISK_RULE_one_of(...) ~, k_one_of, (BRISK_FIT_LITERAL, 1, __VA_ARGS__)
#define BRISK_RULE_check(function) ~, k_check, (BRISK_FIT_ANY, 1, function)
#define BRISK_RULE_defaults(...) ~, k_defaults, (BRISK_FIT_DEFAULTED, 1, __VA_ARGS__)
#define BRISK_RULE_example(v) ~, k_examples, (BRISK_ON_FIELD, 1, v)
#define BRISK_RULE_examples(...) ~, k_examples, (BRISK_ON_FIELD, 1, __VA_ARGS__)
#define BRISK_RULE_required ~, k_bare_field, (BRISK_FIT_OPT, 1, .is_required = true),
#define BRISK_RULE_not_null ~, k_bare_field, (BRISK_FIT_OPT, 1, .is_not_null = true),
#define BRISK_RULE_alias(s) ~, k_field, (BRISK_ON_FIELD, 1, .alias_in = BRISK_STR(s), .alias_out = BRISK_STR(s))
#define BRISK_RULE_alias_in(s) ~, k_field, (BRISK_ON_FIELD, 1, .alias_in = BRISK_STR(s))
#define BRISK_RULE_alias_out(s) ~, k_field, (BRISK_ON_FIELD, 1, .alias_out = BRISK_STR(s))
#define BRISK_RULE_deprecated ~, k_bare_field, (BRISK_ON_FIELD, 1, .is_deprecated = true),
#define BRISK_RULE_hidden ~, k_bare_field, (BRISK_ON_FIELD, 1, .is_hidden = true),
#define BRISK_RULE_input_only ~, k_bare_field, (BRISK_ON_MODEL, 1, .is_input_only = true),
#define BRISK_RULE_output_only ~, k_bare_field, (BRISK_ON_MODEL, 1, .is_output_only = true),
#define BRISK_RULE_extras ~, k_bare_field, (BRISK_FIT_MAP, 1, .is_extras = true),
#define BRISK_RULE_untold ~, k_bare_field, (BRISK_ON_FIELD, 1, .is_default_untold = true),
#define BRISK_RULE_format(s) ~, k_field, (BRISK_ON_FIELD, 1, .format = (s))
#define BRISK_RULE_embed ~, k_bare_field, (BRISK_ON_BODY, 1, .is_embedded = true),
#define BRISK_RULE_media(s) ~, k_field, (BRISK_ON_BODY | BRISK_ON_FILE, 1, .media = (s))
#define BRISK_RULE_keep_underscores ~, k_bare_field, (BRISK_ON_HEADER, 1, .keeps_underscores = true),
#define BRISK_RULE_doc(s) ~, k_said, (BRISK_FIT_ANY, 1, .doc = (s))
#define BRISK_RULE_title(s) ~, k_said, (BRISK_FIT_ANY, 1, .title = (s))
#define BRISK_RULE_strict ~, k_bare_said, (BRISK_FIT_ANY, 1, .is_strict = true),

/* The class where there are two arguments, else k_count. */
#define BRISK_TWO(class, ...) BRISK_TWO_(__VA_ARGS__, k_count, k_count, class, k_count, ~)
#define BRISK_TWO_(a, b, c, d, n, ...) n

#define BRISK_FITS_OF(fits, ...) (fits)
#define BRISK_SENSE_OF(fits, sense, ...) (sense)
#define BRISK_DATA_OF(fits, sense, ...) __VA_ARGS__

/* Runs one pass over one word. */
#define BRISK_RULE_DO(pass, l, x, p, t, r) BRISK_RULE_GO(pass, l, x, p, t, r, BRISK_RULE_##r, k_unknown, (~), ~)
#define BRISK_RULE_GO(...) BRISK_RULE_GO_(__VA_ARGS__)
#define BRISK_RULE_GO_(pass, l, x, p, t, r, none, class, d, ...) pass##class(l, x, p, t, r, d)

/* ---- declarations ---- */

#define BRISK_D(l, x, p, t, r) BRISK_RULE_DO(BRISK_D_, l, x, p, t, r)
#define BRISK_D_k_unknown(l, x, p, t, r, d) _Static_assert(0, l ": there is no rule " #r);
#define BRISK_D_FITS(l, x, p, t, r, d)                                                                                \
    _Static_assert(((p | brisk_fits_##t) & BRISK_FITS_OF d) != 0, l ": the rule " #r " does not fit the type " #t);
#define BRISK_D_k_rule(l, x, p, t, r, d)                                                                              \
    BRISK_D_FITS(l, x, p, t, r, d)                                                                                    \
    _Static_assert(BRISK_SENSE_OF d, l ": the rule " #r " contradicts itself");
#define BRISK_D_k_bound(l, x, p, t, r, d)                                                                             \
    BRISK_D_FITS(l, x, p, t, r, d)                                                                                    \
    BRISK_D_BOUND_(l, r, t, BRISK_DATA_OF d)
#define BRISK_D_BOUND_(l, r, t, ...) BRISK_D_BOUND__(l, r, t, __VA_ARGS__)
#define BRISK_D_BOUND__(l, r, t, class, v) BRISK_LITERAL_CHECK(l, r, t, v)
#define BRISK_D_k_one_of(l, x, p, t, r, d)                                                                            \
    BRISK_D_FITS(l, x, p, t, r, d)                                                                                    \
    BRISK_LITERAL_CHECKS(l, r, t, BRISK_DATA_OF d)
#define BRISK_D_k_defaults(l, x, p, t, r, d)                                                                          \
    BRISK_D_FITS(l, x, p, t, r, d)                                                                                    \
    BRISK_D_DEFAULTS_(l, r, t, BRISK_DATA_OF d)
#define BRISK_D_DEFAULTS_(l, r, t, ...)                                                                               \
    BRISK_CAT(BRISK_D_DEFAULTS_, BRISK_FILLED(BRISK_FIRST(__VA_ARGS__, ~)))(l, r, t, __VA_ARGS__)
#define BRISK_D_DEFAULTS_k_none(l, r, t, ...)                                                                         \
    _Static_assert((brisk_fits_##t & BRISK_FIT_MANY) != 0, l ": the rule defaults() does not fit the type " #t);
#define BRISK_D_DEFAULTS_k_full(l, r, t, ...)                                                                         \
    BRISK_LITERAL_CHECKS(l, r, t, __VA_ARGS__)                                                                        \
    _Static_assert((brisk_fits_##t & BRISK_FIT_ROW) != 0 || BRISK_IS_ONE(BRISK_LITERALS_COUNT(__VA_ARGS__, ~)),       \
                   l ": in " #r ", the type " #t " takes one literal");
#define BRISK_D_k_examples(l, x, p, t, r, d) BRISK_D_FITS(l, x, p, t, r, d)
#define BRISK_D_k_field(l, x, p, t, r, d) BRISK_D_FITS(l, x, p, t, r, d)
#define BRISK_D_k_said(l, x, p, t, r, d)
#define BRISK_D_BARE(l, r) _Static_assert(BRISK_LACKS(#r, "(", '('), l ": a flag has no parentheses: " #r);
#define BRISK_D_k_bare_rule(l, x, p, t, r, d) BRISK_D_BARE(l, r) BRISK_D_FITS(l, x, p, t, r, d)
#define BRISK_D_k_bare_field(l, x, p, t, r, d) BRISK_D_BARE(l, r) BRISK_D_FITS(l, x, p, t, r, d)
#define BRISK_D_k_bare_said(l, x, p, t, r, d) BRISK_D_BARE(l, r)
#define BRISK_D_k_count(l, x, p, t, r, d) _Static_assert(0, l ": the rule takes two arguments: " #r);
#define BRISK_D_k_check(l, x, p, t, r, d) BRISK_D_CHECK_(x, BRISK_BARE_TYPE(t), BRISK_DATA_OF d)
#define BRISK_D_CHECK_(x, T, function) BRISK_CHECK_THUNK(x, T, function)

/* The prototype of a check function and its thunk. */
#define BRISK_CHECK_THUNK(x, T, function)                                                                             \
    brisk_status function(brisk_check *check, const T *value);                                                        \
    static brisk_status brisk_check_##x##_##function(brisk_check *check, const void *value)                           \
    {                                                                                                                 \
        return function(check, value);                                                                                \
    }

/* ---- members of brisk_field ---- */

#define BRISK_M(l, x, p, t, r) BRISK_RULE_DO(BRISK_M_, l, x, p, t, r)
#define BRISK_M_k_unknown(l, x, p, t, r, d)
#define BRISK_M_k_count(l, x, p, t, r, d)
#define BRISK_M_k_bare_rule(l, x, p, t, r, d)
#define BRISK_M_k_bare_field(l, x, p, t, r, d) BRISK_DATA_OF d,
#define BRISK_M_k_bare_said(l, x, p, t, r, d) BRISK_DATA_OF d,
#define BRISK_M_k_rule(l, x, p, t, r, d)
#define BRISK_M_k_bound(l, x, p, t, r, d)
#define BRISK_M_k_one_of(l, x, p, t, r, d)
#define BRISK_M_k_check(l, x, p, t, r, d)
#define BRISK_M_k_field(l, x, p, t, r, d) BRISK_DATA_OF d,
#define BRISK_M_k_said(l, x, p, t, r, d) BRISK_DATA_OF d,
#define BRISK_M_k_defaults(l, x, p, t, r, d)                                                                          \
    .has_default = true, .defaults = BRISK_LITERAL_LIST_OR_EMPTY(t, BRISK_DATA_OF d),
#define BRISK_M_k_examples(l, x, p, t, r, d) .examples = BRISK_LITERAL_LIST(t, BRISK_DATA_OF d),

/* ---- rows of brisk_rule ---- */

#define BRISK_R(l, x, p, t, r) BRISK_RULE_DO(BRISK_R_, l, x, p, t, r)
#define BRISK_R_k_unknown(l, x, p, t, r, d)
#define BRISK_R_k_count(l, x, p, t, r, d)
#define BRISK_R_k_bare_rule(l, x, p, t, r, d) BRISK_R_RULE_(BRISK_DATA_OF d)
#define BRISK_R_k_bare_field(l, x, p, t, r, d)
#define BRISK_R_k_bare_said(l, x, p, t, r, d)
#define BRISK_R_k_rule(l, x, p, t, r, d) BRISK_R_RULE_(BRISK_DATA_OF d)
#define BRISK_R_RULE_(...) BRISK_R_RULE__(__VA_ARGS__)
#define BRISK_R_RULE__(class, ...) {.is = &class, .as = {__VA_ARGS__}},
#define BRISK_R_k_bound(l, x, p, t, r, d) BRISK_R_BOUND_(BRISK_DATA_OF d)
#define BRISK_R_BOUND_(...) BRISK_R_BOUND__(__VA_ARGS__)
#define BRISK_R_BOUND__(class, v) {.is = &class, .as = {.bound = BRISK_LITERAL(v)}},
#define BRISK_R_k_one_of(l, x, p, t, r, d)                                                                            \
    {.is = &brisk_rule_one_of, .as = {.literals = BRISK_LITERAL_LIST(t, BRISK_DATA_OF d)}},
#define BRISK_R_k_check(l, x, p, t, r, d) BRISK_R_CHECK_(x, BRISK_DATA_OF d)
#define BRISK_R_CHECK_(x, function) BRISK_R_CHECK__(x, function)
#define BRISK_R_CHECK__(x, function) {.is = &brisk_rule_check, .as = {.check = brisk_check_##x##_##function}},
#define BRISK_R_k_field(l, x, p, t, r, d)
#define BRISK_R_k_said(l, x, p, t, r, d)
#define BRISK_R_k_defaults(l, x, p, t, r, d)
#define BRISK_R_k_examples(l, x, p, t, r, d)

/* ---- members of brisk_type, for TYPE ---- */

#define BRISK_T(l, x, p, t, r) BRISK_RULE_DO(BRISK_T_, l, x, p, t, r)
#define BRISK_T_k_unknown(l, x, p, t, r, d)
#define BRISK_T_k_count(l, x, p, t, r, d)
#define BRISK_T_k_bare_rule(l, x, p, t, r, d)
#define BRISK_T_k_bare_field(l, x, p, t, r, d)
#define BRISK_T_k_bare_said(l, x, p, t, r, d) BRISK_DATA_OF d,
#define BRISK_T_k_rule(l, x, p, t, r, d)
#define BRISK_T_k_bound(l, x, p, t, r, d)
#define BRISK_T_k_one_of(l, x, p, t, r, d)
#define BRISK_T_k_check(l, x, p, t, r, d)
#define BRISK_T_k_field(l, x, p, t, r, d)
#define BRISK_T_k_said(l, x, p, t, r, d) BRISK_DATA_OF d,
#define BRISK_T_k_defaults(l, x, p, t, r, d)
#define BRISK_T_k_examples(l, x, p, t, r, d)

/* ---- a whole field ---- */

/* Its initialisers. S: the struct that it stands in; x: the owner; n: the member; then the words, closed by ~. */
#define BRISK_FIELD_INIT(x, S, p, t, n, ...)                                                                          \
    .name = BRISK_STR(#n), .type = &brisk_type_##t, .offset = offsetof(S, n),                                         \
    .rules = BRISK_LISTED(const brisk_rule, BRISK_RULES(BRISK_R, ~, x##_##n, p, t, __VA_ARGS__)),                     \
    BRISK_RULES(BRISK_M, ~, x##_##n, p, t, __VA_ARGS__)

/* Its assertions and thunks. */
#define BRISK_FIELD_DECLARE(x, p, t, n, ...)                                                                          \
    _Static_assert(BRISK_WITHIN(BRISK_RULES_COUNT(__VA_ARGS__)), #x "." #n ": more than 16 rules");                   \
    BRISK_RULES(BRISK_D, #x "." #n, x##_##n, p, t, __VA_ARGS__)

#endif

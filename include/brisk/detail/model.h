/* model.h - what MODEL, TUPLE, ENUM, UNION, TYPE and OPAQUE expand to.
 *
 * The items of a MODEL are tuples, (type, name, words…), and options, doc("…"). BRISK_SHAPE tells which: a macro name
 * in front of an item is called by a tuple's parentheses and by nothing else. It then ends in brisk_tuple, itself a
 * macro, so that two tuples without a comma between them call that in turn and become brisk_two. Passes over the items:
 *
 *     BRISK_STRUCT_  members of the C struct
 *     BRISK_CHECK_   assertions, prototypes, thunks
 *     BRISK_FIELD_   rows of the array of brisk_field
 *     BRISK_SAY_     members of brisk_type (doc, strict …)
 *     BRISK_MRULE_   rows of its brisk_rule (check)
 *
 * An option has a row BRISK_OPTION_<word>, as rules have: ~, class, (data). Order in the file: typedefs and composites
 * come before the struct, so that a model can hold list(itself) and opt(itself). */
#ifndef BRISK_DETAIL_MODEL_H
#define BRISK_DETAIL_MODEL_H

#include <brisk/detail/rules.h>

/* ---- items ---- */

#define BRISK_PROBE(...) ~, brisk_tuple
#define brisk_tuple(...) brisk_two
#define BRISK_SHAPE(pass, x, i) BRISK_SHAPE_(pass, x, i, BRISK_PROBE i, brisk_word, ~)
#define BRISK_SHAPE_(...) BRISK_SHAPE__(__VA_ARGS__)
#define BRISK_SHAPE__(pass, x, i, none, shape, ...) pass##shape(x, i)

#define BRISK_OPTION_doc(s) ~, k_said, (.doc = (s))
#define BRISK_OPTION_title(s) ~, k_said, (.title = (s))
#define BRISK_OPTION_forbid_extra ~, k_said, (.forbid_extra = true)
#define BRISK_OPTION_strict ~, k_said, (.is_strict = true)
#define BRISK_OPTION_check(function) ~, k_check, (function)
#define BRISK_OPTION_computed(...) ~, k_computed, (__VA_ARGS__)

#define BRISK_OPTION_DO(pass, x, i) BRISK_OPTION_GO(pass, x, i, BRISK_OPTION_##i, k_unknown, (~), ~)
#define BRISK_OPTION_GO(...) BRISK_OPTION_GO_(__VA_ARGS__)
#define BRISK_OPTION_GO_(pass, x, i, none, class, d, ...) pass##class(x, i, d)

/* Hands a tuple's content on as arguments: a call made by m ARGS would not be seen again. */
#define BRISK_ITEM_CALL(m, ...) m(__VA_ARGS__)

/* ---- members of the struct; what is no item is told here, before anything else can go wrong ---- */

#define BRISK_STRUCT(x, i) BRISK_SHAPE(BRISK_STRUCT_, x, i)
#define BRISK_STRUCT_brisk_tuple(x, i) BRISK_ITEM_CALL(BRISK_MEMBER_OF, x, BRISK_UNPAREN i, k_end, ~)
#define BRISK_STRUCT_brisk_two(x, i) _Static_assert(0, #x ": a comma is missing between fields: " #i);
#define BRISK_STRUCT_brisk_word(x, i) BRISK_OPTION_DO(BRISK_STRUCT_, x, i)
#define BRISK_STRUCT_k_unknown(x, i, d)                                                                               \
    _Static_assert(0, #x ": neither a field (type, name, rules...) nor an option of a model: " #i);
#define BRISK_STRUCT_k_said(x, i, d)
#define BRISK_STRUCT_k_check(x, i, d)
#define BRISK_STRUCT_k_computed(x, i, d)

/* ---- assertions and thunks ---- */

#define BRISK_CHECK(x, i) BRISK_SHAPE(BRISK_CHECK_, x, i)
#define BRISK_CHECK_brisk_tuple(x, i) BRISK_ITEM_CALL(BRISK_FIELD_CHECKS, x, BRISK_UNPAREN i, k_end)
#define BRISK_FIELD_CHECKS(x, t, ...) BRISK_FIELD_DECLARE(x, BRISK_ON_MODEL, t, __VA_ARGS__)
#define BRISK_CHECK_brisk_two(x, i)
#define BRISK_CHECK_brisk_word(x, i) BRISK_OPTION_DO(BRISK_CHECK_, x, i)
#define BRISK_CHECK_k_unknown(x, i, d)
#define BRISK_CHECK_k_said(x, i, d)
#define BRISK_CHECK_k_check(x, i, d) BRISK_ITEM_CALL(BRISK_CHECK_THUNK, x, x, BRISK_UNPAREN d)
#define BRISK_CHECK_k_computed(x, i, d) BRISK_ITEM_CALL(BRISK_COMPUTED_DECLARE, x, BRISK_UNPAREN d, ~)
#define BRISK_COMPUTED_DECLARE(x, t, n, function, ...)                                                                \
    brisk_##t function(const x *model);                                                                               \
    static void brisk_compute_##x##_##n(const void *model, void *out)                                                 \
    {                                                                                                                 \
        *(brisk_##t *)out = function(model);                                                                          \
    }

/* ---- rows of brisk_field ---- */

#define BRISK_FIELD(x, i) BRISK_SHAPE(BRISK_FIELD_, x, i)
#define BRISK_FIELD_brisk_tuple(x, i) BRISK_ITEM_CALL(BRISK_FIELD_LINE, x, BRISK_UNPAREN i, k_end)
#define BRISK_FIELD_LINE(x, t, ...) {BRISK_FIELD_INIT(x, x, BRISK_ON_MODEL, t, __VA_ARGS__)},
#define BRISK_FIELD_brisk_two(x, i)
#define BRISK_FIELD_brisk_word(x, i) BRISK_OPTION_DO(BRISK_FIELD_, x, i)
#define BRISK_FIELD_k_unknown(x, i, d)
#define BRISK_FIELD_k_said(x, i, d)
#define BRISK_FIELD_k_check(x, i, d)
#define BRISK_FIELD_k_computed(x, i, d) BRISK_ITEM_CALL(BRISK_COMPUTED_ROW, x, BRISK_UNPAREN d, ~)
#define BRISK_COMPUTED_ROW(x, t, n, function, ...)                                                                    \
    {.name = BRISK_STR(#n), .type = &brisk_type_##t, .compute = brisk_compute_##x##_##n, .is_output_only = true,      \
     BRISK_RULES(BRISK_M, ~, x##_##n, BRISK_ON_MODEL, t, __VA_ARGS__)},

/* ---- members of brisk_type, and its rules ---- */

#define BRISK_SAY(x, i) BRISK_SHAPE(BRISK_SAY_, x, i)
#define BRISK_SAY_brisk_tuple(x, i)
#define BRISK_SAY_brisk_two(x, i)
#define BRISK_SAY_brisk_word(x, i) BRISK_OPTION_DO(BRISK_SAY_, x, i)
#define BRISK_SAY_k_unknown(x, i, d)
#define BRISK_SAY_k_said(x, i, d) BRISK_UNPAREN d,
#define BRISK_SAY_k_check(x, i, d)
#define BRISK_SAY_k_computed(x, i, d)

#define BRISK_MRULE(x, i) BRISK_SHAPE(BRISK_MRULE_, x, i)
#define BRISK_MRULE_brisk_tuple(x, i)
#define BRISK_MRULE_brisk_two(x, i)
#define BRISK_MRULE_brisk_word(x, i) BRISK_OPTION_DO(BRISK_MRULE_, x, i)
#define BRISK_MRULE_k_unknown(x, i, d)
#define BRISK_MRULE_k_said(x, i, d)
#define BRISK_MRULE_k_check(x, i, d) BRISK_ITEM_CALL(BRISK_R_CHECK__, x, BRISK_UNPAREN d)
#define BRISK_MRULE_k_computed(x, i, d)

/* ---- MODEL and TUPLE ---- */

#define BRISK_DECLARE_STRUCT(X, fits)                                                                                 \
    _Static_assert(BRISK_LACKS(#X, "(", '('), "a comma is missing behind the name: " #X);                             \
    typedef struct X X;                                                                                               \
    typedef struct X brisk_##X;                                                                                       \
    BRISK_TYPE_CONSTANTS(X, fits, (fits) == BRISK_FIT_MODEL ? BRISK_TAKE_NONE : BRISK_TAKE_ANY, BRISK_TAKE_NONE, 1);  \
    BRISK_COMPOSITES(X);                                                                                              \
    BRISK_OPT_OF_POINTER(X);                                                                                          \
    BRISK_SHORT_COMPOSITES(X);                                                                                        \
    static const brisk_type brisk_type_##X BRISK_UNUSED;                                                              \
    BRISK_DECLARE_COMPOSITE_TYPES(X)

#define BRISK_DEFINE_STRUCT(X, kind_, class_, ...)                                                                    \
    _Static_assert(BRISK_WITHIN(BRISK_ITEMS_COUNT(__VA_ARGS__)), #X ": more than 64 fields and options");             \
    struct X {                                                                                                        \
        BRISK_ITEMS(BRISK_STRUCT, X, __VA_ARGS__)                                                                     \
    };                                                                                                                \
    BRISK_ENTRIES_OF(X);                                                                                              \
    BRISK_DEFINE_COMPOSITE_TYPES(X);                                                                                  \
    BRISK_ITEMS(BRISK_CHECK, X, __VA_ARGS__)                                                                          \
    static const brisk_field brisk_fields_##X[] = {BRISK_ITEMS(BRISK_FIELD, X, __VA_ARGS__) {.type = NULL}};          \
    static const brisk_type brisk_type_##X BRISK_UNUSED = {                                                           \
        .kind = kind_,                                                                                                \
        .is = &class_,                                                                                                \
        .name = #X,                                                                                                   \
        .size = sizeof(X),                                                                                            \
        .fields = brisk_fields_##X,                                                                                   \
        .field_count = sizeof brisk_fields_##X / sizeof *brisk_fields_##X - 1,                                        \
        .rules = BRISK_LISTED(const brisk_rule, BRISK_ITEMS(BRISK_MRULE, X, __VA_ARGS__)),                            \
        BRISK_ITEMS(BRISK_SAY, X, __VA_ARGS__)                                                                        \
    }

/* ---- ENUM ---- */

/* Its items: red, (dark_blue, "dark-blue"), (high, 30), and the options doc and title. Text values count from 1, so
 * that a forgotten member (0) is none of them: hidden constants hold the index. */
#define BRISK_NAMED_doc(s) ~, k_said, (.doc = (s))
#define BRISK_NAMED_title(s) ~, k_said, (.title = (s))
#define BRISK_NAMED_tag(name) ~, k_tag, (.tag = #name)
#define BRISK_NAMED_DO(pass, x, i) BRISK_NAMED_GO(pass, x, i, BRISK_NAMED_##i, k_name, (~), ~)
#define BRISK_NAMED_GO(...) BRISK_NAMED_GO_(__VA_ARGS__)
#define BRISK_NAMED_GO_(pass, x, i, none, class, d, ...) pass##class(x, i, d)

#define BRISK_EINDEX(x, i) BRISK_SHAPE(BRISK_EINDEX_, x, i)
#define BRISK_EINDEX_brisk_tuple(x, i) BRISK_ITEM_CALL(BRISK_EINDEX_PAIR, x, BRISK_UNPAREN i)
#define BRISK_EINDEX_PAIR(x, n, v) brisk_index_##x##_##n,
#define BRISK_EINDEX_brisk_two(x, i)
#define BRISK_EINDEX_brisk_word(x, i) BRISK_NAMED_DO(BRISK_EINDEX_, x, i)
#define BRISK_EINDEX_k_name(x, n, d) brisk_index_##x##_##n,
#define BRISK_EINDEX_k_said(x, n, d)
#define BRISK_EINDEX_k_tag(x, n, d)

#define BRISK_ECONST(x, i) BRISK_SHAPE(BRISK_ECONST_, x, i)
#define BRISK_ECONST_brisk_tuple(x, i) BRISK_ITEM_CALL(BRISK_ECONST_PAIR, x, BRISK_UNPAREN i)
#define BRISK_ECONST_PAIR(x, n, v)                                                                                    \
    x##_##n = _Generic((v), char *: brisk_index_##x##_##n, const char *: brisk_index_##x##_##n, default: (v)),
#define BRISK_ECONST_brisk_two(x, i)
#define BRISK_ECONST_brisk_word(x, i) BRISK_NAMED_DO(BRISK_ECONST_, x, i)
#define BRISK_ECONST_k_name(x, n, d) x##_##n = brisk_index_##x##_##n,
#define BRISK_ECONST_k_said(x, n, d)
#define BRISK_ECONST_k_tag(x, n, d)

#define BRISK_EVALUE(x, i) BRISK_SHAPE(BRISK_EVALUE_, x, i)
#define BRISK_EVALUE_brisk_tuple(x, i) BRISK_ITEM_CALL(BRISK_EVALUE_PAIR, x, BRISK_UNPAREN i)
#define BRISK_EVALUE_PAIR(x, n, v) {.name = #n, .value = x##_##n, .wire = BRISK_LITERAL(v)},
#define BRISK_EVALUE_brisk_two(x, i)
#define BRISK_EVALUE_brisk_word(x, i) BRISK_NAMED_DO(BRISK_EVALUE_, x, i)
#define BRISK_EVALUE_k_name(x, n, d)                                                                                  \
    {.name = #n, .value = x##_##n, .wire = {.kind = BRISK_LITERAL_TEXT, .text = #n}},
#define BRISK_EVALUE_k_said(x, n, d)
#define BRISK_EVALUE_k_tag(x, n, d)

/* Assertions, first the one of what cannot be pasted. */
#define BRISK_EQUOTE(x, i)                                                                                            \
    _Static_assert(__builtin_strncmp(#i, "\"", 1) != 0, #x ": a value is name or (name, \"text\"), not " #i);
#define BRISK_ECHECK(x, i) BRISK_SHAPE(BRISK_ECHECK_, x, i)
#define BRISK_ECHECK_brisk_tuple(x, i)
#define BRISK_ECHECK_brisk_two(x, i) _Static_assert(0, #x ": a comma is missing between values: " #i);
#define BRISK_ECHECK_brisk_word(x, i) BRISK_NAMED_DO(BRISK_ECHECK_, x, i)
#define BRISK_ECHECK_k_name(x, n, d)                                                                                  \
    _Static_assert(BRISK_LACKS(#n, "=", '='), #x ": a value with its constant is written (name, constant): " #n);
#define BRISK_ECHECK_k_said(x, n, d)
#define BRISK_ECHECK_k_tag(x, n, d) _Static_assert(0, #x ": an ENUM has no " #n);

#define BRISK_NSAY(x, i) BRISK_SHAPE(BRISK_NSAY_, x, i)
#define BRISK_NSAY_brisk_tuple(x, i)
#define BRISK_NSAY_brisk_two(x, i)
#define BRISK_NSAY_brisk_word(x, i) BRISK_NAMED_DO(BRISK_NSAY_, x, i)
#define BRISK_NSAY_k_name(x, n, d)
#define BRISK_NSAY_k_said(x, n, d) BRISK_UNPAREN d,
#define BRISK_NSAY_k_tag(x, n, d) BRISK_UNPAREN d,

#define BRISK_MAKE_ENUM(X, ...)                                                                                       \
    BRISK_ITEMS(BRISK_EQUOTE, X, __VA_ARGS__)                                                                         \
    _Static_assert(BRISK_WITHIN(BRISK_ITEMS_COUNT(__VA_ARGS__)), #X ": more than 64 values");                         \
    BRISK_ITEMS(BRISK_ECHECK, X, __VA_ARGS__)                                                                         \
    enum { brisk_index_##X, BRISK_ITEMS(BRISK_EINDEX, X, __VA_ARGS__) };                                              \
    typedef enum X { BRISK_ITEMS(BRISK_ECONST, X, __VA_ARGS__) } X;                                                   \
    typedef X brisk_##X;                                                                                              \
    BRISK_TYPE_CONSTANTS(X, BRISK_FIT_ENUM, BRISK_TAKE_INT, BRISK_TAKE_INT, 0);                                       \
    BRISK_COMPOSITES(X);                                                                                              \
    BRISK_OPT_OF(X);                                                                                                  \
    BRISK_ENTRIES_OF(X);                                                                                              \
    BRISK_SHORT_COMPOSITES(X);                                                                                        \
    static const brisk_type brisk_type_##X BRISK_UNUSED = {                                                           \
        .kind = BRISK_KIND_ENUM,                                                                                      \
        .is = &brisk_class_enum,                                                                                      \
        .name = #X,                                                                                                   \
        .size = sizeof(X),                                                                                            \
        .values = (const brisk_enum_value[]){BRISK_ITEMS(BRISK_EVALUE, X, __VA_ARGS__) {.name = NULL}},               \
        BRISK_ITEMS(BRISK_NSAY, X, __VA_ARGS__)                                                                       \
    };                                                                                                                \
    BRISK_DEFINE_COMPOSITE_TYPES(X)

/* ---- UNION ---- */

#define BRISK_UIS(x, i) BRISK_NAMED_DO(BRISK_UIS_, x, i)
#define BRISK_UIS_k_name(x, n, d) x##_##n,
#define BRISK_UIS_k_said(x, n, d)
#define BRISK_UIS_k_tag(x, n, d)
#define BRISK_UAS(x, i) BRISK_NAMED_DO(BRISK_UAS_, x, i)
#define BRISK_UAS_k_name(x, n, d) brisk_##n as_##n;
#define BRISK_UAS_k_said(x, n, d)
#define BRISK_UAS_k_tag(x, n, d)
#define BRISK_UMEMBER(x, i) BRISK_NAMED_DO(BRISK_UMEMBER_, x, i)
#define BRISK_UMEMBER_k_name(x, n, d) {.name = #n, .type = &brisk_type_##n, .offset = offsetof(x, as_##n)},
#define BRISK_UMEMBER_k_said(x, n, d)
#define BRISK_UMEMBER_k_tag(x, n, d)

#define BRISK_MAKE_UNION(X, ...)                                                                                      \
    _Static_assert(BRISK_WITHIN(BRISK_ITEMS_COUNT(__VA_ARGS__)), #X ": more than 64 members");                        \
    typedef enum X##_is { X##_none, BRISK_ITEMS(BRISK_UIS, X, __VA_ARGS__) } X##_is;                                  \
    struct X {                                                                                                        \
        X##_is is;                                                                                                    \
        union {                                                                                                       \
            BRISK_ITEMS(BRISK_UAS, X, __VA_ARGS__)                                                                    \
        };                                                                                                            \
    };                                                                                                                \
    BRISK_ENTRIES_OF(X);                                                                                              \
    BRISK_DEFINE_COMPOSITE_TYPES(X);                                                                                  \
    static const brisk_type brisk_type_##X BRISK_UNUSED = {                                                           \
        .kind = BRISK_KIND_UNION,                                                                                     \
        .is = &brisk_class_union,                                                                                     \
        .name = #X,                                                                                                   \
        .size = sizeof(X),                                                                                            \
        .members = (const brisk_union_member[]){BRISK_ITEMS(BRISK_UMEMBER, X, __VA_ARGS__) {.name = NULL}},           \
        BRISK_ITEMS(BRISK_NSAY, X, __VA_ARGS__)                                                                       \
    }

/* ---- TYPE and OPAQUE ---- */

/* The rules are closed by ~, as all lists here. */
#define BRISK_MAKE_TYPE(X, base, ...)                                                                                 \
    _Static_assert(BRISK_WITHIN(BRISK_RULES_COUNT(__VA_ARGS__)), #X ": more than 16 rules");                          \
    typedef brisk_##base X;                                                                                           \
    typedef brisk_##base brisk_##X;                                                                                   \
    BRISK_TYPE_CONSTANTS(X, brisk_fits_##base, brisk_takes_##base, brisk_inner_##base, 0);                            \
    BRISK_COMPOSITES(X);                                                                                              \
    BRISK_OPT_OF(X);                                                                                                  \
    BRISK_ENTRIES_OF(X);                                                                                              \
    BRISK_SHORT_COMPOSITES(X);                                                                                        \
    BRISK_RULES(BRISK_D, #X, X, BRISK_ON_TYPE, base, __VA_ARGS__)                                                     \
    static const brisk_type brisk_type_##X BRISK_UNUSED = {                                                           \
        .kind = BRISK_KIND_NAMED,                                                                                     \
        .is = &brisk_class_named,                                                                                     \
        .name = #X,                                                                                                   \
        .size = sizeof(X),                                                                                            \
        .item = &brisk_type_##base,                                                                                   \
        .item_size = sizeof(X),                                                                                       \
        .rules = BRISK_LISTED(const brisk_rule, BRISK_RULES(BRISK_R, ~, X, BRISK_ON_TYPE, base, __VA_ARGS__)),        \
        BRISK_RULES(BRISK_T, ~, X, BRISK_ON_TYPE, base, __VA_ARGS__)                                                  \
    };                                                                                                                \
    BRISK_DEFINE_COMPOSITE_TYPES(X)

#define BRISK_MAKE_OPAQUE(X, ...)                                                                                     \
    typedef __VA_ARGS__ X;                                                                                            \
    typedef X brisk_##X;                                                                                              \
    BRISK_TYPE_CONSTANTS(X, BRISK_FIT_OPAQUE, BRISK_TAKE_NONE, BRISK_TAKE_NONE, 0);                                   \
    BRISK_COMPOSITES(X);                                                                                              \
    BRISK_OPT_OF(X);                                                                                                  \
    BRISK_ENTRIES_OF(X);                                                                                              \
    BRISK_SHORT_COMPOSITES(X);                                                                                        \
    static const brisk_type brisk_type_##X BRISK_UNUSED = {                                                           \
        .kind = BRISK_KIND_OPAQUE, .is = &brisk_class_opaque, .name = #X, .size = sizeof(X)};                         \
    BRISK_DEFINE_COMPOSITE_TYPES(X)

#endif

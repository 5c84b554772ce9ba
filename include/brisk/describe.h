/* describe.h - the description language: MODEL, ENUM, TYPE, ENDPOINT, ROUTER, APP. */
#ifndef BRISK_DESCRIBE_H
#define BRISK_DESCRIBE_H

#include <brisk/detail/model.h>
#include <brisk/detail/parts.h>
#include <brisk/detail/rows.h>
#include <brisk/detail/values.h>

#define BRISK_MODEL(X, ...)                                                                                           \
    BRISK_DECLARE_MODEL(X);                                                                                           \
    BRISK_DEFINE_MODEL(X, __VA_ARGS__)
#define BRISK_DECLARE_MODEL(X) BRISK_DECLARE_STRUCT(X, BRISK_FIT_MODEL)
#define BRISK_DEFINE_MODEL(X, ...) BRISK_DEFINE_STRUCT(X, BRISK_KIND_MODEL, brisk_class_model, __VA_ARGS__, ~)
#define BRISK_TUPLE(X, ...)                                                                                           \
    BRISK_DECLARE_TUPLE(X);                                                                                           \
    BRISK_DEFINE_TUPLE(X, __VA_ARGS__)
#define BRISK_DECLARE_TUPLE(X) BRISK_DECLARE_STRUCT(X, BRISK_FIT_TUPLE)
#define BRISK_DEFINE_TUPLE(X, ...) BRISK_DEFINE_STRUCT(X, BRISK_KIND_TUPLE, brisk_class_tuple, __VA_ARGS__, ~)
#define BRISK_UNION(X, ...)                                                                                           \
    BRISK_DECLARE_UNION(X);                                                                                           \
    BRISK_DEFINE_UNION(X, __VA_ARGS__)
#define BRISK_DECLARE_UNION(X) BRISK_DECLARE_STRUCT(X, BRISK_FIT_UNION)
#define BRISK_DEFINE_UNION(X, ...) BRISK_MAKE_UNION(X, __VA_ARGS__, ~)
#define BRISK_ENUM(X, ...) BRISK_MAKE_ENUM(X, __VA_ARGS__, ~)
#define BRISK_NAMED_TYPE(X, ...) BRISK_MAKE_TYPE(X, __VA_ARGS__, ~)
#define BRISK_OPAQUE(X, ...) BRISK_MAKE_OPAQUE(X, __VA_ARGS__)
#define BRISK_ENDPOINT(x, method, path, ...) BRISK_MAKE_ENDPOINT(x, method, path, __VA_ARGS__, ~)
#define BRISK_DEPENDENCY(x, ...) BRISK_MAKE_DEPENDENCY(x, __VA_ARGS__, ~)
#define BRISK_DECLARE_DEPENDENCY(x, Out)                                                                              \
    typedef brisk_##Out x##_out;                                                                                      \
    extern const brisk_dependency brisk_dependency_##x
#define BRISK_SECURITY(x, ...) BRISK_MAKE_SECURITY(x, __VA_ARGS__, ~)
#define BRISK_DECLARE_SECURITY(x, scheme)                                                                             \
    typedef BRISK_SCHEME_OUT(scheme) x##_out;                                                                         \
    extern const brisk_security brisk_security_##x
#define BRISK_ROUTER(x, ...) BRISK_MAKE_ROUTER(x, __VA_ARGS__, ~)
#define BRISK_DECLARE_ROUTER(x) extern const brisk_router x
#define BRISK_APP(...) BRISK_MAKE_APP(__VA_ARGS__, ~)
#define BRISK_DECLARE_APP(x) extern const brisk_app x
#define BRISK_ERROR(...) BRISK_CAT(BRISK_ERROR_, BRISK_PARTS_COUNT(__VA_ARGS__))(__VA_ARGS__)
#define BRISK_ERROR_1(x)                                                                                              \
    extern const brisk_error_kind x;                                                                                  \
    const brisk_error_kind x = {.name = #x}
#define BRISK_ERROR_2(x, base_)                                                                                       \
    extern const brisk_error_kind x;                                                                                  \
    const brisk_error_kind x = {.name = #x, .base = &base_}
#define BRISK_DECLARE_ERROR(x) extern const brisk_error_kind x

#define BRISK_GIVEN(...) {.value = __VA_ARGS__, .given = true}
#define BRISK_TRUE ((_Bool)1)
#define BRISK_FALSE ((_Bool)0)
#define brisk_give(member, ...) ((void)((member).value = __VA_ARGS__, (member).given = true, (member).null = false))
#define brisk_push(req, list)                                                                                         \
    ((__typeof__((list)->items))brisk_list_push((req), &(list)->items, &(list)->count, sizeof *(list)->items))
#define brisk_map_put(req, map, key)                                                                                  \
    ((__typeof__(&(map)->entries->value))brisk_map_slot((req), (map)->entries, &(map)->entries, &(map)->count,        \
                                                        sizeof *(map)->entries, (key)))
#define brisk_keep(req, T, ...)                                                                                       \
    ((brisk_##T *)brisk_keep_bytes((req), (const brisk_##T[]){__VA_ARGS__}, sizeof(brisk_##T)))
#define brisk_strs(req, ...)                                                                                          \
    brisk_strs_of((req), (const char *const[]){__VA_ARGS__},                                                          \
                  sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))
#define brisk_copy(arena, T, to, from)                                                                                \
    brisk_value_copy((arena), BRISK_TYPE(T), BRISK_IS(T, to), BRISK_IS_CONST(T, from))
#define brisk_apply(To, to, From, from)                                                                               \
    brisk_value_apply(BRISK_TYPE(To), BRISK_IS(To, to), BRISK_TYPE(From), BRISK_IS_CONST(From, from))
#define brisk_from_json(arena, T, out, text, problems)                                                                \
    brisk_value_from_json((arena), BRISK_TYPE(T), BRISK_IS(T, out), (text), (problems))
#define brisk_to_json(arena, T, value) brisk_value_to_json((arena), BRISK_TYPE(T), BRISK_IS_CONST(T, value))
#define brisk_answer(req, status, T, value)                                                                           \
    brisk_answer_value((req), (status), BRISK_TYPE(T), BRISK_IS_CONST(T, value))
#define brisk_fail_with(req, status, T, value)                                                                        \
    brisk_fail_value((req), (status), BRISK_TYPE(T), BRISK_IS_CONST(T, value))

#if !defined(BRISK_NO_SHORT_NAMES)
typedef brisk_str str;
#define str_is brisk_str_is
#define S BRISK_S
#define STR BRISK_STR
#define GIVEN BRISK_GIVEN
#define MODEL BRISK_MODEL
#define DECLARE_MODEL BRISK_DECLARE_MODEL
#define DEFINE_MODEL BRISK_DEFINE_MODEL
#define TUPLE BRISK_TUPLE
#define DECLARE_TUPLE BRISK_DECLARE_TUPLE
#define DEFINE_TUPLE BRISK_DEFINE_TUPLE
#define UNION BRISK_UNION
#define DECLARE_UNION BRISK_DECLARE_UNION
#define DEFINE_UNION BRISK_DEFINE_UNION
#define ENUM BRISK_ENUM
#define TYPE BRISK_NAMED_TYPE
#define OPAQUE BRISK_OPAQUE
#define ENDPOINT BRISK_ENDPOINT
#define DEPENDENCY BRISK_DEPENDENCY
#define DECLARE_DEPENDENCY BRISK_DECLARE_DEPENDENCY
#define SECURITY BRISK_SECURITY
#define DECLARE_SECURITY BRISK_DECLARE_SECURITY
#define ROUTER BRISK_ROUTER
#define DECLARE_ROUTER BRISK_DECLARE_ROUTER
#define APP BRISK_APP
#define DECLARE_APP BRISK_DECLARE_APP
#define ERROR BRISK_ERROR
#define DECLARE_ERROR BRISK_DECLARE_ERROR
#endif

#endif

/* parts.h - what ENDPOINT, DEPENDENCY and SECURITY expand to.
 *
 * A part is a word: path(int64, item_id, ge(1)), status(201), blocking. It has a row BRISK_PART_<word>, as rules have:
 * ~, class, (data). The classes, and the passes over the parts:
 *
 *     k_path k_input  an input: (place, its bits, type, name, words…)   BRISK_PSTRUCT_  members of x_in
 *     k_depends       (dependency, member, scopes…)                     BRISK_PCHECK_   assertions, thunks (endpoint)
 *     k_requires      (dependency, scopes…)                             BRISK_DCHECK_   the same (dependency)
 *     k_security      (scheme, member, scopes…)                         BRISK_PINPUT_   rows of brisk_input
 *     k_raises        (status[, text])                                  BRISK_PUSE_     rows of brisk_use
 *     k_respond       (status, type[, text[, media]])                   BRISK_PANSWER_  rows of brisk_answer_doc
 *     k_said          .member = … of brisk_endpoint                     BRISK_PSAY_     members of brisk_endpoint
 *     k_teardown      (function), of a dependency                       BRISK_DSAY_     members of brisk_dependency
 *     k_flag          .member = … of brisk_dependency                   BRISK_PCOUNT_   the number of path names
 *
 * x is the endpoint's name, u its template. */
#ifndef BRISK_DETAIL_PARTS_H
#define BRISK_DETAIL_PARTS_H

#include <brisk/detail/path.h>
#include <brisk/detail/rules.h>

/* ---- the table ---- */

#define BRISK_PART_path(...) ~, k_path, (BRISK_PLACE_PATH, BRISK_ON_PATH, __VA_ARGS__)
#define BRISK_PART_prefix_path(...) ~, k_input, (BRISK_PLACE_PATH, BRISK_ON_PATH, __VA_ARGS__)
#define BRISK_PART_query(...) ~, k_input, (BRISK_PLACE_QUERY, BRISK_ON_QUERY, __VA_ARGS__)
#define BRISK_PART_header(...) ~, k_input, (BRISK_PLACE_HEADER, BRISK_ON_HEADER, __VA_ARGS__)
#define BRISK_PART_cookie(...) ~, k_input, (BRISK_PLACE_COOKIE, BRISK_ON_COOKIE, __VA_ARGS__)
#define BRISK_PART_form(...) ~, k_input, (BRISK_PLACE_FORM, BRISK_ON_FORM, __VA_ARGS__)
#define BRISK_PART_file(...) ~, k_input, (BRISK_PLACE_FILE, BRISK_ON_FILE, __VA_ARGS__)
#define BRISK_PART_body(...) ~, k_input, (BRISK_PLACE_BODY, BRISK_ON_BODY, __VA_ARGS__)
#define BRISK_PART_depends(...) ~, k_depends, (__VA_ARGS__)
#define BRISK_PART_requires(...) ~, k_requires, (__VA_ARGS__)
#define BRISK_PART_security(...) ~, k_security, (__VA_ARGS__)
#define BRISK_PART_raises(...) ~, k_raises, (__VA_ARGS__)
#define BRISK_PART_respond(...) ~, k_respond, (__VA_ARGS__)
#define BRISK_PART_summary(s) ~, k_said, (.summary = (s))
#define BRISK_PART_doc(s) ~, k_said, (.doc = (s))
#define BRISK_PART_answer_text(s) ~, k_said, (.answer_text = (s))
#define BRISK_PART_operation_id(s) ~, k_said, (.operation_id = (s))
#define BRISK_PART_status(n) ~, k_said, (.status = (n))
#define BRISK_PART_media(s) ~, k_said, (.media = (s))
#define BRISK_PART_tags(...) ~, k_said, (.tags = BRISK_TEXTS(__VA_ARGS__))
#define BRISK_PART_include(...) ~, k_said, (.include = BRISK_TEXTS(__VA_ARGS__))
#define BRISK_PART_exclude(...) ~, k_said, (.exclude = BRISK_TEXTS(__VA_ARGS__))
#define BRISK_PART_deprecated ~, k_said, (.is_deprecated = true)
#define BRISK_PART_hidden ~, k_said, (.is_hidden = true)
#define BRISK_PART_blocking ~, k_said, (.is_blocking = true)
#define BRISK_PART_omit_null ~, k_said, (.omits_null = true)
#define BRISK_PART_omit_unset ~, k_said, (.omits_unset = true)
#define BRISK_PART_omit_defaults ~, k_said, (.omits_defaults = true)
#define BRISK_PART_by_name ~, k_said, (.writes_names = true)
#define BRISK_PART_untyped ~, k_said, (.is_untyped = true)
#define BRISK_PART_teardown(function) ~, k_teardown, (function)
#define BRISK_PART_no_cache ~, k_flag, (.no_cache = true)

#define BRISK_TEXTS(...) (const char *const[]){__VA_ARGS__, NULL}

#define BRISK_PART_DO(pass, x, u, i) BRISK_PART_GO(pass, x, u, i, BRISK_PART_##i, k_unknown, (~), ~)
#define BRISK_PART_GO(...) BRISK_PART_GO_(__VA_ARGS__)
#define BRISK_PART_GO_(pass, x, u, i, none, class, d, ...) pass##class(x, u, i, d)
#define BRISK_PART_CALL(m, ...) m(__VA_ARGS__)

/* ---- members of x_in ---- */

#define BRISK_PSTRUCT(x, u, i) BRISK_PART_DO(BRISK_PSTRUCT_, x, u, i)
#define BRISK_PSTRUCT_k_unknown(x, u, i, d)
#define BRISK_PSTRUCT_k_path(x, u, i, d) BRISK_PSTRUCT_k_input(x, u, i, d)
#define BRISK_PSTRUCT_k_input(x, u, i, d) BRISK_PART_CALL(BRISK_INPUT_MEMBER, x, BRISK_UNPAREN d, k_end, ~)
#define BRISK_INPUT_MEMBER(x, place, p, ...) BRISK_MEMBER_OF(x, __VA_ARGS__)
#define BRISK_PSTRUCT_k_depends(x, u, i, d) BRISK_PART_CALL(BRISK_USE_MEMBER, x, i, BRISK_UNPAREN d, k_end, ~)
#define BRISK_PSTRUCT_k_security(x, u, i, d) BRISK_PART_CALL(BRISK_USE_MEMBER, x, i, BRISK_UNPAREN d, k_end, ~)
#define BRISK_USE_MEMBER(x, i, used, member, ...)                                                                     \
    BRISK_USE_MEMBER_(x, i, used, member, BRISK_NAME_##member, k_named, ~)
#define BRISK_USE_MEMBER_(...) BRISK_USE_MEMBER__(__VA_ARGS__)
#define BRISK_USE_MEMBER__(x, i, used, member, none, class, ...) BRISK_USE_##class(x, i, used, member)
#define BRISK_USE_k_named(x, i, used, member) used##_out member;
#define BRISK_USE_k_unnamed(x, i, used, member)                                                                       \
    _Static_assert(0, #x ": no member for the result, as in depends(name, member): " #i);
#define BRISK_PSTRUCT_k_requires(x, u, i, d)
#define BRISK_PSTRUCT_k_raises(x, u, i, d)
#define BRISK_PSTRUCT_k_respond(x, u, i, d)
#define BRISK_PSTRUCT_k_said(x, u, i, d)
#define BRISK_PSTRUCT_k_teardown(x, u, i, d)
#define BRISK_PSTRUCT_k_flag(x, u, i, d)

/* ---- assertions and thunks ---- */

#define BRISK_PCHECK(x, u, i) BRISK_PART_DO(BRISK_PCHECK_, x, u, i)
#define BRISK_PCHECK_k_unknown(x, u, i, d) _Static_assert(0, #x ": there is no part " #i);
#define BRISK_PCHECK_k_path(x, u, i, d)                                                                               \
    BRISK_PCHECK_k_input(x, u, i, d)                                                                                  \
    BRISK_PART_CALL(BRISK_PATH_CHECK, x, u, BRISK_UNPAREN d, ~)
#define BRISK_PATH_TYPE_CHECK(x, t, n)                                                                                \
    _Static_assert((brisk_fits_##t & BRISK_FIT_NO_PATH) == 0,                                                         \
                   #x "." #n ": a path parameter cannot be of the type " #t);
#define BRISK_PATH_CHECK(x, u, place, p, t, n, ...)                                                                   \
    BRISK_PATH_TYPE_CHECK(x, t, n)                                                                                    \
    enum { brisk_path_##x##_##n = BRISK_PATH_HAS(u, n) };                                                             \
    _Static_assert(brisk_path_##x##_##n, #x ": path(" #n "), but " #u " has no {" #n "}");
#define BRISK_PCHECK_k_input(x, u, i, d) BRISK_PART_CALL(BRISK_INPUT_DECLARE, x, BRISK_UNPAREN d, k_end)
#define BRISK_INPUT_DECLARE(x, place, p, t, ...)                                                                      \
    BRISK_FIELD_DECLARE(x, p, t, __VA_ARGS__)
#define BRISK_PCHECK_k_depends(x, u, i, d)
#define BRISK_PCHECK_k_requires(x, u, i, d)
#define BRISK_PCHECK_k_security(x, u, i, d)
#define BRISK_PCHECK_k_raises(x, u, i, d) BRISK_PART_CALL(BRISK_RAISES_CHECK, x, i, BRISK_UNPAREN d, ~)
#define BRISK_RAISES_CHECK(x, i, code, ...)                                                                           \
    _Static_assert(__builtin_strncmp(#code, "\"", 1) != 0, #x ": no status, as in raises(404, \"text\"): " #i);
#define BRISK_PCHECK_k_respond(x, u, i, d)
#define BRISK_PCHECK_k_said(x, u, i, d)
#define BRISK_PCHECK_k_teardown(x, u, i, d) _Static_assert(0, #x ": only a DEPENDENCY has the part " #i);
#define BRISK_PCHECK_k_flag(x, u, i, d) _Static_assert(0, #x ": only a DEPENDENCY has the part " #i);

#define BRISK_DCHECK(x, u, i) BRISK_PART_DO(BRISK_DCHECK_, x, u, i)
#define BRISK_DCHECK_k_unknown(x, u, i, d) _Static_assert(0, #x ": there is no part " #i);
#define BRISK_DCHECK_k_path(x, u, i, d) BRISK_PCHECK_k_input(x, u, i, d)
#define BRISK_DCHECK_k_input(x, u, i, d) BRISK_PCHECK_k_input(x, u, i, d)
#define BRISK_DCHECK_k_depends(x, u, i, d)
#define BRISK_DCHECK_k_requires(x, u, i, d)
#define BRISK_DCHECK_k_security(x, u, i, d)
#define BRISK_DCHECK_k_raises(x, u, i, d) BRISK_PCHECK_k_raises(x, u, i, d)
#define BRISK_DCHECK_k_respond(x, u, i, d)
#define BRISK_DCHECK_k_said(x, u, i, d) _Static_assert(0, #x ": only an ENDPOINT has the part " #i);
#define BRISK_DCHECK_k_teardown(x, u, i, d) BRISK_PART_CALL(BRISK_TEARDOWN_THUNK, x, BRISK_UNPAREN d)
#define BRISK_TEARDOWN_THUNK(x, function)                                                                             \
    void function(brisk_request *req, x##_out *out, brisk_status outcome);                                            \
    static void brisk_teardown_##x(brisk_request *req, void *out, brisk_status outcome)                               \
    {                                                                                                                 \
        function(req, out, outcome);                                                                                  \
    }
#define BRISK_DCHECK_k_flag(x, u, i, d)

/* ---- the tables ---- */

#define BRISK_PINPUT(x, u, i) BRISK_PART_DO(BRISK_PINPUT_, x, u, i)
#define BRISK_PINPUT_k_unknown(x, u, i, d)
#define BRISK_PINPUT_k_path(x, u, i, d) BRISK_PART_CALL(BRISK_INPUT_ROW, x, BRISK_UNPAREN d, k_end)
#define BRISK_PINPUT_k_input(x, u, i, d) BRISK_PART_CALL(BRISK_INPUT_ROW, x, BRISK_UNPAREN d, k_end)
#define BRISK_INPUT_ROW(x, place, p, t, ...)                                                                          \
    {place, {BRISK_FIELD_INIT(x, x##_in, p, t, __VA_ARGS__)}},
#define BRISK_PINPUT_k_depends(x, u, i, d)
#define BRISK_PINPUT_k_requires(x, u, i, d)
#define BRISK_PINPUT_k_security(x, u, i, d)
#define BRISK_PINPUT_k_raises(x, u, i, d)
#define BRISK_PINPUT_k_respond(x, u, i, d)
#define BRISK_PINPUT_k_said(x, u, i, d)
#define BRISK_PINPUT_k_teardown(x, u, i, d)
#define BRISK_PINPUT_k_flag(x, u, i, d)

/* Scopes: texts, each with its comma (the call puts an empty argument last, which brings the last comma). */
#define BRISK_SCOPES(...) BRISK_SCOPES_(BRISK_FILLED(BRISK_FIRST(__VA_ARGS__, ~)), __VA_ARGS__)
#define BRISK_SCOPES_(filled, ...) BRISK_SCOPES__(filled, __VA_ARGS__)
#define BRISK_SCOPES__(filled, ...) BRISK_SCOPES_##filled(__VA_ARGS__)
#define BRISK_SCOPES_k_full(...) (const char *const[]){__VA_ARGS__ NULL}
#define BRISK_SCOPES_k_none(...) NULL

#define BRISK_PUSE(x, u, i) BRISK_PART_DO(BRISK_PUSE_, x, u, i)
#define BRISK_PUSE_k_unknown(x, u, i, d)
#define BRISK_PUSE_k_path(x, u, i, d)
#define BRISK_PUSE_k_input(x, u, i, d)
#define BRISK_PUSE_k_depends(x, u, i, d) BRISK_PART_CALL(BRISK_DEPENDS_ROW, x, BRISK_UNPAREN d, )
#define BRISK_DEPENDS_ROW(x, used, member, ...)                                                                       \
    {.dependency = &brisk_dependency_##used, .offset = offsetof(x##_in, member), .scopes = BRISK_SCOPES(__VA_ARGS__)},
#define BRISK_PUSE_k_requires(x, u, i, d) BRISK_PART_CALL(BRISK_REQUIRES_ROW, BRISK_UNPAREN d, )
#define BRISK_REQUIRES_ROW(...) {BRISK_REQUIRES_INIT(__VA_ARGS__)},
#define BRISK_REQUIRES_INIT(used, ...)                                                                                \
    .dependency = &brisk_dependency_##used, .offset = BRISK_NO_MEMBER, .scopes = BRISK_SCOPES(__VA_ARGS__)
#define BRISK_PUSE_k_security(x, u, i, d) BRISK_PART_CALL(BRISK_SECURITY_ROW, x, BRISK_UNPAREN d, )
#define BRISK_SECURITY_ROW(x, used, member, ...)                                                                      \
    {.security = &brisk_security_##used, .offset = offsetof(x##_in, member), .scopes = BRISK_SCOPES(__VA_ARGS__)},
#define BRISK_PUSE_k_raises(x, u, i, d)
#define BRISK_PUSE_k_respond(x, u, i, d)
#define BRISK_PUSE_k_said(x, u, i, d)
#define BRISK_PUSE_k_teardown(x, u, i, d)
#define BRISK_PUSE_k_flag(x, u, i, d)

#define BRISK_PANSWER(x, u, i) BRISK_PART_DO(BRISK_PANSWER_, x, u, i)
#define BRISK_PANSWER_k_unknown(x, u, i, d)
#define BRISK_PANSWER_k_path(x, u, i, d)
#define BRISK_PANSWER_k_input(x, u, i, d)
#define BRISK_PANSWER_k_depends(x, u, i, d)
#define BRISK_PANSWER_k_requires(x, u, i, d)
#define BRISK_PANSWER_k_security(x, u, i, d)
#define BRISK_PANSWER_k_raises(x, u, i, d) {BRISK_PART_CALL(BRISK_RAISES_INIT, BRISK_UNPAREN d, NULL, ~)},
#define BRISK_RAISES_INIT(code, text, ...) .status = #code, .doc = text, .is_detail = true
#define BRISK_PANSWER_k_respond(x, u, i, d) {BRISK_PART_CALL(BRISK_RESPOND_INIT, BRISK_UNPAREN d, NULL, NULL, ~)},
#define BRISK_RESPOND_INIT(code, t, text, media_, ...)                                                                \
    .status = #code, .type = BRISK_RESPOND_TYPE(t), .doc = text, .media = media_
#define BRISK_RESPOND_TYPE(t) BRISK_RESPOND_TYPE_(t, BRISK_OUT_##t, k_typed, ~)
#define BRISK_RESPOND_TYPE_(...) BRISK_RESPOND_TYPE__(__VA_ARGS__)
#define BRISK_RESPOND_TYPE__(t, none, form, ...) BRISK_RESPOND_##form(t)
#define BRISK_RESPOND_k_typed(t) &brisk_type_##t
#define BRISK_RESPOND_k_nothing(t) NULL
#define BRISK_RESPOND_k_raw(t) NULL
#define BRISK_PANSWER_k_said(x, u, i, d)
#define BRISK_PANSWER_k_teardown(x, u, i, d)
#define BRISK_PANSWER_k_flag(x, u, i, d)

#define BRISK_PSAY(x, u, i) BRISK_PART_DO(BRISK_PSAY_, x, u, i)
#define BRISK_PSAY_k_unknown(x, u, i, d)
#define BRISK_PSAY_k_path(x, u, i, d)
#define BRISK_PSAY_k_input(x, u, i, d)
#define BRISK_PSAY_k_depends(x, u, i, d)
#define BRISK_PSAY_k_requires(x, u, i, d)
#define BRISK_PSAY_k_security(x, u, i, d)
#define BRISK_PSAY_k_raises(x, u, i, d)
#define BRISK_PSAY_k_respond(x, u, i, d)
#define BRISK_PSAY_k_said(x, u, i, d) BRISK_UNPAREN d,
#define BRISK_PSAY_k_teardown(x, u, i, d)
#define BRISK_PSAY_k_flag(x, u, i, d)

#define BRISK_DSAY(x, u, i) BRISK_PART_DO(BRISK_DSAY_, x, u, i)
#define BRISK_DSAY_k_unknown(x, u, i, d)
#define BRISK_DSAY_k_path(x, u, i, d)
#define BRISK_DSAY_k_input(x, u, i, d)
#define BRISK_DSAY_k_depends(x, u, i, d)
#define BRISK_DSAY_k_requires(x, u, i, d)
#define BRISK_DSAY_k_security(x, u, i, d)
#define BRISK_DSAY_k_raises(x, u, i, d)
#define BRISK_DSAY_k_respond(x, u, i, d)
#define BRISK_DSAY_k_said(x, u, i, d)
#define BRISK_DSAY_k_teardown(x, u, i, d) .teardown = brisk_teardown_##x,
#define BRISK_DSAY_k_flag(x, u, i, d) BRISK_UNPAREN d,

/* How many names of the template are declared; what a dependency declares is not known here and counts 100. */
#define BRISK_PCOUNT(x, u, i) BRISK_PART_DO(BRISK_PCOUNT_, x, u, i)
#define BRISK_PCOUNT_k_unknown(x, u, i, d) +100
#define BRISK_PCOUNT_k_path(x, u, i, d) +1
#define BRISK_PCOUNT_k_input(x, u, i, d)
#define BRISK_PCOUNT_k_depends(x, u, i, d) +100
#define BRISK_PCOUNT_k_requires(x, u, i, d) +100
#define BRISK_PCOUNT_k_security(x, u, i, d)
#define BRISK_PCOUNT_k_raises(x, u, i, d)
#define BRISK_PCOUNT_k_respond(x, u, i, d)
#define BRISK_PCOUNT_k_said(x, u, i, d)
#define BRISK_PCOUNT_k_teardown(x, u, i, d)
#define BRISK_PCOUNT_k_flag(x, u, i, d)

/* ---- ENDPOINT ---- */

/* GET, or (GET, POST). */
#define BRISK_METHODS(method) BRISK_METHODS_(method, BRISK_METHODS_PROBE method, k_one, ~)
#define BRISK_METHODS_(...) BRISK_METHODS__(__VA_ARGS__)
#define BRISK_METHODS__(method, none, form, ...) BRISK_METHODS_##form(method)
#define BRISK_METHODS_PROBE(...) ~, k_many
#define BRISK_METHODS_k_one(method) (0 BRISK_METHODS_OR(~, ~, ~, method))
#define BRISK_METHODS_k_many(methods) (0 BRISK_METHODS_EACH methods)
#define BRISK_METHODS_EACH(...) BRISK_LITERALS(BRISK_METHODS_OR, ~, ~, ~, __VA_ARGS__, ~)
#define BRISK_METHODS_OR(l, w, t, method) | BRISK_SECOND(BRISK_VERB_##method, BRISK_NO_VERB, ~)
#define BRISK_NO_VERB (1 << 30)
#define BRISK_VERB_GET ~, BRISK_METHOD_GET
#define BRISK_VERB_HEAD ~, BRISK_METHOD_HEAD
#define BRISK_VERB_POST ~, BRISK_METHOD_POST
#define BRISK_VERB_PUT ~, BRISK_METHOD_PUT
#define BRISK_VERB_PATCH ~, BRISK_METHOD_PATCH
#define BRISK_VERB_DELETE ~, BRISK_METHOD_DELETE
#define BRISK_VERB_OPTIONS ~, BRISK_METHOD_OPTIONS
#define BRISK_VERB_TRACE ~, BRISK_METHOD_TRACE

/* 0 where a part stands in the place of the answer's type. */
#define BRISK_OUT_GIVEN(out) BRISK_OUT_GIVEN_(BRISK_PART_##out, 0, 0, 1, ~)
#define BRISK_OUT_GIVEN_(...) BRISK_OUT_GIVEN__(__VA_ARGS__)
#define BRISK_OUT_GIVEN__(a, b, c, given, ...) given

/* The answer's form: a type, nothing, or raw. */
#define BRISK_OUT(pass, x, out) BRISK_OUT_(pass, x, out, BRISK_OUT_##out, k_typed, ~)
#define BRISK_OUT_(...) BRISK_OUT__(__VA_ARGS__)
#define BRISK_OUT__(pass, x, out, none, form, ...) pass##form(x, out)
#define BRISK_OUT_nothing ~, k_nothing
#define BRISK_OUT_raw ~, k_raw

#define BRISK_HANDLER_k_typed(x, out_)                                                                                \
    BRISK_OUT_TYPE(x, out_)                                                                                           \
    static brisk_status x(brisk_request *req, const x##_in *in, brisk_##out_ *out);                                   \
    static brisk_status x##_call(brisk_request *req, const void *in, void *out)                                       \
    {                                                                                                                 \
        return x(req, in, out);                                                                                       \
    }
#define BRISK_HANDLER_k_nothing(x, out_)                                                                              \
    static brisk_status x(brisk_request *req, const x##_in *in);                                                      \
    static brisk_status x##_call(brisk_request *req, const void *in, void *out)                                       \
    {                                                                                                                 \
        (void)out;                                                                                                    \
        return x(req, in);                                                                                            \
    }
#define BRISK_HANDLER_k_raw(x, out_) BRISK_HANDLER_k_nothing(x, out_)
#define BRISK_ANSWER_INIT_k_typed(x, out_) .answer = BRISK_ANSWER_TYPED, .out = &brisk_type_##out_
#define BRISK_ANSWER_INIT_k_nothing(x, out_) .answer = BRISK_ANSWER_NOTHING
#define BRISK_ANSWER_INIT_k_raw(x, out_) .answer = BRISK_ANSWER_RAW

/* x_in: its last member keeps a struct without inputs from being empty, which C does not know. */
#define BRISK_IN_STRUCT(x, u, ...)                                                                                    \
    _Static_assert(BRISK_WITHIN(BRISK_PARTS_COUNT(__VA_ARGS__)), #x ": more than 32 parts");                          \
    typedef struct x##_in {                                                                                           \
        BRISK_PARTS(BRISK_PSTRUCT, x, u, __VA_ARGS__) char brisk_;                                                    \
    } x##_in

#define BRISK_PART_TABLES(x, u, ...)                                                                                  \
    .name = #x, .inputs = BRISK_LISTED(const brisk_input, BRISK_PARTS(BRISK_PINPUT, x, u, __VA_ARGS__)),              \
    .uses = BRISK_LISTED(const brisk_use, BRISK_PARTS(BRISK_PUSE, x, u, __VA_ARGS__)),                                \
    .answers = BRISK_LISTED(const brisk_answer_doc, BRISK_PARTS(BRISK_PANSWER, x, u, __VA_ARGS__)),                   \
    .in_size = sizeof(x##_in), .call = x##_call

/* The parts are closed by ~, as all lists here. */
#define BRISK_MAKE_ENDPOINT(x, method, u, out_, ...)                                                                  \
    _Static_assert((BRISK_METHODS(method) & BRISK_NO_VERB) == 0, #x ": there is no method " #method);                 \
    _Static_assert(BRISK_OUT_GIVEN(out_), #x ": no type of the answer before " #out_);                                \
    BRISK_IN_STRUCT(x, u, __VA_ARGS__);                                                                               \
    enum {                                                                                                            \
        brisk_path_names_##x = BRISK_PATH_NAMES(u),                                                                   \
        brisk_path_parts_##x = 0 BRISK_PARTS(BRISK_PCOUNT, x, u, __VA_ARGS__),                                        \
        brisk_path_known_##x = brisk_path_names_##x <= brisk_path_parts_##x                                           \
    };                                                                                                                \
    _Static_assert(brisk_path_names_##x <= 6, #x ": " #u " has more than 6 names");                                   \
    BRISK_PARTS(BRISK_PCHECK, x, u, __VA_ARGS__)                                                                      \
    _Static_assert(brisk_path_known_##x, #x ": " #u " has a {name} that no path(...) declares");                      \
    BRISK_OUT(BRISK_HANDLER_, x, out_)                                                                                \
    static const brisk_endpoint brisk_endpoint_##x = {                                                                \
        BRISK_PART_TABLES(x, u, __VA_ARGS__),                                                                         \
        .methods = BRISK_METHODS(method),                                                                             \
        .path = u,                                                                                                    \
        BRISK_OUT(BRISK_ANSWER_INIT_, x, out_),                                                                       \
        BRISK_PARTS(BRISK_PSAY, x, u, __VA_ARGS__)                                                                    \
    }

/* ---- DEPENDENCY ---- */

#define BRISK_MAKE_DEPENDENCY(x, out_, ...)                                                                           \
    BRISK_IN_STRUCT(x, ~, __VA_ARGS__);                                                                               \
    typedef brisk_##out_ x##_out;                                                                                     \
    BRISK_PARTS(BRISK_DCHECK, x, ~, __VA_ARGS__)                                                                      \
    static brisk_status x(brisk_request *req, const x##_in *in, x##_out *out);                                        \
    static brisk_status x##_call(brisk_request *req, const void *in, void *out)                                       \
    {                                                                                                                 \
        return x(req, in, out);                                                                                       \
    }                                                                                                                 \
    extern const brisk_dependency brisk_dependency_##x;                                                               \
    const brisk_dependency brisk_dependency_##x = {                                                                   \
        BRISK_PART_TABLES(x, ~, __VA_ARGS__),                                                                         \
        .out_size = sizeof(x##_out),                                                                                  \
        BRISK_PARTS(BRISK_DSAY, x, ~, __VA_ARGS__)                                                                    \
    }

/* ---- SECURITY ---- */

#define BRISK_SCHEME_api_key_header(s)                                                                                \
    ~, brisk_credentials, (.scheme = BRISK_SCHEME_API_KEY_HEADER, .parameter = (s)), 1
#define BRISK_SCHEME_api_key_query(s)                                                                                 \
    ~, brisk_credentials, (.scheme = BRISK_SCHEME_API_KEY_QUERY, .parameter = (s)), 1
#define BRISK_SCHEME_api_key_cookie(s)                                                                                \
    ~, brisk_credentials, (.scheme = BRISK_SCHEME_API_KEY_COOKIE, .parameter = (s)), 1
#define BRISK_SCHEME_basic ~, brisk_basic, (.scheme = BRISK_SCHEME_BASIC), 1
#define BRISK_SCHEME_bearer ~, brisk_credentials, (.scheme = BRISK_SCHEME_BEARER), 1
#define BRISK_SCHEME_digest ~, brisk_credentials, (.scheme = BRISK_SCHEME_DIGEST), 1
#define BRISK_SCHEME_oauth2_password(token)                                                                           \
    ~, brisk_credentials, (.scheme = BRISK_SCHEME_OAUTH2_PASSWORD, .token_url = (token)), 1
#define BRISK_SCHEME_oauth2_code(authorize, token)                                                                    \
    ~, brisk_credentials, (.scheme = BRISK_SCHEME_OAUTH2_CODE, .authorize_url = (authorize), .token_url = (token)), 1
#define BRISK_SCHEME_openid(url) ~, brisk_credentials, (.scheme = BRISK_SCHEME_OPENID, .openid_url = (url)), 1

#define BRISK_SECURITY_doc(s) ~, k_said, (.doc = (s))
#define BRISK_SECURITY_realm(s) ~, k_said, (.realm = (s))
#define BRISK_SECURITY_format(s) ~, k_said, (.format = (s))
#define BRISK_SECURITY_refresh_url(s) ~, k_said, (.refresh_url = (s))
#define BRISK_SECURITY_optional ~, k_said, (.is_optional = true)
#define BRISK_SECURITY_scope(name, text) ~, k_scope, (name, text)

#define BRISK_SECURITY_DO(pass, x, i) BRISK_SECURITY_GO(pass, x, i, BRISK_SECURITY_##i, k_unknown, (~), ~)
#define BRISK_SECURITY_GO(...) BRISK_SECURITY_GO_(__VA_ARGS__)
#define BRISK_SECURITY_GO_(pass, x, i, none, class, d, ...) pass##class(x, i, d)
#define BRISK_SCHECK(x, u, i) BRISK_SECURITY_DO(BRISK_SCHECK_, x, i)
#define BRISK_SCHECK_k_unknown(x, i, d) _Static_assert(0, #x ": there is no option of SECURITY " #i);
#define BRISK_SCHECK_k_said(x, i, d)
#define BRISK_SCHECK_k_scope(x, i, d)
#define BRISK_SSAY(x, u, i) BRISK_SECURITY_DO(BRISK_SSAY_, x, i)
#define BRISK_SSAY_k_unknown(x, i, d)
#define BRISK_SSAY_k_said(x, i, d) BRISK_UNPAREN d,
#define BRISK_SSAY_k_scope(x, i, d)
#define BRISK_SSCOPE(x, u, i) BRISK_SECURITY_DO(BRISK_SSCOPE_, x, i)
#define BRISK_SSCOPE_k_unknown(x, i, d)
#define BRISK_SSCOPE_k_said(x, i, d)
#define BRISK_SSCOPE_k_scope(x, i, d) {BRISK_UNPAREN d},

/* The C type of a scheme's result, the scheme's members, and whether it is known. */
#define BRISK_SCHEME_OUT(word) BRISK_SECOND(BRISK_SCHEME_##word, brisk_credentials, ~)
#define BRISK_SCHEME_INIT(word) BRISK_SCHEME_INIT_(BRISK_SCHEME_##word, ~, (.is_optional = false), ~)
#define BRISK_SCHEME_INIT_(...) BRISK_SCHEME_INIT__(__VA_ARGS__)
#define BRISK_SCHEME_INIT__(none, T, d, ...) BRISK_UNPAREN d
#define BRISK_SCHEME_KNOWN(word) BRISK_SCHEME_KNOWN_(BRISK_SCHEME_##word, ~, ~, 0, ~)
#define BRISK_SCHEME_KNOWN_(...) BRISK_SCHEME_KNOWN__(__VA_ARGS__)
#define BRISK_SCHEME_KNOWN__(none, T, d, known, ...) known

#define BRISK_MAKE_SECURITY(x, scheme_, ...)                                                                          \
    _Static_assert(BRISK_SCHEME_KNOWN(scheme_), #x ": there is no scheme " #scheme_);                                 \
    _Static_assert(BRISK_WITHIN(BRISK_PARTS_COUNT(__VA_ARGS__)), #x ": more than 32 options");                        \
    typedef BRISK_SCHEME_OUT(scheme_) x##_out;                                                                        \
    BRISK_PARTS(BRISK_SCHECK, x, ~, __VA_ARGS__)                                                                      \
    extern const brisk_security brisk_security_##x;                                                                   \
    const brisk_security brisk_security_##x = {                                                                       \
        .name = #x,                                                                                                   \
        BRISK_SCHEME_INIT(scheme_),                                                                                   \
        .scopes = BRISK_LISTED(const brisk_scope_doc, BRISK_PARTS(BRISK_SSCOPE, x, ~, __VA_ARGS__)),                  \
        BRISK_PARTS(BRISK_SSAY, x, ~, __VA_ARGS__)                                                                    \
    }

#endif

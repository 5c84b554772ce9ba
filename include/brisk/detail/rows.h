/* rows.h - what ROUTER and APP expand to.
 *
 * A row is the name of an endpoint or a word. A known word has a row BRISK_ROUTE_<word>: ~, class, (data); all else is
 * taken for an endpoint, so that a mistyped word ends at an undeclared brisk_endpoint_….
 *
 *     class                data                     passes
 *     k_row                .kind and .as            BRISK_ROW_OF_   rows of brisk_row
 *     k_use                (middleware, options…)   BRISK_RCHECK_   assertions of a router: no words of an app
 *     k_requires           (dependency, scopes…)    BRISK_ACHECK_   assertions of an app
 *     k_raises k_respond   as in parts.h            BRISK_ASAY_     members of brisk_app
 *     k_include            (router, rows…)          BRISK_ASERVER_  rows of its servers
 *     k_prefix             of an include            BRISK_ATAG_     rows of its tag texts
 *     k_approw             a k_row of an app only   BRISK_IROW_     rows of an include, in a loop of their own
 *     k_said k_server k_tag_doc: of an app          BRISK_ICHECK_ BRISK_IPREFIX_   its assertions, its prefix */
#ifndef BRISK_DETAIL_ROWS_H
#define BRISK_DETAIL_ROWS_H

#include <brisk/detail/parts.h>

/* ---- the table ---- */

#define BRISK_ROUTE_include(...) ~, k_include, (__VA_ARGS__)
#define BRISK_ROUTE_prefix(s) ~, k_prefix, (.prefix = (s))
#define BRISK_ROUTE_tags(...) ~, k_row, (.kind = BRISK_ROW_TAGS, .as = {.texts = BRISK_TEXTS(__VA_ARGS__)})
#define BRISK_ROUTE_requires(...) ~, k_requires, (__VA_ARGS__)
#define BRISK_ROUTE_deprecated ~, k_row, (.kind = BRISK_ROW_DEPRECATED)
#define BRISK_ROUTE_hidden ~, k_row, (.kind = BRISK_ROW_HIDDEN)
#define BRISK_ROUTE_raises(...) ~, k_raises, (__VA_ARGS__)
#define BRISK_ROUTE_respond(...) ~, k_respond, (__VA_ARGS__)
#define BRISK_ROUTE_use(...) ~, k_use, (__VA_ARGS__)
#define BRISK_ROUTE_on_status(code, function)                                                                         \
    ~, k_approw, (.kind = BRISK_ROW_ON_STATUS, .as = {.handler = {.status = (code), .call = function}})
#define BRISK_ROUTE_on_error(kind_, function)                                                                         \
    ~, k_approw, (.kind = BRISK_ROW_ON_ERROR, .as = {.handler = {.error = &kind_, .call = function}})
#define BRISK_ROUTE_on_invalid(function)                                                                              \
    ~, k_approw, (.kind = BRISK_ROW_ON_INVALID, .as = {.handler = {.call = function}})
#define BRISK_ROUTE_on_crash(function) ~, k_approw, (.kind = BRISK_ROW_ON_CRASH, .as = {.handler = {.call = function}})
#define BRISK_ROUTE_lifespan(...)                                                                                     \
    ~, k_approw, (.kind = BRISK_ROW_LIFESPAN, .as = {.lifespan = BRISK_LIFESPAN(__VA_ARGS__, NULL, ~)})
#define BRISK_LIFESPAN(start_, stop_, ...) {.start = start_, .stop = stop_}
#define BRISK_ROUTE_on_snapshot(...)                                                                                  \
    ~, k_approw, (.kind = BRISK_ROW_ON_SNAPSHOT, .as = {.snapshot = BRISK_SNAPSHOT(__VA_ARGS__, NULL, ~)})
#define BRISK_SNAPSHOT(before_, after_, ...) {.before = before_, .after = after_}
#define BRISK_ROUTE_on_event(function) ~, k_approw, (.kind = BRISK_ROW_ON_EVENT, .as = {.event = function})
#define BRISK_ROUTE_title(s) ~, k_said, (.title = (s))
#define BRISK_ROUTE_version(s) ~, k_said, (.version = (s))
#define BRISK_ROUTE_summary(s) ~, k_said, (.summary = (s))
#define BRISK_ROUTE_doc(s) ~, k_said, (.doc = (s))
#define BRISK_ROUTE_docs_url(s) ~, k_said, (.docs_url = (s))
#define BRISK_ROUTE_redoc_url(s) ~, k_said, (.redoc_url = (s))
#define BRISK_ROUTE_openapi_url(s) ~, k_said, (.openapi_url = (s))
#define BRISK_ROUTE_terms(s) ~, k_said, (.terms_url = (s))
#define BRISK_ROUTE_contact(...) ~, k_said, (.contact = BRISK_THREE_TEXTS(__VA_ARGS__, NULL, NULL, ~))
#define BRISK_ROUTE_license(...) ~, k_said, (.license = BRISK_LICENSE(__VA_ARGS__, NULL, ~))
#define BRISK_ROUTE_license_id(name_, id) ~, k_said, (.license = {.name = (name_), .identifier = (id)})
#define BRISK_ROUTE_server(...) ~, k_server, (__VA_ARGS__)
#define BRISK_ROUTE_tag_doc(name, text) ~, k_tag_doc, (name, text)
#define BRISK_ROUTE_no_redirect_slashes ~, k_said, (.no_redirect_slashes = true)
#define BRISK_ROUTE_no_strict_content_type ~, k_said, (.no_strict_content_type = true)
#define BRISK_ROUTE_gateway_key ~, k_said, (.has_gateway_key = true)
#define BRISK_ROUTE_no_docs ~, k_no_docs, (~)

#define BRISK_THREE_TEXTS(a, b, c, ...) {a, b, c}
#define BRISK_TWO_TEXTS(a, b, ...) {a, b}
#define BRISK_LICENSE(name_, url_, ...) {.name = name_, .url = url_}

#define BRISK_ROUTE_DO(pass, x, i) BRISK_ROUTE_GO(pass, x, i, BRISK_ROUTE_##i, k_endpoint, (~), ~)
#define BRISK_ROUTE_GO(...) BRISK_ROUTE_GO_(__VA_ARGS__)
#define BRISK_ROUTE_GO_(pass, x, i, none, class, d, ...) pass##class(x, i, d)
#define BRISK_ROUTE_CALL(m, ...) m(__VA_ARGS__)

/* ---- rows ---- */

#define BRISK_ROW_OF(x, i) BRISK_ROUTE_DO(BRISK_ROW_OF_, x, i)
#define BRISK_ROW_OF_k_endpoint(x, i, d) {.kind = BRISK_ROW_ENDPOINT, .as = {.endpoint = &brisk_endpoint_##i}},
#define BRISK_ROW_OF_k_row(x, i, d) {BRISK_UNPAREN d},
#define BRISK_ROW_OF_k_approw(x, i, d) {BRISK_UNPAREN d},
#define BRISK_ROW_OF_k_use(x, i, d) BRISK_ROUTE_CALL(BRISK_USE_ROW, BRISK_UNPAREN d, .brisk_ = 0)
#define BRISK_USE_ROW(function, ...)                                                                                  \
    {.kind = BRISK_ROW_MIDDLEWARE,                                                                                    \
     .as = {.middleware = {function, &(const function##_options){__VA_ARGS__}, #function}}},
#define BRISK_ROW_OF_k_requires(x, i, d) BRISK_ROUTE_CALL(BRISK_REQUIRES_OF, BRISK_UNPAREN d, )
#define BRISK_REQUIRES_OF(...) {.kind = BRISK_ROW_USE, .as = {.use = {BRISK_REQUIRES_INIT(__VA_ARGS__)}}},
#define BRISK_ROW_OF_k_raises(x, i, d) BRISK_ROUTE_CALL(BRISK_RAISES_OF, BRISK_UNPAREN d, NULL, ~)
#define BRISK_RAISES_OF(...) {.kind = BRISK_ROW_ANSWER, .as = {.answer = {BRISK_RAISES_INIT(__VA_ARGS__)}}},
#define BRISK_ROW_OF_k_respond(x, i, d) BRISK_ROUTE_CALL(BRISK_RESPOND_OF, BRISK_UNPAREN d, NULL, NULL, ~)
#define BRISK_RESPOND_OF(...) {.kind = BRISK_ROW_ANSWER, .as = {.answer = {BRISK_RESPOND_INIT(__VA_ARGS__)}}},
#define BRISK_ROW_OF_k_include(x, i, d) BRISK_ROUTE_CALL(BRISK_INCLUDE_ROW, x, BRISK_UNPAREN d, ~)
#define BRISK_INCLUDE_ROW(x, included, ...)                                                                           \
    {.kind = BRISK_ROW_INCLUDE,                                                                                       \
     .as = {.include = {.router = &included,                                                                          \
                        .rows = BRISK_LISTED(const brisk_row, BRISK_PARTS(BRISK_IROW, x, ~, __VA_ARGS__)),            \
                        BRISK_PARTS(BRISK_IPREFIX, x, ~, __VA_ARGS__)}}},
#define BRISK_ROW_OF_k_prefix(x, i, d)
#define BRISK_ROW_OF_k_said(x, i, d)
#define BRISK_ROW_OF_k_server(x, i, d)
#define BRISK_ROW_OF_k_tag_doc(x, i, d)
#define BRISK_ROW_OF_k_no_docs(x, i, d)

/* ---- what stands within include(router, …) ---- */

/* The loop of an include runs inside that of the rows: the dispatch is written once more. */
#define BRISK_INCLUDED_DO(pass, x, i) BRISK_INCLUDED_GO(pass, x, i, BRISK_ROUTE_##i, k_endpoint, (~), ~)
#define BRISK_INCLUDED_GO(...) BRISK_INCLUDED_GO_(__VA_ARGS__)
#define BRISK_INCLUDED_GO_(pass, x, i, none, class, d, ...) pass##class(x, i, d)
#define BRISK_INCLUDED_CALL(m, ...) m(__VA_ARGS__)

#define BRISK_IROW(x, u, i) BRISK_INCLUDED_DO(BRISK_IROW_, x, i)
#define BRISK_IROW_k_endpoint(x, i, d)
#define BRISK_IROW_k_row(x, i, d) {BRISK_UNPAREN d},
#define BRISK_IROW_k_approw(x, i, d)
#define BRISK_IROW_k_use(x, i, d)
#define BRISK_IROW_k_requires(x, i, d) BRISK_INCLUDED_CALL(BRISK_REQUIRES_OF, BRISK_UNPAREN d, )
#define BRISK_IROW_k_raises(x, i, d) BRISK_INCLUDED_CALL(BRISK_RAISES_OF, BRISK_UNPAREN d, NULL, ~)
#define BRISK_IROW_k_respond(x, i, d) BRISK_INCLUDED_CALL(BRISK_RESPOND_OF, BRISK_UNPAREN d, NULL, NULL, ~)
#define BRISK_IROW_k_include(x, i, d)
#define BRISK_IROW_k_prefix(x, i, d)
#define BRISK_IROW_k_said(x, i, d)
#define BRISK_IROW_k_server(x, i, d)
#define BRISK_IROW_k_tag_doc(x, i, d)
#define BRISK_IROW_k_no_docs(x, i, d)

#define BRISK_IPREFIX(x, u, i) BRISK_INCLUDED_DO(BRISK_IPREFIX_, x, i)
#define BRISK_IPREFIX_k_endpoint(x, i, d)
#define BRISK_IPREFIX_k_row(x, i, d)
#define BRISK_IPREFIX_k_approw(x, i, d)
#define BRISK_IPREFIX_k_use(x, i, d)
#define BRISK_IPREFIX_k_requires(x, i, d)
#define BRISK_IPREFIX_k_raises(x, i, d)
#define BRISK_IPREFIX_k_respond(x, i, d)
#define BRISK_IPREFIX_k_include(x, i, d)
#define BRISK_IPREFIX_k_prefix(x, i, d) BRISK_UNPAREN d,
#define BRISK_IPREFIX_k_said(x, i, d)
#define BRISK_IPREFIX_k_server(x, i, d)
#define BRISK_IPREFIX_k_tag_doc(x, i, d)
#define BRISK_IPREFIX_k_no_docs(x, i, d)

#define BRISK_ICHECK(x, u, i) BRISK_INCLUDED_DO(BRISK_ICHECK_, x, i)
#define BRISK_ICHECK_NO(x, i) _Static_assert(0, #x ": include(...) has no option " #i);
#define BRISK_ICHECK_k_endpoint(x, i, d) BRISK_ICHECK_NO(x, i)
#define BRISK_ICHECK_k_row(x, i, d)
#define BRISK_ICHECK_k_approw(x, i, d) BRISK_ICHECK_NO(x, i)
#define BRISK_ICHECK_k_use(x, i, d) BRISK_ICHECK_NO(x, i)
#define BRISK_ICHECK_k_requires(x, i, d)
#define BRISK_ICHECK_k_raises(x, i, d)
#define BRISK_ICHECK_k_respond(x, i, d)
#define BRISK_ICHECK_k_include(x, i, d) BRISK_ICHECK_NO(x, i)
#define BRISK_ICHECK_k_prefix(x, i, d)
#define BRISK_ICHECK_k_said(x, i, d) BRISK_ICHECK_NO(x, i)
#define BRISK_ICHECK_k_server(x, i, d) BRISK_ICHECK_NO(x, i)
#define BRISK_ICHECK_k_tag_doc(x, i, d) BRISK_ICHECK_NO(x, i)
#define BRISK_ICHECK_k_no_docs(x, i, d) BRISK_ICHECK_NO(x, i)

/* ---- assertions ---- */

#define BRISK_RCHECK(x, i) BRISK_ROUTE_DO(BRISK_RCHECK_, x, i)
#define BRISK_RCHECK_NO(x, i) _Static_assert(0, #x ": only an APP has " #i);
#define BRISK_RCHECK_k_endpoint(x, i, d)
#define BRISK_RCHECK_k_row(x, i, d)
#define BRISK_RCHECK_k_approw(x, i, d) BRISK_RCHECK_NO(x, i)
#define BRISK_RCHECK_k_use(x, i, d)
#define BRISK_RCHECK_k_requires(x, i, d)
#define BRISK_RCHECK_k_raises(x, i, d)
#define BRISK_RCHECK_k_respond(x, i, d)
#define BRISK_RCHECK_k_include(x, i, d) BRISK_ROUTE_CALL(BRISK_INCLUDE_CHECK, x, BRISK_UNPAREN d, ~)
#define BRISK_INCLUDE_CHECK(x, included, ...)                                                                         \
    _Static_assert(BRISK_WITHIN(BRISK_PARTS_COUNT(__VA_ARGS__)), #x ": more than 32 options in include(...)");        \
    BRISK_PARTS(BRISK_ICHECK, x, ~, __VA_ARGS__)
#define BRISK_RCHECK_k_prefix(x, i, d) _Static_assert(0, #x ": only include(...) has " #i);
#define BRISK_RCHECK_k_said(x, i, d) BRISK_RCHECK_NO(x, i)
#define BRISK_RCHECK_k_server(x, i, d) BRISK_RCHECK_NO(x, i)
#define BRISK_RCHECK_k_tag_doc(x, i, d) BRISK_RCHECK_NO(x, i)
#define BRISK_RCHECK_k_no_docs(x, i, d) BRISK_RCHECK_NO(x, i)

#define BRISK_ACHECK(x, i) BRISK_ROUTE_DO(BRISK_ACHECK_, x, i)
#define BRISK_ACHECK_k_endpoint(x, i, d)
#define BRISK_ACHECK_k_row(x, i, d)
#define BRISK_ACHECK_k_approw(x, i, d)
#define BRISK_ACHECK_k_use(x, i, d)
#define BRISK_ACHECK_k_requires(x, i, d)
#define BRISK_ACHECK_k_raises(x, i, d)
#define BRISK_ACHECK_k_respond(x, i, d)
#define BRISK_ACHECK_k_include(x, i, d) BRISK_RCHECK_k_include(x, i, d)
#define BRISK_ACHECK_k_prefix(x, i, d) BRISK_RCHECK_k_prefix(x, i, d)
#define BRISK_ACHECK_k_said(x, i, d)
#define BRISK_ACHECK_k_server(x, i, d)
#define BRISK_ACHECK_k_tag_doc(x, i, d)
#define BRISK_ACHECK_k_no_docs(x, i, d)

/* ---- members of brisk_app ---- */

#define BRISK_ASAY(x, i) BRISK_ROUTE_DO(BRISK_ASAY_, x, i)
#define BRISK_ASAY_k_endpoint(x, i, d)
#define BRISK_ASAY_k_row(x, i, d)
#define BRISK_ASAY_k_approw(x, i, d)
#define BRISK_ASAY_k_use(x, i, d)
#define BRISK_ASAY_k_requires(x, i, d)
#define BRISK_ASAY_k_raises(x, i, d)
#define BRISK_ASAY_k_respond(x, i, d)
#define BRISK_ASAY_k_include(x, i, d)
#define BRISK_ASAY_k_prefix(x, i, d)
#define BRISK_ASAY_k_said(x, i, d) BRISK_UNPAREN d,
#define BRISK_ASAY_k_server(x, i, d)
#define BRISK_ASAY_k_tag_doc(x, i, d)
#define BRISK_ASAY_k_no_docs(x, i, d)

#define BRISK_ASERVER(x, i) BRISK_ROUTE_DO(BRISK_ASERVER_, x, i)
#define BRISK_ASERVER_k_endpoint(x, i, d)
#define BRISK_ASERVER_k_row(x, i, d)
#define BRISK_ASERVER_k_approw(x, i, d)
#define BRISK_ASERVER_k_use(x, i, d)
#define BRISK_ASERVER_k_requires(x, i, d)
#define BRISK_ASERVER_k_raises(x, i, d)
#define BRISK_ASERVER_k_respond(x, i, d)
#define BRISK_ASERVER_k_include(x, i, d)
#define BRISK_ASERVER_k_prefix(x, i, d)
#define BRISK_ASERVER_k_said(x, i, d)
#define BRISK_ASERVER_k_server(x, i, d) BRISK_ROUTE_CALL(BRISK_TWO_TEXTS, BRISK_UNPAREN d, NULL, ~),
#define BRISK_ASERVER_k_tag_doc(x, i, d)
#define BRISK_ASERVER_k_no_docs(x, i, d)

#define BRISK_ATAG(x, i) BRISK_ROUTE_DO(BRISK_ATAG_, x, i)
#define BRISK_ATAG_k_endpoint(x, i, d)
#define BRISK_ATAG_k_row(x, i, d)
#define BRISK_ATAG_k_approw(x, i, d)
#define BRISK_ATAG_k_use(x, i, d)
#define BRISK_ATAG_k_requires(x, i, d)
#define BRISK_ATAG_k_raises(x, i, d)
#define BRISK_ATAG_k_respond(x, i, d)
#define BRISK_ATAG_k_include(x, i, d)
#define BRISK_ATAG_k_prefix(x, i, d)
#define BRISK_ATAG_k_said(x, i, d)
#define BRISK_ATAG_k_server(x, i, d)
#define BRISK_ATAG_k_tag_doc(x, i, d) {BRISK_UNPAREN d},
#define BRISK_ATAG_k_no_docs(x, i, d)

/* How often no_docs was said: without it the app names the docs pages, and so links them. */
#define BRISK_ADOCS(x, i) BRISK_ROUTE_DO(BRISK_ADOCS_, x, i)
#define BRISK_ADOCS_k_endpoint(x, i, d)
#define BRISK_ADOCS_k_row(x, i, d)
#define BRISK_ADOCS_k_approw(x, i, d)
#define BRISK_ADOCS_k_use(x, i, d)
#define BRISK_ADOCS_k_requires(x, i, d)
#define BRISK_ADOCS_k_raises(x, i, d)
#define BRISK_ADOCS_k_respond(x, i, d)
#define BRISK_ADOCS_k_include(x, i, d)
#define BRISK_ADOCS_k_prefix(x, i, d)
#define BRISK_ADOCS_k_said(x, i, d)
#define BRISK_ADOCS_k_server(x, i, d)
#define BRISK_ADOCS_k_tag_doc(x, i, d)
#define BRISK_ADOCS_k_no_docs(x, i, d) +1

/* ---- ROUTER and APP ---- */

#define BRISK_MAKE_ROUTER(x, prefix_, ...)                                                                            \
    _Static_assert(!__builtin_strncmp(#prefix_, "\"", 1), #x ": the prefix is missing: ROUTER(" #x ", \"\", ...)");     \
    _Static_assert(BRISK_WITHIN(BRISK_ROWS_COUNT(__VA_ARGS__)), #x ": more than 128 rows");                           \
    BRISK_ROWS(BRISK_RCHECK, x, __VA_ARGS__)                                                                          \
    extern const brisk_router x;                                                                                      \
    const brisk_router x = {                                                                                          \
        .name = #x,                                                                                                   \
        .prefix = prefix_,                                                                                            \
        .rows = (const brisk_row[]){BRISK_ROWS(BRISK_ROW_OF, x, __VA_ARGS__) {.kind = BRISK_ROW_END}},                \
    }

#define BRISK_MAKE_APP(x, ...)                                                                                        \
    _Static_assert(BRISK_WITHIN(BRISK_ROWS_COUNT(__VA_ARGS__)), #x ": more than 128 rows");                           \
    BRISK_ROWS(BRISK_ACHECK, x, __VA_ARGS__)                                                                          \
    extern const brisk_app x;                                                                                         \
    const brisk_app x = {                                                                                             \
        .name = #x,                                                                                                   \
        .rows = (const brisk_row[]){BRISK_ROWS(BRISK_ROW_OF, x, __VA_ARGS__) {.kind = BRISK_ROW_END}},                \
        .servers = BRISK_LISTED(const struct brisk_server_doc, BRISK_ROWS(BRISK_ASERVER, x, __VA_ARGS__)),            \
        .tag_docs = BRISK_LISTED(const struct brisk_tag_doc, BRISK_ROWS(BRISK_ATAG, x, __VA_ARGS__)),                 \
        .docs = (0 BRISK_ROWS(BRISK_ADOCS, x, __VA_ARGS__)) ? (const brisk_docs *)0 : &brisk_docs_pages,              \
        BRISK_ROWS(BRISK_ASAY, x, __VA_ARGS__)                                                                        \
    }

#endif

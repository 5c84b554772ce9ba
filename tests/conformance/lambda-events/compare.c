/* compare.c - compare.h. */
#include "compare.h"

#include "core/base64.h"
#include "core/buffer.h"
#include "core/number.h"
#include "core/str.h"
#include "http/query.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

brisk_json member(brisk_json object, const char *key)
{
    return brisk_json_get(object, brisk_str_view(key));
}

brisk_str text_of(brisk_json object, const char *key)
{
    brisk_str text = {"", 0};
    (void)brisk_json_str(member(object, key), &text);
    return text;
}

/* -1 for what is no number. */
static int64_t number_of(brisk_str text)
{
    uint64_t number;
    return brisk_digits_parse(text, 99999, &number) == BRISK_NUMBER_OK ? (int64_t)number : -1;
}

static int differ(brisk_json testcase, const char *field, brisk_str got, brisk_str want)
{
    brisk_str name = text_of(testcase, "name");
    printf("%.*s: %s: got \"%.*s\", want \"%.*s\"\n", (int)name.len, name.ptr, field, (int)got.len,
           got.len ? got.ptr : "", (int)want.len, want.len ? want.ptr : "");
    return 1;
}

static int compare_text(brisk_json testcase, const char *field, brisk_str got, brisk_str want)
{
    return brisk_str_equal(got, want) ? 0 : differ(testcase, field, got, want);
}

/* ---- headers, as lists of texts under lower-case names ---- */

/* Repetitions joined; white space behind "," (in cookies: behind ";") made the same. */
static brisk_str fold(brisk_arena *arena, const brisk_headers *headers, brisk_str name)
{
    bool is_cookie = brisk_str_is(name, "cookie"), is_first = true;
    char separator = is_cookie ? ';' : ',';
    brisk_buffer buffer;
    brisk_buffer_init(&buffer, arena, 0);
    for (size_t i = 0; (i = brisk_headers_find(headers, name, i)) != SIZE_MAX; i++) {
        brisk_str rest = headers->items[i].value, part;
        bool more = true;
        while (brisk_str_split(&rest, separator, &more, &part)) {
            brisk_buffer_append_c_string(&buffer, is_first ? "" : is_cookie ? "; " : ",");
            brisk_buffer_append_str(&buffer, brisk_str_trim(part));
            is_first = false;
        }
    }
    return brisk_buffer_view(&buffer);
}

static int by_text(const void *a, const void *b)
{
    return brisk_str_compare(*(const brisk_str *)a, *(const brisk_str *)b);
}

/* Set-Cookie has no joined form: the values in order of their text. */
static brisk_str fold_set_cookie(brisk_arena *arena, const brisk_headers *headers)
{
    brisk_str *values = brisk_arena_alloc(arena, (headers->count + 1) * sizeof *values);
    size_t count = 0;
    brisk_buffer buffer;
    for (size_t i = 0; (i = brisk_headers_find(headers, BRISK_S("set-cookie"), i)) != SIZE_MAX; i++) {
        values[count++] = headers->items[i].value;
    }
    qsort(values, count, sizeof *values, by_text);
    brisk_buffer_init(&buffer, arena, 0);
    for (size_t i = 0; i < count; i++) {
        brisk_buffer_append_str(&buffer, values[i]);
        brisk_buffer_append_char(&buffer, '\n');
    }
    return brisk_buffer_view(&buffer);
}

static brisk_str folded(brisk_arena *arena, const brisk_headers *headers, brisk_str name)
{
    return brisk_str_is(name, "set-cookie") ? fold_set_cookie(arena, headers) : fold(arena, headers, name);
}

static int compare_headers(brisk_json testcase, brisk_arena *arena, const brisk_headers *got, const brisk_headers *want)
{
    int count = 0;
    for (size_t i = 0; i < want->count; i++) {
        brisk_str name = brisk_str_lower(arena, want->items[i].name);
        brisk_str have = folded(arena, got, name), wish = folded(arena, want, name);
        bool is_there = brisk_headers_find(got, name, 0) != SIZE_MAX;
        if (!is_there || !brisk_str_equal(have, wish)) {
            count +=
                differ(testcase, brisk_arena_printf(arena, "header %.*s", (int)name.len, name.ptr).ptr, have, wish);
        }
    }
    for (size_t i = 0; i < got->count; i++) {
        if (brisk_headers_find(want, got->items[i].name, 0) == SIZE_MAX) {
            count += differ(testcase, "header that should not be there", got->items[i].name, BRISK_S(""));
        }
    }
    return count;
}

/* [["name", "value"], …] */
static brisk_headers headers_of_pairs(brisk_arena *arena, brisk_json pairs)
{
    brisk_headers headers = {0};
    brisk_json_iter iter = brisk_json_iterate(pairs);
    brisk_json pair;
    while (brisk_json_next(&iter, NULL, &pair)) {
        brisk_str name = {"", 0}, value = {"", 0};
        (void)brisk_json_str(brisk_json_at(pair, 0), &name);
        (void)brisk_json_str(brisk_json_at(pair, 1), &value);
        brisk_headers_add(&headers, arena, name, value);
    }
    return headers;
}

/* ---- requests ---- */

void split_server(const brisk_request *req, brisk_str *host, int64_t *port)
{
    size_t colon = brisk_str_find_last_char(req->server, ':'), bracket = brisk_str_find_last_char(req->server, ']');
    *host = req->server;
    *port = brisk_str_is(req->scheme, "https") ? 443 : 80;
    if (colon != BRISK_STR_NONE && (bracket == BRISK_STR_NONE || bracket < colon)) {
        *host = brisk_str_slice(req->server, 0, colon);
        *port = number_of(brisk_str_from(req->server, colon + 1));
    }
}

static int compare_server(brisk_json testcase, const brisk_request *req, brisk_json want)
{
    brisk_str host, want_host = {"", 0};
    int64_t port, want_port = 0;
    split_server(req, &host, &port);
    (void)brisk_json_str(brisk_json_at(want, 0), &want_host);
    (void)brisk_json_int(brisk_json_at(want, 1), &want_port);
    int count = compare_text(testcase, "server", host, want_host);
    if (port != want_port) {
        printf("server port: got %" PRId64 ", want %" PRId64 "\n", port, want_port);
        count += differ(testcase, "server's port", req->server, want_host);
    }
    return count;
}

static int compare_query(brisk_json testcase, const brisk_request *req, brisk_str want)
{
    brisk_pairs have, wish;
    if (brisk_query_parse(req->arena, req->query, 0, &have) != BRISK_OK ||
        brisk_query_parse(req->arena, want, 0, &wish) != BRISK_OK || have.count != wish.count) {
        return differ(testcase, "query", req->query, want);
    }
    for (size_t i = 0; i < have.count; i++) {
        if (!brisk_str_equal(have.items[i].key, wish.items[i].key) ||
            !brisk_str_equal(have.items[i].value, wish.items[i].value)) {
            return differ(testcase, "query", req->query, want);
        }
    }
    return 0;
}

static int compare_body(brisk_json testcase, const brisk_request *req, brisk_str want)
{
    brisk_str bytes;
    if (brisk_base64_decode(req->arena, want, BRISK_BASE64_STANDARD, &bytes) != BRISK_OK) {
        return differ(testcase, "body of the case", want, BRISK_S("base64"));
    }
    return compare_text(testcase, "body", req->body, bytes);
}

int compare_request(brisk_json testcase, brisk_json wanted, brisk_json recommended, brisk_request *req,
                    exempted *is_exempted)
{
    static const char *const fields[] = {"method", "path",    "scheme",      "query_string", "client",
                                         "server", "headers", "body_base64", "root_path"};
    int count = 0;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *field = fields[i];
        brisk_json want;
        bool is_recommended = brisk_json_find(recommended, brisk_str_view(field), &want);
        bool is_anything = is_recommended && brisk_json_find(want, BRISK_S("__any__"), NULL);
        bool is_known = is_recommended || brisk_json_find(wanted, brisk_str_view(field), &want);
        /* Mangum never sets a root path: only what AWS says of it counts */
        if (!is_known || is_anything || is_exempted(testcase, field) || (i == 8 && !is_recommended)) {
            continue;
        }
        brisk_str text = {"", 0};
        (void)brisk_json_str(i == 4 ? brisk_json_at(want, 0) : want, &text);
        const brisk_str plain[] = {req->method_text, req->path, req->scheme};
        switch (i) {
        case 3:
            count += compare_query(testcase, req, text);
            break;
        case 4:
            count += compare_text(testcase, field, req->client, text);
            break;
        case 5:
            count += compare_server(testcase, req, want);
            break;
        case 6: {
            brisk_headers headers = headers_of_pairs(req->arena, want);
            count += compare_headers(testcase, req->arena, &req->headers, &headers);
            break;
        }
        case 7:
            count += compare_body(testcase, req, text);
            break;
        case 8:
            count += compare_text(testcase, field, req->root_path, text);
            break;
        default:
            count += compare_text(testcase, field, plain[i], text);
        }
    }
    return count;
}

/* ---- answers ---- */

/* What an HTTP client sees. */
typedef struct wire {
    int64_t status;
    brisk_headers headers;
    brisk_str body;
    bool is_base64;
} wire;

static bool has_value(const brisk_headers *headers, brisk_str name, brisk_str value)
{
    for (size_t i = 0; (i = brisk_headers_find(headers, name, i)) != SIZE_MAX; i++) {
        if (brisk_str_equal(headers->items[i].value, value)) {
            return true;
        }
    }
    return false;
}

static void add_lists(brisk_arena *arena, brisk_headers *headers, brisk_json map, bool is_edge)
{
    brisk_json_iter names = brisk_json_iterate(map);
    brisk_json list, value;
    brisk_str name, text;
    while (brisk_json_next(&names, &name, &list)) {
        brisk_json_iter values = brisk_json_iterate(list);
        while (brisk_json_next(&values, NULL, &value)) {
            if (brisk_json_str(is_edge ? member(value, "value") : value, &text)) {
                brisk_headers_add(headers, arena, name, text);
            }
        }
    }
}

static wire wire_of(brisk_arena *arena, brisk_str type, brisk_json answer)
{
    wire w = {.status = 0};
    bool is_edge = brisk_str_is(type, "lambda-edge"),
         is_v2 = brisk_str_is(type, "http-v2") || brisk_str_is(type, "function-url");
    brisk_str name, text;
    brisk_json value;
    if (is_edge) {
        w.status = number_of(text_of(answer, "status"));
        (void)brisk_json_int(member(answer, "status"), &w.status); /* as Mangum writes it */
        add_lists(arena, &w.headers, member(answer, "headers"), true);
        w.is_base64 = brisk_str_is(text_of(answer, "bodyEncoding"), "base64");
    } else {
        (void)brisk_json_int(member(answer, "statusCode"), &w.status);
        (void)brisk_json_bool(member(answer, "isBase64Encoded"), &w.is_base64);
        if (!is_v2 && !brisk_str_is(type, "alb")) {
            add_lists(arena, &w.headers, member(answer, "multiValueHeaders"), false);
        }
        size_t multi = w.headers.count;
        brisk_json_iter iter = brisk_json_iterate(member(answer, "headers"));
        while (!brisk_str_is(type, "alb-multi") && brisk_json_next(&iter, &name, &value)) {
            brisk_headers before = {w.headers.items, multi, multi};
            if (brisk_json_str(value, &text) && !has_value(&before, name, text)) {
                brisk_headers_add(&w.headers, arena, name, text);
            }
        }
        iter = brisk_json_iterate(member(answer, "cookies"));
        while (is_v2 && brisk_json_next(&iter, NULL, &value)) {
            if (brisk_json_str(value, &text)) {
                brisk_headers_add(&w.headers, arena, BRISK_S("set-cookie"), text);
            }
        }
    }
    w.body = text_of(answer, "body");
    if (w.is_base64 && brisk_base64_decode(arena, w.body, BRISK_BASE64_STANDARD, &w.body) != BRISK_OK) {
        w.body = BRISK_S("(no base64)");
    }
    return w;
}

static int compare_wires(brisk_json testcase, brisk_arena *arena, const wire *got, const wire *want)
{
    int count = compare_headers(testcase, arena, &got->headers, &want->headers);
    count += compare_text(testcase, "body", got->body, want->body);
    if (got->status != want->status) {
        count += differ(testcase, "status", brisk_arena_printf(arena, "%" PRId64, got->status),
                        brisk_arena_printf(arena, "%" PRId64, want->status));
    }
    bool is_free = brisk_str_is(text_of(testcase, "base64_choice"), "implementation-defined");
    if (!is_free && !brisk_str_is(text_of(testcase, "event_type"), "lambda-edge") &&
        got->is_base64 != want->is_base64) {
        count += differ(testcase, "isBase64Encoded", brisk_str_view(got->is_base64 ? "true" : "false"),
                        brisk_str_view(want->is_base64 ? "true" : "false"));
    }
    return count;
}

int compare_answer(brisk_json testcase, brisk_json answer, brisk_arena *arena)
{
    brisk_str type = text_of(testcase, "event_type");
    brisk_json want = member(testcase, "expect_result"), other;
    (void)brisk_json_find(testcase, BRISK_S("recommended_result"), &want);
    wire got = wire_of(arena, type, answer), wish = wire_of(arena, type, want);
    if (brisk_json_find(testcase, BRISK_S("alternative_result"), &other)) {
        wire alternative = wire_of(arena, type, other);
        brisk_str cookies = fold_set_cookie(arena, &got.headers);
        if (brisk_str_equal(cookies, fold_set_cookie(arena, &alternative.headers))) {
            wish = alternative;
        }
    }
    return compare_wires(testcase, arena, &got, &wish);
}

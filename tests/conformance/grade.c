/* grade.c - compares status, JSON, headers and bytes (grade.h says which grade is which). */
#include "grade.h"

#include "core/base64.h"
#include "core/buffer.h"
#include "core/str.h"

#include <stdlib.h>

/* ---- JSON ---- */

static bool same_number(yyjson_val *a, yyjson_val *b)
{
    if (yyjson_is_raw(a) || yyjson_is_raw(b)) { /* beyond 64 bits */
        return yyjson_is_raw(a) && yyjson_is_raw(b) && yyjson_get_len(a) == yyjson_get_len(b) &&
               memcmp(yyjson_get_raw(a), yyjson_get_raw(b), yyjson_get_len(a)) == 0;
    }
    if (yyjson_is_real(a) || yyjson_is_real(b)) {
        double x = yyjson_get_num(a), y = yyjson_get_num(b);
        return !(x < y) && !(x > y); /* NaN is NaN here */
    }
    if (yyjson_is_uint(a) && yyjson_is_uint(b)) {
        return yyjson_get_uint(a) == yyjson_get_uint(b);
    }
    return yyjson_is_sint(a) == yyjson_is_sint(b) && yyjson_get_sint(a) == yyjson_get_sint(b);
}

static bool is_number(yyjson_val *value)
{
    return yyjson_is_num(value) || yyjson_is_raw(value);
}

static bool same_object(yyjson_val *a, yyjson_val *b)
{
    size_t i, count;
    yyjson_val *key, *item;
    if (yyjson_obj_size(a) != yyjson_obj_size(b)) {
        return false;
    }
    yyjson_obj_foreach(a, i, count, key, item)
    {
        yyjson_val *other = yyjson_obj_getn(b, yyjson_get_str(key), yyjson_get_len(key));
        if (!other || !grade_same_json(item, other)) {
            return false;
        }
    }
    return true;
}

bool grade_same_json(yyjson_val *a, yyjson_val *b)
{
    if (is_number(a) || is_number(b)) {
        return is_number(a) && is_number(b) && same_number(a, b);
    }
    if (yyjson_get_type(a) != yyjson_get_type(b)) {
        return false;
    }
    switch (yyjson_get_type(a)) {
    case YYJSON_TYPE_BOOL:
        return yyjson_get_bool(a) == yyjson_get_bool(b);
    case YYJSON_TYPE_STR:
        return yyjson_get_len(a) == yyjson_get_len(b) &&
               memcmp(yyjson_get_str(a), yyjson_get_str(b), yyjson_get_len(a)) == 0;
    case YYJSON_TYPE_OBJ:
        return same_object(a, b);
    case YYJSON_TYPE_ARR: {
        size_t count = yyjson_arr_size(a);
        if (count != yyjson_arr_size(b)) {
            return false;
        }
        for (size_t i = 0; i < count; i++) {
            if (!grade_same_json(yyjson_arr_get(a, i), yyjson_arr_get(b, i))) {
                return false;
            }
        }
        return true;
    }
    default:
        return true;
    }
}

/* The same problems by type and loc. */
static bool same_shape(yyjson_val *a, yyjson_val *b)
{
    yyjson_val *mine = yyjson_obj_get(a, "detail"), *other = yyjson_obj_get(b, "detail");
    size_t count = yyjson_arr_size(mine);
    if (!yyjson_is_arr(mine) || !yyjson_is_arr(other) || count != yyjson_arr_size(other)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        yyjson_val *x = yyjson_arr_get(mine, i), *y = yyjson_arr_get(other, i);
        yyjson_val *type_x = yyjson_obj_get(x, "type"), *type_y = yyjson_obj_get(y, "type");
        yyjson_val *loc_x = yyjson_obj_get(x, "loc"), *loc_y = yyjson_obj_get(y, "loc");
        if (!type_x || !type_y || !loc_x || !loc_y || !grade_same_json(type_x, type_y) ||
            !grade_same_json(loc_x, loc_y)) {
            return false;
        }
    }
    return true;
}

/* ---- headers ---- */

brisk_str grade_latin1(brisk_arena *arena, yyjson_val *text)
{
    brisk_buffer out;
    brisk_buffer_init(&out, arena, 0);
    const unsigned char *utf8 = (const unsigned char *)yyjson_get_str(text);
    for (size_t i = 0, len = yyjson_get_len(text); i < len; i++) {
        unsigned c = utf8[i];
        if (c >= 0xC2 && c <= 0xC3 && i + 1 < len) {
            c = (c & 3U) << 6 | (utf8[++i] & 0x3FU);
        }
        brisk_buffer_append_char(&out, (char)c);
    }
    return out.len > 0 ? brisk_buffer_view(&out) : BRISK_S("");
}

static int compare_texts(const void *a, const void *b)
{
    const brisk_str *x = a, *y = b;
    int order = memcmp(x->ptr ? x->ptr : "", y->ptr ? y->ptr : "", x->len < y->len ? x->len : y->len);
    return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

#define PARTS_MAX 32

/* Splits at separator, trims, lowers (all, or all but the first part, a cookie's name and value), sorts, joins. */
static brisk_str normal_list(brisk_arena *arena, brisk_str text, char separator, bool keeps_first)
{
    brisk_str parts[PARTS_MAX];
    size_t count = 0;
    brisk_str first = {NULL, 0};
    for (size_t start = 0, i = 0; i <= text.len && count < PARTS_MAX; i++) {
        if (i < text.len && text.ptr[i] != separator) {
            continue;
        }
        brisk_str part = brisk_str_trim(brisk_str_make(text.ptr + start, i - start));
        if (start == 0 && keeps_first) {
            first = part;
        } else if (part.len > 0) {
            char *lower = brisk_arena_alloc(arena, part.len);
            for (size_t at = 0; lower && at < part.len; at++) {
                lower[at] = brisk_char_lower(part.ptr[at]);
            }
            parts[count++] = brisk_str_make(lower, part.len);
        }
        start = i + 1;
    }
    qsort(parts, count, sizeof *parts, compare_texts);
    brisk_buffer out;
    brisk_buffer_init(&out, arena, 0);
    brisk_buffer_append_str(&out, first);
    for (size_t i = 0; i < count; i++) {
        brisk_buffer_append_char(&out, separator);
        brisk_buffer_append_str(&out, parts[i]);
    }
    return brisk_buffer_view(&out);
}

static brisk_str without_spaces(brisk_arena *arena, brisk_str text)
{
    brisk_buffer out;
    brisk_buffer_init(&out, arena, 0);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != ' ') {
            brisk_buffer_append_char(&out, brisk_char_lower(text.ptr[i]));
        }
    }
    return brisk_buffer_view(&out);
}

/* All values of a name, joined by ", "; ptr NULL where there is none. */
static brisk_str joined(brisk_arena *arena, const exchange_answer *answer, brisk_str name)
{
    brisk_buffer out;
    brisk_buffer_init(&out, arena, 0);
    bool is_there = false;
    for (size_t i = 0; i < answer->headers.count; i++) {
        if (brisk_str_equal(answer->headers.items[i].name, name)) {
            if (is_there) {
                BRISK_BUFFER_APPEND_LITERAL(&out, ", ");
            }
            brisk_buffer_append_str(&out, answer->headers.items[i].value);
            is_there = true;
        }
    }
    brisk_str all = brisk_buffer_view(&out);
    return all.ptr || !is_there ? all : BRISK_S("");
}

/* A cookie with its attributes in order, and "<DATE>" for the day it expires. */
static brisk_str normal_cookie(brisk_arena *arena, brisk_str cookie)
{
    brisk_str list = normal_list(arena, cookie, ';', true);
    brisk_buffer out;
    brisk_buffer_init(&out, arena, 0);
    for (size_t i = 0; i < list.len; i++) {
        brisk_buffer_append_char(&out, list.ptr[i]);
        brisk_str done = brisk_buffer_view(&out);
        if (done.len >= 9 && memcmp(done.ptr + done.len - 9, ";expires=", 9) == 0) {
            BRISK_BUFFER_APPEND_LITERAL(&out, "<date>");
            while (i + 1 < list.len && list.ptr[i + 1] != ';') {
                i++;
            }
        }
    }
    return brisk_buffer_view(&out);
}

static bool same_cookies(brisk_arena *arena, yyjson_val *want, const exchange_answer *answer)
{
    size_t at = 0;
    for (size_t i = 0; i < answer->headers.count; i++) {
        if (!brisk_str_is(answer->headers.items[i].name, "set-cookie")) {
            continue;
        }
        yyjson_val *cookie = yyjson_arr_get(want, at++);
        if (!cookie || !brisk_str_equal(normal_cookie(arena, answer->headers.items[i].value),
                                        normal_cookie(arena, grade_latin1(arena, cookie)))) {
            return false;
        }
    }
    return at == yyjson_arr_size(want);
}

static bool is_one_of(brisk_str name, const char *const *names)
{
    for (; *names; names++) {
        if (brisk_str_is(name, *names)) {
            return true;
        }
    }
    return false;
}

static bool same_header(brisk_arena *arena, brisk_str name, yyjson_val *want, const exchange_answer *answer)
{
    static const char *const lists[] = {"allow", "access-control-allow-methods", "access-control-allow-headers", "vary",
                                        NULL};
    if (brisk_str_is(name, "set-cookie")) {
        return same_cookies(arena, want, answer);
    }
    brisk_str wanted = grade_latin1(arena, want), got = joined(arena, answer, name);
    if (is_one_of(name, lists)) {
        return brisk_str_equal(normal_list(arena, wanted, ',', false), normal_list(arena, got, ',', false));
    }
    if (brisk_str_is(name, "content-type")) {
        return got.ptr && brisk_str_equal(without_spaces(arena, wanted), without_spaces(arena, got));
    }
    return got.ptr && brisk_str_equal(wanted, got);
}

/* What differs; empty where nothing does. */
static brisk_str header_differences(brisk_arena *arena, yyjson_val *want, const exchange_answer *answer)
{
    static const char *const absent[] = {
        "location", "allow", "www-authenticate", "set-cookie", "access-control-allow-origin", "content-encoding", NULL};
    brisk_buffer out;
    brisk_buffer_init(&out, arena, 0);
    size_t i, count;
    yyjson_val *key, *value;
    yyjson_obj_foreach(want, i, count, key, value)
    {
        brisk_str name = brisk_str_make(yyjson_get_str(key), yyjson_get_len(key));
        if (!same_header(arena, name, value, answer)) {
            brisk_str got = joined(arena, answer, name);
            char *text = yyjson_val_write(value, 0, NULL);
            brisk_buffer_append_printf(&out, "%.*s: want %s got %.*s; ", (int)name.len, name.ptr, text ? text : "?",
                                       (int)got.len, got.ptr ? got.ptr : "");
            free(text);
        }
    }
    for (const char *const *name = absent; *name; name++) {
        brisk_str got = joined(arena, answer, brisk_str_view(*name));
        if (got.ptr && !yyjson_obj_get(want, *name)) {
            brisk_buffer_append_printf(&out, "%s: unexpected %.*s; ", *name, (int)got.len, got.ptr);
        }
    }
    return brisk_buffer_view(&out);
}

/* ---- the whole answer ---- */

static brisk_str tell(brisk_arena *arena, const char *what, brisk_str want, brisk_str got)
{
    int longest = 900;
    return brisk_arena_printf(arena, "%s\n      want %.*s\n      got  %.*s", what,
                              want.len < (size_t)longest ? (int)want.len : longest, want.ptr ? want.ptr : "",
                              got.len < (size_t)longest ? (int)got.len : longest, got.ptr ? got.ptr : "");
}

static brisk_str wanted_body(brisk_arena *arena, yyjson_val *want)
{
    brisk_str body = {NULL, 0};
    yyjson_val *coded = yyjson_obj_get(want, "raw_b64"), *raw = yyjson_obj_get(want, "raw");
    if (coded) {
        brisk_str text = brisk_str_make(yyjson_get_str(coded), yyjson_get_len(coded));
        if (brisk_base64_decode(arena, text, BRISK_BASE64_STANDARD, &body) != BRISK_OK) {
            body = BRISK_S("(raw_b64 is not base64)");
        }
    } else if (raw) {
        body = brisk_str_make(yyjson_get_str(raw), yyjson_get_len(raw));
    }
    return body;
}

/* The body as JSON. GRADE_FULL: the same value. */
static grade grade_json(brisk_arena *arena, yyjson_val *want, brisk_str raw, const exchange_answer *answer,
                        brisk_str *why)
{
    yyjson_doc *doc =
        yyjson_read(answer->body.ptr ? answer->body.ptr : "", answer->body.len, YYJSON_READ_BIGNUM_AS_RAW);
    yyjson_val *wanted = yyjson_obj_get(want, "json");
    grade result = GRADE_STATUS;
    if (!doc) {
        *why = tell(arena, "not JSON", raw, answer->body);
    } else if (grade_same_json(wanted, yyjson_doc_get_root(doc))) {
        result = GRADE_FULL;
    } else if (answer->status == 422 && same_shape(wanted, yyjson_doc_get_root(doc))) {
        *why = tell(arena, "422 detail differs", raw, answer->body);
        result = GRADE_SHAPE;
    } else {
        *why = tell(arena, "JSON differs", raw, answer->body);
    }
    yyjson_doc_free(doc);
    return result;
}

grade grade_answer(brisk_arena *arena, yyjson_val *want, const exchange_answer *answer, brisk_str *why)
{
    int status = yyjson_get_int(yyjson_obj_get(want, "status"));
    brisk_str raw = wanted_body(arena, want);
    *why = answer->problem;
    if (answer->status == 0 || answer->problem.ptr) {
        return GRADE_NONE;
    }
    if (answer->status != status) {
        *why = brisk_arena_printf(arena, "status want %d got %d", status, answer->status);
        *why = tell(arena, brisk_arena_printf(arena, "%.*s%c", (int)why->len, why->ptr, 0).ptr, raw, answer->body);
        return GRADE_NONE;
    }
    if (yyjson_obj_get(want, "json")) {
        grade json = grade_json(arena, want, raw, answer, why);
        if (json < GRADE_FULL) {
            return json;
        }
    } else if (!brisk_str_equal(raw, answer->body)) {
        *why = tell(arena, "the body differs", raw, answer->body);
        return GRADE_STATUS;
    }
    brisk_str headers = header_differences(arena, yyjson_obj_get(want, "headers"), answer);
    if (headers.len > 0) {
        *why = brisk_arena_printf(arena, "headers: %.*s", (int)headers.len, headers.ptr);
        return GRADE_SHAPE;
    }
    if (!brisk_str_equal(raw, answer->body)) {
        *why = tell(arena, "the bytes differ", raw, answer->body);
        return GRADE_FULL;
    }
    return GRADE_BYTES;
}

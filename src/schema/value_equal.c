/* value_equal.c - comparison of values by content, and of the types that describe them. */
#include <brisk/value.h>

#include "core/decimal.h"
#include "schema/decode.h"
#include "schema/value_parts.h"

#include <brisk/json.h>

/* ---- types ---- */

static bool equal_members(const brisk_union_member *a, const brisk_union_member *b)
{
    for (; a->name && b->name; a++, b++) {
        if (!brisk_type_equal(a->type, b->type)) {
            return false;
        }
    }
    return !a->name && !b->name;
}

bool brisk_type_equal(const brisk_type *a, const brisk_type *b)
{
    a = brisk_type_resolve(a); /* a TYPE's rules do not change the value */
    b = brisk_type_resolve(b);
    if (a == b) {
        return true;
    }
    if (a->kind != b->kind || a->size != b->size) {
        return false;
    }
    switch (a->kind) {
    case BRISK_KIND_OPT:
    case BRISK_KIND_LIST:
    case BRISK_KIND_SET:
    case BRISK_KIND_MAP:
        return brisk_type_equal(a->item, b->item);
    case BRISK_KIND_MODEL:
    case BRISK_KIND_TUPLE:
    case BRISK_KIND_ENUM:
    case BRISK_KIND_OPAQUE:
        return a->name && b->name && strcmp(a->name, b->name) == 0;
    case BRISK_KIND_UNION:
        return a->name && b->name ? strcmp(a->name, b->name) == 0 : equal_members(a->members, b->members);
    default:
        return true;
    }
}

/* ---- values ---- */

static bool equal(const brisk_type *type, const void *a, const void *b, unsigned depth);

static bool equal_text(const void *a, const void *b)
{
    brisk_str x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return brisk_str_equal(x, y);
}

static bool equal_double(const void *a, const void *b)
{
    double x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    bool x_is_nan = !(x <= x), y_is_nan = !(y <= y);
    return x_is_nan || y_is_nan ? x_is_nan == y_is_nan : !(x < y) && !(x > y);
}

static bool equal_decimal(const void *a, const void *b)
{
    brisk_decimal x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return brisk_str_equal(x, y) || (x.len > 0 && y.len > 0 && brisk_decimal_compare(x, y) == 0);
}

static bool equal_date(const void *a, const void *b)
{
    brisk_date x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x.year == y.year && x.month == y.month && x.day == y.day;
}

/* Datetimes and times, which have the same members: as they are written. */
static bool equal_datetime(const void *a, const void *b)
{
    brisk_datetime x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x.us == y.us && x.has_offset == y.has_offset && (!x.has_offset || x.offset_s == y.offset_s);
}

static bool equal_time(const void *a, const void *b)
{
    brisk_time x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x.us == y.us && x.has_offset == y.has_offset && (!x.has_offset || x.offset_s == y.offset_s);
}

static bool equal_file(const void *a, const void *b)
{
    brisk_file x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return brisk_str_equal(x.filename, y.filename) && brisk_str_equal(x.content_type, y.content_type) &&
           brisk_str_equal(x.content, y.content);
}

static bool equal_lists(const brisk_type *type, const void *a, const void *b, unsigned depth)
{
    brisk_items x = brisk_items_read(a), y = brisk_items_read(b);
    if (x.count != y.count) {
        return false;
    }
    for (size_t i = 0; i < x.count; i++) {
        if (!equal(type->item, x.items + i * type->item_size, y.items + i * type->item_size, depth)) {
            return false;
        }
    }
    return true;
}

/* Every item of x in y: with equal counts, and no item twice, the sets (or maps) are the same. */
static bool equal_sets(const brisk_type *type, const void *a, const void *b, unsigned depth)
{
    brisk_items x = brisk_items_read(a), y = brisk_items_read(b);
    bool is_map = type->kind == BRISK_KIND_MAP;
    size_t value_at = is_map ? sizeof(brisk_str) : 0;
    if (x.count != y.count) {
        return false;
    }
    for (size_t i = 0; i < x.count; i++) {
        const char *item = x.items + i * type->item_size;
        bool is_found = false;
        for (size_t j = 0; j < y.count && !is_found; j++) {
            const char *other = y.items + j * type->item_size;
            is_found =
                (!is_map || equal_text(item, other)) && equal(type->item, item + value_at, other + value_at, depth);
        }
        if (!is_found) {
            return false;
        }
    }
    return true;
}

static bool equal_opts(const brisk_type *type, const void *a, const void *b, unsigned depth)
{
    bool is_given = brisk_flag_read(a, type->item_size);
    if (is_given != brisk_flag_read(b, type->item_size) ||
        brisk_flag_read(a, type->item_size + 1) != brisk_flag_read(b, type->item_size + 1)) {
        return false;
    }
    if (!is_given) {
        return true;
    }
    if (type->is_indirect) {
        a = brisk_pointer_read(a);
        b = brisk_pointer_read(b);
        if (!a || !b) {
            return a == b;
        }
    }
    return equal(type->item, a, b, depth);
}

static bool equal_fields(const brisk_type *type, const void *a, const void *b, unsigned depth)
{
    for (size_t i = 0; i < type->field_count; i++) {
        const brisk_field *field = &type->fields[i];
        if (!field->compute &&
            !equal(field->type, (const char *)a + field->offset, (const char *)b + field->offset, depth)) {
            return false;
        }
    }
    return true;
}

static bool equal_unions(const brisk_type *type, const void *a, const void *b, unsigned depth)
{
    const brisk_union_member *member = brisk_union_member_of(type, a);
    if (member != brisk_union_member_of(type, b)) {
        return false;
    }
    return !member || equal(member->type, (const char *)a + member->offset, (const char *)b + member->offset, depth);
}

static bool equal_scalars(const brisk_type *type, const void *a, const void *b)
{
    brisk_json x, y;
    switch (type->kind) {
    case BRISK_KIND_BOOL:
        return brisk_flag_read(a, 0) == brisk_flag_read(b, 0);
    case BRISK_KIND_DOUBLE:
        return equal_double(a, b);
    case BRISK_KIND_DATE:
        return equal_date(a, b);
    case BRISK_KIND_DATETIME:
    case BRISK_KIND_AWARE_DATETIME:
        return equal_datetime(a, b);
    case BRISK_KIND_TIME:
        return equal_time(a, b);
    case BRISK_KIND_DECIMAL:
        return equal_decimal(a, b);
    case BRISK_KIND_STR:
    case BRISK_KIND_BYTES:
    case BRISK_KIND_EMAIL:
    case BRISK_KIND_URL:
    case BRISK_KIND_HTTP_URL:
    case BRISK_KIND_IPV4:
    case BRISK_KIND_IPV6:
        return equal_text(a, b);
    case BRISK_KIND_JSON:
        memcpy(&x, a, sizeof x);
        memcpy(&y, b, sizeof y);
        return brisk_json_equal(x, y);
    case BRISK_KIND_FILE:
        return equal_file(a, b);
    default:
        return memcmp(a, b, type->size) == 0; /* integers, enums, ids, opaque: no padding that counts */
    }
}

static bool equal(const brisk_type *type, const void *a, const void *b, unsigned depth)
{
    if (depth >= BRISK_VALUE_MAX_DEPTH) {
        return false;
    }
    switch (type->kind) {
    case BRISK_KIND_OPT:
        return equal_opts(type, a, b, depth + 1);
    case BRISK_KIND_LIST:
        return equal_lists(type, a, b, depth + 1);
    case BRISK_KIND_SET:
    case BRISK_KIND_MAP:
        return equal_sets(type, a, b, depth + 1);
    case BRISK_KIND_MODEL:
    case BRISK_KIND_TUPLE:
        return equal_fields(type, a, b, depth + 1);
    case BRISK_KIND_UNION:
        return equal_unions(type, a, b, depth + 1);
    case BRISK_KIND_NAMED:
        return equal(type->item, a, b, depth + 1);
    default:
        return equal_scalars(type, a, b);
    }
}

bool brisk_value_equal(const brisk_type *type, const void *a, const void *b)
{
    return equal(type, a, b, 0);
}

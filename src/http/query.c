/* query.c - see query.h. Two passes: the first counts, so that the array is allocated once and of the right size. */
#include "http/query.h"

#include "core/arena.h"
#include "core/str.h"
#include "http/url.h"

/* Moves on to the next part that is not empty. False at the end. */
static bool next_part(brisk_str *rest, brisk_str *part)
{
    while (rest->len > 0) {
        brisk_str behind;
        if (!brisk_str_cut(*rest, '&', part, &behind)) {
            behind = BRISK_S("");
        }
        *rest = behind;
        if (part->len > 0) {
            return true;
        }
    }
    return false;
}

static size_t count_parts(brisk_str text)
{
    size_t count = 0;
    bool is_inside = false;
    for (size_t i = 0; i < text.len; i++) {
        bool is_separator = text.ptr[i] == '&';
        count += !is_separator && !is_inside ? 1 : 0;
        is_inside = !is_separator;
    }
    return count;
}

brisk_status brisk_query_parse(brisk_arena *arena, brisk_str text, size_t max_count, brisk_pairs *out)
{
    *out = (brisk_pairs){NULL, 0};
    size_t count = count_parts(text);
    if (count == 0) {
        return BRISK_OK;
    }
    if (max_count != 0 && count > max_count) {
        return BRISK_LIMIT;
    }
    brisk_pair *items = brisk_arena_alloc_array(arena, count, sizeof *items);
    if (items == NULL) {
        return BRISK_NO_MEMORY;
    }
    brisk_str rest = text, part;
    for (size_t i = 0; i < count && next_part(&rest, &part); i++) {
        brisk_str key, value;
        if (!brisk_str_cut(part, '=', &key, &value)) {
            value = BRISK_S("");
        }
        items[i].key = brisk_percent_decode(arena, key, BRISK_DECODE_QUERY);
        items[i].value = brisk_percent_decode(arena, value, BRISK_DECODE_QUERY);
    }
    if (brisk_arena_failed(arena)) {
        return BRISK_NO_MEMORY;
    }
    *out = (brisk_pairs){items, count};
    return BRISK_OK;
}

brisk_status brisk_form_parse(brisk_arena *arena, brisk_str body, brisk_pairs *out, const char **why)
{
    const char *unused;
    *out = (brisk_pairs){NULL, 0};
    why = why != NULL ? why : &unused;
    brisk_str rest = body, part;
    for (size_t count = 0; next_part(&rest, &part); count++) {
        /* python-multipart counts name and value without the "=". */
        size_t equals = brisk_str_find_char(part, '=');
        if (part.len - (equals != BRISK_STR_NONE ? 1 : 0) > BRISK_FORM_FIELD_SIZE) {
            *why = "Field exceeded maximum size of 1024KB.";
            return BRISK_LIMIT;
        }
        if (count == BRISK_FORM_FIELDS) {
            *why = "Too many fields. Maximum number of fields is 1000.";
            return BRISK_LIMIT;
        }
    }
    return brisk_query_parse(arena, body, 0, out);
}

size_t brisk_pairs_find(const brisk_pairs *pairs, brisk_str key, size_t from)
{
    for (size_t i = from; i < pairs->count; i++) {
        if (brisk_str_equal(pairs->items[i].key, key)) {
            return i;
        }
    }
    return SIZE_MAX;
}

brisk_str brisk_pairs_get(const brisk_pairs *pairs, brisk_str key)
{
    for (size_t i = pairs->count; i > 0; i--) {
        if (brisk_str_equal(pairs->items[i - 1].key, key)) {
            brisk_str value = pairs->items[i - 1].value;
            return value.ptr == NULL ? BRISK_S("") : value;
        }
    }
    return (brisk_str){NULL, 0};
}

brisk_str brisk_query_value(brisk_arena *arena, brisk_str text, const char *name)
{
    brisk_pairs pairs;
    if (brisk_query_parse(arena, text, 0, &pairs) != BRISK_OK) {
        return (brisk_str){0};
    }
    return brisk_pairs_get(&pairs, brisk_str_view(name));
}

/* event_parts.c - see event_parts.h. */
#include "gateway/front/event_parts.h"

#include "core/calendar.h"
#include "core/hash.h"
#include "core/str.h"
#include "core/utf8.h"
#include "http/url.h"
#include "schema/encode_text.h"

#define NONE UINT32_MAX

bool brisk_multimap_init(brisk_multimap *map, brisk_arena *arena, const brisk_header *items, size_t count)
{
    size_t room = 16;
    while (room < 2 * count) {
        room *= 2;
    }
    *map = (brisk_multimap){.items = items, .count = count};
    map->next = brisk_arena_alloc_raw(arena, (count + 1) * sizeof *map->next);
    map->last = brisk_arena_alloc_raw(arena, (count + 1) * sizeof *map->last);
    map->is_first = brisk_arena_alloc(arena, count + 1);
    uint32_t *table = brisk_arena_alloc_raw(arena, room * sizeof *table);
    if (map->next == NULL || map->last == NULL || map->is_first == NULL || table == NULL) {
        map->count = 0;
        return false;
    }
    memset(table, 0xff, room * sizeof *table);
    /* The address is a seed that nobody outside knows; and URLs are limited to 10 KB. */
    uint64_t seed = (uint64_t)(uintptr_t)table;
    for (uint32_t i = 0; i < (uint32_t)count; i++) {
        size_t at = (size_t)brisk_hash(items[i].name, seed) & (room - 1);
        while (table[at] != NONE && !brisk_str_equal(items[table[at]].name, items[i].name)) {
            at = (at + 1) & (room - 1);
        }
        map->next[i] = NONE;
        if (table[at] == NONE) {
            table[at] = i;
            map->is_first[i] = true;
        } else {
            map->next[map->last[table[at]]] = i;
        }
        map->last[table[at]] = i;
    }
    return true;
}

static size_t find_separator(brisk_str text, const char *separators)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '\0' && strchr(separators, text.ptr[i]) != NULL) {
            return i;
        }
    }
    return text.len;
}

bool brisk_parts_query(brisk_arena *arena, brisk_str query, const char *separators, brisk_headers *out)
{
    *out = (brisk_headers){0};
    while (query.len > 0) {
        size_t end = find_separator(query, separators);
        brisk_str name, value, part = brisk_str_make(query.ptr, end);
        query = brisk_str_from(query, end + 1);
        if (part.len == 0) {
            continue;
        }
        if (!brisk_str_cut(part, '=', &name, &value)) {
            value = BRISK_S("");
        }
        name = brisk_percent_decode(arena, name, BRISK_DECODE_QUERY);
        value = brisk_percent_decode(arena, value, BRISK_DECODE_QUERY);
        if (!brisk_headers_add(out, arena, name, value)) {
            return false;
        }
    }
    return !brisk_arena_failed(arena);
}

void brisk_parts_text(brisk_buffer *out, brisk_str text)
{
    size_t at = out->len;
    if (text.len == 0) {
        BRISK_BUFFER_APPEND_LITERAL(out, "\"\"");
    } else if (!brisk_encode_text(out, text)) {
        brisk_buffer_truncate(out, at);
        (void)brisk_encode_text(out, brisk_utf8_replace_invalid(out->arena, text));
    }
}

void brisk_parts_member(brisk_buffer *out, const char *name, brisk_str text)
{
    BRISK_BUFFER_APPEND_LITERAL(out, ",\"");
    brisk_buffer_append_c_string(out, name);
    BRISK_BUFFER_APPEND_LITERAL(out, "\":");
    if (text.ptr == NULL) {
        BRISK_BUFFER_APPEND_LITERAL(out, "null");
    } else {
        brisk_parts_text(out, text);
    }
}

static void write_name(brisk_buffer *out, const brisk_multimap *map, size_t i, bool *has_more)
{
    if (*has_more) {
        brisk_buffer_append_char(out, ',');
    }
    *has_more = true;
    brisk_parts_text(out, map->items[i].name);
    brisk_buffer_append_char(out, ':');
}

void brisk_parts_last_values(brisk_buffer *out, const brisk_multimap *map)
{
    if (map->count == 0) {
        BRISK_BUFFER_APPEND_LITERAL(out, "null");
        return;
    }
    bool has_more = false;
    brisk_buffer_append_char(out, '{');
    for (size_t i = 0; i < map->count; i++) {
        if (map->is_first[i]) {
            write_name(out, map, i, &has_more);
            brisk_parts_text(out, map->items[map->last[i]].value);
        }
    }
    brisk_buffer_append_char(out, '}');
}

void brisk_parts_all_values(brisk_buffer *out, const brisk_multimap *map)
{
    if (map->count == 0) {
        BRISK_BUFFER_APPEND_LITERAL(out, "null");
        return;
    }
    bool has_more = false;
    brisk_buffer_append_char(out, '{');
    for (size_t i = 0; i < map->count; i++) {
        if (!map->is_first[i]) {
            continue;
        }
        write_name(out, map, i, &has_more);
        brisk_buffer_append_char(out, '[');
        for (uint32_t k = (uint32_t)i; k != NONE; k = map->next[k]) {
            if (k != i) {
                brisk_buffer_append_char(out, ',');
            }
            brisk_parts_text(out, map->items[k].value);
        }
        brisk_buffer_append_char(out, ']');
    }
    brisk_buffer_append_char(out, '}');
}

void brisk_parts_joined_values(brisk_buffer *out, const brisk_multimap *map)
{
    bool has_more = false;
    brisk_buffer_append_char(out, '{');
    for (size_t i = 0; i < map->count; i++) {
        if (!map->is_first[i]) {
            continue;
        }
        write_name(out, map, i, &has_more);
        if (map->next[i] == NONE) {
            brisk_parts_text(out, map->items[i].value);
            continue;
        }
        brisk_buffer joined;
        brisk_buffer_init(&joined, out->arena, 0);
        for (uint32_t k = (uint32_t)i; k != NONE; k = map->next[k]) {
            if (k != i) {
                brisk_buffer_append_char(&joined, ',');
            }
            brisk_buffer_append_str(&joined, map->items[k].value);
        }
        brisk_parts_text(out, brisk_buffer_view(&joined));
    }
    brisk_buffer_append_char(out, '}');
}

void brisk_parts_pairs(brisk_buffer *out, const brisk_setting *pairs, size_t count)
{
    if (count == 0) {
        BRISK_BUFFER_APPEND_LITERAL(out, "null");
        return;
    }
    brisk_buffer_append_char(out, '{');
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            brisk_buffer_append_char(out, ',');
        }
        brisk_parts_text(out, pairs[i].name);
        brisk_buffer_append_char(out, ':');
        brisk_parts_text(out, pairs[i].value);
    }
    brisk_buffer_append_char(out, '}');
}

static char *put_two(char *at, int64_t value, char behind)
{
    at = brisk_calendar_put_digits(at, (uint64_t)value, 2);
    *at = behind;
    return at + 1;
}

void brisk_parts_clf_time(char out[BRISK_CLF_TIME_LEN], int64_t wall_ms)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t seconds = wall_ms / 1000, day_s = seconds % 86400;
    brisk_date date = brisk_calendar_date_of(seconds / 86400);
    char *at = put_two(out, date.day, '/');
    memcpy(at, months + 3 * (date.month - 1), 3);
    at[3] = '/';
    at = brisk_calendar_put_digits(at + 4, (uint64_t)date.year, 4);
    *at++ = ':';
    at = put_two(at, day_s / 3600, ':');
    at = put_two(at, day_s / 60 % 60, ':');
    at = put_two(at, day_s % 60, ' ');
    memcpy(at, "+0000", 5);
}

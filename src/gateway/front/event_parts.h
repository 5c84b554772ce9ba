/* event_parts.h - the pieces that events of all kinds are written of: texts, maps of headers and parameters, times. */
#ifndef BRISK_GATEWAY_FRONT_EVENT_PARTS_H
#define BRISK_GATEWAY_FRONT_EVENT_PARTS_H

#include "core/buffer.h"
#include "gateway/config/config.h"
#include "http/headers.h"

/** Pairs with what has the same name chained: a map that keeps the order and all values. */
typedef struct brisk_multimap {
    const brisk_header *items;
    size_t count;
    uint32_t *next; /* index of the next of the same name; UINT32_MAX: none */
    uint32_t *last; /* of a first one: the last of its name */
    bool *is_first;
} brisk_multimap;

/** Chains items; they are borrowed. False without memory. */
bool brisk_multimap_init(brisk_multimap *map, brisk_arena *arena, const brisk_header *items, size_t count);

/** Decodes a query into pairs: parts end at a character of separators ("&;" for REST), "+" is a space, a part without
 *  "=" has the empty value. False without memory. */
bool brisk_parts_query(brisk_arena *arena, brisk_str query, const char *separators, brisk_headers *out);

/** Appends text as a JSON string; bytes that are no UTF-8 become U+FFFD. */
void brisk_parts_text(brisk_buffer *out, brisk_str text);
/** Appends `,"name":"text"` (or null for a ptr of NULL). name is written as it is. */
void brisk_parts_member(brisk_buffer *out, const char *name, brisk_str text);
/** Appends maps: null where there is nothing. */
void brisk_parts_last_values(brisk_buffer *out, const brisk_multimap *map);
void brisk_parts_all_values(brisk_buffer *out, const brisk_multimap *map);
/** Values of one name joined by ",". */
void brisk_parts_joined_values(brisk_buffer *out, const brisk_multimap *map);
void brisk_parts_pairs(brisk_buffer *out, const brisk_setting *pairs, size_t count);

#define BRISK_CLF_TIME_LEN 26
/** Writes "14/Apr/2025:22:11:01 +0000". */
void brisk_parts_clf_time(char out[BRISK_CLF_TIME_LEN], int64_t wall_ms);

#endif

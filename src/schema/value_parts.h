/* value_parts.h - the parts of composite values, read as bytes. What every list, map, opt and union has in common. */
#ifndef BRISK_SCHEMA_VALUE_PARTS_H
#define BRISK_SCHEMA_VALUE_PARTS_H

#include <brisk/descriptor.h>

#include <string.h>

/** Of lists, sets and maps. */
typedef struct brisk_items {
    const char *items;
    size_t count;
} brisk_items;

static inline brisk_items brisk_items_read(const void *value)
{
    brisk_items list;
    memcpy(&list, value, sizeof list);
    return list;
}

/** The pointer that stands at value: of an indirect opt, of a json. */
static inline const void *brisk_pointer_read(const void *value)
{
    const void *pointer;
    memcpy(&pointer, value, sizeof pointer);
    return pointer;
}

/** A bool of an opt, by its offset (item_size: given, item_size + 1: null). Any byte but 0 is true. */
static inline bool brisk_flag_read(const void *value, size_t offset)
{
    return ((const unsigned char *)value)[offset] != 0;
}

/** The member that a union holds; NULL where it holds none. */
static inline const brisk_union_member *brisk_union_member_of(const brisk_type *type, const void *value)
{
    int is;
    memcpy(&is, value, sizeof is);
    const brisk_union_member *member = type->members;
    for (int i = 1; member && i < is && member->name; i++) {
        member++;
    }
    return member && is >= 1 && member->name ? member : NULL;
}

#endif

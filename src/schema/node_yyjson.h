/* node_yyjson.h - what stands behind a node, for the hot paths of schema/ and event/.
 *
 *     tag  ┌ length (56 bits) ┬ subtype ┬ type ┐   yyjson's own layout. An array or object is followed by its children;
 *     uni  └ number, pointer, or bytes to the next sibling ┘   objects alternate key and value.
 *
 * One kind is ours: RAW with the subtype FILE, whose uni.ptr is a brisk_file. Plain RAW is a big number (yyjson's
 * BIGNUM_AS_RAW). */
#ifndef BRISK_SCHEMA_NODE_YYJSON_H
#define BRISK_SCHEMA_NODE_YYJSON_H

#include "core/str.h"
#include "schema/node.h"

#include <string.h>
#include <yyjson.h>

#define BRISK_NODE_SUBTYPE_FILE ((uint8_t)(1 << 3))

static inline const yyjson_val *brisk_node_val(const brisk_node *node)
{
    return (const yyjson_val *)(const void *)node;
}

static inline const brisk_node *brisk_val_node(const yyjson_val *val)
{
    return (const brisk_node *)(const void *)val;
}

static inline uint8_t brisk_val_type(const yyjson_val *val)
{
    return (uint8_t)(val->tag & YYJSON_TYPE_MASK);
}

/** Type and subtype together. */
static inline uint8_t brisk_val_tag(const yyjson_val *val)
{
    return (uint8_t)(val->tag & YYJSON_TAG_MASK);
}

static inline size_t brisk_val_len(const yyjson_val *val)
{
    return (size_t)(val->tag >> YYJSON_TAG_BIT);
}

static inline brisk_str brisk_val_text(const yyjson_val *val)
{
    return (brisk_str){val->uni.str, brisk_val_len(val)};
}

/** How many values a value takes, its children included. */
static inline size_t brisk_val_span(const yyjson_val *val)
{
    return brisk_val_type(val) >= YYJSON_TYPE_ARR ? val->uni.ofs / sizeof(yyjson_val) : 1;
}

static inline const yyjson_val *brisk_val_next(const yyjson_val *val)
{
    return val + brisk_val_span(val);
}

static inline bool brisk_val_is_text(const yyjson_val *val, brisk_str text)
{
    return brisk_val_len(val) == text.len && brisk_bytes_equal(val->uni.str, text.ptr, text.len);
}

#endif

/* payload.h - the JSON that a function answered with, as the answers of all kinds read it. */
#ifndef BRISK_GATEWAY_FRONT_PAYLOAD_H
#define BRISK_GATEWAY_FRONT_PAYLOAD_H

#include <brisk/arena.h>
#include <brisk/types.h>
#include <yyjson.h>

/** Parses it with all memory from the arena. NULL where it is no JSON, or where *is_exhausted. */
const yyjson_val *brisk_payload_parse(brisk_arena *arena, brisk_str json, bool *is_exhausted);

/** yyjson's readers take no const. */
static inline yyjson_val *brisk_payload_reading(const yyjson_val *value)
{
    union {
        const yyjson_val *constant;
        yyjson_val *variable;
    } either = {value};
    return either.variable;
}

/** A scalar as the text of a header or body ("true", "12", ""); false for arrays and objects. */
bool brisk_payload_scalar(const yyjson_val *value, brisk_str *out);

#define BRISK_PAYLOAD_NO_STATUS  (-2) /* null or missing */
#define BRISK_PAYLOAD_BAD_STATUS (-1) /* neither a number nor a text of digits */

/** The status code that value says, whether or not HTTP has it; or one of the two above. value may be NULL. */
int brisk_payload_status(const yyjson_val *value);

#endif

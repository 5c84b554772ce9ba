/* value.h - the values of a plan, by their names; the fallback stands where one is missing, null or of another kind. */
#ifndef BRISK_GATEWAY_TERRAFORM_VALUE_H
#define BRISK_GATEWAY_TERRAFORM_VALUE_H

#include "gateway/config/config.h"

#include <brisk/json.h>

brisk_json brisk_tf_get(brisk_json values, const char *name);
/** The block of this name: Terraform keeps one as a list. */
brisk_json brisk_tf_block(brisk_json values, const char *name);
brisk_str brisk_tf_text(brisk_json values, const char *name, const char *fallback);
bool brisk_tf_bool(brisk_json values, const char *name, bool fallback);
/** A number, also one that is written as text; cut to what fits. */
double brisk_tf_number(brisk_json values, const char *name, double fallback);
int32_t brisk_tf_int(brisk_json values, const char *name, int32_t fallback);

/** {"name": "text"} as pairs, without this prefix of the names. Numbers and truths become text. False without memory. */
bool brisk_tf_pairs(brisk_arena *arena, brisk_json object, const char *prefix, brisk_settings *out);
/** ["a", "b"]. False without memory. */
bool brisk_tf_texts(brisk_arena *arena, brisk_json array, brisk_str **items, size_t *count);

/** rate and burst of a throttle; not set where both are missing, or below 0. */
brisk_throttle brisk_tf_throttle(brisk_json values, const char *rate, const char *burst);

#endif

/* value.c - the values of a plan (value.h). */
#include "gateway/terraform/value.h"

#include "core/str.h"

#include <stdlib.h>
#include <string.h>

brisk_json brisk_tf_get(brisk_json values, const char *name)
{
    return brisk_json_get(values, brisk_str_view(name));
}

brisk_json brisk_tf_block(brisk_json values, const char *name)
{
    brisk_json block = brisk_tf_get(values, name);
    return brisk_json_kind_of(block) == BRISK_JSON_ARRAY ? brisk_json_at(block, 0) : block;
}

brisk_str brisk_tf_text(brisk_json values, const char *name, const char *fallback)
{
    brisk_str text = brisk_str_view(fallback);
    (void)brisk_json_str(brisk_tf_get(values, name), &text);
    return text;
}

bool brisk_tf_bool(brisk_json values, const char *name, bool fallback)
{
    (void)brisk_json_bool(brisk_tf_get(values, name), &fallback);
    return fallback;
}

double brisk_tf_number(brisk_json values, const char *name, double fallback)
{
    brisk_json value = brisk_tf_get(values, name);
    brisk_str text;
    char digits[32];
    if (brisk_json_str(value, &text) && text.len > 0 && text.len < sizeof(digits)) {
        char *end;
        memcpy(digits, text.ptr, text.len);
        digits[text.len] = '\0';
        double number = strtod(digits, &end);
        return *end == '\0' && number == number ? number : fallback;
    }
    (void)brisk_json_real(value, &fallback);
    return fallback;
}

int32_t brisk_tf_int(brisk_json values, const char *name, int32_t fallback)
{
    double number = brisk_tf_number(values, name, fallback);
    return number > 2e9 ? 2000000000 : number < -2e9 ? -2000000000 : (int32_t)number;
}

bool brisk_tf_pairs(brisk_arena *arena, brisk_json object, const char *prefix, brisk_settings *out)
{
    bool is_object = brisk_json_kind_of(object) == BRISK_JSON_OBJECT;
    brisk_setting *items = brisk_arena_alloc(arena, (brisk_json_count(object) + 1) * sizeof(*items));
    brisk_json_iter iter = brisk_json_iterate(object);
    brisk_str key, start = brisk_str_view(prefix);
    brisk_json value;
    *out = (brisk_settings){items, 0};
    while (items != NULL && is_object && brisk_json_next(&iter, &key, &value)) {
        brisk_str text;
        if (brisk_json_kind_of(value) == BRISK_JSON_NULL) {
            continue;
        }
        if (!brisk_json_str(value, &text)) {
            text = brisk_json_text(arena, value);
        }
        key = brisk_str_starts_with(key, start) ? brisk_str_from(key, start.len) : key;
        items[out->count++] = (brisk_setting){key, text};
    }
    return items != NULL;
}

bool brisk_tf_texts(brisk_arena *arena, brisk_json array, brisk_str **items, size_t *count)
{
    brisk_str *texts = brisk_arena_alloc(arena, (brisk_json_count(array) + 1) * sizeof(*texts));
    brisk_json_iter iter = brisk_json_iterate(array);
    brisk_json value;
    *items = texts;
    *count = 0;
    while (texts != NULL && brisk_json_next(&iter, NULL, &value)) {
        *count += brisk_json_str(value, &texts[*count]);
    }
    return texts != NULL;
}

brisk_throttle brisk_tf_throttle(brisk_json values, const char *rate, const char *burst)
{
    double tokens = brisk_tf_number(values, rate, -1);
    int32_t bucket = brisk_tf_int(values, burst, -1);
    if (tokens < 0 && bucket < 0) {
        return (brisk_throttle){0};
    }
    return (brisk_throttle){
        true,
        tokens < 0 ? 10000 : tokens, /* the account's own limits */
        bucket < 0 ? 5000 : bucket,
    };
}

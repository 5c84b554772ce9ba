/* payload.c - see payload.h. */
#include "gateway/front/payload.h"

#include "core/arena.h"
#include "core/number.h"
#include "core/str.h"

static void *arena_malloc(void *arena, size_t size)
{
    return brisk_arena_alloc_raw(arena, size);
}

static void *arena_realloc(void *arena, void *old, size_t old_size, size_t size)
{
    return brisk_arena_grow(arena, old, old_size, size);
}

static void arena_free(void *arena, void *memory)
{
    (void)arena;
    (void)memory;
}

const yyjson_val *brisk_payload_parse(brisk_arena *arena, brisk_str json, bool *is_exhausted)
{
    yyjson_alc memory = {arena_malloc, arena_realloc, arena_free, arena};
    yyjson_read_err error;
    union {
        const char *constant;
        char *variable; /* yyjson_read_opts takes char *, but writes to it only in situ */
    } bytes = {json.ptr};
    /* Numbers stay text: a header of 1.0 is sent as 1.0. The text is copied: without INSITU it is only read. */
    yyjson_doc *document = yyjson_read_opts(bytes.variable, json.len, YYJSON_READ_NUMBER_AS_RAW, &memory, &error);
    *is_exhausted = document == NULL && error.code == YYJSON_READ_ERROR_MEMORY_ALLOCATION;
    return document != NULL ? yyjson_doc_get_root(document) : NULL;
}

bool brisk_payload_scalar(const yyjson_val *value, brisk_str *out)
{
    yyjson_val *read = brisk_payload_reading(value);
    switch (yyjson_get_type(read)) {
    case YYJSON_TYPE_STR:
        *out = brisk_str_make(yyjson_get_str(read), yyjson_get_len(read));
        return true;
    case YYJSON_TYPE_RAW:
        *out = brisk_str_make(yyjson_get_raw(read), yyjson_get_len(read));
        return true;
    case YYJSON_TYPE_BOOL:
        *out = yyjson_get_bool(read) ? BRISK_S("true") : BRISK_S("false");
        return true;
    case YYJSON_TYPE_NULL:
        *out = BRISK_S("");
        return true;
    default:
        return false;
    }
}

int brisk_payload_status(const yyjson_val *value)
{
    brisk_str text;
    uint64_t number;
    if (value == NULL || yyjson_is_null(brisk_payload_reading(value))) {
        return BRISK_PAYLOAD_NO_STATUS;
    }
    if (yyjson_is_bool(brisk_payload_reading(value)) || !brisk_payload_scalar(value, &text)) {
        return BRISK_PAYLOAD_BAD_STATUS;
    }
    return brisk_digits_parse(text, 9999, &number) == BRISK_NUMBER_OK ? (int)number : BRISK_PAYLOAD_BAD_STATUS;
}

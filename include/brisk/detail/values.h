/* values.h - the typed calls by which handlers build answers: brisk_push, brisk_copy, brisk_apply and their kin.
 *
 * Each is one call of a function that takes void * and a descriptor or a size, with the type put back in front of it.
 * BRISK_IS checks an argument's type and is that argument: the two results of ?: must have compatible pointer types. */
#ifndef BRISK_DETAIL_VALUES_H
#define BRISK_DETAIL_VALUES_H

#include <brisk/detail/types.h>
#include <brisk/request.h>
#include <brisk/value.h>

#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BRISK_IS(T, p) (1 ? (p) : (brisk_##T *)0)
#define BRISK_IS_CONST(T, p) (1 ? (p) : (const brisk_##T *)0)

/* Sets the key of a map's entry and answers its value, which stands behind it. */
static inline void *brisk_entry_value(void *entry, brisk_str key)
{
    *(brisk_str *)entry = key;
    return (brisk_str *)entry + 1;
}

/* The value of the key in a map; a new, zeroed entry where there is none. */
static inline void *brisk_map_slot(brisk_request *req, void *entries, void *entries_member, size_t *count,
                                   size_t entry_size, brisk_str key)
{
    for (size_t i = 0; i < *count; i++) {
        void *entry = (char *)entries + i * entry_size;
        if (brisk_str_equal(*(brisk_str *)entry, key)) {
            return (brisk_str *)entry + 1;
        }
    }
    return brisk_entry_value(brisk_list_push(req, entries_member, count, entry_size), key);
}

/* A copy of size bytes in the request's arena; on exhaustion scrap, never NULL. */
static inline void *brisk_keep_bytes(brisk_request *req, const void *bytes, size_t size)
{
    void *items = NULL;
    size_t count = 0;
    return memcpy(brisk_list_push(req, &items, &count, size), bytes, size);
}

/* A list(str) of texts, which are borrowed. */
static inline brisk_list_str brisk_strs_of(brisk_request *req, const char *const *texts, size_t count)
{
    brisk_list_str list = {NULL, 0};
    for (size_t i = 0; i < count; i++) {
        *(brisk_str *)brisk_list_push(req, &list.items, &list.count, sizeof *list.items) = brisk_str_view(texts[i]);
    }
    return list;
}

#ifdef __cplusplus
}
#endif

#endif

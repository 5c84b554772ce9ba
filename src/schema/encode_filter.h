/* encode_filter.h - which fields an endpoint's include(…) and exclude(…) let through.
 *
 * A filter holds what is left of the paths at one place of the value: at the root "owner.name", under "owner" "name".
 * Paths name fields by their C names, items of lists by "*" or their index, entries of maps by "*" or their key; a list
 * is stepped through as by "*" where a path does not say so. */
#ifndef BRISK_SCHEMA_ENCODE_FILTER_H
#define BRISK_SCHEMA_ENCODE_FILTER_H

#include <brisk/arena.h>
#include <brisk/types.h>

typedef struct brisk_filter_paths {
    const char *const *paths; /* NULL: this side does not filter */
    size_t count;
} brisk_filter_paths;

typedef struct brisk_filter {
    brisk_filter_paths include, exclude;
} brisk_filter;

/** The filter at the root, of NULL-terminated lists that may be NULL. */
brisk_filter brisk_filter_of(const char *const *include, const char *const *exclude);

/** True where any path is left to look at. */
static inline bool brisk_filter_is_on(const brisk_filter *filter)
{
    return filter->include.paths || filter->exclude.paths;
}

/** Steps under a field, entry or item called name. is_item: of a list, which paths may pass over in silence. Returns
 *  false where it is not to be written; else *under is the filter there. arena: for the paths left; on exhaustion
 *  nothing passes. */
bool brisk_filter_step(const brisk_filter *filter, brisk_arena *arena, brisk_str name, bool is_item,
                       brisk_filter *under);

#endif

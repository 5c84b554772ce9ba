/* encode_filter.c - include(…) and exclude(…) of an endpoint, stepped through as the value is written. */
#include "schema/encode_filter.h"

#include <string.h>

static brisk_filter_paths paths_of(const char *const *list)
{
    brisk_filter_paths out = {list, 0};
    while (list && list[out.count]) {
        out.count++;
    }
    return out;
}

brisk_filter brisk_filter_of(const char *const *include, const char *const *exclude)
{
    return (brisk_filter){paths_of(include), paths_of(exclude)};
}

static bool is_index(const char *segment, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (segment[i] < '0' || segment[i] > '9') {
            return false;
        }
    }
    return len > 0;
}

typedef enum { STEP_MISS, STEP_LEAF, STEP_UNDER } step;

/* How path relates to the thing called name; *rest is what is left behind it. */
static step step_path(const char *path, brisk_str name, bool is_item, const char **rest)
{
    size_t len = strcspn(path, ".");
    bool is_star = len == 1 && path[0] == '*';
    if (is_item && !is_star && !is_index(path, len)) {
        *rest = path; /* the path does not mention the list: it goes for each of its items */
        return STEP_UNDER;
    }
    if (!is_star && (len != name.len || memcmp(path, name.ptr, len) != 0)) {
        return STEP_MISS;
    }
    *rest = path + len + 1;
    return path[len] ? STEP_UNDER : STEP_LEAF;
}

/* Collects what is left of the paths under name. *hit: some path matched; *leaf: one of them ends here. */
static bool step_paths(brisk_filter_paths paths, brisk_arena *arena, brisk_str name, bool is_item,
                       brisk_filter_paths *under, bool *leaf)
{
    const char **left = brisk_arena_alloc(arena, (paths.count + 1) * sizeof *left);
    bool hit = false;
    *under = (brisk_filter_paths){NULL, 0};
    *leaf = false;
    for (size_t i = 0; left && i < paths.count; i++) {
        const char *rest;
        step kind = step_path(paths.paths[i], name, is_item, &rest);
        hit = hit || kind != STEP_MISS;
        *leaf = *leaf || kind == STEP_LEAF;
        if (kind == STEP_UNDER) {
            left[under->count++] = rest;
        }
    }
    under->paths = under->count > 0 ? left : NULL;
    return hit;
}

bool brisk_filter_step(const brisk_filter *filter, brisk_arena *arena, brisk_str name, bool is_item,
                       brisk_filter *under)
{
    bool leaf = false;
    *under = (brisk_filter){{NULL, 0}, {NULL, 0}};
    if (filter->exclude.paths) {
        step_paths(filter->exclude, arena, name, is_item, &under->exclude, &leaf);
        if (leaf || brisk_arena_failed(arena)) {
            return false;
        }
    }
    if (filter->include.paths) {
        if (!step_paths(filter->include, arena, name, is_item, &under->include, &leaf)) {
            return false;
        }
        if (leaf) {
            under->include.paths = NULL; /* all of it is let through */
        }
    }
    return true;
}

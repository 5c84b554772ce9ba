/* filter.h - CloudWatch Logs' filter patterns: which events are wanted.
 *
 *     ERROR Timeout      both words        "a phrase"   as it stands       ?a ?b   one of them       -c   not this one
 *     { $.level = "WARN" && $.ms > 100 }            events that are JSON
 *     [ip, user, ..., status = 4*, bytes]          events whose words, split at spaces, have these places
 *
 * A pattern is parsed once, and matching costs at most the event's length times the pattern's terms. */
#ifndef BRISK_GATEWAY_LOGS_FILTER_H
#define BRISK_GATEWAY_LOGS_FILTER_H

#include <brisk/arena.h>
#include <brisk/status.h>
#include <brisk/types.h>

typedef struct brisk_log_filter brisk_log_filter;

/** Parses a pattern into the arena; the empty one matches all. BRISK_SYNTAX with a sentence in problem,
 *  BRISK_NO_MEMORY. */
BRISK_MUST_CHECK brisk_status brisk_log_filter_parse(brisk_arena *arena, brisk_str pattern, brisk_log_filter **out,
                                                     char *problem, size_t problem_size);

bool brisk_log_filter_matches(const brisk_log_filter *filter, brisk_str message);

#endif

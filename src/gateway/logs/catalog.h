/* catalog.h - what is known of the store, in memory: its groups, their streams, and the segments of those.
 *
 *     store ─► groups, by name ─► streams, by name ─► segments, by number
 *
 * The events are not in it. Groups are read at open, their streams when somebody first asks (one readdir), a stream's figures
 * when somebody asks for those (load.c): so opening costs next to nothing however much there is. What was handed out
 * stays: a stream that was deleted is marked gone, and comes back when it is written to. */
#ifndef BRISK_GATEWAY_LOGS_CATALOG_H
#define BRISK_GATEWAY_LOGS_CATALOG_H

#include "gateway/logs/segment.h"
#include "gateway/logs/store.h"

#define BRISK_LOG_GROUPS_MAX  10000
#define BRISK_LOG_STREAMS_MAX 100000 /* of a group */

/** Modes of what is made: nobody else's business. */
enum { BRISK_LOG_FOLDER_MODE = 0700, BRISK_LOG_FILE_MODE = 0600 };

/** Room for the path of a file of the store, from the store's folder. */
#define BRISK_LOG_PATH 448

typedef struct brisk_log_segment {
    uint32_t number;
    bool is_known;    /* all of the summary, not only its size */
    int64_t begun_ms; /* when it was made; 0: before the store was opened */
    brisk_log_summary summary;
} brisk_log_segment;

typedef struct brisk_log_group {
    brisk_log_store *store;
    brisk_str name; /* behind the struct, as the streams' */
    char file[BRISK_LOG_FILE_NAME];
    int64_t created_ms;
    int32_t retention_days; /* -1: as the store's */
    bool is_loaded;         /* its streams are known */
    bool is_gone;
    brisk_log_stream **streams; /* by name */
    size_t count, capacity;
} brisk_log_group;

struct brisk_log_stream {
    brisk_log_group *group;
    brisk_str name;
    int64_t created_ms;
    brisk_log_segment *segments; /* by number */
    size_t count, capacity;
    int fd;         /* the last segment, for appending; -1: closed */
    bool is_loaded; /* the segments' summaries are known, and the last one is whole */
    bool is_held;   /* was handed out: the struct stays until the store is closed */
    bool is_torn;   /* a write went wrong and could not be taken back yet */
    bool is_gone;
    brisk_log_stream *newer, *older; /* of the open ones, by use */
};

struct brisk_log_store {
    int dir_fd, lock_fd;
    int32_t retention_days;
    uint64_t stream_bytes, segment_bytes; /* stream_bytes 0: no limit */
    int64_t (*now_ms)(void *context);
    void *context;
    uint64_t next_id, reserved_id; /* ids below reserved_id may be given */
    brisk_log_group **groups;      /* by name */
    size_t count, capacity;
    brisk_log_stream *newest, *oldest; /* open ones */
    size_t open_count;
    uint64_t lost; /* events, since it was last told */
    int64_t lost_told_ms;
    void (*on_event)(void *context, brisk_str group, brisk_str stream, const brisk_log_event *event);
    void *on_event_context;
};

/** The group of this name, gone or not; NULL where there is none. */
brisk_log_group *brisk_log_find_group(const brisk_log_store *store, brisk_str name);
/** Puts a group into memory; the disk is left alone. NULL: no memory, or BRISK_LOG_GROUPS_MAX. */
brisk_log_group *brisk_log_add_group(brisk_log_store *store, brisk_str name);
/** The same of a group's streams. */
brisk_log_stream *brisk_log_find_stream(const brisk_log_group *group, brisk_str name);
brisk_log_stream *brisk_log_add_stream(brisk_log_group *group, brisk_str name);
/** Frees one whose file is closed, and that is on no list any more. */
void brisk_log_free_stream(brisk_log_stream *stream);
/** Frees an empty one. */
void brisk_log_free_group(brisk_log_group *group);
/** Makes room for one more item; false without memory. */
bool brisk_log_make_room(void **items, size_t count, size_t *capacity, size_t size);

#endif

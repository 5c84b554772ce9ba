/* private.h - what the files of the log store share: store.c (the folder, groups), stream.c (writing), load.c (what is
 * on the disk), read.c, sweep.c (the old end).
 *
 *     store ─► groups, by name ─► streams, by name ─► segments, by number
 *
 * All of it is in memory, the events are not. Groups are read at open, their streams when somebody first asks (one
 * readdir), a stream's figures when somebody asks for those: so opening costs next to nothing however much there is.
 * What was handed out stays: a stream that was deleted is marked gone, and comes back when it is written to. */
#ifndef BRISK_GATEWAY_LOGS_PRIVATE_H
#define BRISK_GATEWAY_LOGS_PRIVATE_H

#include "gateway/logs/segment.h"
#include "gateway/logs/store.h"

#include <stdio.h>

#define BRISK_LOG_GROUPS_MAX  10000
#define BRISK_LOG_STREAMS_MAX 100000 /* of a group */
#define BRISK_LOG_OPEN_MAX    64     /* files open for writing */
#define BRISK_LOG_PATH        448    /* of a segment, from the store's folder */

typedef struct brisk_log_segment {
    uint32_t number;
    bool is_known; /* all of the summary, not only its size */
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

int64_t brisk_log_store_now(const brisk_log_store *store);

/* ---- store.c ---- */

/** The group of this name, gone or not; NULL where there is none. */
brisk_log_group *brisk_log_find_group(const brisk_log_store *store, brisk_str name);
/** The group with its streams known. BRISK_NOT_FOUND also where it is gone. */
BRISK_MUST_CHECK brisk_status brisk_log_open_group(brisk_log_store *store, brisk_str name, brisk_log_group **out);
/** Puts a group into memory; the disk is left alone. */
brisk_log_group *brisk_log_add_group(brisk_log_store *store, brisk_str name);
/** Makes the group's folder and file, so that it is there, no longer gone. */
BRISK_MUST_CHECK brisk_status brisk_log_save_group(brisk_log_group *group);
brisk_log_stream *brisk_log_find_stream(const brisk_log_group *group, brisk_str name);
brisk_log_stream *brisk_log_add_stream(brisk_log_group *group, brisk_str name);
void brisk_log_free_stream(brisk_log_stream *stream);
/** Writes down that ids below end may have been given. */
BRISK_MUST_CHECK brisk_status brisk_log_reserve_ids(brisk_log_store *store, uint64_t end);
/** Makes room for one more item; false without memory. */
bool brisk_log_make_room(void **items, size_t count, size_t *capacity, size_t size);

/* ---- load.c ---- */

/** Reads the names of all groups. */
BRISK_MUST_CHECK brisk_status brisk_log_load_store(brisk_log_store *store);
/** Reads the names of a group's streams and the sizes of their segments. */
BRISK_MUST_CHECK brisk_status brisk_log_load_group(brisk_log_group *group);
/** Reads what a stream's segments hold, and cuts what is torn off the last. BRISK_NOT_FOUND: nothing of it is left. */
BRISK_MUST_CHECK brisk_status brisk_log_load_stream(brisk_log_stream *stream);
/** The last id that any stream holds. */
BRISK_MUST_CHECK brisk_status brisk_log_last_id(brisk_log_store *store, uint64_t *id);
void brisk_log_segment_path(const brisk_log_stream *stream, uint32_t number, char out[BRISK_LOG_PATH]);
/** The first bytes of a segment, at most size; empty where there is no such file. To be given to brisk_log_unmap. */
BRISK_MUST_CHECK brisk_status brisk_log_map(const brisk_log_stream *stream, uint32_t number, uint64_t size,
                                            brisk_str *bytes);
void brisk_log_unmap(brisk_str bytes);

/* ---- stream.c ---- */

/** Makes the stream's first segment where it has none. */
BRISK_MUST_CHECK brisk_status brisk_log_create_stream(brisk_log_stream *stream);
void brisk_log_close_stream(brisk_log_stream *stream);

/* ---- sweep.c ---- */

/** Unlinks the stream's oldest segment. */
void brisk_log_drop_oldest(brisk_log_stream *stream);
/** Deletes the oldest segments while the stream is too large. */
void brisk_log_trim_stream(brisk_log_stream *stream);

#endif

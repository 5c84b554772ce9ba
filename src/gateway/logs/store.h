/* store.h - CloudWatch Logs as files: groups hold streams, a stream is an append-only list of events.
 *
 *     data_dir/logs/<group>/<stream>@<n>       names are escaped so that no path leaves the folder (name.h)
 *
 * A stream is a row of files (segment.h): it goes over into the next one at 4 MB, or when its first event is a day old,
 * so that the old end can be dropped a file at a time.
 * Each event is one record with its length and a checksum: a file that was cut at any byte is read up to its last
 * whole record, and written on from there. An event was written to the file (write(2)) before any reader sees it, so
 * that a killed process loses nothing that was shown. One thread, except where said. */
#ifndef BRISK_GATEWAY_LOGS_STORE_H
#define BRISK_GATEWAY_LOGS_STORE_H

#include <brisk/status.h>
#include <brisk/types.h>

typedef struct brisk_log_store brisk_log_store;
typedef struct brisk_log_stream brisk_log_stream;

/** What an event counts for besides its message; the longest message, bytes: longer ones are split. */
#define BRISK_LOG_EVENT_OVERHEAD ((size_t)26)
#define BRISK_LOG_EVENT_MAX      ((size_t)1024 * 1024 - BRISK_LOG_EVENT_OVERHEAD)

typedef struct brisk_log_event {
    int64_t timestamp_ms, ingestion_ms; /* since 1970 UTC */
    brisk_str message;
    uint64_t id; /* ascending over the whole store: the order in which events came; unique over restarts */
} brisk_log_event;

typedef struct brisk_log_store_options {
    const char *dir;                  /* the data folder; made where missing, with those above it */
    int32_t retention_days;           /* of groups that say nothing else; 0: for ever */
    int64_t stream_bytes;             /* a stream that grows above loses its oldest events; 0: no limit */
    int64_t (*now_ms)(void *context); /* NULL: the wall clock */
    void *context;
} brisk_log_store_options;

/** Opens the folder, and repairs what a crash left. BRISK_IO with a sentence in problem; BRISK_BUSY where another
 *  process has it open. */
BRISK_MUST_CHECK brisk_status brisk_log_store_open(const brisk_log_store_options *options, brisk_log_store **out,
                                                   char *problem, size_t problem_size);
void brisk_log_store_close(brisk_log_store *store);

/** Milliseconds since 1970 UTC, by the store's clock. */
int64_t brisk_log_store_now(const brisk_log_store *store);

/** Makes a group, where it is missing. */
BRISK_MUST_CHECK brisk_status brisk_log_store_group(brisk_log_store *store, brisk_str group);

/** The stream of this name, made where it is missing; kept by the store until it is closed. BRISK_IO (disk full …),
 *  BRISK_LIMIT for a name that CloudWatch does not take, BRISK_NO_MEMORY. */
BRISK_MUST_CHECK brisk_status brisk_log_store_stream(brisk_log_store *store, brisk_str group, brisk_str stream,
                                                     brisk_log_stream **out);

/** Appends an event. timestamp_ms 0: now. On BRISK_IO (disk full) nothing of it is left behind, and the store can go
 *  on: the number of events so lost is logged, once a minute. */
brisk_status brisk_log_append(brisk_log_stream *stream, int64_t timestamp_ms, brisk_str message);

/** Is told of every event after it was written: console, tail, terminal. One listener; NULL: none. */
void brisk_log_store_listen(brisk_log_store *store,
                            void (*on_event)(void *context, brisk_str group, brisk_str stream,
                                             const brisk_log_event *event),
                            void *context);

/* ---- reading ---- */

typedef struct brisk_log_group_info {
    brisk_str name;
    int64_t created_ms, stored_bytes;
    int32_t retention_days; /* 0: for ever */
} brisk_log_group_info;

typedef struct brisk_log_stream_info {
    brisk_str name;
    int64_t created_ms, first_event_ms, last_event_ms, last_ingestion_ms, stored_bytes; /* no event: 0 */
} brisk_log_stream_info;

/** Calls visit for each group whose name begins with prefix, in the order of names, until it returns false. */
brisk_status brisk_log_each_group(brisk_log_store *store, brisk_str prefix,
                                  bool (*visit)(void *context, const brisk_log_group_info *info), void *context);
/** The same for the streams of a group. BRISK_NOT_FOUND: no such group. */
brisk_status brisk_log_each_stream(brisk_log_store *store, brisk_str group, brisk_str prefix,
                                   bool (*visit)(void *context, const brisk_log_stream_info *info), void *context);

/** Which events are wanted. */
typedef struct brisk_log_range {
    int64_t from_ms, to_ms; /* from inclusive, to exclusive; 0: open */
    uint64_t after_id;      /* only events with a greater id (backwards: with a smaller one, where not 0) */
    bool is_backwards;
} brisk_log_range;

/** Calls visit for each event of a stream in the order of their ids. BRISK_NOT_FOUND. */
brisk_status brisk_log_each_event(brisk_log_store *store, brisk_str group, brisk_str stream,
                                  const brisk_log_range *range,
                                  bool (*visit)(void *context, const brisk_log_event *event), void *context);

/** days 0: for ever; -1: as the store's. BRISK_NOT_FOUND, BRISK_IO, as the deletions. */
brisk_status brisk_log_store_set_retention(brisk_log_store *store, brisk_str name, int32_t days);
/** Deletes a group (a stream) with its files. Who holds a stream of it may write on: it is made anew then. */
brisk_status brisk_log_store_delete_group(brisk_log_store *store, brisk_str name);
brisk_status brisk_log_store_delete_stream(brisk_log_store *store, brisk_str group_name, brisk_str name);
/** Drops what retention says; to be called now and then. */
void brisk_log_store_sweep(brisk_log_store *store);

#endif

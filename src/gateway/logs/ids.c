/* ids.c - the ids of events (ids.h). */
#include "gateway/logs/ids.h"

#include "core/log.h"
#include "gateway/logs/load.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { ID_BLOCK = 1 << 20 };

typedef struct id_state {
    char magic[4];
    uint32_t crc;
    uint64_t reserved;
} id_state;

static uint32_t sum_of_state(const id_state *state)
{
    return (uint32_t)crc32(0, (const unsigned char *)&state->reserved, sizeof(state->reserved));
}

/* Writes down that ids below end may have been given. */
static brisk_status reserve(brisk_log_store *store, uint64_t end)
{
    id_state state = {.magic = {'B', 'L', 'G', 'S'}, .reserved = end};
    state.crc = sum_of_state(&state);
    ssize_t written;
    do {
        written = pwrite(store->lock_fd, &state, sizeof(state), 0);
    } while (written < 0 && errno == EINTR);
    if (written != (ssize_t)sizeof(state)) {
        return BRISK_IO;
    }
    store->reserved_id = state.reserved;
    return BRISK_OK;
}

/* The last id that any stream holds. */
static brisk_status find_last(brisk_log_store *store, uint64_t *id)
{
    *id = 0;
    for (size_t i = 0; i < store->count; i++) {
        brisk_log_group *group = store->groups[i];
        brisk_status status = brisk_log_load_group(group);
        for (size_t j = 0; j < group->count && status == BRISK_OK; j++) {
            brisk_log_stream *stream = group->streams[j];
            if (brisk_log_load_stream(stream) != BRISK_OK) {
                continue;
            }
            for (size_t k = 0; k < stream->count; k++) {
                uint64_t last = stream->segments[k].summary.last_id;
                *id = last > *id ? last : *id;
            }
        }
        if (status != BRISK_OK) {
            return status;
        }
    }
    return BRISK_OK;
}

brisk_status brisk_log_ids_open(brisk_log_store *store)
{
    id_state state;
    ssize_t size = pread(store->lock_fd, &state, sizeof(state), 0);
    if (size == (ssize_t)sizeof(state) && memcmp(state.magic, "BLGS", 4) == 0 && state.crc == sum_of_state(&state)) {
        store->next_id = state.reserved;
    } else {
        uint64_t last = 0;
        brisk_status status = find_last(store, &last);
        if (status != BRISK_OK) {
            return status;
        }
        store->next_id = last + 1;
    }
    store->reserved_id = store->next_id; /* the first event reserves */
    return BRISK_OK;
}

brisk_status brisk_log_ids_next(brisk_log_store *store, uint64_t *id)
{
    if (store->next_id >= store->reserved_id) {
        brisk_status status = reserve(store, store->next_id + ID_BLOCK);
        if (status != BRISK_OK) {
            return status;
        }
    }
    *id = store->next_id;
    return BRISK_OK;
}

void brisk_log_ids_close(brisk_log_store *store)
{
    if (store->next_id < store->reserved_id && reserve(store, store->next_id) != BRISK_OK) {
        brisk_log(BRISK_LOG_WARNING, "the last id of the logs could not be written");
    }
}

/* usage.c - see usage.h.
 *
 *     magic "bru1" │ checksum u32 │ first_period i64 │ period i64 │ used i64 │
 *     plan_len u16 │ key_len u16 │ plan │ key │ zeros
 *
 * All in the byte order of the machine: the file is its own. */
#include "gateway/front/usage.h"

#include "core/heap.h"
#include "core/str.h"
#include "gateway/front/quota_period.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SLOT_BYTES 512u
#define ID_MAX     200u
#define SLOTS_MAX  100000 /* what a damaged or foreign file may make us read */

struct brisk_usage_store {
    int file, days_file; /* -1: in memory only */
    brisk_usage_slot **slots;
    size_t count, capacity;
};

typedef struct slot_record {
    char magic[4];
    uint32_t checksum;
    int64_t first_period, period, used;
    uint16_t plan_len, key_len;
    char ids[SLOT_BYTES - 36];
} slot_record;

/* FNV-1a, as hash.h's values differ between machines and builds. */
static uint32_t checksum_of(const slot_record *record)
{
    const unsigned char *bytes = (const unsigned char *)record;
    uint32_t hash = UINT32_C(0x811c9dc5);
    for (size_t i = 8; i < SLOT_BYTES; i++) {
        hash = (hash ^ bytes[i]) * UINT32_C(0x01000193);
    }
    return hash;
}

static brisk_usage_slot *add_slot(brisk_usage_store *store, brisk_str plan_id, brisk_str key_id)
{
    if (store->count == store->capacity) {
        size_t capacity = store->capacity == 0 ? 8 : store->capacity * 2;
        brisk_usage_slot **grown = brisk_heap_grow(store->slots, capacity * sizeof(brisk_usage_slot *));
        if (grown == NULL) {
            return NULL;
        }
        store->slots = grown;
        store->capacity = capacity;
    }
    brisk_usage_slot *slot = brisk_heap_alloc_zeroed(1, sizeof *slot + plan_id.len + key_id.len);
    if (slot == NULL) {
        return NULL;
    }
    char *texts = (char *)(slot + 1);
    if (plan_id.len > 0) {
        memcpy(texts, plan_id.ptr, plan_id.len);
    }
    if (key_id.len > 0) {
        memcpy(texts + plan_id.len, key_id.ptr, key_id.len);
    }
    slot->plan_id = brisk_str_make(texts, plan_id.len);
    slot->key_id = brisk_str_make(texts + plan_id.len, key_id.len);
    slot->index = (int64_t)store->count;
    store->slots[store->count++] = slot;
    return slot;
}

static bool is_whole(const slot_record *record)
{
    return memcmp(record->magic, "bru1", 4) == 0 && record->plan_len <= ID_MAX && record->key_len <= ID_MAX &&
           record->checksum == checksum_of(record);
}

/* A slot that is not whole keeps its place, under ids that no plan has. */
static brisk_status load(brisk_usage_store *store)
{
    slot_record record;
    for (int64_t i = 0; i < SLOTS_MAX; i++) {
        if (pread(store->file, &record, sizeof record, (off_t)i * (off_t)SLOT_BYTES) != (ssize_t)sizeof record) {
            break;
        }
        bool is_good = is_whole(&record);
        brisk_usage_slot *slot = is_good ? add_slot(store, brisk_str_make(record.ids, record.plan_len),
                                                    brisk_str_make(record.ids + record.plan_len, record.key_len))
                                         : add_slot(store, BRISK_S(""), BRISK_S(""));
        if (slot == NULL) {
            return BRISK_NO_MEMORY;
        }
        if (is_good) {
            slot->first_period = record.first_period;
            slot->period = record.period;
            slot->used = record.used;
        }
    }
    return BRISK_OK;
}

brisk_status brisk_usage_store_open(const char *path, brisk_usage_store **out, char *problem, size_t problem_size)
{
    _Static_assert(sizeof(slot_record) == SLOT_BYTES, "a slot is 512 bytes");
    brisk_usage_store *store = brisk_heap_alloc_zeroed(1, sizeof *store);
    *out = NULL;
    if (store == NULL) {
        return BRISK_NO_MEMORY;
    }
    store->file = store->days_file = -1;
    if (path != NULL) {
        char days_path[4096 + 8];
        int len = snprintf(days_path, sizeof days_path, "%s-days", path);
        store->file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
        store->days_file = store->file < 0 || len >= (int)sizeof days_path ? -1 : brisk_usage_days_open(days_path);
        if (store->days_file < 0) {
            (void)snprintf(problem, problem_size, "%s: %s", path, strerror(errno));
            brisk_usage_store_close(store);
            return BRISK_IO;
        }
        brisk_status status = load(store);
        if (status != BRISK_OK) {
            brisk_usage_store_close(store);
            return status;
        }
    }
    *out = store;
    return BRISK_OK;
}

void brisk_usage_store_close(brisk_usage_store *store)
{
    if (store == NULL) {
        return;
    }
    for (size_t i = 0; i < store->count; i++) {
        brisk_heap_free(store->slots[i]->days);
        brisk_heap_free(store->slots[i]);
    }
    brisk_heap_free(store->slots);
    if (store->file >= 0) {
        (void)close(store->file);
    }
    if (store->days_file >= 0) {
        (void)close(store->days_file);
    }
    brisk_heap_free(store);
}

static brisk_usage_slot *find_slot(const brisk_usage_store *store, brisk_str plan_id, brisk_str key_id)
{
    for (size_t i = 0; i < store->count; i++) {
        brisk_usage_slot *slot = store->slots[i];
        if (brisk_str_equal(slot->plan_id, plan_id) && brisk_str_equal(slot->key_id, key_id)) {
            return slot;
        }
    }
    return NULL;
}

brisk_status brisk_usage_slot_of(brisk_usage_store *store, brisk_str plan_id, brisk_str key_id, brisk_usage_slot **out)
{
    *out = NULL;
    if (plan_id.len > ID_MAX || key_id.len > ID_MAX) {
        return BRISK_LIMIT;
    }
    brisk_usage_slot *slot = find_slot(store, plan_id, key_id);
    slot = slot != NULL ? slot : add_slot(store, plan_id, key_id);
    if (slot == NULL) {
        return BRISK_NO_MEMORY;
    }
    if (slot->days == NULL) {
        slot->days = brisk_heap_alloc_zeroed(BRISK_USAGE_DAYS, sizeof *slot->days);
        if (slot->days == NULL) {
            return BRISK_NO_MEMORY;
        }
        if (store->days_file >= 0) {
            brisk_usage_days_load(store->days_file, slot->index, slot->days);
        }
    }
    *out = slot;
    return BRISK_OK;
}

int64_t brisk_usage_used(const brisk_usage_slot *slot, const brisk_plan_config *plan, int64_t wall_ms)
{
    return slot->period == brisk_quota_period_of(plan->quota_period, wall_ms) ? slot->used : 0;
}

int64_t brisk_usage_remaining(const brisk_usage_slot *slot, const brisk_plan_config *plan, int64_t wall_ms)
{
    int64_t period = brisk_quota_period_of(plan->quota_period, wall_ms);
    bool is_first = slot->first_period == 0 || slot->first_period == period;
    int64_t left = plan->quota_limit - brisk_usage_used(slot, plan, wall_ms) - (is_first ? plan->quota_offset : 0);
    return left > 0 ? left : 0;
}

static brisk_status write_slot(const brisk_usage_store *store, const brisk_usage_slot *slot)
{
    slot_record record;
    memset(&record, 0, sizeof record);
    memcpy(record.magic, "bru1", 4);
    record.first_period = slot->first_period;
    record.period = slot->period;
    record.used = slot->used;
    record.plan_len = (uint16_t)slot->plan_id.len;
    record.key_len = (uint16_t)slot->key_id.len;
    memcpy(record.ids, slot->plan_id.ptr, slot->plan_id.len);
    memcpy(record.ids + slot->plan_id.len, slot->key_id.ptr, slot->key_id.len);
    record.checksum = checksum_of(&record);
    ssize_t written = pwrite(store->file, &record, sizeof record, (off_t)slot->index * (off_t)SLOT_BYTES);
    return written == (ssize_t)sizeof record ? BRISK_OK : BRISK_IO;
}

brisk_status brisk_usage_count(brisk_usage_store *store, brisk_usage_slot *slot, const brisk_plan_config *plan,
                               int64_t wall_ms)
{
    int64_t period = brisk_quota_period_of(plan->quota_period, wall_ms);
    if (slot->period != period) {
        slot->period = period;
        slot->used = 0;
    }
    if (slot->first_period == 0) {
        slot->first_period = period;
    }
    slot->used++;
    int64_t remaining = plan->has_quota ? brisk_usage_remaining(slot, plan, wall_ms) : -1;
    brisk_status day_status =
        brisk_usage_days_count(store->days_file, slot->index, slot->days, wall_ms / 86400000, remaining);
    brisk_status status = store->file < 0 ? BRISK_OK : write_slot(store, slot);
    return status != BRISK_OK ? status : day_status;
}

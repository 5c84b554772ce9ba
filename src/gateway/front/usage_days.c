/* usage_days.c - see usage_days.h. All in the byte order of the machine: the file is its own. */
#include "gateway/front/usage_days.h"

#include "gateway/front/quota_period.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MS_PER_DAY INT64_C(86400000)

typedef struct day_record {
    uint32_t day, checksum;
    int64_t used, remaining;
    uint64_t spare;
} day_record;

_Static_assert(sizeof(day_record) == 32, "a day is 32 bytes");

static off_t place_of(int64_t index, int64_t day)
{
    return (off_t)(index * BRISK_USAGE_DAYS + day % BRISK_USAGE_DAYS) * (off_t)sizeof(day_record);
}

/* FNV-1a. The slot is part of it: a cell that another slot's bytes came to is none. */
static uint32_t checksum_of(const day_record *record, int64_t index)
{
    const uint64_t words[4] = {record->day, (uint64_t)record->used, (uint64_t)record->remaining, (uint64_t)index};
    uint32_t hash = UINT32_C(0x811c9dc5);
    for (size_t i = 0; i < 4; i++) {
        for (unsigned shift = 0; shift < 64; shift += 8) {
            hash = (hash ^ (uint32_t)(words[i] >> shift & 0xff)) * UINT32_C(0x01000193);
        }
    }
    return hash;
}

int brisk_usage_days_open(const char *path)
{
    return open(path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
}

void brisk_usage_days_load(int file, int64_t index, brisk_usage_cell cells[BRISK_USAGE_DAYS])
{
    day_record records[BRISK_USAGE_DAYS];
    memset(records, 0, sizeof(records));
    ssize_t len = pread(file, records, sizeof(records), place_of(index, 0));
    size_t count = len > 0 ? (size_t)len / sizeof(day_record) : 0;
    for (size_t i = 0; i < BRISK_USAGE_DAYS; i++) {
        const day_record *record = &records[i];
        bool is_whole = i < count && record->used > 0 && record->day % BRISK_USAGE_DAYS == i &&
                        record->checksum == checksum_of(record, index);
        cells[i] = is_whole ? (brisk_usage_cell){(int64_t)record->day, record->used, record->remaining}
                            : (brisk_usage_cell){0};
    }
}

brisk_status brisk_usage_days_count(int file, int64_t index, brisk_usage_cell cells[BRISK_USAGE_DAYS], int64_t day,
                                    int64_t remaining)
{
    if (day < 0 || day > UINT32_MAX) {
        return BRISK_OK; /* a clock from before 1970: nothing that could be asked for */
    }
    brisk_usage_cell *cell = &cells[day % BRISK_USAGE_DAYS];
    if (cell->day != day) {
        *cell = (brisk_usage_cell){.day = day};
    }
    cell->used++;
    cell->remaining = remaining;
    if (file < 0) {
        return BRISK_OK;
    }
    day_record record = {.day = (uint32_t)day, .used = cell->used, .remaining = remaining};
    record.checksum = checksum_of(&record, index);
    ssize_t written = pwrite(file, &record, sizeof(record), place_of(index, day));
    return written == (ssize_t)sizeof(record) ? BRISK_OK : BRISK_IO;
}

brisk_usage_cell brisk_usage_days_of(const brisk_usage_cell cells[BRISK_USAGE_DAYS], const brisk_plan_config *plan,
                                     int64_t day)
{
    brisk_usage_cell found = {.day = day, .remaining = plan->has_quota ? plan->quota_limit : -1};
    int64_t period = brisk_quota_period_of(plan->quota_period, day * MS_PER_DAY);
    if (day < 0 || cells == NULL) {
        return found;
    }
    /* No period is longer than 31 days. */
    for (int64_t back = 0; back < 31 && back <= day; back++) {
        const brisk_usage_cell *cell = &cells[(day - back) % BRISK_USAGE_DAYS];
        if (brisk_quota_period_of(plan->quota_period, (day - back) * MS_PER_DAY) != period) {
            break;
        }
        if (cell->used > 0 && cell->day == day - back) {
            found.used = back == 0 ? cell->used : 0;
            found.remaining = plan->has_quota ? cell->remaining : -1;
            break;
        }
    }
    /* Counted while there was no quota, which there is now. */
    found.remaining = plan->has_quota && found.remaining < 0 ? plan->quota_limit : found.remaining;
    return found;
}

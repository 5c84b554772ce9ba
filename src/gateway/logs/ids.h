/* ids.h - the ids of events: ascending over the whole store, and unique over restarts.
 *
 * They are reserved in blocks: the end of the block is written before the first of it is given, so that after a crash none
 * comes twice, for one write in a million events. */
#ifndef BRISK_GATEWAY_LOGS_IDS_H
#define BRISK_GATEWAY_LOGS_IDS_H

#include "gateway/logs/catalog.h"

/** Reads how far ids were reserved; where that cannot be told, the streams are asked for their last. */
BRISK_MUST_CHECK brisk_status brisk_log_ids_open(brisk_log_store *store);
/** The id of the next event: it counts as given when store->next_id goes on. BRISK_IO. */
BRISK_MUST_CHECK brisk_status brisk_log_ids_next(brisk_log_store *store, uint64_t *id);
/** What was reserved and not given is given back: a clean end leaves no gap. */
void brisk_log_ids_close(brisk_log_store *store);

#endif

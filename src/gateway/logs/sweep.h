/* sweep.h - the old end: what retention, a stream's limit and people delete. A file is deleted whole or not at all. */
#ifndef BRISK_GATEWAY_LOGS_SWEEP_H
#define BRISK_GATEWAY_LOGS_SWEEP_H

#include "gateway/logs/catalog.h"

/** Deletes the oldest segments while the stream is too large. */
void brisk_log_trim_stream(brisk_log_stream *stream);

#endif

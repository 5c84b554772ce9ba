/* quota_period.h - the periods of quotas: days, weeks from Sunday and months, by the wall clock in UTC. */
#ifndef BRISK_GATEWAY_FRONT_QUOTA_PERIOD_H
#define BRISK_GATEWAY_FRONT_QUOTA_PERIOD_H

#include "gateway/config/config.h"

/** The number of the period that wall_ms (since 1970 UTC) lies in: ascending, above 0. */
int64_t brisk_quota_period_of(brisk_quota_period period, int64_t wall_ms);

#endif

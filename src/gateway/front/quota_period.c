/* quota_period.c - see quota_period.h. */
#include "gateway/front/quota_period.h"

#include "core/calendar.h"

int64_t brisk_quota_period_of(brisk_quota_period period, int64_t wall_ms)
{
    int64_t days = wall_ms / 86400000;
    brisk_date date;
    switch (period) {
    case BRISK_QUOTA_DAY:
        return days + 1;
    case BRISK_QUOTA_WEEK:
        return (days + 4) / 7 + 1; /* 1970-01-01 was a Thursday */
    case BRISK_QUOTA_MONTH:
        break;
    }
    date = brisk_calendar_date_of(days);
    return ((int64_t)date.year - 1970) * 12 + date.month;
}

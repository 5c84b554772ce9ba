/* status.c - the texts of the status codes, made of the list in brisk/status.h. */
#include <brisk/status.h>

const char *brisk_status_text(brisk_status status)
{
    switch (status) {
#define STATUS_CASE(name, text)                                                                                        \
    case BRISK_##name:                                                                                                 \
        return text;
        BRISK_STATUS_LIST(STATUS_CASE)
#undef STATUS_CASE
    }
    return "unknown status"; /* a number that is no code, from a cast */
}

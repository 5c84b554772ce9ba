/* exchange.c - trying again, posting, and what the host says to what was posted (exchange.h). */
#include "lambda/exchange.h"

#include "core/log.h"
#include "core/str.h"

#include <time.h>

enum { ATTEMPTS = 6, FIRST_PAUSE_MS = 10, PAUSE_FACTOR = 4, MAX_PAUSE_MS = 1000 };

/* ---- trying again ---- */

static void pause_ms(long ms)
{
    struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    (void)nanosleep(&left, NULL); /* a signal may end it early: it is a pause, not a clock */
}

bool brisk_exchange_again(brisk_attempts *tries, const char *what, brisk_status status)
{
    if (tries->was_kept && !tries->had_stale) {
        tries->had_stale = true; /* frozen and thawed, or the host closes idle connections: no trouble yet */
        return true;
    }
    if (++tries->count >= ATTEMPTS) {
        brisk_log(BRISK_LOG_ERROR, "the Runtime API does not answer %s: %s", what, brisk_status_text(status));
        return false;
    }
    long ms = FIRST_PAUSE_MS;
    for (int i = 1; i < tries->count && ms < MAX_PAUSE_MS; i++) {
        ms *= PAUSE_FACTOR;
    }
    pause_ms(ms < MAX_PAUSE_MS ? ms : MAX_PAUSE_MS);
    return true;
}

/* ---- posting ---- */

brisk_status brisk_exchange_judge(const brisk_link_answer *answer, const char *what, bool *accepted)
{
    *accepted = answer->status >= 200 && answer->status < 300;
    if (!*accepted) {
        brisk_str reply = brisk_str_slice(answer->body, 0, 300);
        bool is_mode = brisk_str_find(reply, BRISK_S("InvalidFunctionResponseMode")) != BRISK_STR_NONE;
        brisk_log(BRISK_LOG_ERROR, "the Runtime API answered %d to the %s: %.*s%s", answer->status, what,
                  (int)reply.len, reply.len > 0 ? reply.ptr : "",
                  is_mode ? " (BRISK_RESPONSE_STREAM=1 is for functions whose URL is in mode RESPONSE_STREAM, or whose "
                            "REST API is in transfer mode STREAM)"
                          : "");
    }
    return answer->status >= 500 ? BRISK_FAILED : BRISK_OK;
}

brisk_status brisk_exchange_post(brisk_runtime *runtime, const char *what, const brisk_str *parts, size_t count,
                                 bool *accepted)
{
    brisk_attempts tries = {0};
    *accepted = false;
    for (;;) {
        brisk_link_answer answer;
        tries.was_kept = runtime->link.was_used;
        brisk_status status = brisk_link_exchange(&runtime->link, parts, count, &runtime->reply, &answer);
        if (status == BRISK_OK) {
            return brisk_exchange_judge(&answer, what, accepted);
        }
        if (!brisk_exchange_again(&tries, what, status)) {
            return status;
        }
    }
}

/* check.c - how a check function of the app rejects a value (brisk/request.h). Apps without checks do not hold it. */
#include "schema/class.h"

#include <brisk/request.h>

#include <stdarg.h>

static brisk_status reject(brisk_check *check, const char *type, const char *prefix, const char *format, va_list args)
    BRISK_PRINTF(4, 0);

static brisk_status reject(brisk_check *check, const char *type, const char *prefix, const char *format, va_list args)
{
    brisk_str text = brisk_arena_vprintf(check->decoder->arena, format, args);
    brisk_str message = brisk_arena_printf(check->decoder->arena, "%s%.*s", prefix, (int)text.len, text.ptr);

    check->has_rejected = true;
    /* pydantic puts the exception into ctx, of which FastAPI writes {}. */
    return brisk_problems_add(&check->decoder->problems, check->site->loc, check->site->node,
                              (brisk_problem_text){type, message, BRISK_S("\"error\":{}")});
}

brisk_status brisk_reject(brisk_check *check, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    brisk_status status = reject(check, "value_error", "Value error, ", format, args);
    va_end(args);
    return status;
}

brisk_status brisk_reject_assertion(brisk_check *check, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    brisk_status status = reject(check, "assertion_error", "Assertion failed, ", format, args);
    va_end(args);
    return status;
}

brisk_arena *brisk_check_arena(brisk_check *check)
{
    return check->decoder->arena;
}

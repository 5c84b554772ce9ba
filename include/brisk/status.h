/* status.h - what a fallible function of Brisk returns: one list holds every code and its text. */
#ifndef BRISK_STATUS_H
#define BRISK_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

/* name, text. BRISK_OK is 0; the order of the rest carries no meaning. */
#define BRISK_STATUS_LIST(X)                                                                                           \
    X(OK, "success")                                                                                                   \
    X(FAILED, "the request was answered with an error")                                                                \
    X(NO_MEMORY, "out of memory")                                                                                      \
    X(LIMIT, "a limit was exceeded")                                                                                   \
    X(INVALID, "the value is not valid")                                                                               \
    X(NOT_FOUND, "not found")                                                                                          \
    X(SYNTAX, "the text could not be parsed")                                                                          \
    X(BROKEN_ANSWER, "the handler's answer does not fit its type")                                                     \
    X(CANCELLED, "cancelled")                                                                                          \
    X(IO, "input or output failed")                                                                                    \
    X(BUSY, "the address is in use")                                                                                   \
    X(USAGE, "wrong use of the interface")                                                                             \
    X(INTERNAL, "internal error")

typedef enum brisk_status {
#define BRISK_STATUS_ENUM(name, text) BRISK_##name,
    BRISK_STATUS_LIST(BRISK_STATUS_ENUM)
#undef BRISK_STATUS_ENUM
} brisk_status;

#if defined(__GNUC__)
#define BRISK_MUST_CHECK                           __attribute__((warn_unused_result))
#define BRISK_PRINTF(format_index, first_argument) __attribute__((format(printf, format_index, first_argument)))
#else
#define BRISK_MUST_CHECK
#define BRISK_PRINTF(format_index, first_argument)
#endif

/**
 * The English text of a status code, for logs.
 * Returns a constant string, never NULL ("unknown status" for a number that is no code). Any thread.
 */
const char *brisk_status_text(brisk_status status);

#ifdef __cplusplus
}
#endif

#endif

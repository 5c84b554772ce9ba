/* output.h - what a function writes to stdout and stderr, as events of its log. */
#ifndef BRISK_GATEWAY_FUNCTION_OUTPUT_H
#define BRISK_GATEWAY_FUNCTION_OUTPUT_H

#include "gateway/function/service.h"

/** The longest line that is one event, bytes. */
#define BRISK_LINE_MAX ((size_t)256 * 1024 - BRISK_LOG_EVENT_OVERHEAD)

/** Reads from the pipe fd, which is the output's from here on, also where this fails. BRISK_NO_MEMORY, BRISK_IO. */
BRISK_MUST_CHECK brisk_status brisk_output_open(brisk_environment *environment, int fd);
/** Reads what is there now. */
void brisk_output_drain(brisk_environment *environment);
/** A line that has no end yet is an event of its own. */
void brisk_output_flush(brisk_environment *environment);
/** Lets go of the pipe; environment->output.closed comes from the loop, where one was open. */
void brisk_output_close(brisk_environment *environment);
/** Writes an event of the service itself. */
void brisk_output_event(brisk_environment *environment, brisk_str text);

#endif

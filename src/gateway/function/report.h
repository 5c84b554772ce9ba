/* report.h - what the Lambda service itself writes to a function's log: INIT_START, START, END, REPORT, INIT_REPORT. */
#ifndef BRISK_GATEWAY_FUNCTION_REPORT_H
#define BRISK_GATEWAY_FUNCTION_REPORT_H

#include "gateway/function/service.h"

void brisk_report_init_start(brisk_environment *environment);
/** Init ended. status NULL: as it should; else "error", "timeout"; error_type may be NULL. */
void brisk_report_init_end(brisk_environment *environment, const char *status, const char *error_type);
void brisk_report_start(brisk_environment *environment);
/** An error of the service's own: time-out, exit. */
void brisk_report_failure(brisk_environment *environment, const char *type, const char *message);
/** END, REPORT, XRAY. status NULL: success. Fills the figures of the current result. */
void brisk_report_end(brisk_environment *environment, const char *status, const char *error_type);

#endif

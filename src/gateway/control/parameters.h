/* parameters.h - what a request's path and query ask for: their parts, numbers, and the page of a list. */
#ifndef BRISK_GATEWAY_CONTROL_PARAMETERS_H
#define BRISK_GATEWAY_CONTROL_PARAMETERS_H

#include "gateway/control/call.h"

/** Takes the next segment off a path: "/a/b" gives "a" and leaves "/b"; empty at the end. */
brisk_str brisk_control_segment(brisk_str *path);

/** A parameter of the query; ptr NULL where there is none. */
brisk_str brisk_control_parameter(const brisk_control_call *call, const char *name);
/** Its number; otherwise where there is none, or no number from 1 to max. */
size_t brisk_control_number(const brisk_control_call *call, const char *name, size_t max, size_t otherwise);

/** The part of a path's list that is asked for: items from the index on, at most count. */
typedef struct brisk_control_page {
    size_t from, count, at; /* at: of the next item */
} brisk_control_page;

/** True where the next item is of the page. */
bool brisk_control_page_takes(brisk_control_page *page);
/** True where there were more items behind the page. */
bool brisk_control_page_has_more(const brisk_control_page *page);

#endif

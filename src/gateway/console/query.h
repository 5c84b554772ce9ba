/* query.h - one parameter of a request's query. */
#ifndef BRISK_GATEWAY_CONSOLE_QUERY_H
#define BRISK_GATEWAY_CONSOLE_QUERY_H

#include <brisk/request.h>

/** The decoded value; ptr NULL where there is none (or no memory for the query). */
brisk_str brisk_console_parameter(brisk_request *request, const char *name);

#endif

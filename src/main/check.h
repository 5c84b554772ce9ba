/* check.h - mistakes in an app's tables that no compiler sees. */
#ifndef BRISK_MAIN_CHECK_H
#define BRISK_MAIN_CHECK_H

#include "app/service.h"

#include <stdio.h>

/** Looks at all that the routes of a service reach, and writes a line for each mistake. Returns how many there are. */
size_t brisk_check_routes(const brisk_service *service, FILE *out);

#endif

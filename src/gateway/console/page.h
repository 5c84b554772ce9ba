/* page.h - the console's files, built into the program. */
#ifndef BRISK_GATEWAY_CONSOLE_PAGE_H
#define BRISK_GATEWAY_CONSOLE_PAGE_H

#include "gateway/console/console.h"

/** Answers with the file of this name below /_brisk/ ("" is the page). False: there is none. */
bool brisk_page_answer(brisk_console_call *call, brisk_str name);

#endif

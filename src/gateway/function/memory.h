/* memory.h - how much a function's processes hold, by the kernel's word: RSS, as Lambda counts it, not address space, which
 * Node and Go reserve by the gigabyte. Whoever is above his limit is killed. Without /proc: not known. */
#ifndef BRISK_GATEWAY_FUNCTION_MEMORY_H
#define BRISK_GATEWAY_FUNCTION_MEMORY_H

#include "gateway/function/service.h"

/** Bytes that the process and its children hold now; 0: not known. */
int64_t brisk_memory_now(brisk_environment *environment, bool with_children);
/** The most that the process itself has held; 0: not known. */
int64_t brisk_memory_peak(brisk_environment *environment);
void brisk_memory_close(brisk_environment *environment);

/** Looks at those that are busy, ten times a second as long as there are any, and kills who is above his limit. */
void brisk_memory_watch(brisk_lambda *lambda);

#endif

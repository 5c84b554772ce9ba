/* random.h - bytes that nobody can guess, from the system: for keys and seeds. Any thread. */
#ifndef BRISK_CORE_RANDOM_H
#define BRISK_CORE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>

/** Fills size bytes at out. False, with out as it was or partly written, where the system gives none. */
bool brisk_random_bytes(void *out, size_t size);

#endif

/* fuzz.h - what the fuzz targets share: the entry point's prototype, an arena kept between runs, and a check. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <brisk/arena.h>

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Ends the run as a finding where the claim is false; also with NDEBUG. */
#define CHECK(claim)                                                                                                   \
    do {                                                                                                               \
        if (!(claim)) {                                                                                                \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

/** The arena of the run, emptied. Limited, so that inputs that would need much memory take the way of exhaustion. */
static inline brisk_arena *fuzz_arena(void)
{
    static brisk_arena *arena;
    if (arena == NULL) {
        arena = brisk_arena_new((size_t)16 * 1024 * 1024);
        CHECK(arena != NULL);
    }
    brisk_arena_reset(arena, (size_t)1024 * 1024);
    return arena;
}

/** The input as text. */
static inline brisk_str fuzz_text(const uint8_t *data, size_t size)
{
    return (brisk_str){(const char *)data, size};
}

#endif

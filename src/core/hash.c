/* hash.c - hashes of names (hash.h): eight bytes at a time are mixed in by xor and a multiplication by the golden
 * ratio, whose high half is folded down; the end mixes as splitmix64 does, so that the low bits can index a table. */
#include "core/hash.h"

#include "core/str.h"

#include <string.h>

#define GOLDEN_RATIO UINT64_C(0x9E3779B97F4A7C15)

/* The eight letters of a word in lower case: bit 5 is set in each byte that is A to Z. No carry leaves a byte, as its
 * bit 7 is cleared before, and bytes that have it are no ASCII. */
static uint64_t lower_eight(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t low_bits = word & (ones * 0x7F);
    uint64_t from_a = low_bits + ones * (0x80 - 'A');
    uint64_t above_z = low_bits + ones * (0x80 - 'Z' - 1);
    uint64_t is_upper = (from_a ^ above_z) & ~word & (ones * 0x80);
    return word | is_upper >> 2;
}

static uint64_t step(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * GOLDEN_RATIO;
    return hash ^ hash >> 32;
}

static uint64_t finish(uint64_t hash)
{
    hash = (hash ^ hash >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    hash = (hash ^ hash >> 27) * UINT64_C(0x94D049BB133111EB);
    return hash ^ hash >> 31;
}

static inline uint64_t hash_bytes(brisk_str text, uint64_t seed, bool ignore_case)
{
    uint64_t hash = step(seed, (uint64_t)text.len); /* the length: the last word is filled up with zeros */
    uint64_t word = 0;
    for (; text.len >= sizeof(word); text.ptr += sizeof(word), text.len -= sizeof(word)) {
        memcpy(&word, text.ptr, sizeof(word));
        hash = step(hash, ignore_case ? lower_eight(word) : word);
    }
    if (text.len > 0) {
        word = 0;
        memcpy(&word, text.ptr, text.len);
        hash = step(hash, ignore_case ? lower_eight(word) : word);
    }
    return finish(hash);
}

uint64_t brisk_hash(brisk_str text, uint64_t seed)
{
    return hash_bytes(text, seed, false);
}

uint64_t brisk_hash_ignore_case(brisk_str text, uint64_t seed)
{
    return hash_bytes(text, seed, true);
}

uint64_t brisk_hash_mix(uint64_t hash, uint64_t value)
{
    return finish(step(step(hash, 1), value)); /* two steps: their order has to count */
}

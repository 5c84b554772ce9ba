/* hash.h - a fast 64-bit hash for tables of names. Not for secrets, and its values are never stored or sent: they
 * differ between machines. Tables whose keys come from outside give a random seed, and still limit the number of keys:
 * the hash is not made to withstand one who knows the seed. Any thread. */
#ifndef BRISK_CORE_HASH_H
#define BRISK_CORE_HASH_H

#include <brisk/types.h>

/** Hash of the bytes of text. */
uint64_t brisk_hash(brisk_str text, uint64_t seed);

/** The same for all texts that differ in the case of ASCII letters only: for header names. */
uint64_t brisk_hash_ignore_case(brisk_str text, uint64_t seed);

/** Mixes one more number into a hash, for keys of several parts. */
uint64_t brisk_hash_mix(uint64_t hash, uint64_t value);

#endif

/* sha256.h - SHA-256 (FIPS 180-4): the CodeSha256 of a function and the name of the folder that it is unpacked in, and short
 * names of what is long: streams, keys of a cache. */
#ifndef BRISK_GATEWAY_SHA256_H
#define BRISK_GATEWAY_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { BRISK_SHA256_SIZE = 32 };

/** A sum in the making; initialise it with brisk_sha256_init. */
typedef struct brisk_sha256 {
    uint32_t state[8];
    uint64_t len; /* bytes so far */
    uint8_t block[64];
} brisk_sha256;

void brisk_sha256_init(brisk_sha256 *sum);
void brisk_sha256_add(brisk_sha256 *sum, const void *bytes, size_t size);
void brisk_sha256_end(brisk_sha256 *sum, uint8_t out[BRISK_SHA256_SIZE]);

#endif

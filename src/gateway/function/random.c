/* random.c - ids of requests, streams and traces (random.h): xoshiro256**, seeded by the system. */
#include "gateway/function/random.h"

static uint64_t rotate(uint64_t word, unsigned count)
{
    return word << count | word >> (64 - count);
}

static uint64_t draw(brisk_lambda *lambda)
{
    uint64_t *state = lambda->random;
    uint64_t value = rotate(state[1] * 5, 7) * 9, shifted = state[1] << 17;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 45);
    return value;
}

void brisk_lambda_seed(brisk_lambda *lambda)
{
    if (uv_random(NULL, NULL, lambda->random, sizeof lambda->random, 0, NULL) != 0) {
        lambda->random[0] = uv_hrtime();
        lambda->random[1] = (uint64_t)uv_os_getpid();
    }
    lambda->random[3] |= 1; /* never all zero */
}

void brisk_lambda_hex(brisk_lambda *lambda, char *out, size_t count)
{
    static const char DIGITS[] = "0123456789abcdef";
    uint64_t bits = 0;
    for (size_t i = 0; i < count; i++, bits >>= 4) {
        if (i % 16 == 0) {
            bits = draw(lambda);
        }
        out[i] = DIGITS[bits & 15];
    }
    out[count] = '\0';
}

void brisk_lambda_uuid(brisk_lambda *lambda, char *out)
{
    char hex[33];
    brisk_lambda_hex(lambda, hex, 32);
    hex[12] = '4';                                /* the version, RFC 9562 section 5.4 */
    hex[16] = "89ab"[(unsigned char)hex[16] & 3]; /* the variant */
    for (size_t i = 0, at = 0; i < 32; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20) {
            out[at++] = '-';
        }
        out[at++] = hex[i];
    }
    out[36] = '\0';
}

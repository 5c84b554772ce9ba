/* ids.c - see ids.h. xoshiro256** with splitmix64 as its seed, both in the public domain (Blackman, Vigna). */
#include "gateway/front/ids.h"

#include "core/base64.h"
#include "core/clock.h"
#include "core/random.h"
#include "core/str.h"

#include <string.h>

static const char HEX[] = "0123456789abcdef";

static uint64_t split_mix(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void brisk_random_seed(brisk_random *random, uint64_t seed)
{
    for (size_t i = 0; i < 4; i++) {
        random->state[i] = split_mix(&seed);
    }
}

void brisk_random_seed_by_system(brisk_random *random)
{
    uint64_t seed = (uint64_t)(uintptr_t)random;
    if (!brisk_random_bytes(&seed, sizeof seed)) {
        seed ^= brisk_clock_monotonic_ns();
    }
    brisk_random_seed(random, seed);
}

static uint64_t rotate(uint64_t value, int by)
{
    return (value << by) | (value >> (64 - by));
}

uint64_t brisk_random_next(brisk_random *random)
{
    uint64_t *s = random->state;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return result;
}

/* count hex digits, at most 16. */
static void put_hex(char *out, uint64_t value, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        out[count - 1 - i] = HEX[value & 15];
        value >>= 4;
    }
}

brisk_str brisk_ids_request(brisk_random *random, brisk_arena *arena)
{
    char *text = brisk_arena_alloc_raw(arena, BRISK_REQUEST_ID_LEN);
    if (text == NULL) {
        return BRISK_S("");
    }
    uint64_t high = brisk_random_next(random), low = brisk_random_next(random);
    high = (high & ~UINT64_C(0xf000)) | UINT64_C(0x4000);                       /* version 4 */
    low = (low & ~UINT64_C(0xc000000000000000)) | UINT64_C(0x8000000000000000); /* variant 10 */
    put_hex(text, high >> 32, 8);
    put_hex(text + 9, high >> 16, 4);
    put_hex(text + 14, high, 4);
    put_hex(text + 19, low >> 48, 4);
    put_hex(text + 24, low, 12);
    text[8] = text[13] = text[18] = text[23] = '-';
    return brisk_str_make(text, BRISK_REQUEST_ID_LEN);
}

brisk_str brisk_ids_extended(brisk_random *random, brisk_arena *arena)
{
    uint64_t bytes[2] = {brisk_random_next(random), brisk_random_next(random)};
    brisk_str text;
    return brisk_base64_encode(arena, brisk_str_make((const char *)bytes, 11), BRISK_BASE64_URL, &text) == BRISK_OK
               ? text
               : BRISK_S("");
}

brisk_str brisk_ids_trace_root(brisk_random *random, brisk_arena *arena, int64_t wall_ms)
{
    enum { LEN = 5 + 2 + 8 + 1 + 24 };
    char *text = brisk_arena_alloc_raw(arena, LEN);
    if (text == NULL) {
        return BRISK_S("");
    }
    memcpy(text, "Root=1-", 7);
    put_hex(text + 7, (uint64_t)(wall_ms / 1000), 8);
    text[15] = '-';
    put_hex(text + 16, brisk_random_next(random), 8);
    put_hex(text + 24, brisk_random_next(random), 16);
    return brisk_str_make(text, LEN);
}

brisk_str brisk_ids_trace_parent(brisk_random *random, brisk_arena *arena)
{
    enum { LEN = 8 + 16 };
    char *text = brisk_arena_alloc_raw(arena, LEN);
    if (text == NULL) {
        return BRISK_S("");
    }
    memcpy(text, ";Parent=", 8);
    put_hex(text + 8, brisk_random_next(random), 16);
    return brisk_str_make(text, LEN);
}

brisk_str brisk_ids_trace_rest(brisk_random *random, brisk_arena *arena, bool is_sampled)
{
    enum { LEN = 10 + 11 + 8 + 2 };
    char *text = brisk_arena_alloc_raw(arena, LEN);
    if (text == NULL) {
        return BRISK_S("");
    }
    memcpy(text, is_sampled ? ";Sampled=1;Lineage=1:" : ";Sampled=0;Lineage=1:", 21);
    put_hex(text + 21, brisk_random_next(random), 8);
    memcpy(text + 29, ":0", 2);
    return brisk_str_make(text, LEN);
}

void brisk_ids_resource(char out[BRISK_RESOURCE_ID_LEN], brisk_str name)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a: the same on every machine */
    for (size_t i = 0; i < name.len; i++) {
        hash = (hash ^ (unsigned char)name.ptr[i]) * UINT64_C(0x100000001b3);
    }
    for (size_t i = 0; i < BRISK_RESOURCE_ID_LEN; i++) {
        out[i] = "abcdefghijklmnopqrstuvwxyz0123456789"[hash % 36];
        hash /= 36;
    }
}

bool brisk_ids_is_uuid(brisk_str text)
{
    if (text.len != BRISK_REQUEST_ID_LEN) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_dash ? text.ptr[i] != '-' : brisk_char_hex(text.ptr[i]) < 0) {
            return false;
        }
    }
    return true;
}

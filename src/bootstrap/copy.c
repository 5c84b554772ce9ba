/* copy.c - memcpy and memmove of a bootstrap for x86_64 that is linked against musl.
 *
 * Nearly all that an invocation copies is a few bytes: names, numbers, pieces of JSON. musl's functions are `rep movs` there,
 * which takes some thirty cycles to begin: a twentieth of the processor time of an invocation went into them. These
 * take a pair of loads and stores up to 32 bytes, and 32 bytes a turn beyond. (musl's for arm64 are as good.)
 *
 * All that is loaded is loaded before it could be overwritten, so that one way of copying serves both functions:
 *
 *     up to 32 bytes    both ends are loaded, then stored; they overlap in the middle
 *     more              [ ---- 32 ---- | ---- 32 ---- | .. tail .. ]    forwards, the tail loaded first
 *                       [ .. head .. | ---- 32 ---- | ---- 32 ---- ]    backwards, the head loaded first
 *
 * The file is compiled without -flto and without what the compiler knows of these names: it would make calls of them. */
#include <stddef.h>
#include <stdint.h>

#ifdef BRISK_OWN_COPY

/* Tests give them other names. */
#ifndef BRISK_COPY_NAME
#define BRISK_COPY_NAME(name) name
#endif

/* Bytes at any address, of any type. */
#define ANY __attribute__((packed, may_alias))
typedef struct ANY bytes2 {
    uint16_t all;
} bytes2;
typedef struct ANY bytes4 {
    uint32_t all;
} bytes4;
typedef struct ANY bytes8 {
    uint64_t all;
} bytes8;
typedef struct ANY bytes16 {
    uint64_t low, high;
} bytes16;
typedef struct bytes32 {
    bytes16 low, high;
} bytes32;

#define COPY_ENDS(type)                                                                                                \
    do {                                                                                                               \
        const type head = *(const type *)from, tail = *(const type *)(from + len - sizeof(type));                      \
        *(type *)to = head;                                                                                            \
        *(type *)(to + len - sizeof(type)) = tail;                                                                     \
    } while (0)

static inline bytes32 load(const unsigned char *from)
{
    return (bytes32){*(const bytes16 *)from, *(const bytes16 *)(from + sizeof(bytes16))};
}

static inline void store(unsigned char *to, bytes32 bytes)
{
    *(bytes16 *)to = bytes.low;
    *(bytes16 *)(to + sizeof(bytes16)) = bytes.high;
}

static inline void copy_few(unsigned char *to, const unsigned char *from, size_t len)
{
    if (len >= sizeof(bytes16)) {
        COPY_ENDS(bytes16);
    } else if (len >= sizeof(bytes8)) {
        COPY_ENDS(bytes8);
    } else if (len >= sizeof(bytes4)) {
        COPY_ENDS(bytes4);
    } else if (len >= sizeof(bytes2)) {
        COPY_ENDS(bytes2);
    } else if (len > 0) {
        *to = *from;
    }
}

static inline void copy_forwards(unsigned char *to, const unsigned char *from, size_t len)
{
    const bytes32 tail = load(from + len - sizeof(bytes32));
    unsigned char *last = to + len - sizeof(bytes32);
    for (; to < last; to += sizeof(bytes32), from += sizeof(bytes32)) {
        store(to, load(from));
    }
    store(last, tail);
}

static inline void copy_backwards(unsigned char *to, const unsigned char *from, size_t len)
{
    const bytes32 head = load(from);
    while (len > sizeof(bytes32)) {
        len -= sizeof(bytes32);
        store(to + len, load(from + len));
    }
    store(to, head);
}

/* The declarations of string.h, which is not included: the compiler is to know nothing of what these are. */
void *BRISK_COPY_NAME(memcpy)(void *restrict to, const void *restrict from, size_t len);
void *BRISK_COPY_NAME(memmove)(void *to, const void *from, size_t len);

void *BRISK_COPY_NAME(memcpy)(void *restrict to, const void *restrict from, size_t len)
{
    if (len <= sizeof(bytes32)) {
        copy_few(to, from, len);
    } else {
        copy_forwards(to, from, len);
    }
    return to;
}

void *BRISK_COPY_NAME(memmove)(void *to, const void *from, size_t len)
{
    if (len <= sizeof(bytes32)) {
        copy_few(to, from, len);
    } else if ((uintptr_t)to - (uintptr_t)from >= len) { /* below, or behind its end */
        copy_forwards(to, from, len);
    } else {
        copy_backwards(to, from, len);
    }
    return to;
}

#endif

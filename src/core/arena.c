/* arena.c - the arena of brisk/arena.h: a chain of blocks, handed out from front to back.
 *
 *     arena ─► block 8 KiB ─► block 16 KiB ─► block 40 KiB ─► …      chain, in the order in which they were made
 *                                  ▲ current                          allocations are cut off here
 *
 * A block is in use or free. Where the current one has no room, the first free block of the chain that is large enough
 * becomes the current one, and only without one is a block made: twice as large as the last, or as large as needed.
 * brisk_arena_reset frees no block but marks them free. As the chain keeps its order, the same sequence of
 * allocations finds the same blocks again, and so needs no malloc from the second time on.
 *
 * Of an allocation that needs a block of its own, and of the current block, the one with more room left stays current.
 *
 * Under AddressSanitizer all bytes of a block that are not handed out are poisoned, with a gap behind each allocation,
 * so that writing past the end, or reading after a reset, is reported. */
#include "core/arena.h"

#include "core/heap.h"

#include <stdint.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif

#ifdef HAS_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(ptr, size)   ASAN_POISON_MEMORY_REGION(ptr, size)
#define UNPOISON(ptr, size) ASAN_UNPOISON_MEMORY_REGION(ptr, size)
#define GAP                 ((size_t)16)
#else
#define POISON(ptr, size)   ((void)(ptr), (void)(size))
#define UNPOISON(ptr, size) ((void)(ptr), (void)(size))
#define GAP                 ((size_t)0)
#endif

#define ALIGNMENT _Alignof(max_align_t)

/* Above this a size is a mistake, and sums of sizes could overflow. */
#define MAX_SIZE (SIZE_MAX / 4)

typedef struct block {
    struct block *next;
    size_t size;  /* bytes in data */
    size_t used;  /* bytes of data handed out, from the front; may lie above size by the gap */
    size_t count; /* allocations in it; 0: the block is free */
    _Alignas(max_align_t) char data[];
} block;

struct brisk_arena {
    block *first;     /* the chain */
    block *current;   /* where the next allocation is cut off; NULL after a reset */
    block *apart;     /* the last block that got an allocation without becoming the current one */
    void *last;       /* the last allocation in current: it can grow in place */
    size_t limit;     /* most bytes of all blocks together; SIZE_MAX without a limit */
    size_t held;      /* bytes of all blocks together */
    size_t used;      /* bytes handed out */
    size_t next_size; /* size of the next block to make, header included */
    bool failed;
};

static size_t align_up(size_t size)
{
    return (size + (ALIGNMENT - 1)) & ~(ALIGNMENT - 1);
}

static size_t room_of(const block *b)
{
    size_t at = align_up(b->used);
    return at < b->size ? b->size - at : 0;
}

static void mark_free(block *b)
{
    b->used = 0;
    b->count = 0;
    POISON(b->data, b->size);
}

static void release(brisk_arena *arena, block *b)
{
    arena->held -= sizeof(block) + b->size;
    UNPOISON(b->data, b->size);
    brisk_heap_free(b);
}

/* Gives the free blocks back, so that a limit counts only what is in use. */
static void release_free_blocks(brisk_arena *arena)
{
    block **link = &arena->first;
    while (*link != NULL) {
        block *b = *link;
        if (b->count == 0 && b != arena->current) {
            *link = b->next;
            release(arena, b);
        } else {
            link = &b->next;
        }
    }
}

/* The link behind the last block, or the one that points at a free block with room for size bytes. */
static block **find_free(brisk_arena *arena, size_t size)
{
    block **link = &arena->first;
    while (*link != NULL && !((*link)->count == 0 && (*link)->size >= size)) {
        link = &(*link)->next;
    }
    return link;
}

/* Makes a block with room for size bytes at the end of the chain. NULL at the limit or without memory. */
static block *make_block(brisk_arena *arena, size_t size)
{
    size_t least = sizeof(block) + align_up(size);
    if (least > arena->limit - arena->held) {
        release_free_blocks(arena);
        if (least > arena->limit - arena->held) {
            return NULL;
        }
    }
    size_t total = least;
    bool is_regular = least <= arena->next_size;
    if (is_regular) {
        size_t allowed = arena->limit - arena->held;
        total = arena->next_size < allowed ? arena->next_size : allowed;
    }
    block *b = brisk_heap_alloc(total);
    if (b == NULL) {
        return NULL;
    }
    b->next = NULL;
    b->size = total - sizeof(block);
    mark_free(b);
    arena->held += total;
    if (is_regular && arena->next_size < BRISK_ARENA_MAX_BLOCK) {
        arena->next_size *= 2;
    }
    *find_free(arena, SIZE_MAX) = b;
    return b;
}

/* Cuts size bytes off a block that has room for them. */
static void *take(brisk_arena *arena, block *b, size_t size)
{
    size_t at = align_up(b->used);
    char *result = b->data + at;
    b->used = at + size + GAP;
    b->count++;
    arena->used += size;
    UNPOISON(result, size);
    return result;
}

/* An allocation that the current block has no room for. */
static void *take_from_other(brisk_arena *arena, size_t size)
{
    block *b = *find_free(arena, size);
    if (b == NULL) {
        b = make_block(arena, size);
    }
    if (b == NULL) {
        arena->failed = true;
        return NULL;
    }
    void *result = take(arena, b, size);
    if (arena->current != NULL && room_of(arena->current) > room_of(b)) {
        arena->apart = b;
    } else {
        arena->current = b;
        arena->last = result;
    }
    return result;
}

brisk_arena *brisk_arena_new(size_t limit)
{
    brisk_arena *arena = brisk_heap_alloc_zeroed(1, sizeof(*arena));
    if (arena != NULL) {
        arena->limit = limit == 0 ? SIZE_MAX : limit;
        arena->next_size = BRISK_ARENA_FIRST_BLOCK;
    }
    return arena;
}

void brisk_arena_free(brisk_arena *arena)
{
    if (arena != NULL) {
        brisk_arena_reset(arena, 0);
        brisk_heap_free(arena);
    }
}

void brisk_arena_reset(brisk_arena *arena, size_t keep_bytes)
{
    if (arena == NULL) {
        return;
    }
    size_t kept = 0;
    block **link = &arena->first;
    while (*link != NULL) {
        block *b = *link;
        size_t total = sizeof(block) + b->size;
        if (total > keep_bytes - kept) {
            *link = b->next;
            release(arena, b);
            continue;
        }
        kept += total;
        mark_free(b);
        link = &b->next;
    }
    if (arena->first == NULL) {
        arena->next_size = BRISK_ARENA_FIRST_BLOCK;
    }
    arena->current = NULL;
    arena->apart = NULL;
    arena->last = NULL;
    arena->used = 0;
    arena->failed = false;
}

/* Every allocation comes by here. False, with the arena marked failed, where it must not be made. */
static bool may_allocate(brisk_arena *arena, size_t size)
{
    if (brisk_heap_count_request() && size <= MAX_SIZE) {
        return true;
    }
    arena->failed = true;
    return false;
}

static void *allocate(brisk_arena *arena, size_t size)
{
    if (arena->current == NULL || room_of(arena->current) < size) {
        return take_from_other(arena, size);
    }
    arena->last = take(arena, arena->current, size);
    return arena->last;
}

void *brisk_arena_alloc_raw(brisk_arena *arena, size_t size)
{
    if (arena == NULL || !may_allocate(arena, size)) {
        return NULL;
    }
    return allocate(arena, size == 0 ? 1 : size);
}

void *brisk_arena_alloc(brisk_arena *arena, size_t size)
{
    void *result = brisk_arena_alloc_raw(arena, size);
    return result == NULL ? NULL : memset(result, 0, size == 0 ? 1 : size);
}

void *brisk_arena_alloc_array(brisk_arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > MAX_SIZE / size) {
        brisk_arena_fail(arena);
        return NULL;
    }
    return brisk_arena_alloc(arena, count * size);
}

/* Resizes the last allocation where it stands. False where it is not the last one, or there is no room. */
static bool grow_in_place(brisk_arena *arena, const void *old, size_t old_size, size_t new_size)
{
    if (old != arena->last || arena->current == NULL) {
        return false;
    }
    block *b = arena->current;
    char *start = arena->last;
    size_t at = (size_t)(start - b->data);
    if (new_size > b->size - at) {
        return false;
    }
    b->used = at + new_size + GAP;
    arena->used += new_size - old_size;
    POISON(start, b->size - at);
    UNPOISON(start, new_size);
    return true;
}

/* After a copy: a block that held nothing but the old allocation is free again. A buffer that doubles its size would
 * else hold twice what it needs. */
static void recycle(brisk_arena *arena, block *b, const void *old)
{
    if (b == NULL || b->count != 1 || old != b->data) {
        return;
    }
    mark_free(b);
    if (b == arena->current) {
        arena->last = NULL;
    }
    if (b == arena->apart) {
        arena->apart = NULL; /* a free block may be given back at any time */
    }
}

void *brisk_arena_grow(brisk_arena *arena, void *old, size_t old_size, size_t new_size)
{
    if (old == NULL || arena == NULL) {
        return brisk_arena_alloc_raw(arena, new_size);
    }
    if (!may_allocate(arena, new_size)) {
        return NULL;
    }
    old_size = old_size == 0 ? 1 : old_size;
    if (new_size <= old_size || grow_in_place(arena, old, old_size, new_size)) {
        return old;
    }
    block *current = arena->current;
    block *apart = arena->apart;
    void *result = allocate(arena, new_size);
    if (result == NULL) {
        return NULL;
    }
    memcpy(result, old, old_size);
    recycle(arena, current, old);
    recycle(arena, apart, old);
    return result;
}

bool brisk_arena_failed(const brisk_arena *arena)
{
    return arena == NULL || arena->failed;
}

void brisk_arena_fail(brisk_arena *arena)
{
    if (arena != NULL) {
        arena->failed = true;
    }
}

size_t brisk_arena_used(const brisk_arena *arena)
{
    return arena == NULL ? 0 : arena->used;
}

size_t brisk_arena_held(const brisk_arena *arena)
{
    return arena == NULL ? 0 : arena->held;
}

void *brisk_arena_copy(brisk_arena *arena, const void *from, size_t size)
{
    void *result = brisk_arena_alloc_raw(arena, size);
    if (result != NULL && size != 0) {
        memcpy(result, from, size);
    }
    return result;
}

char *brisk_arena_c_string(brisk_arena *arena, brisk_str text)
{
    char *result = text.len < MAX_SIZE ? brisk_arena_alloc_raw(arena, text.len + 1) : NULL;
    if (result == NULL) {
        brisk_arena_fail(arena);
        return NULL;
    }
    if (text.len != 0) {
        memcpy(result, text.ptr, text.len);
    }
    result[text.len] = '\0';
    return result;
}

brisk_str brisk_str_copy(brisk_arena *arena, brisk_str text)
{
    char *copy = text.len == 0 ? NULL : brisk_arena_copy(arena, text.ptr, text.len);
    return copy == NULL ? (brisk_str){NULL, 0} : (brisk_str){copy, text.len};
}

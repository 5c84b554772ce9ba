/* buffer.h - a byte buffer that grows, in an arena or on the heap.
 *
 *     data ─► [ bytes written … | room … ]        len: bytes written    capacity: len + room
 *
 * It is sticky: a write that cannot be done marks the buffer failed, later writes do nothing, and the writer looks
 * once, at the end (brisk_buffer_failed or brisk_buffer_finish). The bytes written before the failure stay readable.
 * One thread at a time. */
#ifndef BRISK_CORE_BUFFER_H
#define BRISK_CORE_BUFFER_H

#include <brisk/arena.h>
#include <brisk/status.h>
#include <brisk/types.h>

#include <string.h>

/** Initialise it with brisk_buffer_init; all members are read-only to users. */
typedef struct brisk_buffer {
    char *data;          /* NULL until the first write */
    size_t len;          /* bytes written */
    size_t capacity;     /* bytes that fit without growing; len once failed, so that every write takes the slow way */
    size_t limit;        /* the most bytes it may hold */
    brisk_arena *arena;  /* where data lives; NULL: on the heap */
    brisk_status status; /* BRISK_OK until a write could not be done, then why */
} brisk_buffer;

/**
 * Makes an empty buffer; allocates nothing yet.
 * arena: where the bytes live, and what is marked failed when it is exhausted; NULL for the heap, then
 * brisk_buffer_clear has to be called. limit: the most bytes, 0 for no limit but the arena's.
 */
void brisk_buffer_init(brisk_buffer *buffer, brisk_arena *arena, size_t limit);

/** Frees the bytes where they are on the heap, and leaves an empty buffer as after init. */
void brisk_buffer_clear(brisk_buffer *buffer);

/** Empties the buffer but keeps its memory; no longer failed. (An arena's: only before that arena is reset.) */
void brisk_buffer_rewind(brisk_buffer *buffer);

/** Makes room for size more bytes. The way of brisk_buffer_append when they do not fit. False where failed. */
bool brisk_buffer_grow(brisk_buffer *buffer, size_t size);

/** Appends size bytes; bytes may be NULL where size is 0, and must not lie in the buffer itself. */
static inline void brisk_buffer_append(brisk_buffer *buffer, const void *bytes, size_t size)
{
    if (size == 0 || (size > buffer->capacity - buffer->len && !brisk_buffer_grow(buffer, size))) {
        return;
    }
    memcpy(buffer->data + buffer->len, bytes, size);
    buffer->len += size;
}

static inline void brisk_buffer_append_char(brisk_buffer *buffer, char c)
{
    if (buffer->len == buffer->capacity && !brisk_buffer_grow(buffer, 1)) {
        return;
    }
    buffer->data[buffer->len++] = c;
}

static inline void brisk_buffer_append_str(brisk_buffer *buffer, brisk_str text)
{
    brisk_buffer_append(buffer, text.ptr, text.len);
}

/** Appends a string literal, its length known to the compiler. */
#define BRISK_BUFFER_APPEND_LITERAL(buffer, literal) brisk_buffer_append(buffer, "" literal "", sizeof(literal) - 1)

/** Appends a NUL-terminated string. */
void brisk_buffer_append_c_string(brisk_buffer *buffer, const char *text);

/** Appends c count times. */
void brisk_buffer_append_repeated(brisk_buffer *buffer, char c, size_t count);

/** Append numbers in decimal; a double as brisk_double_format (number.h) writes it. */
void brisk_buffer_append_u64(brisk_buffer *buffer, uint64_t value);
void brisk_buffer_append_i64(brisk_buffer *buffer, int64_t value);
void brisk_buffer_append_double(brisk_buffer *buffer, double value);

/** Appends a code point as UTF-8; one that has no encoding is written as U+FFFD. */
void brisk_buffer_append_code_point(brisk_buffer *buffer, uint32_t code_point);

/** Appends formatted text. Mind that printf's %f follows the locale: append_double does not. */
void brisk_buffer_append_printf(brisk_buffer *buffer, const char *format, ...) BRISK_PRINTF(2, 3);
void brisk_buffer_append_vprintf(brisk_buffer *buffer, const char *format, va_list args) BRISK_PRINTF(2, 0);

/**
 * A pointer to size writable bytes behind those written; valid until the next call. Call brisk_buffer_commit with how
 * many of them were written. NULL where failed. size 0 may give NULL, too.
 */
char *brisk_buffer_reserve(brisk_buffer *buffer, size_t size);

/** Counts size of the reserved bytes as written; more than were reserved is cut. */
void brisk_buffer_commit(brisk_buffer *buffer, size_t size);

/** Drops all bytes behind the first len ones; does nothing where there are fewer. */
void brisk_buffer_truncate(brisk_buffer *buffer, size_t len);

/** Drops the first size bytes and moves the rest to the front. */
void brisk_buffer_consume(brisk_buffer *buffer, size_t size);

/** The bytes written. Valid until the next write; in an arena until that is reset. */
static inline brisk_str brisk_buffer_view(const brisk_buffer *buffer)
{
    return (brisk_str){buffer->data, buffer->len};
}

/** True where a write could not be done: no memory, or the limit. */
static inline bool brisk_buffer_failed(const brisk_buffer *buffer)
{
    return buffer->status != BRISK_OK;
}

/** Marks the buffer failed, for a writer that cannot go on; where it had failed already, the first status stays. */
void brisk_buffer_fail(brisk_buffer *buffer, brisk_status status);

/**
 * The end of writing: *text is what was written and BRISK_OK is returned; BRISK_LIMIT where the buffer's own limit was
 * met, BRISK_NO_MEMORY without memory (or what brisk_buffer_fail was given), with the empty text.
 */
BRISK_MUST_CHECK brisk_status brisk_buffer_finish(const brisk_buffer *buffer, brisk_str *text);

#endif

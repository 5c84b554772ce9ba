/* pattern.c - pattern("…"): a regular expression found anywhere in the text, as Rust's regex crate has it, by PCRE2.
 *
 * To be near to Rust: UTF and UCP (\d, \w, \b know Unicode), $ is the very end only. Otherwise than Rust, whose time is
 * linear, PCRE2 backtracks; so a match has limits, and one that meets them counts as no match.
 *
 * A pattern is compiled when it is first met and kept for the life of the process, under the address of its text: an
 * array of lists, to which any thread adds in front without a lock. Two threads may compile the same pattern at once;
 * the loser's is freed. Memory for a match is the request's. */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "core/heap.h"
#include "schema/class.h"
#include "schema/json_write.h"

#include <pcre2.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum { BUCKETS = 64, MATCH_LIMIT = 1000000, DEPTH_LIMIT = 100000, HEAP_LIMIT_KIB = 8192 };

typedef struct compiled {
    struct compiled *next;
    const char *pattern;
    pcre2_code *code; /* NULL: the pattern is wrong */
} compiled;

static _Atomic(compiled *) buckets[BUCKETS];

static pcre2_code *compile(const char *pattern, int *error, size_t *offset)
{
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    pcre2_code *code;

    if (context != NULL) {
        (void)pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    }
    code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_UCP | PCRE2_DOLLAR_ENDONLY,
                         error, offset, context);
    pcre2_compile_context_free(context);
    return code;
}

static const compiled *search(const compiled *entry, const compiled *end, const char *pattern)
{
    for (; entry != end; entry = entry->next) {
        if (entry->pattern == pattern) {
            return entry;
        }
    }
    return NULL;
}

/** The compiled pattern; NULL without memory. */
static const compiled *find(const char *pattern)
{
    _Atomic(compiled *) *bucket = &buckets[((uintptr_t)pattern >> 3) % BUCKETS];
    compiled *first = atomic_load_explicit(bucket, memory_order_acquire);
    const compiled *known = search(first, NULL, pattern);
    int error;
    size_t offset;

    if (known != NULL) {
        return known;
    }
    compiled *entry = brisk_heap_alloc(sizeof(*entry));
    if (entry == NULL) {
        return NULL;
    }
    *entry = (compiled){.next = first, .pattern = pattern, .code = compile(pattern, &error, &offset)};
    while (!atomic_compare_exchange_weak_explicit(bucket, &entry->next, entry, memory_order_release,
                                                  memory_order_acquire)) {
        known = search(entry->next, first, pattern);
        if (known != NULL) {
            pcre2_code_free(entry->code);
            brisk_heap_free(entry);
            return known;
        }
        first = entry->next;
    }
    return entry;
}

static void *arena_malloc(size_t size, void *arena)
{
    return brisk_arena_alloc_raw(arena, size);
}

static void arena_free(void *ptr, void *arena)
{
    (void)ptr;
    (void)arena;
}

/** PCRE2 takes about 20 KiB for a match; they serve all matches of a request. */
struct brisk_pattern_memory {
    pcre2_match_context *context;
    pcre2_match_data *data;
};

/** The memory for matches, made for the first one. NULL when the arena is exhausted. */
static const struct brisk_pattern_memory *memory_of(brisk_decoder *decoder)
{
    if (decoder->patterns != NULL) {
        return decoder->patterns;
    }
    struct brisk_pattern_memory *memory = brisk_arena_alloc(decoder->arena, sizeof(*memory));
    pcre2_general_context *general = pcre2_general_context_create(arena_malloc, arena_free, decoder->arena);
    if (memory == NULL || general == NULL) {
        return NULL;
    }
    memory->context = pcre2_match_context_create(general);
    memory->data = pcre2_match_data_create(1, general);
    if (memory->context == NULL || memory->data == NULL) {
        return NULL;
    }
    (void)pcre2_set_match_limit(memory->context, MATCH_LIMIT);
    (void)pcre2_set_depth_limit(memory->context, DEPTH_LIMIT);
    (void)pcre2_set_heap_limit(memory->context, HEAP_LIMIT_KIB);
    decoder->patterns = memory;
    return memory;
}

/** What pcre2_match returns; PCRE2_ERROR_NOMEMORY also where there was none before. */
static int match(brisk_decoder *decoder, const pcre2_code *code, brisk_str text)
{
    const struct brisk_pattern_memory *memory = memory_of(decoder);

    if (memory == NULL) {
        return PCRE2_ERROR_NOMEMORY;
    }
    return pcre2_match(code, (PCRE2_SPTR)(text.ptr ? text.ptr : ""), text.len, 0, 0, memory->data, memory->context);
}

static brisk_status refuse(const brisk_subject *subject, const char *pattern)
{
    brisk_buffer context;
    brisk_str message = brisk_arena_printf(subject->decoder->arena, "String should match pattern '%s'", pattern);

    brisk_buffer_init(&context, subject->decoder->arena, 0);
    BRISK_BUFFER_APPEND_LITERAL(&context, "\"pattern\":");
    brisk_json_write_text(&context, brisk_str_view(pattern));
    return brisk_problems_add(&subject->decoder->problems, subject->site->loc, subject->site->node,
                              (brisk_problem_text){"string_pattern_mismatch", message, brisk_buffer_view(&context)});
}

static brisk_status apply(const brisk_subject *subject, const brisk_rule *rule)
{
    const compiled *entry = find(rule->as.pattern);

    if (entry == NULL || entry->code == NULL) {
        return entry == NULL ? BRISK_NO_MEMORY : BRISK_USAGE;
    }
    int result = match(subject->decoder, entry->code, *(const brisk_str *)subject->value);
    if (result >= 0) {
        return BRISK_OK;
    }
    return result == PCRE2_ERROR_NOMEMORY ? BRISK_NO_MEMORY : refuse(subject, rule->as.pattern);
}

static void describe(brisk_buffer *members, const brisk_rule *rule, const brisk_type *type)
{
    (void)type;
    BRISK_BUFFER_APPEND_LITERAL(members, ",\"pattern\":");
    brisk_json_write_text(members, brisk_str_view(rule->as.pattern));
}

static const char *verify(const brisk_rule *rule, const brisk_type *type, char *problem, size_t size)
{
    int error = 0;
    size_t offset = 0;
    PCRE2_UCHAR text[128] = "";
    pcre2_code *code = compile(rule->as.pattern, &error, &offset);

    (void)type;
    if (code != NULL) {
        pcre2_code_free(code);
        return NULL;
    }
    (void)pcre2_get_error_message(error, text, sizeof(text));
    snprintf(problem, size, "pattern(\"%s\"): %s at %zu", rule->as.pattern, (const char *)text, offset);
    return problem;
}

const brisk_rule_class brisk_rule_pattern = {
    .name = "pattern", .order = BRISK_RULE_ORDER_PATTERN, .apply = apply, .describe = describe, .verify = verify};

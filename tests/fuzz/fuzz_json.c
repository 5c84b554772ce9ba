/* Fuzzes JSON bodies: any bytes into a model of nearly every kind of field. Checked: a text that was accepted is accepted
 * again when it is written anew from its nodes, an invalid one has problems that are JSON themselves, and a value that
 * was decoded can be written. */
#include "core/buffer.h"
#include "core/utf8.h"
#include "fuzz.h"
#include "schema/decode.h"
#include "schema/json_text.h"
#include "schema/json_write.h"

#include <brisk/describe.h>
#include <brisk/request.h>
#include <brisk/value.h>

ENUM(Colour, red, (blue, "blue\xC3\xA9"));
ENUM(Grade, (low, 1), (high, 30));
TYPE(Code, str, strip, length(1, 8), pattern("^[a-z]+$"), upper);
TYPE(Counts, map(int64));
TUPLE(Pair, (int64, x), (opt(str), y));
MODEL(Leaf, (double, radius, gt(0), multiple_of(0.5)), (str, kind, one_of("leaf")));
DECLARE_UNION(Either);
MODEL(Tree, (str, kind, one_of("tree", "bush")), (list(Tree), children, defaults()), (opt(Either), either));
UNION(Plant, tag(kind), Leaf, Tree);
DEFINE_UNION(Either, int64, Code, Counts, Tree, Leaf);
MODEL(Strict, strict, forbid_extra, (int64, i, defaults(0)), (double, f, defaults(0)), (bool, b, defaults(false)),
    (date, d, defaults("2031-07-04")), (set(int64), s, defaults()));
MODEL(All,
    (opt(bool), b), (opt(int32), i32, ge(-5)), (opt(int64), i64, not_null), (opt(uint32), u32, multiple_of(3)),
    (opt(uint64), u64, le(1000)), (opt(double), f, finite, lt(1e9)), (opt(str), s, lower), (opt(bytes), y, length(1, 9)),
    (opt(date), date, ge("2000-01-01")), (opt(datetime), datetime), (opt(aware_datetime), aware), (opt(time), time),
    (opt(duration), duration), (opt(uuid), uuid), (opt(decimal), decimal, digits(6, 2), multiple_of(0.05)),
    (opt(ipv4), ipv4), (opt(ipv6), ipv6), (opt(json), json), (opt(Colour), colour), (opt(Grade), grade),
    (list(Code), codes, defaults(), max_length(4)), (set(str), words, defaults(), max_length(5)),
    (map(list(double)), table, defaults()), (opt(Pair), pair), (opt(Plant), plant), (opt(Either), either),
    (list(Either), many, defaults()), (opt(Strict), strict), (int64, aliased, defaults(3), alias("a-b")),
    (map(json), rest, extras));

static brisk_str problems_of(brisk_arena *arena, const brisk_decoder *decoder)
{
    brisk_buffer buffer;

    brisk_buffer_init(&buffer, arena, 0);
    brisk_problems_write(&buffer, &decoder->problems);
    return brisk_buffer_failed(&buffer) ? (brisk_str){NULL, 0} : brisk_buffer_view(&buffer);
}

static void check_problems(brisk_arena *arena, const brisk_decoder *decoder)
{
    brisk_str text = problems_of(arena, decoder);
    const brisk_node *node;

    CHECK(decoder->problems.count > 0 || decoder->problems.is_cut || brisk_arena_failed(arena));
    brisk_status status = brisk_json_text_parse(arena, text, 1000, &node, NULL);
    CHECK(status == BRISK_OK || brisk_arena_failed(arena));
}

/** Nodes written and read again are the same text. */
static void check_writing(brisk_arena *arena, const brisk_node *node)
{
    brisk_buffer first, second;
    const brisk_node *again;

    brisk_buffer_init(&first, arena, 0);
    brisk_json_write_node(&first, node);
    if (brisk_buffer_failed(&first)) {
        return;
    }
    CHECK(brisk_utf8_is_valid(brisk_buffer_view(&first)));
    brisk_status status = brisk_json_text_parse(arena, brisk_buffer_view(&first), 0, &again, NULL);
    CHECK(status == BRISK_OK || status == BRISK_NO_MEMORY);
    brisk_buffer_init(&second, arena, 0);
    brisk_json_write_node(&second, again);
    CHECK(brisk_arena_failed(arena) || brisk_str_equal(brisk_buffer_view(&first), brisk_buffer_view(&second)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    brisk_arena *arena = fuzz_arena();
    brisk_loc loc = brisk_loc_key(NULL, BRISK_S("body"));
    brisk_json_fault fault = {NULL, 0};
    brisk_decoder decoder;
    const brisk_node *node;
    brisk_All all = {.aliased = 0};

    brisk_status status = brisk_json_text_parse(arena, fuzz_text(data, size), 0, &node, &fault);
    CHECK((status == BRISK_SYNTAX) == (fault.text != NULL));
    CHECK(status != BRISK_SYNTAX || fault.offset <= size);
    if (status != BRISK_OK) {
        return 0;
    }
    check_writing(arena, node);
    brisk_decoder_init(&decoder, arena, NULL);
    status = brisk_decode(&decoder, &brisk_type_All, node, &loc, &all);
    if (status == BRISK_INVALID) {
        check_problems(arena, &decoder);
    } else if (status == BRISK_OK) {
        CHECK(decoder.problems.count == 0);
        CHECK(brisk_value_to_json(arena, &brisk_type_All, &all).ptr != NULL || brisk_arena_failed(arena));
    } else {
        CHECK(status == BRISK_NO_MEMORY && brisk_arena_failed(arena));
    }
    return 0;
}

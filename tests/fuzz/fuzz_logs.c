/* Fuzzes what the log store and its filters read: up to the first line feed the input is a filter pattern, behind it an
 * event, which is also read as a segment's file. Checked: a filter that was taken answers the same twice; a segment's
 * summary is what reading its records one by one gives, and never beyond the file. */
#include "core/str.h"
#include "fuzz.h"
#include "gateway/logs/filter.h"
#include "gateway/logs/segment.h"

static void check_segment(brisk_str bytes)
{
    brisk_log_head head;
    brisk_log_event event;
    brisk_log_summary summary;
    size_t at = brisk_log_head_read(bytes, &head), start = at, count = 0;
    CHECK(at <= bytes.len && (at == 0 || head.name.len > 0));
    brisk_log_summary_scan(&summary, bytes, start);
    while (brisk_log_record_read(bytes, &at, true, &event)) {
        CHECK(event.message.ptr >= bytes.ptr && event.message.ptr + event.message.len <= bytes.ptr + bytes.len);
        count++;
    }
    CHECK(summary.count == count && summary.size == at);
    at = start;
    while (brisk_log_record_read(bytes, &at, false, &event)) {
        CHECK(at <= bytes.len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    brisk_arena *arena = fuzz_arena();
    brisk_str pattern, message;
    brisk_log_filter *filter;
    char problem[256] = "";
    (void)brisk_str_cut(fuzz_text(data, size), '\n', &pattern, &message);
    check_segment(message);
    brisk_status status = brisk_log_filter_parse(arena, pattern, &filter, problem, sizeof(problem));
    CHECK(status == BRISK_OK || status == BRISK_SYNTAX || brisk_arena_failed(arena));
    CHECK((status == BRISK_OK) == (filter != NULL));
    CHECK(status == BRISK_OK || problem[0] != '\0');
    if (status == BRISK_OK) {
        CHECK(brisk_log_filter_matches(filter, message) == brisk_log_filter_matches(filter, message));
        (void)brisk_log_filter_matches(filter, pattern);
    }
    return 0;
}

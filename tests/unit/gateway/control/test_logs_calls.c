/* test_logs_calls.c - the CloudWatch Logs API: lists and their pages, both directions of one stream, streams as one
 * list. */
#include "control_fixture.h"

#include "core/heap.h"

static void put(control_fixture *f, const char *stream, const char *message)
{
    fixture_append(&f->logs, GROUP, brisk_str_view(stream), message);
    f->logs.now_ms += 1000;
}

/* The messages of an answer, joined. */
static const char *messages(const control_fixture *f)
{
    static char text[20000];
    text[0] = '\0';
    for (const char *at = f->body; (at = strstr(at, "\"message\":\"")) != NULL;) {
        at += 11;
        (void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%.*s", text[0] != '\0' ? "|" : "",
                       (int)strcspn(at, "\""), at);
    }
    return text;
}

static void groups_are_listed(void **state)
{
    char token[600], body[800];
    control_fixture f;
    control_init(&f);
    control_start(&f);
    for (int i = 0; i < 5; i++) {
        (void)snprintf(token, sizeof(token), "g%d", i);
        assert_int_equal(brisk_log_store_group(f.logs.store, brisk_str_view(token)), BRISK_OK);
    }
    put(&f, "s", "x");
    assert_int_equal(ask_logs(&f, "DescribeLogGroups", "{}"), 200);
    assert_string_equal(header_of(&f, "content-type"), "application/x-amz-json-1.1");
    EXPECT_IN(&f, "\"logGroupName\":\"/aws/lambda/hello\"");
    EXPECT_IN(&f, "\"arn\":\"arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/hello:*\"");
    EXPECT_IN(&f, "\"retentionInDays\":14");
    assert_string_equal(member_of(&f, "nextToken", token, sizeof(token)), "");
    assert_int_equal(ask_logs(&f, "DescribeLogGroups", "{\"logGroupNamePrefix\":\"g\",\"limit\":2}"), 200);
    assert_string_equal(member_of(&f, "nextToken", token, sizeof(token)), "g1");
    (void)snprintf(body, sizeof(body), "{\"logGroupNamePrefix\":\"g\",\"limit\":3,\"nextToken\":\"%s\"}", token);
    assert_int_equal(ask_logs(&f, "DescribeLogGroups", body), 200);
    assert_null(strstr(f.body, "\"g1\""));
    EXPECT_IN(&f, "\"g4\"");
    assert_string_equal(member_of(&f, "nextToken", token, sizeof(token)), "");
    assert_int_equal(ask_logs(&f, "DescribeLogGroups", "{\"logGroupNamePattern\":\"lambda\"}"), 200);
    assert_null(strstr(f.body, "\"g1\""));
    assert_int_equal(ask_logs(&f, "DescribeLogGroups", "{\"limit\":51}"), 400);
    EXPECT_IN(&f, "InvalidParameterException");
    control_clear(&f);
}

static void streams_are_listed_by_name_or_time(void **state)
{
    char token[600];
    control_fixture f;
    control_init(&f);
    control_start(&f);
    put(&f, "b", "1");
    put(&f, "a", "2");
    put(&f, "c", "3");
    put(&f, "b", "4");
    assert_int_equal(ask_logs(&f, "DescribeLogStreams", "{\"logGroupName\":\"/aws/lambda/hello\"}"), 200);
    assert_true(strstr(f.body, "\"a\"") < strstr(f.body, "\"b\"") && strstr(f.body, "\"b\"") < strstr(f.body, "\"c\""));
    assert_int_equal(ask_logs(&f, "DescribeLogStreams",
                              "{\"logGroupName\":\"/aws/lambda/hello\",\"orderBy\":\"LastEventTime\","
                              "\"descending\":true,\"limit\":2}"),
                     200);
    EXPECT_IN(&f, "[{\"logStreamName\":\"b\"");
    assert_string_equal(member_of(&f, "nextToken", token, sizeof(token)), "c");
    assert_int_equal(ask_logs(&f, "DescribeLogStreams",
                              "{\"logGroupName\":\"/aws/lambda/hello\",\"orderBy\":\"LastEventTime\","
                              "\"descending\":true,\"limit\":2,\"nextToken\":\"c\"}"),
                     200);
    EXPECT_IN(&f, "[{\"logStreamName\":\"a\"");
    assert_string_equal(member_of(&f, "nextToken", token, sizeof(token)), "");
    assert_int_equal(ask_logs(&f, "DescribeLogStreams",
                              "{\"logGroupIdentifier\":\"arn:aws:logs:us-east-1:1:log-group:/aws/lambda/hello:*\","
                              "\"logStreamNamePrefix\":\"c\"}"),
                     200);
    EXPECT_IN(&f, "[{\"logStreamName\":\"c\"");
    EXPECT_IN(&f, "log-group:/aws/lambda/hello:log-stream:c\"");
    assert_int_equal(ask_logs(&f, "DescribeLogStreams",
                              "{\"logGroupName\":\"/aws/lambda/hello\",\"orderBy\":\"LastEventTime\","
                              "\"logStreamNamePrefix\":\"c\"}"),
                     400);
    assert_int_equal(
        ask_logs(&f, "DescribeLogStreams", "{\"logGroupName\":\"/aws/lambda/hello\",\"nextToken\":\"none\"}"), 400);
    assert_int_equal(ask_logs(&f, "DescribeLogStreams", "{\"logGroupName\":\"none\"}"), 400);
    assert_string_equal(f.body, "{\"__type\":\"ResourceNotFoundException\",\"message\":\"The specified log group does "
                                "not exist.\"}");
    control_clear(&f);
}

static int get_events(control_fixture *f, const char *more)
{
    char body[500];
    (void)snprintf(body, sizeof(body), "{\"logGroupName\":\"/aws/lambda/hello\",\"logStreamName\":\"s\"%s}", more);
    return ask_logs(f, "GetLogEvents", body);
}

static int get_with_token(control_fixture *f, const char *token)
{
    char more[256];
    (void)snprintf(more, sizeof(more), ",\"limit\":2,\"nextToken\":\"%s\"", token);
    return get_events(f, more);
}

static void events_of_a_stream_are_read_in_both_directions(void **state)
{
    char forward[200], backward[200], again[200];
    control_fixture f;
    control_init(&f);
    control_start(&f);
    put(&f, "t", "0");
    for (int i = 1; i <= 5; i++) {
        char text[16];
        (void)snprintf(text, sizeof(text), "%d", i);
        put(&f, "s", text);
    }
    assert_int_equal(get_events(&f, ",\"limit\":2"), 200);
    assert_string_equal(messages(&f), "4|5"); /* the newest, oldest first */
    member_of(&f, "nextForwardToken", forward, sizeof(forward));
    member_of(&f, "nextBackwardToken", backward, sizeof(backward));
    assert_int_equal(get_with_token(&f, backward), 200);
    assert_string_equal(messages(&f), "2|3");
    member_of(&f, "nextBackwardToken", backward, sizeof(backward));
    assert_int_equal(get_with_token(&f, backward), 200);
    assert_string_equal(messages(&f), "1");
    member_of(&f, "nextBackwardToken", backward, sizeof(backward));
    assert_int_equal(get_with_token(&f, backward), 200);
    assert_string_equal(messages(&f), "");
    assert_string_equal(member_of(&f, "nextBackwardToken", again, sizeof(again)), backward); /* the end */
    assert_int_equal(get_with_token(&f, member_of(&f, "nextForwardToken", again, sizeof(again))), 200);
    assert_string_equal(messages(&f), "1|2");
    assert_int_equal(get_with_token(&f, forward), 200);
    assert_string_equal(messages(&f), "");
    assert_string_equal(member_of(&f, "nextForwardToken", again, sizeof(again)), forward);
    assert_int_equal(get_with_token(&f, member_of(&f, "nextBackwardToken", again, sizeof(again))), 200);
    assert_string_equal(messages(&f), "4|5");
    put(&f, "s", "6");
    assert_int_equal(get_with_token(&f, forward), 200);
    assert_string_equal(messages(&f), "6");
    assert_int_equal(get_events(&f, ",\"startFromHead\":true,\"limit\":2"), 200);
    assert_string_equal(messages(&f), "1|2");
    assert_int_equal(get_events(&f, ",\"startTime\":1795330002000,\"endTime\":1795330004000"), 200);
    assert_string_equal(messages(&f), "2|3");
    control_clear(&f);
}

static void an_empty_stream_has_tokens_too(void **state)
{
    char token[200];
    control_fixture f;
    control_init(&f);
    control_start(&f);
    (void)fixture_stream(&f.logs, GROUP, BRISK_S("s"));
    assert_int_equal(get_events(&f, ""), 200);
    member_of(&f, "nextBackwardToken", token, sizeof(token));
    assert_int_equal(get_with_token(&f, token), 200);
    assert_int_equal(get_events(&f, ",\"startFromHead\":true"), 200);
    member_of(&f, "nextForwardToken", token, sizeof(token));
    put(&f, "s", "first");
    assert_int_equal(get_with_token(&f, token), 200);
    assert_string_equal(messages(&f), "first");
    assert_int_equal(get_with_token(&f, "x"), 400);
    assert_int_equal(get_with_token(&f, "f/x/s"), 400);
    assert_int_equal(get_with_token(&f, "f/99999999999999999999999999/s"), 400);
    assert_int_equal(get_events(&f, ",\"limit\":0"), 400);
    assert_int_equal(get_events(&f, ",\"limit\":10001"), 400);
    assert_int_equal(
        ask_logs(&f, "GetLogEvents", "{\"logGroupName\":\"/aws/lambda/hello\",\"logStreamName\":\"none\"}"), 400);
    EXPECT_IN(&f, "ResourceNotFoundException");
    control_clear(&f);
}

static int filter(control_fixture *f, const char *more)
{
    char body[800];
    (void)snprintf(body, sizeof(body), "{\"logGroupName\":\"/aws/lambda/hello\"%s}", more);
    return ask_logs(f, "FilterLogEvents", body);
}

/* All pages of a limit; their number. */
static int filter_all(control_fixture *f, const char *more, char *out, size_t size)
{
    char token[100] = "", parameters[400];
    int pages = 0;
    out[0] = '\0';
    do {
        (void)snprintf(parameters, sizeof(parameters), "%s%s%s%s", more, token[0] != '\0' ? ",\"nextToken\":\"" : "",
                       token, token[0] != '\0' ? "\"" : "");
        assert_int_equal(filter(f, parameters), 200);
        const char *text = messages(f);
        (void)snprintf(out + strlen(out), size - strlen(out), "%s%s", out[0] != '\0' && text[0] != '\0' ? "|" : "",
                       text);
        member_of(f, "nextToken", token, sizeof(token));
        pages++;
    } while (token[0] != '\0' && pages < 100);
    return pages;
}

static void events_of_all_streams_are_one_list(void **state)
{
    char text[2000];
    control_fixture f;
    control_init(&f);
    control_start(&f);
    put(&f, "b", "1 x");
    put(&f, "a", "2");
    put(&f, "c", "3 x");
    put(&f, "a", "4 x");
    put(&f, "b", "5");
    put(&f, "a", "6 x");
    assert_int_equal(filter(&f, ""), 200);
    assert_string_equal(messages(&f), "1 x|2|3 x|4 x|5|6 x");
    EXPECT_IN(&f, "\"eventId\":\"00000000000000000000000000000000000000000000000000000001\"");
    EXPECT_IN(&f, "\"searchedLogStreams\":[]");
    for (int limit = 1; limit <= 7; limit++) {
        char more[256];
        (void)snprintf(more, sizeof(more), ",\"limit\":%d", limit);
        assert_int_equal(filter_all(&f, more, text, sizeof(text)), limit >= 6 ? 1 : (6 + limit - 1) / limit);
        assert_string_equal(text, "1 x|2|3 x|4 x|5|6 x");
        (void)snprintf(more, sizeof(more), ",\"limit\":%d,\"filterPattern\":\"x\"", limit);
        (void)filter_all(&f, more, text, sizeof(text));
        assert_string_equal(text, "1 x|3 x|4 x|6 x");
    }
    assert_int_equal(filter(&f, ",\"logStreamNamePrefix\":\"a\""), 200);
    assert_string_equal(messages(&f), "2|4 x|6 x");
    assert_int_equal(filter(&f, ",\"logStreamNames\":[\"b\",\"c\",\"b\"]"), 200);
    assert_string_equal(messages(&f), "1 x|3 x|5");
    assert_int_equal(filter(&f, ",\"startTime\":1795330002000,\"endTime\":1795330004000"), 200);
    assert_string_equal(messages(&f), "3 x|4 x");
    assert_int_equal(filter(&f, ",\"logStreamNames\":[\"none\"]"), 400);
    EXPECT_IN(&f, "The specified log stream does not exist.");
    assert_int_equal(filter(&f, ",\"logStreamNames\":[\"a\"],\"logStreamNamePrefix\":\"a\""), 400);
    assert_int_equal(filter(&f, ",\"filterPattern\":\"{\""), 400);
    EXPECT_IN(&f, "Invalid filter pattern");
    assert_int_equal(filter(&f, ",\"nextToken\":\"x\""), 400);
    assert_int_equal(ask_logs(&f, "FilterLogEvents", "{\"logGroupName\":\"none\"}"), 400);
    control_clear(&f);
}

/* As `aws logs tail --follow` and `brisk logs --follow` do: what came since, each event once. */
static void a_follower_sees_each_event_once(void **state)
{
    char last[100] = "0", body[300];
    int seen = 0;
    control_fixture f;
    control_init(&f);
    control_start(&f);
    for (int i = 0; i < 20; i++) {
        char text[16];
        (void)snprintf(text, sizeof(text), "%d", i);
        put(&f, i % 3 == 0 ? "a" : "b", text);
        (void)snprintf(body, sizeof(body), ",\"nextToken\":\"%s\"", last);
        assert_int_equal(filter(&f, i == 0 ? "" : body), 200);
        assert_string_equal(messages(&f), text);
        member_of(&f, "eventId", last, sizeof(last));
        seen++;
    }
    assert_int_equal(seen, 20);
    control_clear(&f);
}

static void pages_end_at_a_megabyte(void **state)
{
    static char large[200001];
    char token[100];
    control_fixture f;
    control_init(&f);
    control_start(&f);
    memset(large, 'x', sizeof(large) - 1);
    for (int i = 0; i < 8; i++) {
        put(&f, i % 2 == 0 ? "a" : "b", large);
    }
    assert_int_equal(filter(&f, ""), 200);
    assert_true(f.response.body.len < 1100000 && f.response.body.len > 900000);
    brisk_str body = f.response.body;
    assert_true(brisk_str_find(body, BRISK_S("\"nextToken\"")) != BRISK_STR_NONE);
    brisk_str tail = brisk_str_from(body, body.len - 70);
    (void)snprintf(token, sizeof(token), "%.*s", (int)tail.len, tail.ptr);
    assert_non_null(strstr(token, "0000005\"}")); /* five of 200 kB */
    control_clear(&f);
}

/* A pattern that nothing fits, over more events than one page looks at. */
static void a_long_search_is_cut_into_pages(void **state)
{
    static const int count = 401000;
    char text[200];
    control_fixture f;
    control_init(&f);
    control_start(&f);
    brisk_log_stream *stream = fixture_stream(&f.logs, GROUP, BRISK_S("s"));
    for (int i = 0; i < count; i++) {
        assert_int_equal(brisk_log_append(stream, 0, BRISK_S("an event")), BRISK_OK);
    }
    put(&f, "t", "needle");
    assert_int_equal(filter_all(&f, ",\"filterPattern\":\"needle\"", text, sizeof(text)), 3);
    assert_string_equal(text, "needle");
    control_clear(&f);
}

static void groups_and_streams_are_made_and_deleted(void **state)
{
    control_fixture f;
    control_init(&f);
    control_start(&f);
    assert_int_equal(ask_logs(&f, "CreateLogGroup", "{\"logGroupName\":\"g\"}"), 200);
    assert_int_equal(ask_logs(&f, "CreateLogGroup", "{\"logGroupName\":\"g\"}"), 400);
    EXPECT_IN(&f, "ResourceAlreadyExistsException");
    assert_int_equal(ask_logs(&f, "CreateLogGroup", "{\"logGroupName\":\"a b\"}"), 400);
    EXPECT_IN(&f, "InvalidParameterException");
    assert_int_equal(ask_logs(&f, "CreateLogStream", "{\"logGroupName\":\"g\",\"logStreamName\":\"s\"}"), 200);
    assert_int_equal(ask_logs(&f, "CreateLogStream", "{\"logGroupName\":\"g\",\"logStreamName\":\"s\"}"), 400);
    assert_int_equal(ask_logs(&f, "CreateLogStream", "{\"logGroupName\":\"h\",\"logStreamName\":\"s\"}"), 400);
    assert_int_equal(ask_logs(&f, "PutRetentionPolicy", "{\"logGroupName\":\"g\",\"retentionInDays\":7}"), 200);
    assert_int_equal(ask_logs(&f, "DescribeLogGroups", "{}"), 200);
    EXPECT_IN(&f, "\"retentionInDays\":7");
    assert_int_equal(ask_logs(&f, "PutRetentionPolicy", "{\"logGroupName\":\"g\",\"retentionInDays\":8}"), 400);
    assert_int_equal(ask_logs(&f, "PutRetentionPolicy", "{\"logGroupName\":\"h\",\"retentionInDays\":7}"), 400);
    assert_int_equal(ask_logs(&f, "DeleteRetentionPolicy", "{\"logGroupName\":\"g\"}"), 200);
    assert_int_equal(ask_logs(&f, "DescribeLogGroups", "{}"), 200);
    assert_null(strstr(f.body, "retentionInDays"));
    assert_int_equal(ask_logs(&f, "DeleteLogStream", "{\"logGroupName\":\"g\",\"logStreamName\":\"s\"}"), 200);
    assert_int_equal(ask_logs(&f, "DeleteLogStream", "{\"logGroupName\":\"g\",\"logStreamName\":\"s\"}"), 400);
    assert_int_equal(ask_logs(&f, "DeleteLogGroup", "{\"logGroupName\":\"g\"}"), 200);
    assert_int_equal(ask_logs(&f, "DeleteLogGroup", "{\"logGroupName\":\"g\"}"), 400);
    control_clear(&f);
}

/* ---- PutLogEvents ---- */

#define HOUR ((int64_t)3600000)

/* One event: at so many milliseconds from the store's clock. */
static int put_one(control_fixture *f, int64_t from_now_ms, const char *message)
{
    char body[400];
    (void)snprintf(body, sizeof(body),
                   "{\"logGroupName\":\"/aws/lambda/hello\",\"logStreamName\":\"s\",\"logEvents\":[{\"timestamp\":%lld,"
                   "\"message\":\"%s\"}]}",
                   (long long)(f->logs.now_ms + from_now_ms), message);
    return ask_logs(f, "PutLogEvents", body);
}

/* Several, "0", "1" …, at these times; the answer. */
static int put_at(control_fixture *f, const int64_t *from_now_ms, size_t count)
{
    char body[2000] = "{\"logGroupName\":\"/aws/lambda/hello\",\"logStreamName\":\"s\",\"logEvents\":[";
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(body + strlen(body), sizeof(body) - strlen(body), "%s{\"timestamp\":%lld,\"message\":\"%zu\"}",
                       i > 0 ? "," : "", (long long)(f->logs.now_ms + from_now_ms[i]), i);
    }
    (void)snprintf(body + strlen(body), sizeof(body) - strlen(body), "]}");
    return ask_logs(f, "PutLogEvents", body);
}

static void put_init(control_fixture *f)
{
    control_init(f);
    control_start(f);
    (void)fixture_stream(&f->logs, GROUP, BRISK_S("s"));
}

static void events_are_put(void **state)
{
    static const int64_t times[] = {-2000, -1000, -1000, 0};
    char expected[64];
    control_fixture f;
    put_init(&f);
    assert_int_equal(put_at(&f, times, 4), 200);
    assert_string_equal(f.body, "{\"nextSequenceToken\":\"49039859604010584521580741211\"}");
    assert_int_equal(get_events(&f, ""), 200);
    assert_string_equal(messages(&f), "0|1|2|3");
    (void)snprintf(expected, sizeof(expected), "\"timestamp\":%lld,\"message\":\"0\"",
                   (long long)(f.logs.now_ms - 2000));
    EXPECT_IN(&f, expected);
    assert_int_equal(put_one(&f, 0, "\\u0000 and \\n stay \xC3\xA9"), 200);
    assert_int_equal(get_events(&f, ",\"limit\":1"), 200);
    assert_string_equal(messages(&f), "\\u0000 and \\n stay \xC3\xA9");
    control_clear(&f);
}

/* What is too old or too new is told, the rest is written. */
static void events_out_of_time_are_rejected(void **state)
{
    static const int64_t far[] = {-15 * 24 * HOUR, -14 * 24 * HOUR - 1, -1000, 0, 2 * HOUR, 2 * HOUR + 1, 3 * HOUR};
    static const int64_t none[] = {-400 * 24 * HOUR};
    static const int64_t expired[] = {-15 * 24 * HOUR, -5 * 24 * HOUR, -HOUR};
    control_fixture f;
    put_init(&f);
    assert_int_equal(put_at(&f, far, 7), 200);
    EXPECT_IN(&f, "\"rejectedLogEventsInfo\":{\"tooNewLogEventStartIndex\":5,\"tooOldLogEventEndIndex\":2}}");
    assert_int_equal(get_events(&f, ""), 200);
    assert_string_equal(messages(&f), "2|3|4");
    assert_int_equal(put_at(&f, none, 1), 200);
    EXPECT_IN(&f, "{\"tooOldLogEventEndIndex\":1}");
    assert_int_equal(
        ask_logs(&f, "PutRetentionPolicy", "{\"logGroupName\":\"/aws/lambda/hello\",\"retentionInDays\":3}"), 200);
    assert_int_equal(put_at(&f, expired, 3), 200);
    EXPECT_IN(&f, "{\"tooOldLogEventEndIndex\":1,\"expiredLogEventEndIndex\":2}");
    control_clear(&f);
}

static void batches_against_the_rules_are_refused_as_a_whole(void **state)
{
    static const int64_t disorder[] = {0, -1}, span[] = {-24 * HOUR - 1, 0}, day[] = {-24 * HOUR, 0};
    control_fixture f;
    put_init(&f);
    assert_int_equal(put_at(&f, disorder, 2), 400);
    assert_string_equal(f.body, "{\"__type\":\"InvalidParameterException\",\"message\":\"Log events in a single "
                                "PutLogEvents request must be in chronological order.\"}");
    assert_int_equal(put_at(&f, span, 2), 400);
    EXPECT_IN(&f, "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
    assert_int_equal(put_at(&f, day, 2), 200);
    assert_int_equal(put_at(&f, day, 0), 400);
    assert_int_equal(put_one(&f, 0, ""), 400);
    EXPECT_IN(&f, "'logEvents.1.member.message' failed to satisfy constraint: Member must have length greater than");
    assert_int_equal(put_one(&f, -f.logs.now_ms - 1, "x"), 400);
    EXPECT_IN(&f, "'logEvents.1.member.timestamp'");
    static const char *const wrong[] = {"", ",\"logEvents\":{}", ",\"logEvents\":[1]",
                                        ",\"logEvents\":[{\"timestamp\":1}]", ",\"logEvents\":[{\"message\":\"x\"}]"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        char body[200];
        (void)snprintf(body, sizeof(body), "{\"logGroupName\":\"/aws/lambda/hello\",\"logStreamName\":\"s\"%s}",
                       wrong[i]);
        assert_int_equal(ask_logs(&f, "PutLogEvents", body), 400);
        EXPECT_IN(&f, "InvalidParameterException");
    }
    assert_int_equal(get_events(&f, ""), 200);
    assert_string_equal(messages(&f), "0|1");
    control_clear(&f);
}

static int put_in(control_fixture *f, const char *group, const char *stream)
{
    char body[300];
    (void)snprintf(body, sizeof(body),
                   "{\"logGroupName\":\"%s\",\"logStreamName\":\"%s\",\"logEvents\":[{\"timestamp\":%lld,\"message\":"
                   "\"x\"}]}",
                   group, stream, (long long)f->logs.now_ms);
    return ask_logs(f, "PutLogEvents", body);
}

static void events_are_put_only_where_there_is_a_stream(void **state)
{
    control_fixture f;
    put_init(&f);
    assert_int_equal(put_in(&f, "none", "s"), 400);
    EXPECT_IN(&f, "\"ResourceNotFoundException\",\"message\":\"The specified log group does not exist.\"");
    assert_int_equal(put_in(&f, "/aws/lambda/hello", "no"), 400);
    EXPECT_IN(&f, "\"ResourceNotFoundException\",\"message\":\"The specified log stream does not exist.\"");
    assert_int_equal(put_in(&f, "/aws/lambda/hell", "s"), 400);
    assert_int_equal(put_in(&f, "", ""), 400);
    assert_int_equal(put_in(&f, "/aws/lambda/hello", "s"), 200);
    control_clear(&f);
}

/* count events of size bytes. */
static int put_sized(control_fixture *f, size_t count, size_t size)
{
    size_t room = count * (size + 60) + 200, at;
    char *body = malloc(room), *message = malloc(size + 1);
    assert_true(body != NULL && message != NULL);
    memset(message, 'm', size);
    message[size] = '\0';
    at =
        (size_t)snprintf(body, room, "{\"logGroupName\":\"/aws/lambda/hello\",\"logStreamName\":\"s\",\"logEvents\":[");
    for (size_t i = 0; i < count; i++) {
        at += (size_t)snprintf(body + at, room - at, "%s{\"timestamp\":%lld,\"message\":\"%s\"}", i > 0 ? "," : "",
                               (long long)f->logs.now_ms, message);
    }
    (void)snprintf(body + at, room - at, "]}");
    int status = ask_logs(f, "PutLogEvents", body);
    free(message);
    free(body);
    return status;
}

static void batches_have_limits(void **state)
{
    control_fixture f;
    put_init(&f);
    assert_int_equal(put_sized(&f, 10000, 1), 200);
    assert_int_equal(put_sized(&f, 10001, 1), 400);
    assert_int_equal(put_sized(&f, 1, 1048550), 200);
    assert_int_equal(get_events(&f, ",\"limit\":1"), 200);
    assert_true(f.response.body.len > 1048550); /* in one piece */
    assert_int_equal(put_sized(&f, 1, 1048551), 400);
    EXPECT_IN(&f, "Log event too large: 1048577 bytes exceeds limit of 1048576");
    assert_int_equal(put_sized(&f, 2, 524263), 400);
    EXPECT_IN(&f, "Upload too large: 1048578 bytes exceeds limit of 1048576");
    assert_int_equal(put_sized(&f, 2, 524262), 200);
    control_clear(&f);
}

static void what_is_no_call_is_told(void **state)
{
    control_fixture f;
    control_init(&f);
    control_start(&f);
    assert_int_equal(ask_logs(&f, "StartQuery", "{}"), 400);
    EXPECT_IN(&f, "UnsupportedOperationException");
    assert_int_equal(ask_logs(&f, "FilterLogEvents", "[]"), 400);
    EXPECT_IN(&f, "SerializationException");
    assert_int_equal(ask_logs(&f, "FilterLogEvents", "{\"logGroupName\":"), 400);
    assert_int_equal(ask_logs(&f, "FilterLogEvents", ""), 400);
    assert_int_equal(ask_logs(&f, "FilterLogEvents", "{\"logGroupName\":5,\"limit\":\"x\"}"), 400);
    assert_int_equal(control_ask(&f, "POST", "/", SIGNED("logs"), "{}"), 400);
    control_clear(&f);
}

/* An answer, or 503 (the transport's where the request's arena failed); never a crash, never none. */
static void no_memory_at_any_place_is_answered(void **state)
{
    static const char *const operations[] = {"DescribeLogGroups", "DescribeLogStreams", "GetLogEvents",
                                             "FilterLogEvents", "PutLogEvents"};
    control_fixture f;
    control_init(&f);
    control_start(&f);
    put(&f, "a", "1 x");
    put(&f, "b", "2");
    for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
        bool fired = true;
        for (uint64_t n = 1; fired; n++) {
            char target[100];
            (void)snprintf(target, sizeof(target), "x-amz-target: Logs_20140328.%s", operations[i]);
            control_request(&f, "POST", "/", target,
                            "{\"logGroupName\":\"/aws/lambda/hello\",\"logStreamName\":\"a\",\"filterPattern\":"
                            "\"x -y\",\"logEvents\":[{\"timestamp\":1795330000000,\"message\":\"m\"}]}");
            brisk_heap_fail_at(n, false);
            brisk_control_handle(f.control, &f.call);
            fired = brisk_heap_fault_fired();
            brisk_heap_fail_at(0, false);
            assert_int_equal(f.done, 1);
            assert_true(fired || f.response.status == 200);
            brisk_control_end(f.control, &f.call);
        }
    }
    control_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_are_listed),
        cmocka_unit_test(streams_are_listed_by_name_or_time),
        cmocka_unit_test(events_of_a_stream_are_read_in_both_directions),
        cmocka_unit_test(an_empty_stream_has_tokens_too),
        cmocka_unit_test(events_of_all_streams_are_one_list),
        cmocka_unit_test(a_follower_sees_each_event_once),
        cmocka_unit_test(pages_end_at_a_megabyte),
        cmocka_unit_test(a_long_search_is_cut_into_pages),
        cmocka_unit_test(groups_and_streams_are_made_and_deleted),
        cmocka_unit_test(events_are_put),
        cmocka_unit_test(events_out_of_time_are_rejected),
        cmocka_unit_test(batches_against_the_rules_are_refused_as_a_whole),
        cmocka_unit_test(events_are_put_only_where_there_is_a_stream),
        cmocka_unit_test(batches_have_limits),
        cmocka_unit_test(what_is_no_call_is_told),
        cmocka_unit_test(no_memory_at_any_place_is_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

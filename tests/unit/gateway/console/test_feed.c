/* Those who listen: what each is sent, who reads too slowly, and calls that end while they are being told. */
#include "console_fixture.h"

#include "gateway/console/feed.h"

enum { LISTENERS = BRISK_FEED_LISTENERS_MAX + 1 };

typedef struct browser {
    seen request;
    brisk_console_call call;
    brisk_feed *feed;
    size_t woken;
    struct browser *ends; /* the one whose call ends when this one is woken; may be itself */
} browser;

static brisk_feed feed;
static browser browsers[LISTENERS];

static void wake(brisk_console_call *call)
{
    browser *b = call->context;
    b->woken++;
    if (b->ends != NULL) {
        brisk_feed_close(b->feed, &b->ends->call);
    }
}

static bool open_feed(browser *b)
{
    memset(b, 0, sizeof *b);
    seen_init(&b->request, "GET", "/_brisk/events");
    b->feed = &feed;
    b->call = (brisk_console_call){
        .request = &b->request.request, .response = &b->request.response, .wake = wake, .context = b};
    return brisk_feed_open(&feed, &b->call);
}

static brisk_pulled pull(browser *b, brisk_str *piece)
{
    brisk_stream *stream = &b->request.response.stream;
    return stream->pull(stream->context, piece);
}

static void assert_pulled(browser *b, const char *expected)
{
    brisk_str piece;
    assert_int_equal(pull(b, &piece), BRISK_PULLED_MORE);
    assert_true(brisk_str_is(piece, expected));
    assert_int_equal(pull(b, &piece), BRISK_PULLED_WAIT);
}

static int tear_down(void **state)
{
    for (size_t i = 0; i < LISTENERS; i++) {
        if (browsers[i].request.arena != NULL) {
            brisk_feed_close(&feed, &browsers[i].call);
            seen_clear(&browsers[i].request);
        }
        memset(&browsers[i], 0, sizeof browsers[i]);
    }
    assert_null(feed.first);
    assert_int_equal(feed.count, 0);
    return 0;
}

static void each_listener_gets_each_event_once(void **state)
{
    assert_true(open_feed(&browsers[0]));
    assert_true(open_feed(&browsers[1]));
    assert_int_equal(browsers[0].request.response.status, 200);
    assert_pulled(&browsers[0], "retry: 1000\n\n");
    brisk_feed_send(&feed, "request", BRISK_S("{\"id\":1}"));
    brisk_feed_send(&feed, "log", BRISK_S("{}"));
    assert_pulled(&browsers[0], "event: request\ndata: {\"id\":1}\n\nevent: log\ndata: {}\n\n");
    assert_pulled(&browsers[1], "retry: 1000\n\nevent: request\ndata: {\"id\":1}\n\nevent: log\ndata: {}\n\n");
    assert_int_equal(browsers[0].woken, 2);
}

static void a_piece_stays_while_later_ones_come(void **state)
{
    brisk_str piece;
    assert_true(open_feed(&browsers[0]));
    assert_int_equal(pull(&browsers[0], &piece), BRISK_PULLED_MORE);
    for (size_t i = 0; i < 1000; i++) {
        brisk_feed_send(&feed, "log", BRISK_S("{\"message\":\"something that makes the buffer grow\"}"));
    }
    assert_true(brisk_str_is(piece, "retry: 1000\n\n")); /* the connection may still be sending it */
}

static void who_does_not_read_is_cut(void **state)
{
    static char data[64 * 1024];
    brisk_str piece;
    memset(data, 'x', sizeof(data));
    assert_true(open_feed(&browsers[0]));
    assert_true(open_feed(&browsers[1]));
    for (size_t i = 0; i < 20; i++) {
        brisk_feed_send(&feed, "log", (brisk_str){data, sizeof(data)});
        assert_int_equal(pull(&browsers[1], &piece), BRISK_PULLED_MORE);
    }
    assert_int_equal(pull(&browsers[0], &piece), BRISK_PULLED_FAILED);
    assert_int_equal(pull(&browsers[1], &piece), BRISK_PULLED_WAIT);
    brisk_feed_send(&feed, "log", BRISK_S("{}"));
    assert_int_equal(pull(&browsers[0], &piece), BRISK_PULLED_FAILED);
}

static void without_memory_a_stream_is_cut_and_the_next_listener_refused(void **state)
{
    brisk_str piece;
    assert_true(open_feed(&browsers[0]));
    assert_int_equal(pull(&browsers[0], &piece), BRISK_PULLED_MORE);
    brisk_heap_fail_at(1, true);
    brisk_feed_send(&feed, "log", BRISK_S("{}"));
    bool is_open = brisk_feed_open(&feed, &browsers[0].call);
    brisk_heap_fail_at(0, false);
    assert_int_equal(pull(&browsers[0], &piece), BRISK_PULLED_FAILED);
    assert_false(is_open);
}

static void too_many_listeners_are_refused_and_a_place_is_free_again(void **state)
{
    for (size_t i = 0; i + 1 < LISTENERS; i++) {
        assert_true(open_feed(&browsers[i]));
    }
    assert_false(open_feed(&browsers[LISTENERS - 1]));
    brisk_feed_close(&feed, &browsers[3].call);
    assert_true(brisk_feed_open(&feed, &browsers[LISTENERS - 1].call));
}

static void a_call_that_ends_while_it_is_told(void **state)
{
    for (size_t i = 0; i < 3; i++) {
        assert_true(open_feed(&browsers[i]));
        browsers[i].ends = &browsers[i];
    }
    brisk_feed_send(&feed, "log", BRISK_S("{}"));
    assert_int_equal(feed.count, 0);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(browsers[i].woken, 1);
    }
}

/* The connections' own callbacks end no other call, but nothing here relies on it. */
static void a_call_that_ends_the_next_one(void **state)
{
    for (size_t i = 0; i < 3; i++) {
        assert_true(open_feed(&browsers[i]));
    }
    browsers[2].ends = &browsers[1]; /* told in the order 2, 1, 0 */
    brisk_feed_send(&feed, "log", BRISK_S("{}"));
    assert_int_equal(feed.count, 2);
    assert_int_equal(browsers[1].woken, 0);
    assert_int_equal(browsers[0].woken, 1);
}

static void the_end_of_all_streams_comes_behind_what_was_told(void **state)
{
    brisk_str piece;
    assert_true(open_feed(&browsers[0]));
    assert_int_equal(pull(&browsers[0], &piece), BRISK_PULLED_MORE);
    brisk_feed_send(&feed, "log", BRISK_S("{}"));
    brisk_feed_end(&feed);
    assert_int_equal(browsers[0].woken, 2);
    assert_int_equal(pull(&browsers[0], &piece), BRISK_PULLED_MORE);
    assert_int_equal(pull(&browsers[0], &piece), BRISK_PULLED_END);
    feed.is_over = false; /* for the next test */
}

static void closing_twice_or_what_was_never_open_does_nothing(void **state)
{
    assert_true(open_feed(&browsers[0]));
    brisk_feed_close(&feed, &browsers[1].call);
    brisk_feed_close(&feed, &browsers[0].call);
    brisk_feed_close(&feed, &browsers[0].call);
    assert_int_equal(feed.count, 0);
}

#define TEST(name) cmocka_unit_test_teardown(name, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_listener_gets_each_event_once),
        TEST(a_piece_stays_while_later_ones_come),
        TEST(who_does_not_read_is_cut),
        TEST(without_memory_a_stream_is_cut_and_the_next_listener_refused),
        TEST(too_many_listeners_are_refused_and_a_place_is_free_again),
        TEST(a_call_that_ends_while_it_is_told),
        TEST(a_call_that_ends_the_next_one),
        TEST(the_end_of_all_streams_comes_behind_what_was_told),
        TEST(closing_twice_or_what_was_never_open_does_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

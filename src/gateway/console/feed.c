/* feed.c - see feed.h. */
#include "gateway/console/feed.h"

#include "core/heap.h"

static brisk_pulled pull(void *context, brisk_str *piece)
{
    brisk_listener *listener = context;
    if (listener->is_cut) {
        return BRISK_PULLED_FAILED;
    }
    if (listener->pieces.len == 0) {
        return listener->feed->is_over ? BRISK_PULLED_END : BRISK_PULLED_WAIT;
    }
    brisk_buffer sent = listener->sending;
    listener->sending = listener->pieces;
    listener->pieces = sent;
    brisk_buffer_rewind(&listener->pieces);
    *piece = brisk_buffer_view(&listener->sending);
    return BRISK_PULLED_MORE;
}

bool brisk_feed_open(brisk_feed *feed, brisk_console_call *call)
{
    if (feed->count == BRISK_FEED_LISTENERS_MAX) {
        return false;
    }
    brisk_listener *listener = brisk_heap_alloc_zeroed(1, sizeof(*listener));
    if (listener == NULL) {
        return false;
    }
    listener->feed = feed;
    listener->call = call;
    brisk_buffer_init(&listener->pieces, NULL, BRISK_FEED_BYTES_MAX);
    brisk_buffer_init(&listener->sending, NULL, BRISK_FEED_BYTES_MAX);
    brisk_buffer_append_c_string(&listener->pieces, "retry: 1000\n\n");
    listener->next = feed->first;
    feed->first = listener;
    feed->count++;
    call->state = listener;
    brisk_stream stream = {.pull = pull, .context = listener, .length = -1};
    brisk_set_header(call->request, BRISK_S("cache-control"), BRISK_S("no-store"));
    (void)brisk_respond_stream(call->request, 200, "text/event-stream", stream);
    return true;
}

void brisk_feed_close(brisk_feed *feed, brisk_console_call *call)
{
    brisk_listener **link = &feed->first;
    while (*link != NULL && (*link)->call != call) {
        link = &(*link)->next;
    }
    brisk_listener *listener = *link;
    if (listener == NULL) {
        return;
    }
    *link = listener->next;
    feed->count--;
    brisk_buffer_clear(&listener->pieces);
    brisk_buffer_clear(&listener->sending);
    brisk_heap_free(listener);
}

static brisk_listener *next_to_wake(const brisk_feed *feed)
{
    brisk_listener *listener = feed->first;
    while (listener != NULL && !listener->is_told) {
        listener = listener->next;
    }
    return listener;
}

/* A wake may end calls, and with them their listeners: so the list is looked through anew behind each. */
static void wake_told(brisk_feed *feed)
{
    brisk_listener *listener;
    while ((listener = next_to_wake(feed)) != NULL) {
        listener->is_told = false;
        listener->call->wake(listener->call);
    }
}

void brisk_feed_end(brisk_feed *feed)
{
    feed->is_over = true;
    for (brisk_listener *listener = feed->first; listener != NULL; listener = listener->next) {
        listener->is_told = true;
    }
    wake_told(feed);
}

void brisk_feed_send(brisk_feed *feed, const char *name, brisk_str data)
{
    for (brisk_listener *listener = feed->first; listener != NULL; listener = listener->next) {
        brisk_buffer *pieces = &listener->pieces;
        brisk_buffer_append_c_string(pieces, "event: ");
        brisk_buffer_append_c_string(pieces, name);
        brisk_buffer_append_c_string(pieces, "\ndata: ");
        brisk_buffer_append_str(pieces, data);
        brisk_buffer_append_c_string(pieces, "\n\n");
        listener->is_cut = listener->is_cut || brisk_buffer_failed(pieces);
        listener->is_told = true;
    }
    wake_told(feed);
}

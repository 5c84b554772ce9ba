/* fuzz_http.c - bytes of a client to a connection in memory. The first four bytes choose how they arrive (sizes of the
 * reads, how much the socket takes) and small limits, so that all ends of a connection are reached. */
#include "../http/app.h"
#include "../unit/net/fake_transport.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void push_in_steps(fake_connection *fake, const char *bytes, size_t len, unsigned step)
{
    for (size_t i = 0; i < len && !fake->is_closing; i += step) {
        size_t now = len - i < step ? len - i : step;
        char *piece = malloc(now);
        if (piece == NULL) {
            return;
        }
        memcpy(piece, bytes + i, now);
        size_t taken = fake_push(fake, piece, now);
        free(piece);
        if (fake->is_queued) {
            fake_drain(fake, SIZE_MAX);
        }
        if (taken < now) {
            return; /* the connection does not read: the bytes would wait in the kernel */
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    brisk_limits limits = BRISK_LIMITS_DEFAULT;
    if (size < 4) {
        return 0;
    }
    if (data[3] & 1) {
        limits.header_bytes = 200;
        limits.header_count = 8;
        limits.url_bytes = 40;
        limits.body_bytes = 60;
    }
    if (data[3] & 2) {
        limits.requests = 2;
    }
    fake_connection fake;
    fake_open(&fake, &limits, &test_handler);
    fake.takes = data[1] == 0 ? SIZE_MAX : data[1];
    push_in_steps(&fake, (const char *)data + 4, size - 4, data[0] == 0 ? 65536 : data[0]);
    if (data[2] & 1) {
        fake_wait(&fake, 60);
    }
    if (data[2] & 2) {
        brisk_http1_eof(&fake.http);
    }
    if (data[2] & 4) {
        fake_wait(&fake, 40000);
    }
    if (fake.is_queued && (data[2] & 8)) {
        fake_drain(&fake, SIZE_MAX);
    }
    fake_close(&fake);
    return 0;
}

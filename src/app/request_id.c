/* request_id.c - the middleware that gives each request an id.
 *
 * An id is 32 hexadecimal digits: a counter of the process mixed with a seed of the system's random source, so that ids
 * of several processes do not meet and one does not give away the next. It is a label, no secret. */
#include "core/clock.h"
#include "core/random.h"
#include "core/str.h"
#include "http/request.h"

#include <brisk/middleware.h>

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { MAX_CLIENT_ID = 128 };

static const char slot_key;
static pthread_once_t seeded = PTHREAD_ONCE_INIT;
static uint64_t seed[2];
static atomic_uint_fast64_t counter;

static void make_seed(void)
{
    if (!brisk_random_bytes(seed, sizeof seed)) {
        seed[0] = brisk_clock_monotonic_ns();
        seed[1] = (uint64_t)brisk_clock_wall_us() ^ ((uint64_t)getpid() << 32);
    }
}

/* The finaliser of SplitMix64 (Steele, Lea, Flood 2014): each bit of x reaches each bit of the result. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

static brisk_str new_id(brisk_request *req)
{
    (void)pthread_once(&seeded, make_seed);
    uint64_t number = atomic_fetch_add_explicit(&counter, 1, memory_order_relaxed);
    uint64_t high = mix(seed[0] + number * UINT64_C(0x9E3779B97F4A7C15));
    uint64_t low = mix(seed[1] ^ mix(number + seed[0]));
    return brisk_strf(req, "%016llx%016llx", (unsigned long long)high, (unsigned long long)low);
}

static bool is_acceptable(brisk_str id)
{
    if (id.len == 0 || id.len > MAX_CLIENT_ID) {
        return false;
    }
    for (size_t i = 0; i < id.len; i++) {
        static const brisk_str marks = BRISK_STR("-._~+/=:");
        if (!brisk_char_is_alnum(id.ptr[i]) && brisk_str_find_char(marks, id.ptr[i]) == BRISK_STR_NONE) {
            return false;
        }
    }
    return true;
}

brisk_status brisk_request_id(brisk_request *req, brisk_next *next, const void *options)
{
    const brisk_request_id_options *wanted = options;
    const char *header = wanted->header ? wanted->header : "X-Request-ID";
    brisk_str sent = wanted->ignore_client ? (brisk_str){0} : brisk_request_header(req, header);
    brisk_str *id = brisk_arena_alloc(req->arena, sizeof *id);
    if (!id) {
        return BRISK_NO_MEMORY;
    }
    *id = is_acceptable(sent) ? sent : new_id(req);
    brisk_request_set(req, &slot_key, id);
    brisk_status status = brisk_next_call(next);
    if (status == BRISK_OK) {
        brisk_set_header(req, brisk_str_view(header), *id);
    }
    return status;
}

brisk_str brisk_request_id_of(const brisk_request *req)
{
    const brisk_str *id = brisk_request_get(req, &slot_key);
    return id ? *id : (brisk_str){"", 0};
}

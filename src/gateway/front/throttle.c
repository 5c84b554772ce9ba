/* throttle.c - see throttle.h. */
#include "gateway/front/throttle.h"

#include "core/str.h"

static double level(const brisk_bucket *bucket, const brisk_throttle *throttle, uint64_t now_ns)
{
    uint64_t elapsed_ns = now_ns > bucket->anchor_ns ? now_ns - bucket->anchor_ns : 0;
    double burst = (double)throttle->burst;
    return bucket->is_used ? burst + throttle->rate * (double)elapsed_ns / 1e9 - (double)bucket->taken : burst;
}

double brisk_bucket_tokens(const brisk_bucket *bucket, const brisk_throttle *throttle, uint64_t now_ns)
{
    double tokens = level(bucket, throttle, now_ns);
    return tokens < (double)throttle->burst ? tokens : (double)throttle->burst;
}

bool brisk_bucket_has(const brisk_bucket *bucket, const brisk_throttle *throttle, uint64_t now_ns)
{
    return brisk_bucket_tokens(bucket, throttle, now_ns) >= 1.0;
}

void brisk_bucket_take(brisk_bucket *bucket, const brisk_throttle *throttle, uint64_t now_ns)
{
    if (!bucket->is_used || level(bucket, throttle, now_ns) >= (double)throttle->burst) {
        *bucket = (brisk_bucket){.anchor_ns = now_ns, .is_used = true};
    }
    bucket->taken++;
}

static int fits(const brisk_method_throttle *row, const brisk_method_config *method)
{
    bool is_path = brisk_str_equal(row->path, method->path), is_all_paths = brisk_str_is(row->path, "*");
    bool is_method = brisk_str_equal(row->method, method->method), is_all_methods = brisk_str_is(row->method, "*");
    if (!(is_path || is_all_paths || brisk_str_is(row->path, "/*")) || !(is_method || is_all_methods)) {
        return 0;
    }
    return 1 + 2 * is_path + is_method;
}

const brisk_method_throttle *brisk_throttle_find(const brisk_method_throttle *rows, size_t count,
                                                 const brisk_method_config *method)
{
    const brisk_method_throttle *best = NULL;
    int best_fit = 0;
    for (size_t i = 0; i < count; i++) {
        int fit = rows[i].throttle.is_set ? fits(&rows[i], method) : 0;
        if (fit > best_fit) {
            best_fit = fit;
            best = &rows[i];
        }
    }
    return best;
}

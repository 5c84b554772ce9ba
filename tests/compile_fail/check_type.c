// A check function of another type.
// gcc: conflicting types for 'pos'
// clang: conflicting types for 'pos'
// lines: gcc 7, clang 10
#include <brisk/brisk.h>

static brisk_status pos(brisk_check *check, const str *value)
{
    return value->len ? BRISK_OK : brisk_reject(check, "x");
}
MODEL(A, (int64, n, check(pos)));

// A computed field of another type.
// gcc: conflicting types for 'twice'
// clang: conflicting types for 'twice'
// lines: gcc 6, clang 17
#include <brisk/brisk.h>

MODEL(B, (int64, n));
int64_t twice(const B *model);
MODEL(A, (int64, n), computed(double, t, twice));

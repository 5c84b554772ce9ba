// A model that is defined below.
// gcc: unknown type name 'brisk_B'
// clang: unknown type name 'brisk_B'
// lines: gcc 12, clang 56
#include <brisk/brisk.h>

MODEL(A, (B, b));
MODEL(B, (int64, n));

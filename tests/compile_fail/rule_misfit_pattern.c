// pattern on a number.
// gcc: A.n: the rule pattern(\"a\") does not fit the type int64
// clang: A.n: the rule pattern(\"a\") does not fit the type int64
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (int64, n, pattern("a")));

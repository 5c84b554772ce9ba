// A bound of the wrong kind.
// gcc: A.n: in gt(1.5), 1.5 does not fit the type int64
// clang: A.n: in gt(1.5), 1.5 does not fit the type int64
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (int64, n, gt(1.5)));

// defaults() is for lists.
// gcc: A.qty: the rule defaults() does not fit the type int64
// clang: A.qty: the rule defaults() does not fit the type int64
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (int64, qty, defaults()));

// Two defaults for one value.
// gcc: A.qty: in defaults(1, 2), the type int64 takes one literal
// clang: A.qty: in defaults(1, 2), the type int64 takes one literal
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (int64, qty, defaults(1, 2)));

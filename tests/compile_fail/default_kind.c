// A default of the wrong kind.
// gcc: A.qty: in defaults(1.5), 1.5 does not fit the type int64
// clang: A.qty: in defaults(1.5), 1.5 does not fit the type int64
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (int64, qty, defaults(1.5)));

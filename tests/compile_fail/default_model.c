// A model has no literal.
// gcc: A.b: the rule defaults(1) does not fit the type B
// clang: A.b: the rule defaults(1) does not fit the type B
// lines: gcc 4, clang 15
#include <brisk/brisk.h>

MODEL(B, (int64, n));
MODEL(A, (B, b, defaults(1)));

// A rule that does not fit the type.
// gcc: A.price: the rule length(1, 2) does not fit the type double
// clang: A.price: the rule length(1, 2) does not fit the type double
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (double, price, length(1, 2)));

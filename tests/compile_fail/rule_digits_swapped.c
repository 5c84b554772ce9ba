// More decimal places than digits.
// gcc: A.d: the rule digits(2, 5) contradicts itself
// clang: A.d: the rule digits(2, 5) contradicts itself
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (decimal, d, digits(2, 5)));

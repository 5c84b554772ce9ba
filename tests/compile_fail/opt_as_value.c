// An opt is no number.
// gcc: invalid operands to binary +
// clang: invalid operands to binary expression
// lines: gcc 9, clang 4
#include <brisk/brisk.h>

MODEL(A, (opt(double), tax));
double sum(const A *a);
double sum(const A *a)
{
    return a->tax + 1;
}

// A number as the bound of a date.
// gcc: A.n: in ge(2000), 2000 does not fit the type date
// clang: A.n: in ge(2000), 2000 does not fit the type date
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (date, n, ge(2000)));

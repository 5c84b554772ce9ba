// A type of another language in a list.
// gcc: A.rows: there is no type float: it is double
// clang: A.rows: there is no type float: it is double
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (list(float), rows));

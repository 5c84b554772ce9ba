// A text as the default of a number.
// gcc: A.d: in defaults(\"1\"), \"1\" does not fit the type opt(double)
// clang: A.d: in defaults(\"1\"), \"1\" does not fit the type opt(double)
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (opt(double), d, defaults("1")));

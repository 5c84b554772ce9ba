// A flag with parentheses.
// gcc: A.name: a flag has no parentheses: strip()
// clang: A.name: a flag has no parentheses: strip()
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (str, name, strip()));

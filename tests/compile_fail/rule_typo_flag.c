// A flag that does not exist.
// gcc: A.name: there is no rule requird
// clang: A.name: there is no rule requird
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (opt(str), name, requird));

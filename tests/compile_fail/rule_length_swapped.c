// A minimum above the maximum.
// gcc: A.name: the rule length(5, 1) contradicts itself
// clang: A.name: the rule length(5, 1) contradicts itself
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (str, name, length(5, 1)));

// A rule that lacks its arguments.
// gcc: A.name: there is no rule length
// clang: A.name: there is no rule length
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (str, name, length));

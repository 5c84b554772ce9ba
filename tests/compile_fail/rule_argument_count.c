// Too few arguments.
// gcc: A.name: the rule takes two arguments: length(1)
// clang: A.name: the rule takes two arguments: length(1)
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (str, name, length(1)));

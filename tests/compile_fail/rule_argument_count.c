// Too few arguments.
// gcc: macro "BRISK_RULE_length" requires 2 arguments, but only 1 given
// clang: too few arguments provided to function-like macro invocation
// lines: gcc 25, clang 35
#include <brisk/brisk.h>

MODEL(A, (str, name, length(1)));

// A flag of a field with parentheses.
// gcc: A.name: a flag has no parentheses: required()
// clang: A.name: a flag has no parentheses: required()
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (opt(str), name, required()));

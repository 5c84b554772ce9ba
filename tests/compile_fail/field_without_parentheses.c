// A field without its parentheses.
// gcc: A: neither a field (type, name, rules...) nor an option of a model: double
// clang: A: neither a field (type, name, rules...) nor an option of a model: double
// lines: gcc 5, clang 20
#include <brisk/brisk.h>

MODEL(A, double, price);

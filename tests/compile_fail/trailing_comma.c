// A trailing comma behind the last field.
// gcc: A: neither a field (type, name, rules...) nor an option of a model: 
// clang: A: neither a field (type, name, rules...) nor an option of a model: 
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (str, name),);

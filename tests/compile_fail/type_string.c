// A type of another language.
// gcc: A.name: there is no type string: text is str
// clang: A.name: there is no type string: text is str
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (string, name, length(1, 9)));

// C's own int is no type of the language.
// gcc: A.n: there is no type int: whole numbers are int32, int64, uint32, uint64
// clang: A.n: there is no type int: whole numbers are int32, int64, uint32, uint64
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (int, n));

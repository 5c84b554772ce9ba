// C's own int is no type of the language.
// gcc: unknown type name 'brisk_int'
// clang: unknown type name 'brisk_int'
// lines: gcc 12, clang 25
#include <brisk/brisk.h>

MODEL(A, (int, n));

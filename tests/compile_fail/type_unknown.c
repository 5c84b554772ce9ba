// A type that does not exist.
// gcc: unknown type name 'brisk_Money'
// clang: unknown type name 'brisk_Money'
// lines: gcc 12, clang 33
#include <brisk/brisk.h>

MODEL(A, (Money, name));

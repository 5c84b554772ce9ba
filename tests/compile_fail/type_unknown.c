// A type that does not exist.
// gcc: unknown type name 'brisk_string'
// clang: unknown type name 'brisk_string'
// lines: gcc 12, clang 33
#include <brisk/brisk.h>

MODEL(A, (string, name));

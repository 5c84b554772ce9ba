// Three levels of composites need a TYPE.
// gcc: unknown type name 'brisk_list_list_list_double'
// clang: unknown type name 'brisk_list_list_list_double'
// lines: gcc 10, clang 52
#include <brisk/brisk.h>

MODEL(A, (list(list(list(double))), cube));

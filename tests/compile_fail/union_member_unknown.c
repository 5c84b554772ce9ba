// A member of a UNION that does not exist.
// gcc: unknown type name 'brisk_Ct'
// clang: unknown type name 'brisk_Ct'
// lines: gcc 7, clang 27
#include <brisk/brisk.h>

UNION(U, int64, Ct);

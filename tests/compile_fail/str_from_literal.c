// A str is made by S(...).
// gcc: incompatible types when assigning to type 'brisk_str'
// clang: assigning to 'brisk_str'
// lines: gcc 4, clang 4
#include <brisk/brisk.h>

MODEL(A, (str, name));
void set(A *a);
void set(A *a)
{
    a->name = "x";
}

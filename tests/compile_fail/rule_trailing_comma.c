// A trailing comma within a field.
// gcc: A.name: there is no rule 
// clang: A.name: there is no rule 
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (str, name,));

// C's text.
// gcc: A.name: there is no type char: text is str, bytes are bytes
// clang: A.name: there is no type char: text is str, bytes are bytes
// lines: gcc 6, clang 20
#include <brisk/brisk.h>

MODEL(A, (char *, name));

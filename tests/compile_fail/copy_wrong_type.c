// brisk_copy of another type.
// gcc: pointer type mismatch in conditional expression
// clang: pointer type mismatch
// lines: gcc 4, clang 8
#include <brisk/brisk.h>

MODEL(A, (str, name));
MODEL(B, (str, name));
bool copy(brisk_arena *arena, A *a, const B *b);
bool copy(brisk_arena *arena, A *a, const B *b)
{
    return brisk_copy(arena, A, a, b);
}

// An enum's constant as C writes it.
// gcc: E: a value with its constant is written (name, constant): red = 1
// clang: E: a value with its constant is written (name, constant): red = 1
// lines: gcc 5, clang 20
#include <brisk/brisk.h>

ENUM(E, red = 1);

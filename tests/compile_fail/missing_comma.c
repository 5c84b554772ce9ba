// A comma is missing between two fields.
// gcc: A: a comma is missing between fields: (str, name) (double, price)
// clang: A: a comma is missing between fields: (str, name) (double, price)
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (str, name) (double, price), (str, x));

// More rules than a field can have.
// gcc: A.n: more than 16 rules
// clang: A.n: more than 16 rules
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (str, n, max_length(10), max_length(11), max_length(12), max_length(13), max_length(14), max_length(15), max_length(16), max_length(17), max_length(18), max_length(19), max_length(110), max_length(111), max_length(112), max_length(113), max_length(114), max_length(115), max_length(116)));

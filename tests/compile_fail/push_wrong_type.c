// A list takes its own items.
// gcc: incompatible types when assigning to type 'brisk_str'
// clang: assigning to 'brisk_str'
// lines: gcc 4, clang 4
#include <brisk/brisk.h>

MODEL(A, (list(str), names));
void push(brisk_request *req, A *a);
void push(brisk_request *req, A *a)
{
    *brisk_push(req, &a->names) = 5;
}

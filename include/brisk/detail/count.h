/* count.h - how many arguments a macro was given: the first half of the loops in loop.h.
 *
 * BRISK_PICK_n gives its n+1st argument. A counter puts the argument list before a falling row of numbers, so that the
 * list's length decides which number comes to stand there. Lists longer than a loop can take say k_more: the loop then
 * takes what it can, and BRISK_WITHIN makes one clear message of it. Each loop has a counter of its own, as short as it
 * can be, since every use costs the compiler one pass over the whole row.
 *
 * A count is that of the arguments with the closing one, which every loop skips (so that no list is ever empty). */
#ifndef BRISK_DETAIL_COUNT_H
#define BRISK_DETAIL_COUNT_H

#define BRISK_CAT(a, b) BRISK_CAT_(a, b)
#define BRISK_CAT_(a, b) a##b
#define BRISK_FIRST(a, ...) a
#define BRISK_SECOND(...) BRISK_SECOND_(__VA_ARGS__)
#define BRISK_SECOND_(a, b, ...) b
#define BRISK_THIRD(a, b, c, ...) c
#define BRISK_UNPAREN(...) __VA_ARGS__

/* k_full or k_none: whether an argument holds a token. It may start with a parenthesis, as (int64_t)1 << 40 does. */
#define BRISK_FILLED(f) BRISK_FILLED_(BRISK_FILLED_PAREN f, BRISK_FILLED_PROBE f (), ~)
#define BRISK_FILLED_(...) BRISK_FILLED__(__VA_ARGS__)
#define BRISK_FILLED__(a, b, ...) BRISK_FILLED_FIRST(BRISK_FILLED_AS_##b, ~)
#define BRISK_FILLED_FIRST(...) BRISK_FILLED_FIRST_(__VA_ARGS__)
#define BRISK_FILLED_FIRST_(a, ...) a
#define BRISK_FILLED_PAREN(...) ~, k_full,
#define BRISK_FILLED_PROBE(...) k_none,
#define BRISK_FILLED_AS_k_full k_full
#define BRISK_FILLED_AS_k_none k_none
#define BRISK_FILLED_AS_BRISK_FILLED_PROBE k_full,

/* A constant array of the rows given, each of which ends with a comma, closed by a zero row; NULL where there is
 * none. */
#define BRISK_LISTED(type, ...)                                                                                       \
    BRISK_CAT(BRISK_LISTED_, BRISK_FILLED(BRISK_FIRST(__VA_ARGS__, ~)))(type, __VA_ARGS__)
#define BRISK_LISTED_k_full(type, ...) (type[]){__VA_ARGS__ {0}}
#define BRISK_LISTED_k_none(type, ...) NULL

/* 1 where a count is a number, 0 where it is k_more. */
#define BRISK_WITHIN(count) BRISK_SECOND(BRISK_CAT(BRISK_WITHIN_, count), 1, ~)
#define BRISK_WITHIN_k_more ~, 0
/* 1 where a count is that of one argument before the closing one. */
#define BRISK_IS_ONE(count) BRISK_SECOND(BRISK_CAT(BRISK_IS_ONE_, count), 0, ~)
#define BRISK_IS_ONE_2 ~, 1

/* 1 where a text does not hold the letter, BRISK_LACKS("a=1", "=", '='): a constant for gcc and clang, see path.h. */
#define BRISK_LACKS(text, letter, c) (__builtin_strlen(__builtin_strchr(text letter, c)) == 1)

#define BRISK_PICK_64(                                                                                                \
    a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22,              \
    a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, a33, a34, a35, a36, a37, a38, a39, a40, a41, a42, a43,          \
    a44, a45, a46, a47, a48, a49, a50, a51, a52, a53, a54, a55, a56, a57, a58, a59, a60, a61, a62, a63, a64, n, ...)  \
    n

#define BRISK_PICK_128(                                                                                               \
    a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22,              \
    a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, a33, a34, a35, a36, a37, a38, a39, a40, a41, a42, a43,          \
    a44, a45, a46, a47, a48, a49, a50, a51, a52, a53, a54, a55, a56, a57, a58, a59, a60, a61, a62, a63, a64,          \
    a65, a66, a67, a68, a69, a70, a71, a72, a73, a74, a75, a76, a77, a78, a79, a80, a81, a82, a83, a84, a85,          \
    a86, a87, a88, a89, a90, a91, a92, a93, a94, a95, a96, a97, a98, a99, a100, a101, a102, a103, a104,               \
    a105, a106, a107, a108, a109, a110, a111, a112, a113, a114, a115, a116, a117, a118, a119, a120, a121,             \
    a122, a123, a124, a125, a126, a127, a128, n, ...)                                                                 \
    n

#define BRISK_PICK_300(                                                                                               \
    a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22,              \
    a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, a33, a34, a35, a36, a37, a38, a39, a40, a41, a42, a43,          \
    a44, a45, a46, a47, a48, a49, a50, a51, a52, a53, a54, a55, a56, a57, a58, a59, a60, a61, a62, a63, a64,          \
    a65, a66, a67, a68, a69, a70, a71, a72, a73, a74, a75, a76, a77, a78, a79, a80, a81, a82, a83, a84, a85,          \
    a86, a87, a88, a89, a90, a91, a92, a93, a94, a95, a96, a97, a98, a99, a100, a101, a102, a103, a104,               \
    a105, a106, a107, a108, a109, a110, a111, a112, a113, a114, a115, a116, a117, a118, a119, a120, a121,             \
    a122, a123, a124, a125, a126, a127, a128, a129, a130, a131, a132, a133, a134, a135, a136, a137, a138,             \
    a139, a140, a141, a142, a143, a144, a145, a146, a147, a148, a149, a150, a151, a152, a153, a154, a155,             \
    a156, a157, a158, a159, a160, a161, a162, a163, a164, a165, a166, a167, a168, a169, a170, a171, a172,             \
    a173, a174, a175, a176, a177, a178, a179, a180, a181, a182, a183, a184, a185, a186, a187, a188, a189,             \
    a190, a191, a192, a193, a194, a195, a196, a197, a198, a199, a200, a201, a202, a203, a204, a205, a206,             \
    a207, a208, a209, a210, a211, a212, a213, a214, a215, a216, a217, a218, a219, a220, a221, a222, a223,             \
    a224, a225, a226, a227, a228, a229, a230, a231, a232, a233, a234, a235, a236, a237, a238, a239, a240,             \
    a241, a242, a243, a244, a245, a246, a247, a248, a249, a250, a251, a252, a253, a254, a255, a256, a257,             \
    a258, a259, a260, a261, a262, a263, a264, a265, a266, a267, a268, a269, a270, a271, a272, a273, a274,             \
    a275, a276, a277, a278, a279, a280, a281, a282, a283, a284, a285, a286, a287, a288, a289, a290, a291,             \
    a292, a293, a294, a295, a296, a297, a298, a299, a300, n, ...)                                                     \
    n

#define BRISK_ITEMS_COUNT(...)                                                                                        \
    BRISK_PICK_128(__VA_ARGS__,                                                                                       \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, 65, 64, 63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47,           \
        46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22,           \
        21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, ~)

#define BRISK_PARTS_COUNT(...)                                                                                        \
    BRISK_PICK_64(__VA_ARGS__,                                                                                        \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23,           \
        22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, ~)

#define BRISK_RULES_COUNT(...)                                                                                        \
    BRISK_PICK_64(__VA_ARGS__,                                                                                        \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, 17, 16, 15,           \
        14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, ~)

#define BRISK_LITERALS_COUNT(...)                                                                                     \
    BRISK_PICK_128(__VA_ARGS__,                                                                                       \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, 65, 64, 63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47,           \
        46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22,           \
        21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, ~)

#define BRISK_ROWS_COUNT(...)                                                                                         \
    BRISK_PICK_300(__VA_ARGS__,                                                                                       \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more, k_more,               \
        k_more, k_more, k_more, 129, 128, 127, 126, 125, 124, 123, 122, 121, 120, 119, 118, 117, 116, 115,            \
        114, 113, 112, 111, 110, 109, 108, 107, 106, 105, 104, 103, 102, 101, 100, 99, 98, 97, 96, 95, 94,            \
        93, 92, 91, 90, 89, 88, 87, 86, 85, 84, 83, 82, 81, 80, 79, 78, 77, 76, 75, 74, 73, 72, 71, 70, 69,           \
        68, 67, 66, 65, 64, 63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44,           \
        43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19,           \
        18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, ~)

#endif

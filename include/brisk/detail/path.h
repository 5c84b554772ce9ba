/* path.h - compares a path template, "/{item_id}/{n:int}", with the path(…) parts, while compiling.
 *
 * __builtin_strchr, __builtin_strncmp and __builtin_strlen on string literals are constants, for gcc and clang and
 * without optimisation (strstr and "…"[i] are not, for clang). The n-th brace is strchr of the one before it + 1, in
 * the template with eight more braces behind it, so that it is never NULL. A name matches where a brace is followed by
 * "name}" or "name:"; the number of braces of the template itself is compared with the number of path parts. A template
 * has at most 6 names. */
#ifndef BRISK_DETAIL_PATH_H
#define BRISK_DETAIL_PATH_H

#define BRISK_BRACE_1(u) __builtin_strchr(u "{{{{{{{{", '{')
#define BRISK_BRACE_2(u) __builtin_strchr(BRISK_BRACE_1(u) + 1, '{')
#define BRISK_BRACE_3(u) __builtin_strchr(BRISK_BRACE_2(u) + 1, '{')
#define BRISK_BRACE_4(u) __builtin_strchr(BRISK_BRACE_3(u) + 1, '{')
#define BRISK_BRACE_5(u) __builtin_strchr(BRISK_BRACE_4(u) + 1, '{')
#define BRISK_BRACE_6(u) __builtin_strchr(BRISK_BRACE_5(u) + 1, '{')
#define BRISK_BRACE_7(u) __builtin_strchr(BRISK_BRACE_6(u) + 1, '{')

#define BRISK_BRACE_NAMES(brace, n)                                                                                   \
    (!__builtin_strncmp(brace + 1, #n "}", sizeof #n) || !__builtin_strncmp(brace + 1, #n ":", sizeof #n))

/* 1 where the template u has the name n. */
#define BRISK_PATH_HAS(u, n)                                                                                          \
    (BRISK_BRACE_NAMES(BRISK_BRACE_1(u), n) || BRISK_BRACE_NAMES(BRISK_BRACE_2(u), n) ||                              \
     BRISK_BRACE_NAMES(BRISK_BRACE_3(u), n) || BRISK_BRACE_NAMES(BRISK_BRACE_4(u), n) ||                              \
     BRISK_BRACE_NAMES(BRISK_BRACE_5(u), n) || BRISK_BRACE_NAMES(BRISK_BRACE_6(u), n))

/* How many names the template has, 7 standing for more than 6. */
#define BRISK_PATH_NAMES(u)                                                                                           \
    ((__builtin_strlen(BRISK_BRACE_1(u)) > 8) + (__builtin_strlen(BRISK_BRACE_2(u)) > 8) +                            \
     (__builtin_strlen(BRISK_BRACE_3(u)) > 8) + (__builtin_strlen(BRISK_BRACE_4(u)) > 8) +                            \
     (__builtin_strlen(BRISK_BRACE_5(u)) > 8) + (__builtin_strlen(BRISK_BRACE_6(u)) > 8) +                            \
     (__builtin_strlen(BRISK_BRACE_7(u)) > 8))

#endif

/* wrong.h - words that are no types, and what to write in their place: int, string, float, size_t.
 *
 * A type word is pasted behind BRISK_WRONG_. One of the table's rows then expands to ~, k_wrong, advice, where all
 * others stay one argument, so that k_good stands second; what follows a word (the * of char *, the second long) comes
 * behind the row's last comma and is dropped. BRISK_WRONG_IN_ is the same for the T of opt(T), list(T), set(T), map(T).
 *
 * Each wrong word is also declared, with the types and constants of a right one, so that the advice is all that the
 * compiler says. `string` is the only one that a TYPE or MODEL could be called: it cannot. */
#ifndef BRISK_DETAIL_WRONG_H
#define BRISK_DETAIL_WRONG_H

#include <brisk/detail/types.h>

#define BRISK_WRONG_int ~, k_wrong, "there is no type int: whole numbers are int32, int64, uint32, uint64",
#define BRISK_WRONG_long ~, k_wrong, "there is no type long: whole numbers are int32, int64, uint32, uint64",
#define BRISK_WRONG_short ~, k_wrong, "there is no type short: whole numbers are int32, int64, uint32, uint64",
#define BRISK_WRONG_unsigned ~, k_wrong, "there is no type unsigned: whole numbers are int32, int64, uint32, uint64",
#define BRISK_WRONG_signed ~, k_wrong, "there is no type signed: whole numbers are int32, int64, uint32, uint64",
#define BRISK_WRONG_size_t ~, k_wrong, "there is no type size_t: it is uint64",
#define BRISK_WRONG_int8_t ~, k_wrong, "there is no type int8_t: it is int32 with ge and le",
#define BRISK_WRONG_int16_t ~, k_wrong, "there is no type int16_t: it is int32 with ge and le",
#define BRISK_WRONG_int32_t ~, k_wrong, "there is no type int32_t: it is int32",
#define BRISK_WRONG_int64_t ~, k_wrong, "there is no type int64_t: it is int64",
#define BRISK_WRONG_uint8_t ~, k_wrong, "there is no type uint8_t: it is uint32 with le",
#define BRISK_WRONG_uint16_t ~, k_wrong, "there is no type uint16_t: it is uint32 with le",
#define BRISK_WRONG_uint32_t ~, k_wrong, "there is no type uint32_t: it is uint32",
#define BRISK_WRONG_uint64_t ~, k_wrong, "there is no type uint64_t: it is uint64",
#define BRISK_WRONG_float ~, k_wrong, "there is no type float: it is double",
#define BRISK_WRONG_char ~, k_wrong, "there is no type char: text is str, bytes are bytes",
#define BRISK_WRONG_string ~, k_wrong, "there is no type string: text is str",
#define BRISK_WRONG_const ~, k_wrong, "a type is one word, without const: text is str",
#define BRISK_WRONG_struct ~, k_wrong, "a type is one word: a MODEL's name stands without struct",

#define BRISK_WRONG_opt(T) BRISK_WRONG_IN_##T
#define BRISK_WRONG_list(T) BRISK_WRONG_IN_##T
#define BRISK_WRONG_set(T) BRISK_WRONG_IN_##T
#define BRISK_WRONG_map(T) BRISK_WRONG_IN_##T
#define BRISK_WRONG_IN_int BRISK_WRONG_int
#define BRISK_WRONG_IN_long BRISK_WRONG_long
#define BRISK_WRONG_IN_short BRISK_WRONG_short
#define BRISK_WRONG_IN_unsigned BRISK_WRONG_unsigned
#define BRISK_WRONG_IN_signed BRISK_WRONG_signed
#define BRISK_WRONG_IN_size_t BRISK_WRONG_size_t
#define BRISK_WRONG_IN_int8_t BRISK_WRONG_int8_t
#define BRISK_WRONG_IN_int16_t BRISK_WRONG_int16_t
#define BRISK_WRONG_IN_int32_t BRISK_WRONG_int32_t
#define BRISK_WRONG_IN_int64_t BRISK_WRONG_int64_t
#define BRISK_WRONG_IN_uint8_t BRISK_WRONG_uint8_t
#define BRISK_WRONG_IN_uint16_t BRISK_WRONG_uint16_t
#define BRISK_WRONG_IN_uint32_t BRISK_WRONG_uint32_t
#define BRISK_WRONG_IN_uint64_t BRISK_WRONG_uint64_t
#define BRISK_WRONG_IN_float BRISK_WRONG_float
#define BRISK_WRONG_IN_char BRISK_WRONG_char
#define BRISK_WRONG_IN_string BRISK_WRONG_string
#define BRISK_WRONG_IN_const BRISK_WRONG_const
#define BRISK_WRONG_IN_struct BRISK_WRONG_struct

#define BRISK_WRONG_WORD(W, T)                                                                                        \
    typedef brisk_##T brisk_##W;                                                                                      \
    typedef brisk_opt_##T brisk_opt_##W;                                                                              \
    typedef brisk_list_##T brisk_list_##W;                                                                            \
    typedef brisk_set_##T brisk_set_##W;                                                                              \
    typedef brisk_map_##T brisk_map_##W;                                                                              \
    extern const brisk_type brisk_type_##W, brisk_type_list_##W, brisk_type_set_##W, brisk_type_map_##W;              \
    BRISK_TYPE_CONSTANTS(W, brisk_fits_##T, brisk_takes_##T, brisk_inner_##T, 0)

BRISK_WRONG_WORD(int, int64);
BRISK_WRONG_WORD(long, int64);
BRISK_WRONG_WORD(short, int32);
BRISK_WRONG_WORD(unsigned, uint64);
BRISK_WRONG_WORD(signed, int64);
BRISK_WRONG_WORD(size_t, uint64);
BRISK_WRONG_WORD(int8_t, int32);
BRISK_WRONG_WORD(int16_t, int32);
BRISK_WRONG_WORD(int32_t, int32);
BRISK_WRONG_WORD(int64_t, int64);
BRISK_WRONG_WORD(uint8_t, uint32);
BRISK_WRONG_WORD(uint16_t, uint32);
BRISK_WRONG_WORD(uint32_t, uint32);
BRISK_WRONG_WORD(uint64_t, uint64);
BRISK_WRONG_WORD(float, double);
BRISK_WRONG_WORD(char, str);
BRISK_WRONG_WORD(string, str);
BRISK_WRONG_WORD(const, str);
BRISK_WRONG_WORD(struct, json);

/* A member with its type's assertion, of a struct that x owns. n is k_end where there is no name: the caller puts that
 * behind what the user gave. */
#define BRISK_MEMBER_OF(x, t, n, ...) BRISK_MEMBER_OF_(x, t, n, BRISK_NAME_##n BRISK_WRONG_##t, k_good, ~, ~)
#define BRISK_NAME_k_end ~, k_unnamed, ~,
#define BRISK_MEMBER_OF_(...) BRISK_MEMBER_OF__(__VA_ARGS__)
#define BRISK_MEMBER_OF__(x, t, n, none, class, advice, ...) BRISK_MEMBER_##class(x, t, n, advice)
#define BRISK_MEMBER_k_good(x, t, n, advice)                                                                          \
    brisk_##t n;                                                                                                      \
    _Static_assert((brisk_fits_##t & BRISK_FIT_OPAQUE) == 0,                                                          \
                   #x "." #n ": " #t " is OPAQUE, which only results of dependencies can be");
#define BRISK_MEMBER_k_wrong(x, t, n, advice)                                                                         \
    _Static_assert(0, #x "." #n ": " advice);                                                                         \
    brisk_##t n;
#define BRISK_MEMBER_k_unnamed(x, t, n, advice)                                                                       \
    _Static_assert(0, #x ": no name behind the type, as in (type, name, rules...): " #t);                             \
    char k_end;

/* The same of the type of an answer. */
#define BRISK_OUT_TYPE(x, t) BRISK_OUT_TYPE_(x, t, BRISK_WRONG_##t, k_good, ~, ~)
#define BRISK_OUT_TYPE_(...) BRISK_OUT_TYPE__(__VA_ARGS__)
#define BRISK_OUT_TYPE__(x, t, none, class, advice, ...) BRISK_OUT_TYPE_##class(x, t, advice)
#define BRISK_OUT_TYPE_k_good(x, t, advice)
#define BRISK_OUT_TYPE_k_wrong(x, t, advice) _Static_assert(0, #x ": " advice);

#endif

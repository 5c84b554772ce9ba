/* types.h - the words for types: str, opt(T), list(opt(T)), Item.
 *
 * A type word T is only ever pasted behind a prefix, which decides what it stands for:
 *
 *     brisk_T            the C type: list(opt(int64)) -> brisk_list(opt(int64)) -> brisk_list_opt(int64)
 *                        -> brisk_list_opt_int64. Each step is another macro, so that nothing recurses.
 *     brisk_type_T       its brisk_type, in the same steps: an object for scalars, names, and lists, sets and maps of
 *                        a name (brisk_type_list_Item); a compound literal for the rest.
 *     brisk_fits_T       a constant: the bits BRISK_FIT_… that the rules compare with what they fit
 *     brisk_takes_T      a constant: the kinds of literals (BRISK_TAKE_…) that stand for a value of it (a list: its
 *     items) brisk_inner_T      the same where T stands inside a list, set or map: a list there takes none
 *     brisk_indirect_T   1 where opt(T) holds a pointer (models, tuples, unions), else 0
 *
 * The scalars' constants stand here; MODEL, ENUM and the others make those of the names. `bool` is a macro of
 * <stdbool.h> and arrives as _Bool or as bool, depending on how many macros it came through: both are known. */
#ifndef BRISK_DETAIL_TYPES_H
#define BRISK_DETAIL_TYPES_H

#include <brisk/descriptor.h>
#include <brisk/detail/count.h>
#include <brisk/types.h>

#if defined(__GNUC__)
#define BRISK_UNUSED __attribute__((unused))
#else
#define BRISK_UNUSED
#endif

/* ---- what rules and literals fit ---- */

enum {
    BRISK_FIT_BOOL = 1 << 0,
    BRISK_FIT_INT = 1 << 1,
    BRISK_FIT_DOUBLE = 1 << 2,
    BRISK_FIT_DECIMAL = 1 << 3,
    BRISK_FIT_STR = 1 << 4,
    BRISK_FIT_BYTES = 1 << 5,
    BRISK_FIT_DATE = 1 << 6, /* date, datetime, time, duration */
    BRISK_FIT_TEXT = 1 << 7, /* what is text on the wire and has a form of its own: uuid, url … */
    BRISK_FIT_JSON = 1 << 8,
    BRISK_FIT_FILE = 1 << 9,
    BRISK_FIT_ENUM = 1 << 10,
    BRISK_FIT_OPT = 1 << 11,
    BRISK_FIT_LIST = 1 << 12,
    BRISK_FIT_SET = 1 << 13,
    BRISK_FIT_MAP = 1 << 14,
    BRISK_FIT_MODEL = 1 << 15,
    BRISK_FIT_TUPLE = 1 << 16,
    BRISK_FIT_UNION = 1 << 17,
    BRISK_FIT_OPAQUE = 1 << 18,
    /* Where a word stands, for those that fit a place and not a type. */
    BRISK_ON_MODEL = 1 << 20,
    BRISK_ON_TUPLE = 1 << 21,
    BRISK_ON_PATH = 1 << 22,
    BRISK_ON_QUERY = 1 << 23,
    BRISK_ON_HEADER = 1 << 24,
    BRISK_ON_COOKIE = 1 << 25,
    BRISK_ON_FORM = 1 << 26,
    BRISK_ON_FILE = 1 << 27,
    BRISK_ON_BODY = 1 << 28,
    BRISK_ON_TYPE = 1 << 29
};

/* The kinds of literals (brisk_literal_kind) as bits. */
enum {
    BRISK_TAKE_NONE = 0,
    BRISK_TAKE_NULL = 1 << BRISK_LITERAL_NULL,
    BRISK_TAKE_BOOL = 1 << BRISK_LITERAL_BOOL,
    BRISK_TAKE_INT = 1 << BRISK_LITERAL_INT,
    BRISK_TAKE_REAL = 1 << BRISK_LITERAL_REAL,
    BRISK_TAKE_TEXT = 1 << BRISK_LITERAL_TEXT,
    BRISK_TAKE_ANY = BRISK_TAKE_NULL | BRISK_TAKE_BOOL | BRISK_TAKE_INT | BRISK_TAKE_REAL | BRISK_TAKE_TEXT
};

/* The constants of a name. takes is that of the name itself, inner that within a list. */
#define BRISK_TYPE_CONSTANTS(X, fits, takes, inner, indirect)                                                         \
    enum {                                                                                                            \
        brisk_fits_##X = fits,                                                                                        \
        brisk_takes_##X = takes,                                                                                      \
        brisk_inner_##X = inner,                                                                                      \
        brisk_indirect_##X = indirect                                                                                 \
    }

enum {
    brisk_fits_bool = BRISK_FIT_BOOL,
    brisk_fits_int32 = BRISK_FIT_INT,
    brisk_fits_int64 = BRISK_FIT_INT,
    brisk_fits_uint32 = BRISK_FIT_INT,
    brisk_fits_uint64 = BRISK_FIT_INT,
    brisk_fits_double = BRISK_FIT_DOUBLE,
    brisk_fits_str = BRISK_FIT_STR,
    brisk_fits_bytes = BRISK_FIT_BYTES,
    brisk_fits_date = BRISK_FIT_DATE,
    brisk_fits_datetime = BRISK_FIT_DATE,
    brisk_fits_aware_datetime = BRISK_FIT_DATE,
    brisk_fits_time = BRISK_FIT_DATE,
    brisk_fits_duration = BRISK_FIT_DATE,
    brisk_fits_uuid = BRISK_FIT_TEXT,
    brisk_fits_decimal = BRISK_FIT_DECIMAL,
    brisk_fits_email = BRISK_FIT_TEXT,
    brisk_fits_url = BRISK_FIT_TEXT,
    brisk_fits_http_url = BRISK_FIT_TEXT,
    brisk_fits_ipv4 = BRISK_FIT_TEXT,
    brisk_fits_ipv6 = BRISK_FIT_TEXT,
    brisk_fits_json = BRISK_FIT_JSON,
    brisk_fits_file = BRISK_FIT_FILE,
    brisk_takes_bool = BRISK_TAKE_BOOL,
    brisk_takes_int32 = BRISK_TAKE_INT,
    brisk_takes_int64 = BRISK_TAKE_INT,
    brisk_takes_uint32 = BRISK_TAKE_INT,
    brisk_takes_uint64 = BRISK_TAKE_INT,
    brisk_takes_double = BRISK_TAKE_INT | BRISK_TAKE_REAL,
    brisk_takes_str = BRISK_TAKE_TEXT,
    brisk_takes_bytes = BRISK_TAKE_TEXT,
    brisk_takes_date = BRISK_TAKE_TEXT,
    brisk_takes_datetime = BRISK_TAKE_TEXT,
    brisk_takes_aware_datetime = BRISK_TAKE_TEXT,
    brisk_takes_time = BRISK_TAKE_TEXT,
    brisk_takes_duration = BRISK_TAKE_TEXT,
    brisk_takes_uuid = BRISK_TAKE_TEXT,
    brisk_takes_decimal = BRISK_TAKE_TEXT | BRISK_TAKE_INT | BRISK_TAKE_REAL,
    brisk_takes_email = BRISK_TAKE_TEXT,
    brisk_takes_url = BRISK_TAKE_TEXT,
    brisk_takes_http_url = BRISK_TAKE_TEXT,
    brisk_takes_ipv4 = BRISK_TAKE_TEXT,
    brisk_takes_ipv6 = BRISK_TAKE_TEXT,
    brisk_takes_json = BRISK_TAKE_ANY,
    brisk_takes_file = BRISK_TAKE_NONE,
    brisk_inner_bool = brisk_takes_bool,
    brisk_inner_int32 = brisk_takes_int32,
    brisk_inner_int64 = brisk_takes_int64,
    brisk_inner_uint32 = brisk_takes_uint32,
    brisk_inner_uint64 = brisk_takes_uint64,
    brisk_inner_double = brisk_takes_double,
    brisk_inner_str = brisk_takes_str,
    brisk_inner_bytes = brisk_takes_bytes,
    brisk_inner_date = brisk_takes_date,
    brisk_inner_datetime = brisk_takes_datetime,
    brisk_inner_aware_datetime = brisk_takes_aware_datetime,
    brisk_inner_time = brisk_takes_time,
    brisk_inner_duration = brisk_takes_duration,
    brisk_inner_uuid = brisk_takes_uuid,
    brisk_inner_decimal = brisk_takes_decimal,
    brisk_inner_email = brisk_takes_email,
    brisk_inner_url = brisk_takes_url,
    brisk_inner_http_url = brisk_takes_http_url,
    brisk_inner_ipv4 = brisk_takes_ipv4,
    brisk_inner_ipv6 = brisk_takes_ipv6,
    brisk_inner_json = brisk_takes_json,
    brisk_inner_file = brisk_takes_file,
    brisk_indirect_bool = 0,
    brisk_indirect_int32 = 0,
    brisk_indirect_int64 = 0,
    brisk_indirect_uint32 = 0,
    brisk_indirect_uint64 = 0,
    brisk_indirect_double = 0,
    brisk_indirect_str = 0,
    brisk_indirect_bytes = 0,
    brisk_indirect_date = 0,
    brisk_indirect_datetime = 0,
    brisk_indirect_aware_datetime = 0,
    brisk_indirect_time = 0,
    brisk_indirect_duration = 0,
    brisk_indirect_uuid = 0,
    brisk_indirect_decimal = 0,
    brisk_indirect_email = 0,
    brisk_indirect_url = 0,
    brisk_indirect_http_url = 0,
    brisk_indirect_ipv4 = 0,
    brisk_indirect_ipv6 = 0,
    brisk_indirect_json = 0,
    brisk_indirect_file = 0,
    brisk_fits_end_ = 0
};

#define brisk_fits_opt(T) (BRISK_FIT_OPT | brisk_fits_##T)
#define brisk_fits_list(T) BRISK_FIT_LIST
#define brisk_fits_set(T) BRISK_FIT_SET
#define brisk_fits_map(T) BRISK_FIT_MAP
#define brisk_takes_opt(T) brisk_takes_##T
#define brisk_takes_list(T) brisk_inner_##T
#define brisk_takes_set(T) brisk_inner_##T
#define brisk_takes_map(T) BRISK_TAKE_NONE
#define brisk_inner_opt(T) (BRISK_TAKE_NULL | brisk_inner_##T)
#define brisk_inner_list(T) BRISK_TAKE_NONE
#define brisk_inner_set(T) BRISK_TAKE_NONE
#define brisk_inner_map(T) BRISK_TAKE_NONE
#define brisk_indirect_opt(T) 0
#define brisk_indirect_list(T) 0
#define brisk_indirect_set(T) 0
#define brisk_indirect_map(T) 0

/* ---- C types ---- */

#define brisk_bool bool
#define brisk__Bool bool
#define brisk_int32 int32_t
#define brisk_int64 int64_t
#define brisk_uint32 uint32_t
#define brisk_uint64 uint64_t
#define brisk_double double

#define brisk_opt(T) brisk_opt_##T
#define brisk_list(T) brisk_list_##T
#define brisk_set(T) brisk_set_##T
#define brisk_map(T) brisk_map_##T
#define brisk_opt_opt(T) brisk_opt_opt_##T
#define brisk_opt_list(T) brisk_opt_list_##T
#define brisk_opt_set(T) brisk_opt_set_##T
#define brisk_opt_map(T) brisk_opt_map_##T
#define brisk_list_opt(T) brisk_list_opt_##T
#define brisk_list_list(T) brisk_list_list_##T
#define brisk_list_set(T) brisk_list_set_##T
#define brisk_list_map(T) brisk_list_map_##T
#define brisk_set_opt(T) brisk_set_opt_##T
#define brisk_set_list(T) brisk_set_list_##T
#define brisk_set_set(T) brisk_set_set_##T
#define brisk_set_map(T) brisk_set_map_##T
#define brisk_map_opt(T) brisk_map_opt_##T
#define brisk_map_list(T) brisk_map_list_##T
#define brisk_map_set(T) brisk_map_set_##T
#define brisk_map_map(T) brisk_map_map_##T
#define brisk_opt_opt_opt(T) brisk_opt_opt_opt_##T
#define brisk_opt_opt_list(T) brisk_opt_opt_list_##T
#define brisk_opt_opt_set(T) brisk_opt_opt_set_##T
#define brisk_opt_opt_map(T) brisk_opt_opt_map_##T
#define brisk_opt_list_opt(T) brisk_opt_list_opt_##T
#define brisk_opt_list_list(T) brisk_opt_list_list_##T
#define brisk_opt_list_set(T) brisk_opt_list_set_##T
#define brisk_opt_list_map(T) brisk_opt_list_map_##T
#define brisk_opt_set_opt(T) brisk_opt_set_opt_##T
#define brisk_opt_set_list(T) brisk_opt_set_list_##T
#define brisk_opt_set_set(T) brisk_opt_set_set_##T
#define brisk_opt_set_map(T) brisk_opt_set_map_##T
#define brisk_opt_map_opt(T) brisk_opt_map_opt_##T
#define brisk_opt_map_list(T) brisk_opt_map_list_##T
#define brisk_opt_map_set(T) brisk_opt_map_set_##T
#define brisk_opt_map_map(T) brisk_opt_map_map_##T
#define brisk_list_opt_opt(T) brisk_list_opt_opt_##T
#define brisk_list_opt_list(T) brisk_list_opt_list_##T
#define brisk_list_opt_set(T) brisk_list_opt_set_##T
#define brisk_list_opt_map(T) brisk_list_opt_map_##T
#define brisk_list_list_opt(T) brisk_list_list_opt_##T
#define brisk_list_list_list(T) brisk_list_list_list_##T
#define brisk_list_list_set(T) brisk_list_list_set_##T
#define brisk_list_list_map(T) brisk_list_list_map_##T
#define brisk_list_set_opt(T) brisk_list_set_opt_##T
#define brisk_list_set_list(T) brisk_list_set_list_##T
#define brisk_list_set_set(T) brisk_list_set_set_##T
#define brisk_list_set_map(T) brisk_list_set_map_##T
#define brisk_list_map_opt(T) brisk_list_map_opt_##T
#define brisk_list_map_list(T) brisk_list_map_list_##T
#define brisk_list_map_set(T) brisk_list_map_set_##T
#define brisk_list_map_map(T) brisk_list_map_map_##T
#define brisk_set_opt_opt(T) brisk_set_opt_opt_##T
#define brisk_set_opt_list(T) brisk_set_opt_list_##T
#define brisk_set_opt_set(T) brisk_set_opt_set_##T
#define brisk_set_opt_map(T) brisk_set_opt_map_##T
#define brisk_set_list_opt(T) brisk_set_list_opt_##T
#define brisk_set_list_list(T) brisk_set_list_list_##T
#define brisk_set_list_set(T) brisk_set_list_set_##T
#define brisk_set_list_map(T) brisk_set_list_map_##T
#define brisk_set_set_opt(T) brisk_set_set_opt_##T
#define brisk_set_set_list(T) brisk_set_set_list_##T
#define brisk_set_set_set(T) brisk_set_set_set_##T
#define brisk_set_set_map(T) brisk_set_set_map_##T
#define brisk_set_map_opt(T) brisk_set_map_opt_##T
#define brisk_set_map_list(T) brisk_set_map_list_##T
#define brisk_set_map_set(T) brisk_set_map_set_##T
#define brisk_set_map_map(T) brisk_set_map_map_##T
#define brisk_map_opt_opt(T) brisk_map_opt_opt_##T
#define brisk_map_opt_list(T) brisk_map_opt_list_##T
#define brisk_map_opt_set(T) brisk_map_opt_set_##T
#define brisk_map_opt_map(T) brisk_map_opt_map_##T
#define brisk_map_list_opt(T) brisk_map_list_opt_##T
#define brisk_map_list_list(T) brisk_map_list_list_##T
#define brisk_map_list_set(T) brisk_map_list_set_##T
#define brisk_map_list_map(T) brisk_map_list_map_##T
#define brisk_map_set_opt(T) brisk_map_set_opt_##T
#define brisk_map_set_list(T) brisk_map_set_list_##T
#define brisk_map_set_set(T) brisk_map_set_set_##T
#define brisk_map_set_map(T) brisk_map_set_map_##T
#define brisk_map_map_opt(T) brisk_map_map_opt_##T
#define brisk_map_map_list(T) brisk_map_map_list_##T
#define brisk_map_map_set(T) brisk_map_map_set_##T
#define brisk_map_map_map(T) brisk_map_map_map_##T

/* What a bare T is: of opt(T) the T, else the type itself. */
#define BRISK_BARE_TYPE(T) BRISK_SECOND(BRISK_BARE_##T, brisk_##T, ~)
#define BRISK_BARE_opt(T) ~, brisk_##T

/* The composites of a name: those that need no complete type, and those that hold a value. */
#define BRISK_COMPOSITES(X)                                                                                           \
    typedef struct brisk_opt_##X brisk_opt_##X;                                                                       \
    typedef struct brisk_list_##X {                                                                                   \
        brisk_##X *items;                                                                                             \
        size_t count;                                                                                                 \
    } brisk_list_##X;                                                                                                 \
    typedef struct brisk_set_##X {                                                                                    \
        brisk_##X *items;                                                                                             \
        size_t count;                                                                                                 \
    } brisk_set_##X;                                                                                                  \
    typedef struct brisk_entry_##X brisk_entry_##X;                                                                   \
    typedef struct brisk_map_##X {                                                                                    \
        brisk_entry_##X *entries;                                                                                     \
        size_t count;                                                                                                 \
    } brisk_map_##X;                                                                                                  \
    typedef struct brisk_opt_list_##X {                                                                               \
        brisk_list_##X value;                                                                                         \
        bool given, null;                                                                                             \
    } brisk_opt_list_##X;                                                                                             \
    typedef struct brisk_opt_set_##X {                                                                                \
        brisk_set_##X value;                                                                                          \
        bool given, null;                                                                                             \
    } brisk_opt_set_##X;                                                                                              \
    typedef struct brisk_opt_map_##X {                                                                                \
        brisk_map_##X value;                                                                                          \
        bool given, null;                                                                                             \
    } brisk_opt_map_##X;                                                                                              \
    typedef struct brisk_list_list_##X {                                                                              \
        brisk_list_##X *items;                                                                                        \
        size_t count;                                                                                                 \
    } brisk_list_list_##X;                                                                                            \
    typedef struct brisk_list_opt_##X {                                                                               \
        brisk_opt_##X *items;                                                                                         \
        size_t count;                                                                                                 \
    } brisk_list_opt_##X;                                                                                             \
    typedef struct brisk_list_map_##X {                                                                               \
        brisk_map_##X *items;                                                                                         \
        size_t count;                                                                                                 \
    } brisk_list_map_##X;                                                                                             \
    typedef struct brisk_entry_list_##X {                                                                             \
        brisk_str key;                                                                                                \
        brisk_list_##X value;                                                                                         \
    } brisk_entry_list_##X;                                                                                           \
    typedef struct brisk_map_list_##X {                                                                               \
        brisk_entry_list_##X *entries;                                                                                \
        size_t count;                                                                                                 \
    } brisk_map_list_##X;                                                                                             \
    typedef struct brisk_entry_map_##X {                                                                              \
        brisk_str key;                                                                                                \
        brisk_map_##X value;                                                                                          \
    } brisk_entry_map_##X;                                                                                            \
    typedef struct brisk_map_map_##X {                                                                                \
        brisk_entry_map_##X *entries;                                                                                 \
        size_t count;                                                                                                 \
    } brisk_map_map_##X;                                                                                              \
    typedef struct brisk_entry_opt_##X brisk_entry_opt_##X;                                                           \
    typedef struct brisk_map_opt_##X {                                                                                \
        brisk_entry_opt_##X *entries;                                                                                 \
        size_t count;                                                                                                 \
    } brisk_map_opt_##X

/* opt(X) by value, and by pointer for what may hold itself. */
#define BRISK_OPT_OF(X)                                                                                               \
    struct brisk_opt_##X {                                                                                            \
        brisk_##X value;                                                                                              \
        bool given, null;                                                                                             \
    }
#define BRISK_OPT_OF_POINTER(X)                                                                                       \
    struct brisk_opt_##X {                                                                                            \
        brisk_##X *value;                                                                                             \
        bool given, null;                                                                                             \
    }
#define BRISK_ENTRIES_OF(X)                                                                                           \
    struct brisk_entry_##X {                                                                                          \
        brisk_str key;                                                                                                \
        brisk_##X value;                                                                                              \
    };                                                                                                                \
    struct brisk_entry_opt_##X {                                                                                      \
        brisk_str key;                                                                                                \
        brisk_opt_##X value;                                                                                          \
    }

#if defined(BRISK_NO_SHORT_NAMES)
#define BRISK_SHORT_COMPOSITES(X) struct brisk_opt_##X
#else
#define BRISK_SHORT_COMPOSITES(X)                                                                                     \
    typedef brisk_opt_##X opt_##X;                                                                                    \
    typedef brisk_list_##X list_##X;                                                                                  \
    typedef brisk_set_##X set_##X;                                                                                    \
    typedef brisk_map_##X map_##X;                                                                                    \
    typedef brisk_opt_list_##X opt_list_##X;                                                                          \
    typedef brisk_opt_set_##X opt_set_##X;                                                                            \
    typedef brisk_opt_map_##X opt_map_##X;                                                                            \
    typedef brisk_list_list_##X list_list_##X;                                                                        \
    typedef brisk_list_opt_##X list_opt_##X;                                                                          \
    typedef brisk_list_map_##X list_map_##X;                                                                          \
    typedef brisk_map_list_##X map_list_##X;                                                                          \
    typedef brisk_map_map_##X map_map_##X;                                                                            \
    typedef brisk_map_opt_##X map_opt_##X
#endif

#define BRISK_SCALAR(X)                                                                                               \
    BRISK_COMPOSITES(X);                                                                                              \
    BRISK_OPT_OF(X);                                                                                                  \
    BRISK_ENTRIES_OF(X);                                                                                              \
    BRISK_SHORT_COMPOSITES(X)

BRISK_SCALAR(int32);
BRISK_SCALAR(int64);
BRISK_SCALAR(uint32);
BRISK_SCALAR(uint64);
BRISK_SCALAR(double);
BRISK_SCALAR(str);
BRISK_SCALAR(bytes);
BRISK_SCALAR(date);
BRISK_SCALAR(datetime);
BRISK_SCALAR(aware_datetime);
BRISK_SCALAR(time);
BRISK_SCALAR(duration);
BRISK_SCALAR(uuid);
BRISK_SCALAR(decimal);
BRISK_SCALAR(email);
BRISK_SCALAR(url);
BRISK_SCALAR(http_url);
BRISK_SCALAR(ipv4);
BRISK_SCALAR(ipv6);
BRISK_SCALAR(json);
BRISK_SCALAR(file);

/* bool arrives here as _Bool: the composites are those of _Bool, with bool as another name. */
BRISK_SCALAR(bool);
#define brisk_opt_bool brisk_opt__Bool
#define brisk_list_bool brisk_list__Bool
#define brisk_set_bool brisk_set__Bool
#define brisk_map_bool brisk_map__Bool
#define brisk_opt_list_bool brisk_opt_list__Bool
#define brisk_opt_set_bool brisk_opt_set__Bool
#define brisk_opt_map_bool brisk_opt_map__Bool
#define brisk_list_list_bool brisk_list_list__Bool
#define brisk_list_opt_bool brisk_list_opt__Bool
#define brisk_list_map_bool brisk_list_map__Bool
#define brisk_map_list_bool brisk_map_list__Bool
#define brisk_map_map_bool brisk_map_map__Bool
#define brisk_map_opt_bool brisk_map_opt__Bool
#if !defined(BRISK_NO_SHORT_NAMES)
#define opt_bool brisk_opt__Bool
#define list_bool brisk_list__Bool
#define set_bool brisk_set__Bool
#define map_bool brisk_map__Bool
#define opt_list_bool brisk_opt_list__Bool
#define opt_set_bool brisk_opt_set__Bool
#define opt_map_bool brisk_opt_map__Bool
#define list_list_bool brisk_list_list__Bool
#define list_opt_bool brisk_list_opt__Bool
#define list_map_bool brisk_list_map__Bool
#define map_list_bool brisk_map_list__Bool
#define map_map_bool brisk_map_map__Bool
#define map_opt_bool brisk_map_opt__Bool
#endif
#define brisk_fits__Bool brisk_fits_bool
#define brisk_takes__Bool brisk_takes_bool
#define brisk_inner__Bool brisk_inner_bool
#define brisk_indirect__Bool brisk_indirect_bool
#define brisk_type__Bool brisk_type_bool

/* ---- descriptors ---- */

#if !defined(__cplusplus)

/* Of a composite: C is its C type, of a member of it whose size is the item's. */
#define BRISK_COMPOSITE(kind_, class_, C, of, indirect, ...)                                                          \
    {                                                                                                                 \
        .kind = kind_, .is = &class_, .size = sizeof(C), .item = &__VA_ARGS__, .item_size = sizeof(of),               \
        .is_indirect = indirect                                                                                       \
    }
#define BRISK_OPT_INIT(C, indirect, ...)                                                                              \
    BRISK_COMPOSITE(BRISK_KIND_OPT, brisk_class_opt, C, ((C *)0)->value, indirect, __VA_ARGS__)
#define BRISK_LIST_INIT(C, ...) BRISK_COMPOSITE(BRISK_KIND_LIST, brisk_class_list, C, *((C *)0)->items, 0, __VA_ARGS__)
#define BRISK_SET_INIT(C, ...) BRISK_COMPOSITE(BRISK_KIND_SET, brisk_class_set, C, *((C *)0)->items, 0, __VA_ARGS__)
#define BRISK_MAP_INIT(C, ...) BRISK_COMPOSITE(BRISK_KIND_MAP, brisk_class_map, C, *((C *)0)->entries, 0, __VA_ARGS__)

/* Lists, sets and maps of a name are objects: declared with the name, defined where it is complete, so that two models
 * can hold lists of each other. Those of scalars are literals: gcc -O0 keeps constants that nothing uses, and with them
 * all types would be linked into every program. */
#define BRISK_DECLARE_COMPOSITE_TYPES(X)                                                                              \
    static const brisk_type brisk_type_list_##X BRISK_UNUSED;                                                         \
    static const brisk_type brisk_type_set_##X BRISK_UNUSED;                                                          \
    static const brisk_type brisk_type_map_##X BRISK_UNUSED
#define BRISK_DEFINE_COMPOSITE_TYPES(X)                                                                               \
    static const brisk_type brisk_type_list_##X BRISK_UNUSED = BRISK_LIST_INIT(brisk_list_##X, brisk_type_##X);       \
    static const brisk_type brisk_type_set_##X BRISK_UNUSED = BRISK_SET_INIT(brisk_set_##X, brisk_type_##X);          \
    static const brisk_type brisk_type_map_##X BRISK_UNUSED = BRISK_MAP_INIT(brisk_map_##X, brisk_type_##X)

#define brisk_type_opt(T) (const brisk_type)BRISK_OPT_INIT(brisk_opt(T), brisk_indirect_##T, brisk_type_##T)
#define brisk_type_list(T) brisk_type_list_##T
#define brisk_type_set(T) brisk_type_set_##T
#define brisk_type_map(T) brisk_type_map_##T
#define brisk_type_list_opt(T) (const brisk_type)BRISK_LIST_INIT(brisk_list_opt(T), brisk_type_opt(T))
#define brisk_type_list_list(T) (const brisk_type)BRISK_LIST_INIT(brisk_list_list(T), brisk_type_list_##T)
#define brisk_type_list_set(T) (const brisk_type)BRISK_LIST_INIT(brisk_list_set(T), brisk_type_set_##T)
#define brisk_type_list_map(T) (const brisk_type)BRISK_LIST_INIT(brisk_list_map(T), brisk_type_map_##T)
#define brisk_type_set_opt(T) (const brisk_type)BRISK_SET_INIT(brisk_set_opt(T), brisk_type_opt(T))
#define brisk_type_set_list(T) (const brisk_type)BRISK_SET_INIT(brisk_set_list(T), brisk_type_list_##T)
#define brisk_type_set_set(T) (const brisk_type)BRISK_SET_INIT(brisk_set_set(T), brisk_type_set_##T)
#define brisk_type_set_map(T) (const brisk_type)BRISK_SET_INIT(brisk_set_map(T), brisk_type_map_##T)
#define brisk_type_map_opt(T) (const brisk_type)BRISK_MAP_INIT(brisk_map_opt(T), brisk_type_opt(T))
#define brisk_type_map_list(T) (const brisk_type)BRISK_MAP_INIT(brisk_map_list(T), brisk_type_list_##T)
#define brisk_type_map_set(T) (const brisk_type)BRISK_MAP_INIT(brisk_map_set(T), brisk_type_set_##T)
#define brisk_type_map_map(T) (const brisk_type)BRISK_MAP_INIT(brisk_map_map(T), brisk_type_map_##T)

#define brisk_type_list__Bool (const brisk_type)BRISK_LIST_INIT(brisk_list__Bool, brisk_type_bool)
#define brisk_type_set__Bool (const brisk_type)BRISK_SET_INIT(brisk_set__Bool, brisk_type_bool)
#define brisk_type_map__Bool (const brisk_type)BRISK_MAP_INIT(brisk_map__Bool, brisk_type_bool)
#define brisk_type_list_int32 (const brisk_type)BRISK_LIST_INIT(brisk_list_int32, brisk_type_int32)
#define brisk_type_set_int32 (const brisk_type)BRISK_SET_INIT(brisk_set_int32, brisk_type_int32)
#define brisk_type_map_int32 (const brisk_type)BRISK_MAP_INIT(brisk_map_int32, brisk_type_int32)
#define brisk_type_list_int64 (const brisk_type)BRISK_LIST_INIT(brisk_list_int64, brisk_type_int64)
#define brisk_type_set_int64 (const brisk_type)BRISK_SET_INIT(brisk_set_int64, brisk_type_int64)
#define brisk_type_map_int64 (const brisk_type)BRISK_MAP_INIT(brisk_map_int64, brisk_type_int64)
#define brisk_type_list_uint32 (const brisk_type)BRISK_LIST_INIT(brisk_list_uint32, brisk_type_uint32)
#define brisk_type_set_uint32 (const brisk_type)BRISK_SET_INIT(brisk_set_uint32, brisk_type_uint32)
#define brisk_type_map_uint32 (const brisk_type)BRISK_MAP_INIT(brisk_map_uint32, brisk_type_uint32)
#define brisk_type_list_uint64 (const brisk_type)BRISK_LIST_INIT(brisk_list_uint64, brisk_type_uint64)
#define brisk_type_set_uint64 (const brisk_type)BRISK_SET_INIT(brisk_set_uint64, brisk_type_uint64)
#define brisk_type_map_uint64 (const brisk_type)BRISK_MAP_INIT(brisk_map_uint64, brisk_type_uint64)
#define brisk_type_list_double (const brisk_type)BRISK_LIST_INIT(brisk_list_double, brisk_type_double)
#define brisk_type_set_double (const brisk_type)BRISK_SET_INIT(brisk_set_double, brisk_type_double)
#define brisk_type_map_double (const brisk_type)BRISK_MAP_INIT(brisk_map_double, brisk_type_double)
#define brisk_type_list_str (const brisk_type)BRISK_LIST_INIT(brisk_list_str, brisk_type_str)
#define brisk_type_set_str (const brisk_type)BRISK_SET_INIT(brisk_set_str, brisk_type_str)
#define brisk_type_map_str (const brisk_type)BRISK_MAP_INIT(brisk_map_str, brisk_type_str)
#define brisk_type_list_bytes (const brisk_type)BRISK_LIST_INIT(brisk_list_bytes, brisk_type_bytes)
#define brisk_type_set_bytes (const brisk_type)BRISK_SET_INIT(brisk_set_bytes, brisk_type_bytes)
#define brisk_type_map_bytes (const brisk_type)BRISK_MAP_INIT(brisk_map_bytes, brisk_type_bytes)
#define brisk_type_list_date (const brisk_type)BRISK_LIST_INIT(brisk_list_date, brisk_type_date)
#define brisk_type_set_date (const brisk_type)BRISK_SET_INIT(brisk_set_date, brisk_type_date)
#define brisk_type_map_date (const brisk_type)BRISK_MAP_INIT(brisk_map_date, brisk_type_date)
#define brisk_type_list_datetime (const brisk_type)BRISK_LIST_INIT(brisk_list_datetime, brisk_type_datetime)
#define brisk_type_set_datetime (const brisk_type)BRISK_SET_INIT(brisk_set_datetime, brisk_type_datetime)
#define brisk_type_map_datetime (const brisk_type)BRISK_MAP_INIT(brisk_map_datetime, brisk_type_datetime)
#define brisk_type_list_aware_datetime                                                                                \
    (const brisk_type)BRISK_LIST_INIT(brisk_list_aware_datetime, brisk_type_aware_datetime)
#define brisk_type_set_aware_datetime                                                                                 \
    (const brisk_type)BRISK_SET_INIT(brisk_set_aware_datetime, brisk_type_aware_datetime)
#define brisk_type_map_aware_datetime                                                                                 \
    (const brisk_type)BRISK_MAP_INIT(brisk_map_aware_datetime, brisk_type_aware_datetime)
#define brisk_type_list_time (const brisk_type)BRISK_LIST_INIT(brisk_list_time, brisk_type_time)
#define brisk_type_set_time (const brisk_type)BRISK_SET_INIT(brisk_set_time, brisk_type_time)
#define brisk_type_map_time (const brisk_type)BRISK_MAP_INIT(brisk_map_time, brisk_type_time)
#define brisk_type_list_duration (const brisk_type)BRISK_LIST_INIT(brisk_list_duration, brisk_type_duration)
#define brisk_type_set_duration (const brisk_type)BRISK_SET_INIT(brisk_set_duration, brisk_type_duration)
#define brisk_type_map_duration (const brisk_type)BRISK_MAP_INIT(brisk_map_duration, brisk_type_duration)
#define brisk_type_list_uuid (const brisk_type)BRISK_LIST_INIT(brisk_list_uuid, brisk_type_uuid)
#define brisk_type_set_uuid (const brisk_type)BRISK_SET_INIT(brisk_set_uuid, brisk_type_uuid)
#define brisk_type_map_uuid (const brisk_type)BRISK_MAP_INIT(brisk_map_uuid, brisk_type_uuid)
#define brisk_type_list_decimal (const brisk_type)BRISK_LIST_INIT(brisk_list_decimal, brisk_type_decimal)
#define brisk_type_set_decimal (const brisk_type)BRISK_SET_INIT(brisk_set_decimal, brisk_type_decimal)
#define brisk_type_map_decimal (const brisk_type)BRISK_MAP_INIT(brisk_map_decimal, brisk_type_decimal)
#define brisk_type_list_email (const brisk_type)BRISK_LIST_INIT(brisk_list_email, brisk_type_email)
#define brisk_type_set_email (const brisk_type)BRISK_SET_INIT(brisk_set_email, brisk_type_email)
#define brisk_type_map_email (const brisk_type)BRISK_MAP_INIT(brisk_map_email, brisk_type_email)
#define brisk_type_list_url (const brisk_type)BRISK_LIST_INIT(brisk_list_url, brisk_type_url)
#define brisk_type_set_url (const brisk_type)BRISK_SET_INIT(brisk_set_url, brisk_type_url)
#define brisk_type_map_url (const brisk_type)BRISK_MAP_INIT(brisk_map_url, brisk_type_url)
#define brisk_type_list_http_url (const brisk_type)BRISK_LIST_INIT(brisk_list_http_url, brisk_type_http_url)
#define brisk_type_set_http_url (const brisk_type)BRISK_SET_INIT(brisk_set_http_url, brisk_type_http_url)
#define brisk_type_map_http_url (const brisk_type)BRISK_MAP_INIT(brisk_map_http_url, brisk_type_http_url)
#define brisk_type_list_ipv4 (const brisk_type)BRISK_LIST_INIT(brisk_list_ipv4, brisk_type_ipv4)
#define brisk_type_set_ipv4 (const brisk_type)BRISK_SET_INIT(brisk_set_ipv4, brisk_type_ipv4)
#define brisk_type_map_ipv4 (const brisk_type)BRISK_MAP_INIT(brisk_map_ipv4, brisk_type_ipv4)
#define brisk_type_list_ipv6 (const brisk_type)BRISK_LIST_INIT(brisk_list_ipv6, brisk_type_ipv6)
#define brisk_type_set_ipv6 (const brisk_type)BRISK_SET_INIT(brisk_set_ipv6, brisk_type_ipv6)
#define brisk_type_map_ipv6 (const brisk_type)BRISK_MAP_INIT(brisk_map_ipv6, brisk_type_ipv6)
#define brisk_type_list_json (const brisk_type)BRISK_LIST_INIT(brisk_list_json, brisk_type_json)
#define brisk_type_set_json (const brisk_type)BRISK_SET_INIT(brisk_set_json, brisk_type_json)
#define brisk_type_map_json (const brisk_type)BRISK_MAP_INIT(brisk_map_json, brisk_type_json)
#define brisk_type_list_file (const brisk_type)BRISK_LIST_INIT(brisk_list_file, brisk_type_file)
#define brisk_type_set_file (const brisk_type)BRISK_SET_INIT(brisk_set_file, brisk_type_file)
#define brisk_type_map_file (const brisk_type)BRISK_MAP_INIT(brisk_map_file, brisk_type_file)
#define brisk_type_list_bool brisk_type_list__Bool
#define brisk_type_set_bool brisk_type_set__Bool
#define brisk_type_map_bool brisk_type_map__Bool

#endif

#endif

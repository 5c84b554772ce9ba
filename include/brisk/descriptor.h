/* descriptor.h - the constant tables that describe an API: what MODEL, ENDPOINT, ROUTER and APP write.
 *
 * Every struct here may be written by hand; the macros of describe.h are sugar for it. All tables are constant and
 * complete at compile time: nothing registers at start-up, any thread may read them, nobody frees them.
 *
 *     brisk_app ─► rows ─► brisk_router ─► rows ─► brisk_endpoint ─► inputs ─► brisk_field ─► brisk_type
 *                                                        │                        │             ├► fields of a model
 *                                                        ├► uses ─► brisk_dependency            ├► item of opt list set map
 *                                                        └► out  ─► brisk_type    └► rules      └► values, members
 *
 * Lists end where their first pointer (or kind) is NULL (or 0), unless a count stands beside them. What a type and a
 * rule do hangs on a class object of their own (brisk_type_class, brisk_rule_class), not on a central table: a program
 * links only what its tables name.
 *
 * Two types are the same when their content is: composites are built where they are used, so pointers differ. */
#ifndef BRISK_DESCRIPTOR_H
#define BRISK_DESCRIPTOR_H

#include <brisk/status.h>
#include <brisk/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct brisk_type brisk_type;
typedef struct brisk_type_class brisk_type_class;
typedef struct brisk_field brisk_field;
typedef struct brisk_rule brisk_rule;
typedef struct brisk_rule_class brisk_rule_class;
typedef struct brisk_dependency brisk_dependency;
typedef struct brisk_security brisk_security;
typedef struct brisk_endpoint brisk_endpoint;
typedef struct brisk_router brisk_router;
typedef struct brisk_app brisk_app;
typedef struct brisk_request brisk_request;
typedef struct brisk_next brisk_next;
typedef struct brisk_check brisk_check;
typedef struct brisk_error brisk_error;

/* ---- literals: the constants in rules, defaults and examples ---- */

typedef enum brisk_literal_kind {
    BRISK_LITERAL_END, /* ends a list of literals */
    BRISK_LITERAL_NULL,
    BRISK_LITERAL_BOOL,
    BRISK_LITERAL_INT,
    BRISK_LITERAL_REAL,
    BRISK_LITERAL_TEXT
} brisk_literal_kind;

/** A constant. Numbers are kept as int64 and as double, since ge(9007199254740993) is wrong by one as a double.
 *  BOOL: i is 0 or 1. */
typedef struct brisk_literal {
    brisk_literal_kind kind;
    int64_t i;
    double d;
    const char *text; /* TEXT only, NUL-terminated */
} brisk_literal;

/* ---- rules ---- */

/** A custom check of a value: answers BRISK_OK, or what brisk_reject returns. value points at the C value. */
typedef brisk_status brisk_check_call(brisk_check *check, const void *value);

/** One rule on a type or field, such as length(1, 100). Which members count is the class's to say. */
struct brisk_rule {
    const brisk_rule_class *is; /* NULL ends a list of rules */
    union {
        brisk_literal bound; /* gt ge lt le multiple_of: a number; for dates a text such as "2000-01-01" */
        struct {
            int64_t min, max; /* length; min_length: max is INT64_MAX; max_length: min is 0 */
        } range;
        struct {
            int64_t total, places; /* digits */
        } digits;
        const char *pattern;           /* pattern */
        const brisk_literal *literals; /* one_of */
        brisk_check_call *check;       /* check */
    } as;
};

extern const brisk_rule_class brisk_rule_length, brisk_rule_gt, brisk_rule_ge, brisk_rule_lt, brisk_rule_le,
    brisk_rule_multiple_of, brisk_rule_finite, brisk_rule_digits, brisk_rule_pattern, brisk_rule_strip,
    brisk_rule_lower, brisk_rule_upper, brisk_rule_int_keys, brisk_rule_as_tuple, brisk_rule_whole, brisk_rule_one_of,
    brisk_rule_check;

/* ---- types ---- */

typedef enum brisk_kind {
    BRISK_KIND_NONE,
    BRISK_KIND_BOOL,
    BRISK_KIND_INT32,
    BRISK_KIND_INT64,
    BRISK_KIND_UINT32,
    BRISK_KIND_UINT64,
    BRISK_KIND_DOUBLE,
    BRISK_KIND_STR,
    BRISK_KIND_BYTES,
    BRISK_KIND_DATE,
    BRISK_KIND_DATETIME,
    BRISK_KIND_AWARE_DATETIME,
    BRISK_KIND_TIME,
    BRISK_KIND_DURATION,
    BRISK_KIND_UUID,
    BRISK_KIND_DECIMAL,
    BRISK_KIND_EMAIL,
    BRISK_KIND_URL,
    BRISK_KIND_HTTP_URL,
    BRISK_KIND_IPV4,
    BRISK_KIND_IPV6,
    BRISK_KIND_JSON,
    BRISK_KIND_FILE,
    BRISK_KIND_ENUM,  /* values */
    BRISK_KIND_OPT,   /* item */
    BRISK_KIND_LIST,  /* item */
    BRISK_KIND_SET,   /* item */
    BRISK_KIND_MAP,   /* item: of the values */
    BRISK_KIND_MODEL, /* fields */
    BRISK_KIND_TUPLE, /* fields, an array on the wire */
    BRISK_KIND_UNION, /* members */
    BRISK_KIND_NAMED, /* TYPE(X, base, rules…): item is the base */
    BRISK_KIND_OPAQUE /* a C type that never meets JSON */
} brisk_kind;

/** A value of an ENUM: the C constant, and how it is written on the wire (text or integer). */
typedef struct brisk_enum_value {
    const char *name; /* the member's name in C, "dark_blue"; NULL ends the list */
    int value;        /* the C constant: 1, 2, … where the wire form is text, else the integer itself */
    brisk_literal wire;
} brisk_enum_value;

/** A member of a UNION. The C struct is { int is; union { … }; }; `is` counts from 1 in this order. */
typedef struct brisk_union_member {
    const char *name; /* "Cat"; NULL ends the list */
    const brisk_type *type;
    size_t offset; /* of the member's value in the C struct */
} brisk_union_member;

/** Describes a C type and its form on the wire.
 *
 *  In C:   opt    { T value; bool given, null; }     given stands at item_size, null behind it; where is_indirect
 *                                                    (models, unions) value is T * and item_size sizeof(T *)
 *          list   { T *items; size_t count; }        item_size is sizeof(T); set is the same
 *          map    { entry *entries; size_t count; }  entry is { brisk_str key; T value; }: value stands at
 *                                                    sizeof(brisk_str), item_size is sizeof(entry)
 *          enum   an int */
struct brisk_type {
    brisk_kind kind;
    const brisk_type_class *is; /* decodes, encodes, describes values of this kind */
    const char *name;           /* of MODEL, TUPLE, ENUM, UNION, TYPE: its identity in the document; else NULL */
    size_t size;                /* sizeof the C type */
    const brisk_type *item;
    size_t item_size;
    const brisk_rule *rules;   /* of TYPE; of a model: its check(fn); NULL: none */
    const brisk_field *fields; /* of MODEL, TUPLE */
    size_t field_count;
    const brisk_enum_value *values;
    const brisk_union_member *members;
    const char *tag; /* of a tagged UNION: the wire name of the field that tells the member */
    const char *doc, *title;
    bool is_indirect, forbid_extra, is_strict;
};

/* Of the scalar words. Those of composites are built where they are used; of models they are brisk_type_<Name>. */
extern const brisk_type brisk_type_bool, brisk_type_int32, brisk_type_int64, brisk_type_uint32, brisk_type_uint64,
    brisk_type_double, brisk_type_str, brisk_type_bytes, brisk_type_date, brisk_type_datetime,
    brisk_type_aware_datetime, brisk_type_time, brisk_type_duration, brisk_type_uuid, brisk_type_decimal,
    brisk_type_email, brisk_type_url, brisk_type_http_url, brisk_type_ipv4, brisk_type_ipv6, brisk_type_json,
    brisk_type_file;

/* Classes of the composites, for `.is` (each in an object of its own). */
extern const brisk_type_class brisk_class_enum, brisk_class_opt, brisk_class_list, brisk_class_set, brisk_class_map,
    brisk_class_model, brisk_class_tuple, brisk_class_union, brisk_class_named, brisk_class_opaque;

/* ---- fields ---- */

/** Writes a computed field's value to out; model points at the C struct. */
typedef void brisk_compute_call(const void *model, void *out);

/** A field of a model, a parameter, or a body. Required, nullable and has-a-default are three things:
 *  required: not has_default, and (type not opt, or is_required); nullable: type is opt and not is_not_null. */
struct brisk_field {
    brisk_str name;                /* the member in C; ptr NULL ends a list without count */
    brisk_str alias_in, alias_out; /* names on the wire; ptr NULL: name (in headers with - for _) */
    const brisk_type *type;
    size_t offset;                 /* in the C struct; of a computed field unused */
    const brisk_rule *rules;       /* NULL: none */
    const brisk_literal *defaults; /* with has_default: one, or the items of a list or set (END at once: empty) */
    const brisk_literal *examples; /* NULL: none */
    const char *doc, *title;
    const char *media;           /* of a body or file: its media type; NULL: application/json */
    const char *format;          /* told in the document in place of the type's own ("password"); NULL: none */
    brisk_compute_call *compute; /* of computed fields */
    bool has_default;
    bool is_default_untold; /* the document does not tell the default (pydantic: default_factory) */
    bool is_required;       /* opt(T) that must be present */
    bool is_not_null;       /* opt(T) that may be absent, not null */
    bool is_strict;         /* no coercion */
    bool is_deprecated;
    bool is_hidden;         /* not in the document */
    bool is_input_only;     /* read, never written (FastAPI: exclude=True) */
    bool is_output_only;    /* written, never read */
    bool is_extras;         /* the map(json) that keeps unknown keys (FastAPI: extra="allow") */
    bool is_embedded;       /* a single body parameter that stands under its own key */
    bool keeps_underscores; /* a header whose name keeps its _ */
};

/* ---- endpoints and dependencies ---- */

typedef enum brisk_method {
    BRISK_METHOD_GET = 1,
    BRISK_METHOD_HEAD = 2,
    BRISK_METHOD_POST = 4,
    BRISK_METHOD_PUT = 8,
    BRISK_METHOD_PATCH = 16,
    BRISK_METHOD_DELETE = 32,
    BRISK_METHOD_OPTIONS = 64,
    BRISK_METHOD_TRACE = 128,
    BRISK_METHOD_OTHER = 256 /* any other token: no endpoint takes it */
} brisk_method;

typedef enum brisk_place {
    BRISK_PLACE_PATH = 1,
    BRISK_PLACE_QUERY,
    BRISK_PLACE_HEADER,
    BRISK_PLACE_COOKIE,
    BRISK_PLACE_FORM,
    BRISK_PLACE_FILE,
    BRISK_PLACE_BODY
} brisk_place;

/** One input of an endpoint or dependency. field.offset is in its x_in struct. A MODEL as the type of a query, header,
 *  cookie or form input is a parameter model: its fields are the parameters. */
typedef struct brisk_input {
    brisk_place place; /* 0 ends the list */
    brisk_field field;
} brisk_input;

/** The handler behind its typed thunk. in: the x_in struct; out: the answer's value, zeroed (NULL: none). */
typedef brisk_status brisk_call(brisk_request *req, const void *in, void *out);
typedef void brisk_teardown_call(brisk_request *req, void *out, brisk_status outcome);

#define BRISK_NO_MEMBER ((size_t)-1)

/** A dependency or security scheme that an endpoint, dependency, router or app uses; one of the two is set. */
typedef struct brisk_use {
    const brisk_dependency *dependency;
    const brisk_security *security;
    size_t offset;             /* of the result in x_in; BRISK_NO_MEMBER: the result is dropped */
    const char *const *scopes; /* NULL-terminated; NULL: none */
} brisk_use;

/** An answer that the document tells of beside the normal one. */
typedef struct brisk_answer_doc {
    const char *status;     /* "404", "4XX", "default"; NULL ends the list */
    const brisk_type *type; /* NULL: no body told */
    const char *doc;        /* NULL: the status's reason phrase */
    const char *media;      /* NULL: application/json */
    bool is_detail;         /* raises(…): the {"detail": text} body */
} brisk_answer_doc;

struct brisk_dependency {
    const char *name;
    const brisk_input *inputs; /* all lists below: NULL where empty */
    const brisk_use *uses;
    const brisk_answer_doc *answers;
    size_t in_size, out_size; /* of x_in and x_out */
    brisk_call *call;
    brisk_teardown_call *teardown; /* NULL: none */
    bool no_cache;
};

typedef enum brisk_answer_kind {
    BRISK_ANSWER_TYPED,   /* out is written as JSON */
    BRISK_ANSWER_NOTHING, /* no body */
    BRISK_ANSWER_RAW      /* the handler answers itself: brisk_respond, brisk_redirect … */
} brisk_answer_kind;

struct brisk_endpoint {
    const char *name;
    unsigned methods; /* brisk_method, or-ed */
    const char *path; /* "/{item_id}"; conv: {p:path} {n:int} {f:float} {u:uuid} */
    brisk_answer_kind answer;
    const brisk_type *out; /* TYPED only */
    const brisk_input *inputs;
    const brisk_use *uses;
    const brisk_answer_doc *answers;
    size_t in_size;
    brisk_call *call;
    int status;                                             /* of the normal answer; 0: 200, and 204 for NOTHING */
    const char *summary, *doc, *operation_id, *answer_text; /* answer_text: description of the normal answer */
    const char *media;                                      /* of the normal answer; NULL: application/json */
    const char *const *tags;                                /* NULL-terminated lists, NULL: none */
    const char *const *include;                             /* output only these fields: "a", "a.b", "items.*.name" */
    const char *const *exclude;
    bool is_deprecated, is_hidden, is_blocking;
    bool omits_null, omits_unset, omits_defaults;
    bool writes_names; /* by_name: output under C names, not aliases */
    bool is_untyped;   /* the document does not tell the answer's type (FastAPI: no response_model) */
};

/* ---- security ---- */

typedef enum brisk_scheme {
    BRISK_SCHEME_API_KEY_HEADER = 1,
    BRISK_SCHEME_API_KEY_QUERY,
    BRISK_SCHEME_API_KEY_COOKIE,
    BRISK_SCHEME_BASIC,
    BRISK_SCHEME_BEARER,
    BRISK_SCHEME_DIGEST,
    BRISK_SCHEME_OAUTH2_PASSWORD,
    BRISK_SCHEME_OAUTH2_CODE,
    BRISK_SCHEME_OPENID
} brisk_scheme;

typedef struct brisk_scope_doc {
    const char *name, *doc; /* name NULL ends the list */
} brisk_scope_doc;

struct brisk_security {
    const char *name; /* in components.securitySchemes */
    brisk_scheme scheme;
    const char *parameter; /* of API keys: the header's, query parameter's or cookie's name */
    const char *authorize_url, *token_url, *refresh_url, *openid_url;
    const char *doc, *realm, *format; /* format: bearerFormat */
    const brisk_scope_doc *scopes;    /* NULL: none */
    bool is_optional;                 /* no 401 by itself: given is false instead */
};

/** What `security(basic scheme, member)` gives. */
typedef struct brisk_basic {
    bool given;
    brisk_str username, password;
} brisk_basic;

/** What the other schemes give: Bearer {scheme "Bearer", value token}, API keys {value}. */
typedef struct brisk_credentials {
    bool given;
    brisk_str scheme, value;
} brisk_credentials;

/* ---- routers and the app ---- */

typedef brisk_status brisk_middleware_call(brisk_request *req, brisk_next *next, const void *options);
typedef brisk_status brisk_error_call(brisk_request *req, const brisk_error *error);

/** Takes an event that is no HTTP request: a queue's messages, a timer … event is its JSON; of req can be asked its arena,
 *  state and deadline, and what brisk/lambda.h has. *answer: JSON text in the request's arena, or constant; left empty it is
 *  null. Any other status than BRISK_OK fails the invocation, with the text of brisk_fail where that was used. */
typedef brisk_status brisk_event_call(brisk_request *req, brisk_json event, brisk_str *answer);

/** Is called before the snapshot that Lambda's SnapStart makes of the process that has started, or behind each of its
 *  restores. state: of the lifespan. Any other status than BRISK_OK ends the process: publishing the version fails, or the
 *  environment that was to be restored. */
typedef brisk_status brisk_snapshot_call(void *state);

typedef enum brisk_row_kind {
    BRISK_ROW_END,
    BRISK_ROW_ENDPOINT,   /* as.endpoint */
    BRISK_ROW_INCLUDE,    /* as.include */
    BRISK_ROW_TAGS,       /* as.texts */
    BRISK_ROW_USE,        /* as.use: requires(dep) */
    BRISK_ROW_MIDDLEWARE, /* as.middleware */
    BRISK_ROW_ANSWER,     /* as.answer: raises, respond */
    BRISK_ROW_DEPRECATED,
    BRISK_ROW_HIDDEN,
    BRISK_ROW_ON_STATUS,  /* as.handler: an answer of this status made by brisk_fail or by Brisk (app only) */
    BRISK_ROW_ON_ERROR,   /* as.handler: brisk_raise of this kind, or one built on it (app only) */
    BRISK_ROW_ON_INVALID, /* as.handler: the request did not pass validation (app only) */
    BRISK_ROW_ON_CRASH,   /* as.handler: any other failure, the unhandled 500 (app only) */
    BRISK_ROW_LIFESPAN,   /* as.lifespan (app only) */
    BRISK_ROW_ON_EVENT,   /* as.event: what Lambda sends that is no HTTP request (app only) */
    BRISK_ROW_ON_SNAPSHOT /* as.snapshot: around Lambda's SnapStart (app only) */
} brisk_row_kind;

/** A kind of error of the app's own, raised by brisk_raise; base: the kind it is a special case of, or NULL. */
typedef struct brisk_error_kind {
    const char *name;
    const struct brisk_error_kind *base;
} brisk_error_kind;

typedef struct brisk_row brisk_row;

struct brisk_row {
    brisk_row_kind kind;
    union {
        const brisk_endpoint *endpoint;
        struct {
            const brisk_router *router;
            const char *prefix;    /* put before the router's own; NULL: none */
            const brisk_row *rows; /* TAGS, USE, ANSWER, DEPRECATED, HIDDEN; NULL: none */
        } include;
        const char *const *texts;
        brisk_use use;
        struct {
            brisk_middleware_call *call;
            const void *options;
            const char *name;
        } middleware;
        brisk_answer_doc answer;
        struct {
            int status;                    /* ON_STATUS */
            const brisk_error_kind *error; /* ON_ERROR */
            brisk_error_call *call;
        } handler;
        struct {
            brisk_status (*start)(void **state); /* once a process, before the first request; NULL: none */
            void (*stop)(void *state);           /* once, after the last; NULL: none */
        } lifespan;
        brisk_event_call *event;
        struct {
            brisk_snapshot_call *before, *after; /* NULL: none */
        } snapshot;
    } as;
};

struct brisk_router {
    const char *name;
    const char *prefix; /* "" or "/items" */
    const brisk_row *rows;
};

/** The docs pages behind a pointer of their own: only apps that name brisk_docs_pages hold their bytes (app/docs.h). */
typedef struct brisk_docs brisk_docs;
extern const brisk_docs brisk_docs_pages;

struct brisk_app {
    const char *name;
    const brisk_docs *docs; /* &brisk_docs_pages, which APP sets unless no_docs is said; NULL: no pages */
    const char *title, *version, *summary, *doc;    /* title NULL: "Brisk"; version NULL: "0.1.0" */
    const char *docs_url, *redoc_url, *openapi_url; /* NULL: /docs, /redoc, /openapi.json; "": none */
    const char *terms_url;
    struct {
        const char *name, *url, *email;
    } contact;
    struct {
        const char *name, *identifier, *url;
    } license;
    const struct brisk_server_doc {
        const char *url, *doc; /* url NULL ends the list */
    } * servers;
    const struct brisk_tag_doc {
        const char *name, *doc; /* name NULL ends the list */
    } * tag_docs;
    bool no_redirect_slashes;
    bool no_strict_content_type; /* a body without Content-Type counts as JSON */
    bool has_gateway_key;        /* the document tells that API Gateway wants a key in x-api-key */
    const brisk_row *rows;
};

#ifdef __cplusplus
}
#endif

#endif

/* middleware.h - the middleware that comes with Brisk, for use(…) in an APP or ROUTER.
 *
 *     APP(app, use(brisk_cors, .allow_origins = "https://shop.example"), use(brisk_request_id), include(items));
 *
 * The first named is the outermost. A middleware of your own is a function and a struct of options:
 *
 *     typedef struct timing_options { const char *header; char brisk_; } timing_options;
 *
 *     static brisk_status timing(brisk_request *req, brisk_next *next, const void *options)
 *     {
 *         … before …
 *         brisk_status status = brisk_next_call(next);
 *         … after: the answer stands, headers may be added …
 *         return status;
 *     }
 *
 * A middleware that answers by itself (brisk_respond, brisk_fail) does not call brisk_next_call. What stands in an app
 * runs for every request, also those without a route; what stands in a router runs for that router's endpoints. The last
 * member of the options, `char brisk_`, lets `use(timing)` stand without options. */
#ifndef BRISK_MIDDLEWARE_H
#define BRISK_MIDDLEWARE_H

#include <brisk/descriptor.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Cross-origin requests of browsers (Fetch standard, CORS protocol), answered as Starlette's CORSMiddleware does. All
 *  Optional. Lists are separated by commas. */
typedef struct brisk_cors_options {
    const char *allow_origins;  /* "https://a.example, https://b.example", or "*"; NULL: none. A star within
                                  a host name stands for one or more of its labels */
    const char *allow_methods;  /* "GET, POST", or "*"; NULL: GET */
    const char *allow_headers;  /* beside those that are always allowed, or "*"; NULL: none */
    const char *expose_headers; /* what scripts may read of an answer; NULL: none */
    int max_age_s;              /* how long a browser may remember a preflight; 0: 600 */
    bool allow_credentials;     /* cookies and Authorization */
    char brisk_;
} brisk_cors_options;

/** Answers preflights, and tells browsers which answers they may read. A crash's plain 500 has no CORS headers, as in
 *  FastAPI. */
brisk_status brisk_cors(brisk_request *req, brisk_next *next, const void *options);

/** All Optional. */
typedef struct brisk_request_id_options {
    const char *header; /* NULL: "X-Request-ID" */
    bool ignore_client; /* always make a new id; else one that the client sent is taken over where it is 1 to 128
                            letters, digits or "-._~+/=:" */
    char brisk_;
} brisk_request_id_options;

/** Gives each request an id: in the answer's header, and by brisk_request_id_of. */
brisk_status brisk_request_id(brisk_request *req, brisk_next *next, const void *options);

/** The id that the middleware brisk_request_id gave; the empty text without it. */
brisk_str brisk_request_id_of(const brisk_request *req);

#ifdef __cplusplus
}
#endif

#endif

/* request_words.h - a request as it is told on the command line, for `invoke` and `event`:
 *
 *     METHOD /path [-H 'name: value'] … [-d body] [--query name=value] … */
#ifndef BRISK_MAIN_REQUEST_WORDS_H
#define BRISK_MAIN_REQUEST_WORDS_H

#include "http/request.h"

#define BRISK_WORDS_HEADERS_MAX 64
#define BRISK_WORDS_QUERY_MAX   64

typedef struct brisk_request_words {
    const char *method, *target, *body; /* NULL: not told */
    brisk_header headers[BRISK_WORDS_HEADERS_MAX];
    size_t header_count;
    const char *query[BRISK_WORDS_QUERY_MAX];
    size_t query_count;
    bool has_type, has_host;
} brisk_request_words;

/**
 * Takes the option at words[*index], and moves *index to its value. NULL: done, or (*is_option false) no option of a
 * request; else what is wrong, constant.
 */
const char *brisk_request_words_option(brisk_request_words *what, int count, char **words, int *index, bool *is_option);

/** Makes a request of the words; GET / where they tell none. A body without a type is JSON. False: the method or the
 *  path is not valid. */
bool brisk_request_words_fill(brisk_request_words *what, brisk_request *req);

#endif

/* grade.h - how near an answer is to the recorded one, as the recorder's own comparison grades it.
 *
 *     GRADE_NONE    another status, or no answer
 *     GRADE_STATUS  the status
 *     GRADE_SHAPE   and of a 422 the same (type, loc) in the same order; else the same JSON value or text
 *     GRADE_FULL    and of a 422 also messages, input and context; every recorded header, and none of those that
 *                   matter beside them
 *     GRADE_BYTES   and the body byte for byte */
#ifndef BRISK_TEST_GRADE_H
#define BRISK_TEST_GRADE_H

#include "exchange.h"

#include <yyjson.h>

typedef enum grade { GRADE_NONE, GRADE_STATUS, GRADE_SHAPE, GRADE_FULL, GRADE_BYTES } grade;

/** Grades an answer. want: the case's "response". *why, where it is not GRADE_BYTES: what differs, in the arena. */
grade grade_answer(brisk_arena *arena, yyjson_val *want, const exchange_answer *answer, brisk_str *why);

/** Equal as JSON: numbers by value (1 and 1.0), objects without order. */
bool grade_same_json(yyjson_val *a, yyjson_val *b);

/** The bytes of a text in which each character up to U+00FF stands for a byte. */
brisk_str grade_latin1(brisk_arena *arena, yyjson_val *text);

/** Flags under which recordings are read: they hold NaN, numbers of any length, and halves of surrogate pairs. */
#define GRADE_READ (YYJSON_READ_ALLOW_INF_AND_NAN | YYJSON_READ_BIGNUM_AS_RAW | YYJSON_READ_ALLOW_INVALID_UNICODE)

#endif

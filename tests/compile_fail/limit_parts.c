// More parts than an endpoint can have.
// gcc: f: more than 32 parts
// clang: f: more than 32 parts
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/", str, query(str, q0),
    query(str, q1),
    query(str, q2),
    query(str, q3),
    query(str, q4),
    query(str, q5),
    query(str, q6),
    query(str, q7),
    query(str, q8),
    query(str, q9),
    query(str, q10),
    query(str, q11),
    query(str, q12),
    query(str, q13),
    query(str, q14),
    query(str, q15),
    query(str, q16),
    query(str, q17),
    query(str, q18),
    query(str, q19),
    query(str, q20),
    query(str, q21),
    query(str, q22),
    query(str, q23),
    query(str, q24),
    query(str, q25),
    query(str, q26),
    query(str, q27),
    query(str, q28),
    query(str, q29),
    query(str, q30),
    query(str, q31),
    query(str, q32));
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);

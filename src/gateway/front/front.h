/* front.h - what stands between the client and the function: API Gateway's REST API, its HTTP API, a function URL.
 *
 *     request ─► brisk_front_begin ─┬─ ANSWERED: call->response (no route, no key, throttled, preflight …)
 *                                   └─ INVOKE:   call->function, call->event ─► the Lambda service
 *     result  ─► brisk_front_finish ──► call->response
 *     sent    ─► access_log.h, execution_log.h ─► the stage's logs
 *
 * No socket, no process, no clock: the time comes with the call, so that tests hold the clock. The function is a
 * stranger: only what a client of AWS would see of it is seen here. One thread.
 *
 * The files stand in layers. Calls run down, and on a line to the right:
 *
 *     front.c                                      the way of a request, the same for all kinds of API
 *     rest.c  http.c  url.c                        the steps that differ (kind.h); none knows the others
 *     prelude.c  refusal.c                         how a stream begins; what no API takes up
 *     {rest,http}_answer.c  {rest,http}_event.c    what the function returned, and what it is given
 *     responses.c  http_error.c                    what a REST API and an HTTP API answer by themselves
 *     context.c  cors.c                            what is put into that, and into other answers
 *     prepare.c  target.c  answer.c  payload.c     what is shared: request, route, answer, the function's JSON
 *     plans.c  usage.c  throttle.c  route.c  ids.c  headers.c  event_parts.c  binary.c …    know no request
 *
 * Beside them access_log.c, execution_log.c and usage_report.c tell of what was. state.h is what all of them keep.
 */
#ifndef BRISK_GATEWAY_FRONT_FRONT_H
#define BRISK_GATEWAY_FRONT_FRONT_H

#include "gateway/front/call.h"

/** Where usage is kept over a restart; see front/usage.h. NULL: in memory only. */
typedef struct brisk_usage_store brisk_usage_store;

/** Makes the front that config->api says. config is borrowed; usage may be NULL. BRISK_NO_MEMORY, BRISK_USAGE with a
 *  sentence in problem. */
BRISK_MUST_CHECK brisk_status brisk_front_new(const brisk_gateway_config *config, brisk_usage_store *usage,
                                              brisk_front **out, char *problem, size_t problem_size);
void brisk_front_free(brisk_front *front);
/** Lets the ids be those of this seed: for tests. Without it they are seeded by the system. */
void brisk_front_seed(brisk_front *front, uint64_t seed);

/** Takes a request up. call: zeroed but for request, response and time; the request's arena holds what is made. */
brisk_front_step brisk_front_begin(brisk_front *front, brisk_front_call *call);

/** For a request that the cache in front answers: what the logs tell of it (ids, stage, route). No key is looked at,
 *  and nothing is counted. The response is written only where the arena is exhausted: a 500. */
void brisk_front_look(brisk_front *front, brisk_front_call *call);

/** Makes the answer of what the function returned. is_timed_out: the integration's time ran out first, and result is
 *  NULL. */
void brisk_front_finish(brisk_front *front, brisk_front_call *call, const brisk_invoke_result *result,
                        bool is_timed_out);

/** The answer to a request that the connection refused before it was whole (413, 414, 431, 400 …), as AWS words it. */
void brisk_front_refuse(brisk_front *front, brisk_front_call *call, int status);

/** Takes a piece of a streamed answer: prelude, eight NULs, body. What is of the body is borrowed into *body. */
brisk_front_piece_result brisk_front_piece(brisk_front *front, brisk_front_call *call, brisk_str piece,
                                           brisk_str *body);

#endif

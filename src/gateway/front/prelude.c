/* prelude.c - the framing of streamed answers: JSON with status and headers, eight NUL bytes, then the body.
 *
 *     {"statusCode":200,"headers":{…}} 00 00 00 00 00 00 00 00 body …        pieces may end anywhere
 *
 * REST in transfer mode STREAM knows nothing else: other bytes are a 500. A function URL passes on what is not
 * framed. */
#include "gateway/front/prelude.h"

#include "core/str.h"
#include "gateway/front/answer.h"
#include "gateway/front/http_answer.h"
#include "gateway/front/responses.h"
#include "gateway/front/rest_answer.h"
#include "gateway/front/state.h"

#define DELIMITER   8u
#define PRELUDE_MAX ((size_t)256 * 1024)

/* Offset of the eight NULs at or behind from; BRISK_STR_NONE where they are not there yet. */
static size_t find_delimiter(const brisk_buffer *buffer, size_t from)
{
    size_t run = 0;
    for (size_t i = from; i < buffer->len; i++) {
        run = buffer->data[i] == '\0' ? run + 1 : 0;
        if (run == DELIMITER) {
            return i + 1 - DELIMITER;
        }
    }
    return BRISK_STR_NONE;
}

static brisk_front_piece_result fail(const brisk_front *front, brisk_front_call *call)
{
    brisk_front_state *state = call->state;
    state->phase = BRISK_PHASE_BAD;
    if (front->api->kind == BRISK_FRONT_REST) {
        brisk_response_options options = {.status = 500};
        state->problem = BRISK_S("Execution failed due to configuration error: Malformed Lambda streaming response");
        brisk_response_give(front, call, BRISK_RESPONSE_INTEGRATION_FAILURE, &options);
    }
    return BRISK_PIECE_BAD;
}

static brisk_front_piece_result begin_unframed(const brisk_front *front, brisk_front_call *call, brisk_str *body)
{
    brisk_front_state *state = call->state;
    brisk_http_verbatim(front, call, BRISK_S(""), "application/octet-stream");
    state->function_status = 200;
    state->phase = BRISK_PHASE_BODY;
    *body = brisk_buffer_view(&state->prelude);
    if (brisk_arena_failed(call->request->arena)) {
        brisk_answer_exhausted(call);
        state->phase = BRISK_PHASE_BAD;
        return BRISK_PIECE_BAD;
    }
    return BRISK_PIECE_BEGUN;
}

static brisk_front_piece_result begin_framed(const brisk_front *front, brisk_front_call *call, size_t at,
                                             brisk_str *body)
{
    brisk_front_state *state = call->state;
    brisk_str all = brisk_buffer_view(&state->prelude), json = brisk_str_slice(all, 0, at);
    state->function_status = 0;
    if (front->api->kind == BRISK_FRONT_REST) {
        brisk_rest_answer(front, call, json, true);
    } else {
        brisk_http_answer_2(front, call, json, true);
    }
    if (brisk_arena_failed(call->request->arena)) {
        brisk_answer_exhausted(call);
        state->function_status = 0;
    }
    if (state->function_status == 0) {
        state->phase = BRISK_PHASE_BAD;
        return BRISK_PIECE_BAD;
    }
    state->phase = BRISK_PHASE_BODY;
    *body = brisk_str_from(all, at + DELIMITER);
    return BRISK_PIECE_BEGUN;
}

brisk_front_piece_result brisk_prelude_take(const brisk_front *front, brisk_front_call *call, brisk_str piece,
                                            brisk_str *body)
{
    brisk_front_state *state = call->state;
    *body = BRISK_S("");
    if (state == NULL || state->phase == BRISK_PHASE_BAD) {
        return BRISK_PIECE_BAD;
    }
    if (state->phase == BRISK_PHASE_BODY) {
        *body = piece;
        return BRISK_PIECE_BODY;
    }
    bool is_rest = front->api->kind == BRISK_FRONT_REST;
    size_t before = state->prelude.len;
    brisk_buffer_append_str(&state->prelude, piece);
    if (brisk_buffer_failed(&state->prelude)) {
        brisk_answer_exhausted(call);
        state->phase = BRISK_PHASE_BAD;
        return BRISK_PIECE_BAD;
    }
    brisk_str all = brisk_buffer_view(&state->prelude);
    if (all.len > 0 && all.ptr[0] != '{') {
        return is_rest ? fail(front, call) : begin_unframed(front, call, body);
    }
    size_t at = find_delimiter(&state->prelude, before < DELIMITER ? 0 : before - DELIMITER + 1);
    if (at != BRISK_STR_NONE) {
        return begin_framed(front, call, at, body);
    }
    if (all.len > PRELUDE_MAX) {
        return is_rest ? fail(front, call) : begin_unframed(front, call, body);
    }
    return BRISK_PIECE_MORE;
}

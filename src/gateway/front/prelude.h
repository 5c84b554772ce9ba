/* prelude.h - the framing of streamed answers, piece by piece. */
#ifndef BRISK_GATEWAY_FRONT_PRELUDE_H
#define BRISK_GATEWAY_FRONT_PRELUDE_H

#include "gateway/front/call.h"

/** Takes the next piece, of any length: see brisk_front_piece_result for what *body then holds. It borrows from the
 *  piece or from the call's state. */
brisk_front_piece_result brisk_prelude_take(const brisk_front *front, brisk_front_call *call, brisk_str piece,
                                            brisk_str *body);

#endif

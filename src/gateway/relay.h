/* relay.h - one request through the gateway: from net's exchange to a front, the control plane or the console, on to the
 * Lambda service, and back.
 *
 *     exchange ─► relay ─┬─ console, control ─────────────────────────► answer
 *                        └─ (cdn ─►) front ─► flight ─► Lambda service ─► front (─► cdn) ─► answer, logs
 *
 * A relay lives in its exchange. A flight is the invocation: it may outlive the client, and an integration time-out, for the
 * function runs on; so it holds its own copy of the event. Flights are kept and used again. */
#ifndef BRISK_GATEWAY_RELAY_H
#define BRISK_GATEWAY_RELAY_H

#include "core/buffer.h"
#include "gateway/cdn/cdn.h"
#include "gateway/console/console.h"
#include "gateway/control/control.h"
#include "gateway/front/front.h"
#include "gateway/function/invoke.h"
#include "gateway/listener.h"
#include "net/loop.h"

typedef struct brisk_gateway brisk_gateway;
typedef struct brisk_relay brisk_relay;

typedef struct brisk_flight {
    brisk_gateway *gateway;
    brisk_relay *owner; /* NULL: the client is answered, or gone */
    brisk_invoke invoke;
    brisk_lambda_invocation *handle;
    brisk_buffer texts; /* the event and the ids: on the heap, kept */
    /* A streamed answer: what came since the last pull, and what the connection has of it now and may still be sending.
     * They change places with each pull. On the heap, kept. */
    brisk_buffer pieces, sending;
    uint64_t deadline_ns;
    bool is_begun, is_over, is_broken, is_held; /* of a streamed answer */
    struct brisk_flight *next, **link;          /* among those in the air; or, by next, among the free ones */
} brisk_flight;

typedef enum brisk_relay_kind {
    BRISK_RELAY_REFUSED,
    BRISK_RELAY_FRONT,
    BRISK_RELAY_CONTROL,
    BRISK_RELAY_CONSOLE
} brisk_relay_kind;

/** The exchange's extra bytes. */
struct brisk_relay {
    brisk_gateway *gateway;
    brisk_exchange *exchange;
    brisk_relay_kind kind;
    brisk_front_call call;
    brisk_cdn_call cdn; /* where there is a cache in front */
    brisk_control_call control;
    brisk_console_call console;
    brisk_flight *flight;
    uint64_t received_ns, sent_ns; /* sent: to the Lambda service */
    int64_t body_len;              /* of a streamed answer, so far */
    bool is_timed_out, is_logged;
};

/** The parts of a gateway, as gateway.c made them. */
struct brisk_gateway {
    const brisk_gateway_config *config;
    brisk_gateway_listener listener;
    brisk_net_loop net;
    brisk_limits limits;
    brisk_http1_handler handler;
    brisk_log_store *logs;
    brisk_usage_store *usage;
    brisk_lambda *lambda;
    brisk_front *front;
    brisk_cdn *cdn; /* NULL: no cache in front */
    brisk_control *control;
    brisk_console *console;
    brisk_log_stream *access_log, *execution_log; /* NULL: off */
    brisk_buffer line;                            /* of the access log; on the heap, kept */
    brisk_flight *in_air, *free_flights;
    uv_timer_t timer;     /* for the nearest deadline of a flight */
    uint64_t timer_ns;    /* when it is set to; 0: not */
    uv_timer_t last_call; /* running requests have had their time: environments end */
    uv_timer_t sweep;     /* of the logs' retention */
    uv_prepare_t turn;    /* has the last connection gone? */
    uv_signal_t signals[2];
    bool has_handles, is_stopping, is_lambda_stopped, is_lambda_closed;
    char url[128];
    int port;
};

/** The handler for the net loop's hub; its context is the gateway. */
brisk_http1_handler brisk_relay_handler(brisk_gateway *gateway);

/** The nearest integration time-out has come, or may have. */
void brisk_relay_check_deadlines(brisk_gateway *gateway);

/** Frees the flights. None may be in the air. */
void brisk_relay_clear(brisk_gateway *gateway);

#endif

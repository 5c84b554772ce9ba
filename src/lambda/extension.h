/* extension.h - an internal extension: without one, an environment that ends gets no SIGTERM, and no shutdown hook runs.
 *
 *     POST /2020-01-01/extension/register     for no events: SHUTDOWN is refused to internal ones, and on Managed
 *                                             Instances every event is
 *     GET  /2020-01-01/extension/event/next   on a connection of its own; never answered
 *
 * It costs an exchange at init: only for apps that have something to do at the end. */
#ifndef BRISK_LAMBDA_EXTENSION_H
#define BRISK_LAMBDA_EXTENSION_H

#include "lambda/link.h"

typedef struct brisk_extension {
    brisk_link link;
    char id[128]; /* as given by the host; empty: not registered */
} brisk_extension;

/** Makes an extension that brisk_extension_close may be given. */
void brisk_extension_init(brisk_extension *extension);
void brisk_extension_close(brisk_extension *extension);

/** Registers at the host ("127.0.0.1:9001"), and waits for the events that never come. BRISK_FAILED where the host refuses,
 *  and the errors of brisk_link_init and brisk_link_exchange: then no SIGTERM will come, and all else goes on. */
BRISK_MUST_CHECK brisk_status brisk_extension_register(brisk_extension *extension, const char *address);

/** Waits anew on a new connection: that of before a snapshot is not there any more. Nothing where not registered. */
void brisk_extension_wait_again(brisk_extension *extension);

#endif

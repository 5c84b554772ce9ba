/* extension.h - an internal extension: without one, an environment that ends gets no SIGTERM, and no shutdown hook runs.
 *
 *     POST /2020-01-01/extension/register     for no events
 *     GET  /2020-01-01/extension/event/next   on a connection of its own; never answered
 *
 * It costs an exchange at init: only for apps that have something to do at the end. */
#ifndef BRISK_LAMBDA_EXTENSION_H
#define BRISK_LAMBDA_EXTENSION_H

#include "lambda/link.h"

/** Registers. link: initialised, the extension's own, to be kept open. BRISK_FAILED where the host refuses, and the errors of
 *  brisk_link_exchange: then no SIGTERM will come, and all else goes on. */
BRISK_MUST_CHECK brisk_status brisk_extension_register(brisk_link *link);

#endif

/* deploy.h - a function's code taken up anew when it changes, and what nobody uses any more cleared away.
 *
 *     watch: a look each 300 ms ─► changed? ─► and the same at the next look? ─► load on the thread pool ─► new package
 *                                                                                 └─ broken: the old one goes on
 *
 * Looks at names, sizes and times work on every file system; notifications do not. A file that is being written changes from
 * look to look, so only one that has come to rest is loaded. */
#ifndef BRISK_GATEWAY_FUNCTION_DEPLOY_H
#define BRISK_GATEWAY_FUNCTION_DEPLOY_H

#include "gateway/function/service.h"

/** Loads a function's code anew, on the thread pool. */
void brisk_deploy_reload(brisk_function *function);
/** Looks at the code of all functions from now on. */
void brisk_deploy_watch(brisk_lambda *lambda);
/** Removes what an earlier run left: environments' folders, code that nobody uses. */
void brisk_deploy_sweep(brisk_lambda *lambda);

#endif

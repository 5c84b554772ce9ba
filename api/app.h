/* app.h - what the files of this API share: its routers and the app that joins them. */
#ifndef API_APP_H
#define API_APP_H

#include <brisk/brisk.h>

DECLARE_ROUTER(hello);
DECLARE_ROUTER(items);
DECLARE_APP(app);

#endif

/* shared.h - what a header may hold: models, types, and the declarations of what one .c defines. */
#ifndef SHARED_H
#define SHARED_H

#include <brisk/brisk.h>

ENUM(Size, small, large);
TYPE(Name, str, length(1, 50));
MODEL(Shared, (Name, name), (opt(Size), size), (list(Shared), parts));
DECLARE_SECURITY(shared_key, api_key_header);
DECLARE_DEPENDENCY(shared_user, Shared);
DECLARE_ROUTER(shared_router);
DECLARE_ERROR(SharedError);
DECLARE_APP(shared_app);

#endif

/* header_one.c - defines what shared.h declares. */
#include "shared.h"

ERROR(SharedError);
SECURITY(shared_key, api_key_header("X-Key"));
DEPENDENCY(shared_user, Shared, security(shared_key, key));
static brisk_status shared_user(brisk_request *req, const shared_user_in *in, Shared *out)
{
    out->name = in->key.value;
    return in->key.given ? BRISK_OK : brisk_raise(req, &SharedError, NULL);
}
ENDPOINT(one, GET, "/one", Shared, depends(shared_user, user));
static brisk_status one(brisk_request *req, const one_in *in, Shared *out)
{
    *out = in->user;
    *brisk_push(req, &out->parts) = in->user;
    return BRISK_OK;
}
ROUTER(shared_router, "/shared", one);

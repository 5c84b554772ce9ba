/* header_two.c - uses what header_one.c defines. */
#include "shared.h"

ENDPOINT(two, POST, "/two", list(Shared), depends(shared_user, user), security(shared_key, key), body(Shared, given));
static brisk_status two(brisk_request *req, const two_in *in, list_Shared *out)
{
    *brisk_push(req, out) = in->user;
    *brisk_push(req, out) = in->given;
    return in->key.given ? BRISK_OK : BRISK_FAILED;
}
ROUTER(other, "", two, requires(shared_user));
APP(shared_app, include(shared_router), include(other));

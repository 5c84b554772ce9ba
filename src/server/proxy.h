/* proxy.h - who is believed when he says for whom he asks: X-Forwarded-For and -Proto, by uvicorn's rules. */
#ifndef BRISK_SERVER_PROXY_H
#define BRISK_SERVER_PROXY_H

#include "http/request.h"

/** An address or network that is trusted: the first bits of 16 bytes; IPv4 stands as ::ffff:a.b.c.d. */
typedef struct brisk_network {
    unsigned char bytes[16];
    unsigned bits;
} brisk_network;

#define BRISK_TRUSTED_MAX 64

typedef struct brisk_trusted {
    bool everybody;
    size_t count;
    brisk_network networks[BRISK_TRUSTED_MAX];
} brisk_trusted;

/** Reads "127.0.0.1,10.0.0.0/8,fd00::/8" or "*". False for anything else. */
bool brisk_trusted_parse(const char *text, brisk_trusted *out);

/** True where the address is one of the trusted ones. "" (a Unix socket) is trusted: whoever reaches it is local. */
bool brisk_trusted_has(const brisk_trusted *trusted, brisk_str address);

/** Where the request comes from a trusted address: sets scheme from X-Forwarded-Proto, and client from the right-most
 *  address of X-Forwarded-For that is not trusted itself (with everybody trusted: the left-most). */
void brisk_proxy_apply(const brisk_trusted *trusted, brisk_request *request);

#endif

/* asset.h - a file that is built into the program, compressed: of the docs pages, of the gateway's console.
 *
 * cmake/embed.cmake makes one object of each: a program holds those that it names. */
#ifndef BRISK_HTTP_ASSET_H
#define BRISK_HTTP_ASSET_H

#include <stddef.h>

/* cmake/embed.cmake writes this layout: keep the two alike. */
typedef struct brisk_asset {
    const unsigned char *gzip; /* a whole gzip member (RFC 1952) */
    size_t gzip_len;
    size_t plain_len;       /* bytes when unpacked */
    const char *media_type; /* the Content-Type value */
    char etag[20];          /* a strong entity tag with its quotes, NUL-terminated */
} brisk_asset;

#endif

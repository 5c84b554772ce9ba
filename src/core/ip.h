/* ip.h - IPv4 and IPv6 addresses as Python's ipaddress module, which pydantic calls, reads and writes them. */
#ifndef BRISK_CORE_IP_H
#define BRISK_CORE_IP_H

#include "core/format.h"

enum {
    BRISK_IPV4_TEXT = 16, /* bytes that brisk_ipv4_format needs, the NUL included */
    BRISK_IPV6_TEXT = 40  /* the same of brisk_ipv6_format */
};

/** Parses four decimal numbers 0 to 255, no leading zeros. Errors: ip_v4_address. out: a view of text. */
brisk_format_result brisk_ipv4_parse(brisk_str text, brisk_ipv4 *out, brisk_arena *arena);

/** Parses an IPv6 address, also with a scope ("fe80::1%eth0") or an IPv4 tail, and compresses it (RFC 5952).
 *  Errors: ip_v6_address. out: in arena. */
brisk_format_result brisk_ipv6_parse(brisk_str text, brisk_ipv6 *out, brisk_arena *arena);

/** An IPv4 address of a JSON integer, 0 to 2^32 - 1. out: in arena. */
brisk_format_result brisk_ipv4_from_int64(int64_t number, brisk_ipv4 *out, brisk_arena *arena);

/** An IPv6 address of a JSON integer, 0 to 2^64 - 1 here. out: in arena. */
brisk_format_result brisk_ipv6_from_uint64(uint64_t number, brisk_ipv6 *out, brisk_arena *arena);

/** The four bytes of a text, strictly "192.0.2.1". False, bytes untouched, where it is none. */
bool brisk_ipv4_bytes(brisk_str text, uint8_t bytes[4]);

/** The sixteen bytes of a text without scope. False, bytes untouched, where it is none. */
bool brisk_ipv6_bytes(brisk_str text, uint8_t bytes[16]);

/** Writes "192.0.2.1". buf: BRISK_IPV4_TEXT bytes. Returns the text, a view of buf (a NUL follows it). */
brisk_str brisk_ipv4_format(char *buf, const uint8_t bytes[4]);

/** Writes the compressed form in lower case, "2001:db8::1". buf: BRISK_IPV6_TEXT bytes. */
brisk_str brisk_ipv6_format(char *buf, const uint8_t bytes[16]);

#endif

/* proxy.c - each proxy on the way appends the address it was asked from: read from the right, the first one that is no
 * proxy of ours is the client. What stands left of it, the client may have written himself. */
#include "server/proxy.h"

#include "core/number.h"
#include "core/str.h"

#include <arpa/inet.h>
#include <string.h>

/* An address without port and brackets, as 16 bytes. */
static bool parse_address(brisk_str text, unsigned char out[16])
{
    char copy[INET6_ADDRSTRLEN];
    if (text.len == 0 || text.len >= sizeof(copy)) {
        return false;
    }
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    if (inet_pton(AF_INET6, copy, out) == 1) {
        return true;
    }
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    memcpy(out, mapped, sizeof(mapped));
    return inet_pton(AF_INET, copy, out + 12) == 1;
}

static bool parse_network(brisk_str text, brisk_network *out)
{
    brisk_str address = text, bits = {0};
    bool has_bits = brisk_str_cut(text, '/', &address, &bits);
    if (!parse_address(address, out->bytes)) {
        return false;
    }
    bool is_ipv4 = brisk_str_find_char(address, ':') == BRISK_STR_NONE;
    uint64_t value = is_ipv4 ? 32 : 128;
    if (has_bits && brisk_digits_parse(bits, value, &value) != BRISK_NUMBER_OK) {
        return false;
    }
    out->bits = (unsigned)value + (is_ipv4 ? 96 : 0);
    return true;
}

bool brisk_trusted_parse(const char *text, brisk_trusted *out)
{
    *out = (brisk_trusted){0};
    brisk_str rest = brisk_str_view(text), part;
    bool more = true;
    while (brisk_str_split(&rest, ',', &more, &part)) {
        part = brisk_str_trim(part);
        if (part.len == 0) {
            continue;
        }
        if (brisk_str_is(part, "*")) {
            out->everybody = true;
        } else if (out->count == BRISK_TRUSTED_MAX || !parse_network(part, &out->networks[out->count++])) {
            return false;
        }
    }
    return true;
}

static bool is_in(const unsigned char address[16], const brisk_network *network)
{
    unsigned whole = network->bits / 8, rest = network->bits % 8;
    if (memcmp(address, network->bytes, whole) != 0) {
        return false;
    }
    return rest == 0 || ((address[whole] ^ network->bytes[whole]) & (0xff00u >> rest) & 0xffu) == 0;
}

bool brisk_trusted_has(const brisk_trusted *trusted, brisk_str address)
{
    unsigned char bytes[16];
    if (trusted->everybody || address.len == 0) {
        return true;
    }
    if (!parse_address(address, bytes)) {
        return false;
    }
    for (size_t i = 0; i < trusted->count; i++) {
        if (is_in(bytes, &trusted->networks[i])) {
            return true;
        }
    }
    return false;
}

/* "192.0.2.1:80", "[2001:db8::1]:80" and "[2001:db8::1]" as addresses; others as they are. */
static brisk_str without_port(brisk_str host, int *port)
{
    brisk_str address = host, digits = {0};
    if (brisk_str_starts_with(host, BRISK_S("["))) {
        size_t end = brisk_str_find_char(host, ']');
        if (end == BRISK_STR_NONE) {
            return host;
        }
        address = brisk_str_slice(host, 1, end - 1);
        digits = brisk_str_from(host, end + 2);
    } else if (brisk_str_find_char(host, ':') == brisk_str_find_last_char(host, ':')) {
        (void)brisk_str_cut(host, ':', &address, &digits);
    }
    uint64_t value = 0;
    if (brisk_digits_parse(digits, 65535, &value) == BRISK_NUMBER_OK) {
        *port = (int)value;
    }
    return address;
}

/* Goes over one header's list from the right; true when the client was found. *last: the left-most so far. */
static bool find_client(const brisk_trusted *trusted, brisk_str list, brisk_str *last)
{
    while (list.len > 0) {
        size_t comma = brisk_str_find_last_char(list, ',');
        brisk_str item = brisk_str_trim(comma == BRISK_STR_NONE ? list : brisk_str_from(list, comma + 1));
        list.len = comma == BRISK_STR_NONE ? 0 : comma;
        if (item.len == 0) {
            continue;
        }
        *last = item;
        int port;
        if (!trusted->everybody && !brisk_trusted_has(trusted, without_port(item, &port))) {
            return true;
        }
    }
    return false;
}

void brisk_proxy_apply(const brisk_trusted *trusted, brisk_request *request)
{
    if (!brisk_trusted_has(trusted, request->client)) {
        return;
    }
    brisk_str client = {0};
    bool is_found = false;
    for (size_t i = request->headers.count; i > 0; i--) {
        const brisk_header *header = &request->headers.items[i - 1];
        if (header->name.len == 15 && !is_found && brisk_str_is_ignore_case(header->name, "x-forwarded-for")) {
            is_found = find_client(trusted, header->value, &client);
        } else if (header->name.len == 17 && brisk_str_is_ignore_case(header->name, "x-forwarded-proto")) {
            brisk_str proto = brisk_str_trim(header->value);
            if (brisk_str_is_ignore_case(proto, "https") || brisk_str_is_ignore_case(proto, "wss")) {
                request->scheme = BRISK_S("https");
            } else if (brisk_str_is_ignore_case(proto, "http") || brisk_str_is_ignore_case(proto, "ws")) {
                request->scheme = BRISK_S("http");
            }
        }
    }
    if (client.len > 0) {
        request->client_port = 0;
        request->client = without_port(client, &request->client_port);
    }
}

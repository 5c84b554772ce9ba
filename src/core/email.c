/* email.c - e-mail addresses. See email.h.
 *
 * The order of the checks decides which reason a wrong address gets, so it is that of email-validator:
 *
 *     "Jane Doe" <jane@example.com>      parse_pretty (pydantic), else split: name, local part, domain
 *     jane                               check_local: dot-atom of RFC 5322 3.2.3 with RFC 6531's characters
 *     example.com                        check_domain: hostname of RFC 1123, IDNA, special-use names of RFC 6761
 *     jane@example.com                   check_length: 254 bytes
 *
 * A check returns the reason, len 0 where there is nothing wrong. */
#include "core/email.h"

#include "core/buffer.h"
#include "core/email_text.h"
#include "core/idna.h"
#include "core/ip.h"
#include "core/str.h"
#include "core/utf8.h"

#include <string.h>

enum { ADDRESS_MAX = 254, DOMAIN_MAX = 253, LABEL_MAX = 63 };

#define REASON_NO_AT "An email address must have an @-sign."

/* An address on its way: views of the input, then the normal forms. */
typedef struct address {
    bool has_name;
    bool is_quoted;
    brisk_str local_given; /* with its quotes */
    brisk_str local;       /* without quotes and escapes */
    brisk_str domain_given;
    brisk_str ascii_domain;
    brisk_str domain;
    brisk_arena *arena;
} address;

static const brisk_str fine = {NULL, 0};

static brisk_str reason_of(const char *text)
{
    return brisk_str_make(text, strlen(text));
}

/* What stands between "<" at text[open] and the last ">"; false where text does not end so, or holds a line end. */
static bool angle_content(brisk_str text, size_t open, brisk_str *out)
{
    if (text.len < open + 3 || text.ptr[text.len - 1] != '>') {
        return false;
    }
    *out = brisk_str_slice(text, open + 1, text.len - open - 2);
    return brisk_str_find_char(*out, '\n') == BRISK_STR_NONE;
}

/* pydantic's pattern for "Name <address>", "\"Any name\" <address>" and "<address>": true and the address. */
static bool parse_pretty(brisk_str text, brisk_str *out)
{
    text = brisk_email_strip(text);
    if (text.len == 0) {
        return false;
    }
    if (text.ptr[0] == '"') {
        for (size_t i = text.len - 1; i > 1; i--) {
            brisk_str rest = brisk_email_strip(brisk_str_from(text, i + 1));
            if (text.ptr[i] == '"' && rest.len > 0 && rest.ptr[0] == '<') {
                return angle_content(rest, 0, out);
            }
        }
        return false;
    }
    size_t at = 0;
    while (at < text.len && text.ptr[at] != '<') {
        size_t len;
        if (!brisk_email_is_space_at(text, at, &len) && !brisk_email_is_atom((unsigned char)text.ptr[at])) {
            return false;
        }
        at += len > 0 ? len : 1;
    }
    return at < text.len && angle_content(text, at, out);
}

/* Offset of the first character of specials that is not in quotes; text.len where there is none. */
static size_t find_unquoted(brisk_str text, const char *specials)
{
    bool in_quotes = false;
    bool is_escaped = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (in_quotes) {
            in_quotes = c != '"' || is_escaped;
            is_escaped = in_quotes && c == '\\' && !is_escaped;
        } else if (c == '"') {
            in_quotes = true;
        } else if (c != '\0' && strchr(specials, c) != NULL) {
            return i;
        }
    }
    return text.len;
}

static brisk_str no_at_sign(brisk_str text)
{
    if (brisk_str_find(text, BRISK_S("\xEF\xBC\xA0")) != BRISK_STR_NONE) {
        return reason_of(
            "The email address has the \"full-width\" at-sign (@) character instead of a regular at-sign.");
    }
    if (brisk_str_find(text, BRISK_S("\xEF\xB9\xAB")) != BRISK_STR_NONE) {
        return reason_of("The email address has the \"small commercial at\" character instead of a regular at-sign.");
    }
    return reason_of(REASON_NO_AT);
}

/* Takes quotes and escapes off; text without a quote at its start stays as it is. */
static brisk_str unquote(brisk_str text, bool *is_quoted, brisk_str *out, brisk_arena *arena)
{
    size_t len = 0;
    bool is_escaped = false;

    *is_quoted = text.len > 0 && text.ptr[0] == '"';
    *out = text;
    if (!*is_quoted) {
        return fine;
    }
    char *plain = brisk_arena_alloc_raw(arena, text.len);
    for (size_t i = 1; i < text.len && plain != NULL; i++) {
        char c = text.ptr[i];
        if (!is_escaped && c == '\\') {
            is_escaped = true;
        } else if (!is_escaped && c == '"') {
            brisk_str extra = brisk_str_from(text, i + 1);
            *out = brisk_str_make(plain, len);
            if (extra.len == 0) {
                return fine;
            }
            brisk_buffer reason;
            brisk_buffer_init(&reason, arena, 0);
            BRISK_BUFFER_APPEND_LITERAL(&reason, "Extra character(s) found after close quote: ");
            for (size_t at = 0; at < extra.len;) {
                brisk_buffer_append_c_string(&reason, at > 0 ? ", " : "");
                brisk_buffer_append_str(&reason, brisk_email_show(brisk_email_next_point(extra, &at), arena));
            }
            return brisk_buffer_view(&reason);
        } else {
            plain[len++] = c;
            is_escaped = false;
        }
    }
    *out = brisk_str_make(plain, len);
    return fine;
}

/* "name <address>" that pydantic's pattern did not take: whatever is wrong with it, else the address between. */
static brisk_str check_display_name(brisk_str name, brisk_str rest, brisk_str *inside, brisk_arena *arena)
{
    bool is_quoted;
    brisk_str plain;

    name = brisk_email_strip(name);
    brisk_str reason = unquote(name, &is_quoted, &plain, arena);
    if (reason.len == 0 && !is_quoted) {
        reason = brisk_email_list(plain, brisk_email_is_display_name,
                                  "The display name contains invalid characters when not quoted:", false, arena);
    }
    if (reason.len == 0) {
        reason = brisk_email_check_unsafe(plain, true, arena);
    }
    if (reason.len > 0) {
        return reason;
    }
    if (brisk_str_find_char(rest, '>') == BRISK_STR_NONE) {
        return reason_of("An open angle bracket at the start of the email address has to be followed by a close angle "
                         "bracket at the end.");
    }
    while (rest.ptr[rest.len - 1] == ' ') {
        rest.len--;
    }
    if (rest.ptr[rest.len - 1] != '>') {
        return reason_of("There can't be anything after the email address.");
    }
    *inside = brisk_str_slice(rest, 1, rest.len - 2);
    return fine;
}

static brisk_str split(brisk_str text, address *out)
{
    size_t at = find_unquoted(text, "@<");

    if (at < text.len && text.ptr[at] == '<') {
        brisk_str reason =
            check_display_name(brisk_str_slice(text, 0, at), brisk_str_from(text, at), &text, out->arena);
        if (reason.len > 0) {
            return reason;
        }
        out->has_name = true;
        at = find_unquoted(text, "@");
    }
    if (at == text.len) {
        return no_at_sign(text);
    }
    out->local_given = brisk_str_slice(text, 0, at);
    out->domain_given = brisk_str_from(text, at + 1);
    return unquote(out->local_given, &out->is_quoted, &out->local, out->arena);
}

/* Periods, and in hostnames hyphens, at places where they must not be. The words for a
 * period come first, those for a hyphen second. */
static const char *check_dots(brisk_str text, const char *at_end[2], const char *at_start[2], bool hostname)
{
    if (brisk_str_ends_with(text, BRISK_S("."))) {
        return at_end[0];
    }
    if (brisk_str_starts_with(text, BRISK_S("."))) {
        return at_start[0];
    }
    if (brisk_str_find(text, BRISK_S("..")) != BRISK_STR_NONE) {
        return "An email address cannot have two periods in a row.";
    }
    if (!hostname) {
        return NULL;
    }
    if (brisk_str_ends_with(text, BRISK_S("-"))) {
        return at_end[1];
    }
    if (brisk_str_starts_with(text, BRISK_S("-"))) {
        return at_start[1];
    }
    if (brisk_str_find(text, BRISK_S(".-")) != BRISK_STR_NONE ||
        brisk_str_find(text, BRISK_S("-.")) != BRISK_STR_NONE) {
        return "An email address cannot have a period and a hyphen next to each other.";
    }
    return NULL;
}

static bool all_pass(brisk_str text, brisk_email_test test)
{
    for (size_t at = 0; at < text.len;) {
        if (!test(brisk_email_next_point(text, &at))) {
            return false;
        }
    }
    return true;
}

static brisk_str check_local(address *a)
{
    const char *at_end[] = {"An email address cannot have a period immediately before the @-sign.", NULL};
    const char *at_start[] = {"An email address cannot start with a period.", NULL};

    if (a->local.len == 0) {
        return reason_of("There must be something before the @-sign.");
    }
    const char *dots = check_dots(a->local, at_end, at_start, false);
    brisk_str reason = fine;
    if (dots == NULL && all_pass(a->local, brisk_email_is_atom_or_dot)) {
        reason = brisk_email_check_unsafe(a->local, false, a->arena);
    } else if (a->is_quoted) {
        reason = brisk_email_list(a->local, brisk_email_is_quotable,
                                  "The email address contains invalid characters in quotes before the @-sign:", false,
                                  a->arena);
        if (reason.len == 0) {
            reason = brisk_email_check_unsafe(a->local, true, a->arena);
        }
    } else {
        reason = brisk_email_list(a->local, brisk_email_is_atom_or_dot,
                                  "The email address contains invalid characters before the @-sign:", false, a->arena);
        if (reason.len == 0) {
            return reason_of(dots);
        }
    }
    if (reason.len == 0 && a->is_quoted) {
        return reason_of("Quoting the part before the @-sign is not allowed here.");
    }
    return reason;
}

/* RFC 2142's mailbox names are the same in any case. */
static void lower_mailbox(address *a)
{
    static const char *const names[] = {"info", "marketing", "sales",      "support",    "abuse",
                                        "noc",  "security",  "postmaster", "hostmaster", "usenet",
                                        "news", "webmaster", "www",        "uucp",       "ftp"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (brisk_str_is_ignore_case(a->local, names[i])) {
            a->local = reason_of(names[i]);
        }
    }
}

/* "[127.0.0.1]": never allowed here, but with other words where it is not even an address. */
static brisk_str check_literal(brisk_str literal, brisk_arena *arena)
{
    uint8_t bytes[16];
    brisk_str not_allowed = reason_of("A bracketed IP address after the @-sign is not allowed here.");
    size_t dots = 0;
    bool is_numeric = literal.len > 0;

    for (size_t i = 0; i < literal.len; i++) {
        dots += literal.ptr[i] == '.';
        is_numeric = is_numeric && (literal.ptr[i] == '.' || brisk_char_is_digit(literal.ptr[i]));
    }
    if (is_numeric) {
        if (brisk_ipv4_bytes(literal, bytes)) {
            return not_allowed;
        }
        return brisk_arena_printf(arena,
                                  "The address in brackets after the @-sign is not valid: It is not an IPv4 address "
                                  "(%s in '%.*s') or is missing an address literal tag.",
                                  dots == 3 ? "Octet not permitted" : "Expected 4 octets", (int)literal.len,
                                  literal.ptr);
    }
    if (brisk_str_equal_ignore_case(brisk_str_slice(literal, 0, 5), BRISK_S("ipv6:"))) {
        if (brisk_ipv6_bytes(brisk_str_from(literal, 5), bytes)) {
            return not_allowed;
        }
        return reason_of("The IPv6 address in brackets after the @-sign is not valid.");
    }
    if (brisk_str_find_char(literal, ':') == BRISK_STR_NONE) {
        return reason_of(
            "The part after the @-sign in brackets is not an IPv4 address and has no address literal tag.");
    }
    return reason_of("The part after the @-sign contains an invalid address literal tag in brackets.");
}

static brisk_str length_reason(const char *start, size_t len, size_t limit, brisk_arena *arena)
{
    size_t extra = len - limit;

    return brisk_arena_printf(arena, "%s (%zu character%s too many).", start, extra, extra > 1 ? "s" : "");
}

/* IDNA 2008's rule that a label holds letters, digits and marks. prefix: the words before the parenthesis. */
static brisk_str check_labels(brisk_str domain, const char *prefix, brisk_arena *arena)
{
    brisk_str rest = domain;
    brisk_str label;
    bool more = true;

    while (brisk_str_split(&rest, '.', &more, &label)) {
        unsigned position = 1;
        for (size_t at = 0; at < label.len; position++) {
            uint32_t c = brisk_email_next_point(label, &at);
            if (!brisk_email_is_label_character(c)) {
                return brisk_arena_printf(arena, "%s (Codepoint U+%04X at position %u of '%.*s' not allowed).", prefix,
                                          (unsigned)c, position, (int)label.len, label.ptr);
            }
        }
    }
    return fine;
}

/* Lower case and the other mappings of UTS 46. */
static brisk_str map_domain(brisk_str domain, brisk_arena *arena)
{
    brisk_buffer out;

    brisk_buffer_init(&out, arena, 0);
    for (size_t at = 0; at < domain.len;) {
        uint32_t c = brisk_idna_map(brisk_email_next_point(domain, &at));
        if (c != 0 && c != UINT32_MAX) {
            brisk_buffer_append_code_point(&out, c);
        }
    }
    return brisk_buffer_view(&out);
}

static bool has_bad_hyphens(brisk_str domain)
{
    brisk_str rest = domain;
    brisk_str label;
    bool more = true;

    while (brisk_str_split(&rest, '.', &more, &label)) {
        bool is_encoded = brisk_str_equal_ignore_case(brisk_str_slice(label, 0, 2), BRISK_S("xn"));
        size_t at = 0;
        for (int i = 0; i < 2 && at < label.len; i++) {
            brisk_email_next_point(label, &at);
        }
        if (!is_encoded && brisk_str_starts_with(brisk_str_from(label, at), BRISK_S("--"))) {
            return true;
        }
    }
    return false;
}

static size_t longest_label(brisk_str domain)
{
    brisk_str rest = domain;
    brisk_str label;
    bool more = true;
    size_t longest = 0;

    while (brisk_str_split(&rest, '.', &more, &label)) {
        longest = label.len > longest ? label.len : longest;
    }
    return longest;
}

static bool is_special_use(brisk_str domain)
{
    static const char *const names[] = {"arpa", "invalid", "local", "localhost", "onion", "test"};
    size_t dot = brisk_str_find_last_char(domain, '.');
    brisk_str last = dot == BRISK_STR_NONE ? domain : brisk_str_from(domain, dot + 1);

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (brisk_str_is(last, names[i])) {
            return true;
        }
    }
    return false;
}

/* The characters and the hyphens and periods of a domain; *mapped is its mapped form. */
static brisk_str check_domain_text(const address *a, brisk_str *mapped)
{
    static const char invalid[] = "The part after the @-sign contains invalid characters:";
    const char *at_end[] = {"An email address cannot end with a period.", "An email address cannot end with a hyphen."};
    const char *at_start[] = {"An email address cannot have a period immediately after the @-sign.",
                              "An email address cannot have a hyphen immediately after the @-sign."};
    size_t count = brisk_utf8_count(a->domain_given);

    if (count > DOMAIN_MAX) {
        return length_reason("The email address is too long after the @-sign", count, DOMAIN_MAX, a->arena);
    }
    brisk_str reason = brisk_email_list(a->domain_given, brisk_email_is_hostname, invalid, false, a->arena);
    if (reason.len == 0) {
        reason = brisk_email_check_unsafe(a->domain_given, false, a->arena);
    }
    if (reason.len > 0) {
        return reason;
    }
    *mapped = map_domain(a->domain_given, a->arena);
    reason = brisk_email_list(
        *mapped, brisk_email_is_hostname,
        "The part after the @-sign contains invalid characters after Unicode normalization:", false, a->arena);
    if (reason.len > 0) {
        return reason;
    }
    const char *dots = check_dots(*mapped, at_end, at_start, true);
    if (dots == NULL && has_bad_hyphens(*mapped)) {
        dots =
            "An email address cannot have two letters followed by two dashes immediately after the @-sign or after a "
            "period, except Punycode.";
    }
    return dots == NULL ? fine : reason_of(dots);
}

/* The domain as ASCII. */
static brisk_str encode_domain(address *a, brisk_str mapped)
{
    brisk_buffer out;

    a->ascii_domain = mapped;
    if (brisk_utf8_count(mapped) == mapped.len) {
        return fine;
    }
    brisk_str reason = check_labels(mapped, "The part after the @-sign is invalid", a->arena);
    if (reason.len > 0) {
        return reason;
    }
    brisk_buffer_init(&out, a->arena, 0);
    if (!brisk_idna_to_ascii(mapped, &out)) {
        return reason_of("The part after the @-sign is invalid (Invalid label).");
    }
    a->ascii_domain = brisk_buffer_view(&out);
    if (longest_label(a->ascii_domain) > LABEL_MAX) {
        return reason_of("The part after the @-sign is invalid (Label too long).");
    }
    return fine;
}

/* The domain in its Unicode form: only "xn--" labels change. */
static brisk_str decode_domain(address *a)
{
    brisk_buffer out;

    a->domain = a->ascii_domain;
    if (brisk_str_find(a->ascii_domain, BRISK_S("xn--")) == BRISK_STR_NONE) {
        return fine;
    }
    brisk_buffer_init(&out, a->arena, 0);
    if (!brisk_idna_to_unicode(a->ascii_domain, &out)) {
        return reason_of("The part after the @-sign is not valid IDNA (Invalid A-label).");
    }
    a->domain = brisk_buffer_view(&out);
    return check_labels(a->domain, "The part after the @-sign is not valid IDNA", a->arena);
}

static brisk_str check_domain(address *a)
{
    brisk_str given = a->domain_given;
    brisk_str mapped = {NULL, 0};

    if (given.len == 0) {
        return reason_of("There must be something after the @-sign.");
    }
    if (given.ptr[0] == '[' && given.ptr[given.len - 1] == ']') {
        return check_literal(brisk_str_slice(given, 1, given.len - 2), a->arena);
    }
    brisk_str reason = check_domain_text(a, &mapped);
    if (reason.len == 0) {
        reason = encode_domain(a, mapped);
    }
    if (reason.len > 0) {
        return reason;
    }
    brisk_str ascii = a->ascii_domain;
    if (ascii.len > DOMAIN_MAX) {
        size_t extra = ascii.len - DOMAIN_MAX;
        return brisk_arena_printf(a->arena,
                                  "The email address is too long after the @-sign (%zu byte%s too many after IDNA "
                                  "encoding).",
                                  extra, extra == 1 ? "" : "s");
    }
    if (longest_label(ascii) > LABEL_MAX) {
        return length_reason("After the @-sign, periods cannot be separated by so many characters",
                             longest_label(ascii), LABEL_MAX, a->arena);
    }
    if (ascii.len == 0 || brisk_str_find_char(ascii, '.') == BRISK_STR_NONE) {
        return reason_of("The part after the @-sign is not valid. It should have a period.");
    }
    if (!brisk_char_is_alpha(ascii.ptr[ascii.len - 1])) {
        return reason_of("The part after the @-sign is not valid. It is not within a valid top-level domain.");
    }
    if (is_special_use(ascii)) {
        return reason_of("The part after the @-sign is a special-use or reserved name that cannot be used with email.");
    }
    return decode_domain(a);
}

/* How many bytes the longest character takes. */
static size_t widest(brisk_str text)
{
    size_t most = 1;

    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        brisk_email_next_point(text, &at);
        most = at - start > most ? at - start : most;
    }
    return most;
}

static brisk_str check_given_length(const address *a)
{
    brisk_str local = a->local_given;
    brisk_str domain = a->domain_given;
    size_t bytes = local.len + 1 + domain.len;

    if (bytes <= ADDRESS_MAX) {
        return fine;
    }
    size_t extra = bytes - ADDRESS_MAX;
    size_t width = widest(local) > widest(domain) ? widest(local) : widest(domain);
    size_t least = extra / width > 0 ? extra / width : 1;
    if (least == extra) {
        return length_reason("The email address is too long", bytes, ADDRESS_MAX, a->arena);
    }
    return brisk_arena_printf(a->arena, "The email address is too long (%zu-%zu character%s too many).", least, extra,
                              extra > 1 ? "s" : "");
}

static brisk_str check_other_length(size_t bytes, const char *when, brisk_arena *arena)
{
    if (bytes <= ADDRESS_MAX) {
        return fine;
    }
    size_t extra = bytes - ADDRESS_MAX;
    return brisk_arena_printf(arena, "The email address is too long %s (%zu byte%s too many).", when, extra,
                              extra > 1 ? "s" : "");
}

static brisk_str check_length(const address *a)
{
    brisk_str reason = check_given_length(a);

    if (reason.len == 0) {
        reason = check_other_length(a->local.len + 1 + a->domain.len, "after normalization", a->arena);
    }
    if (reason.len == 0) {
        reason = check_other_length(a->local.len + 1 + a->ascii_domain.len,
                                    "when the part after the @-sign is converted to IDNA ASCII", a->arena);
    }
    if (reason.len == 0 && a->has_name) {
        return reason_of("A display name and angle brackets around the email address are not permitted here.");
    }
    return reason;
}

static brisk_str check(brisk_str text, address *a)
{
    brisk_str inside;

    if (brisk_utf8_count(text) > BRISK_EMAIL_INPUT_MAX) {
        return reason_of("Length must not exceed 2048 characters");
    }
    if (!brisk_utf8_is_valid(text)) {
        return reason_of("The email address contains an invalid character.");
    }
    if (parse_pretty(text, &inside)) {
        text = inside;
    }
    brisk_str reason = split(brisk_email_strip(text), a);
    if (reason.len == 0) {
        reason = check_local(a);
    }
    if (reason.len > 0) {
        return reason;
    }
    lower_mailbox(a);
    reason = check_domain(a);
    return reason.len > 0 ? reason : check_length(a);
}

brisk_format_result brisk_email_parse(brisk_str text, brisk_email *out, brisk_arena *arena)
{
    address a = {.arena = arena};

    brisk_str reason = check(text, &a);
    if (reason.len == 0) {
        brisk_str written = brisk_str_concat(arena, a.local, BRISK_S("@"), a.domain);
        if (!brisk_arena_failed(arena)) {
            *out = written;
            return (brisk_format_result){BRISK_FORMAT_OK, {NULL, 0}};
        }
    }
    if (brisk_arena_failed(arena)) {
        return (brisk_format_result){BRISK_FORMAT_NO_MEMORY, {NULL, 0}};
    }
    return (brisk_format_result){BRISK_FORMAT_EMAIL, reason};
}

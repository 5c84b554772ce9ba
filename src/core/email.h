/* email.h - e-mail addresses by the rules, and with the reason texts, of the email-validator package that pydantic's
 * EmailStr calls (no DNS look-up, no quoted local parts, no domain literals, SMTPUTF8 allowed).
 *
 * Beyond ASCII the common part is there: letters of all scripts in both parts, domains by idna.h, spaces, controls and
 * format characters refused. Not there: Unicode normalisation, unassigned code points, the names of rare characters in
 * reasons (they are shown as U+XXXX), the wording of Python's errors inside of "[…]" literals. */
#ifndef BRISK_CORE_EMAIL_H
#define BRISK_CORE_EMAIL_H

#include "core/format.h"

/** Parses an address, also "Name <address>", of which the address is kept. The domain is put into lower case (an IDNA
 *  domain into Unicode), the local part is left as it is, but for the mailbox names of RFC 2142 ("INFO"), which become
 *  lower case. Errors: value_error with ctx reason. arena: required. out: in arena. */
brisk_format_result brisk_email_parse(brisk_str text, brisk_email *out, brisk_arena *arena);

#endif

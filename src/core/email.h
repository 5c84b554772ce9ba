/* email.h - e-mail addresses by the rules, and with the reason texts, of the email-validator package that pydantic's
 * EmailStr calls (no DNS look-up, no quoted local parts, no domain literals, SMTPUTF8 allowed). */
#ifndef BRISK_CORE_EMAIL_H
#define BRISK_CORE_EMAIL_H

#include "core/format.h"

/** Parses an address, also "Name <address>", of which the address is kept. The domain is put into lower case (an IDNA
 *  domain into Unicode), the local part is left as it is. Errors: value_error with ctx reason.
 *  out: a view of text where nothing changed, else in arena. */
brisk_format_result brisk_email_parse(brisk_str text, brisk_email *out, brisk_arena *arena);

#endif

/* zip.h - unpacks a function's zip, as Lambda does.
 *
 *     [local header, data] … [central directory] [end record]        read from its end: the directory is what counts
 *
 * Source: APPNOTE 6.3. Stored and deflated entries; modes as Unix zips have them; links that stay inside. Refused, with a
 * sentence: zip64, encryption, several disks, other methods, names that lead out ("../", "/"), the same name twice, sums that
 * do not fit, and more bytes than the limit. */
#ifndef BRISK_GATEWAY_FUNCTION_ZIP_H
#define BRISK_GATEWAY_FUNCTION_ZIP_H

#include <brisk/status.h>
#include <brisk/types.h>

/** The most bytes that a function has unpacked (Lambda's quota). */
#define BRISK_ZIP_MAX_UNPACKED (UINT64_C(250) * 1024 * 1024)

/** True where the bytes begin as a zip does. */
bool brisk_zip_is(brisk_bytes zip);

/** Unpacks into dir, which exists and is empty. Blocking. BRISK_INVALID: no good zip; BRISK_LIMIT: too much; BRISK_IO; with
 *  a sentence in problem. What was written until then stays. */
BRISK_MUST_CHECK brisk_status brisk_zip_unpack(brisk_bytes zip, const char *dir, uint64_t max_bytes, char *problem,
                                               size_t problem_size);

#endif

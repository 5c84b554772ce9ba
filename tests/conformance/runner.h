/* runner.h - replays recorded themes against an app and grades the answers; the main of tests/conformance/NN-name.c.
 *
 *     requests.json ─► case ─┬► exchange_in_process ─► brisk_handle ─┐
 *                            └► exchange_socket ─► a server, forked ─┴► answer ─► grade ─► counts, failures
 *     openapi.json, app.json ────────────────────────► document_compare
 *
 * A theme is a folder with requests.json, openapi.json, app.json (README.md there says what they hold) and perhaps
 * exempt.txt: lines "<case id> <reason>". A case is exempt where it stands there or has a tag bigint or quirk:…; it is
 * still run, and must get some answer. All others must reach the grade full. */
#ifndef BRISK_TEST_RUNNER_H
#define BRISK_TEST_RUNNER_H

#include <brisk/descriptor.h>

/**
 * Runs the themes named in argv, or the one of CONFORMANCE_THEME (a macro that the build sets) where none is. A folder
 * of themes stands for the one in it that is named as the default is.
 * Options: -v (also tell exempt cases and those that differ in bytes only), --only ID, --serve ARGUMENTS… (no test: hands
 * the rest to brisk_main). Returns the exit status: 0, 1 where a case or the document failed, 2 for wrong use.
 */
int conformance_main(const brisk_app *app, const char *default_theme, int argc, char **argv);

#endif

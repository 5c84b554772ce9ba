/* leftover.h - processes that a killed gateway left behind.
 *
 *     launch ─► <data>/run/<environment>/stream holds the name of its log stream, which is in its processes' variables, too
 *     start  ─► a folder is still there: whoever has that name in its variables is killed
 *
 * A bootstrap dies with its gateway (PDEATHSIG), but what it forked does not. The name is random and an environment's own, so
 * nobody else is met; who has thrown his variables away is not found. Linux only: elsewhere nothing is done. */
#ifndef BRISK_GATEWAY_FUNCTION_LEFTOVER_H
#define BRISK_GATEWAY_FUNCTION_LEFTOVER_H

/** Writes the name of the environment's stream into its folder. That it fails is of no matter. */
void brisk_leftover_note(const char *folder, const char *stream_name);

/** Kills what is left of the environments whose folders are in run. None of them may be alive and wanted. Blocking. */
void brisk_leftover_kill(const char *run);

#endif

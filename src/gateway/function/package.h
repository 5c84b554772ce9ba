/* package.h - a function's code as it runs: a folder that holds bootstrap, made of a zip, a folder, or one file.
 *
 *     x.zip      ─► data_dir/code/<sha256>/…           unpacked beside it, then renamed: it is whole, or not there
 *     bootstrap  ─► data_dir/code/<sha256>/bootstrap   a copy, so that a build may replace the file at any time
 *     folder/    ─► the folder itself
 *
 * What is there already is used again. A package is counted: an environment keeps that which it was started with. */
#ifndef BRISK_GATEWAY_FUNCTION_PACKAGE_H
#define BRISK_GATEWAY_FUNCTION_PACKAGE_H

#include "gateway/function/folder.h"

/** How a problem begins that may be over at the next try, though the file is the same. */
#define BRISK_PACKAGE_PASSING "out of memory"

typedef struct brisk_package {
    unsigned users;
    bool is_stored;           /* in data_dir/code: dir may be removed when nobody uses it */
    char dir[BRISK_PATH_MAX]; /* absolute; holds bootstrap, if anything does */
    char name[65];            /* the sum in hexadecimal */
    char sha256[48];          /* the sum in base64; of a folder: that of its files' names, sizes and times */
    int64_t size;             /* bytes of the file; of a folder: of its files */
    int64_t modified_ms;      /* since 1970 UTC */
} brisk_package;

/** Loads the code at path. data_dir: absolute. Blocking; any thread. The caller is its first user. NULL with a sentence in
 *  problem. */
BRISK_MUST_CHECK brisk_package *brisk_package_load(const char *path, const char *data_dir, char *problem,
                                                   size_t problem_size);

/** One user less; the last one frees it. The files stay. NULL is fine. */
void brisk_package_release(brisk_package *package);

/** A number that changes when the code at path does (names, sizes, times, inodes). 0: nothing is there. */
uint64_t brisk_package_fingerprint(const char *path);

/** What speaks against running dir/bootstrap on this machine, as a sentence for people; false: nothing was found. */
bool brisk_package_is_foreign(const char *dir, char *problem, size_t problem_size);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A directory for the running test's files. */
#ifndef SONDE_TESTS_TMPDIR_H
#define SONDE_TESTS_TMPDIR_H

/* Made empty under /tmp; one at a time. */
void tmpdir_make(void);
void tmpdir_remove(void);
const char *tmpdir_path(void);
/* The path of a file in it; valid until the next call. */
const char *tmpdir_file(const char *name);
void tmpdir_write(const char *name, const void *data, size_t n);
void tmpdir_puts(const char *name, const char *text);
/* As system(), in the directory. */
int tmpdir_run(const char *fmt, ...) PRINTF_LIKE(1, 2);

#endif

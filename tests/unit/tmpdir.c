/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/unit.h"
#include "tests/unit/tmpdir.h"
#include "util/buf.h"

static char dir[PATH_MAX];

void tmpdir_make(void)
{
	strcpy(dir, "/tmp/sonde-unit-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
}

int tmpdir_run(const char *fmt, ...)
{
	struct buf cmd = BUF_INIT;
	va_list ap;
	int ret;

	buf_addf(&cmd, "cd '%s' && ", dir);
	va_start(ap, fmt);
	buf_vaddf(&cmd, fmt, ap);
	va_end(ap);
	ret = system(buf_str(&cmd));
	buf_free(&cmd);
	return ret;
}

void tmpdir_remove(void)
{
	CU_ASSERT_EQUAL(tmpdir_run("rm -rf '%s'", dir), 0);
}

const char *tmpdir_path(void)
{
	return dir;
}

const char *tmpdir_file(const char *name)
{
	static char path[2 * PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

void tmpdir_write(const char *name, const void *data, size_t n)
{
	FILE *f = fopen(tmpdir_file(name), "w");

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT_EQUAL(fwrite(data, 1, n, f), n);
	fclose(f);
}

void tmpdir_puts(const char *name, const char *text)
{
	tmpdir_write(name, text, strlen(text));
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/debuginfo.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *debuginfo_why(int err)
{
	return err == -ENODATA      ? "it has no debug information (DWARF)"
	       : err == -EOPNOTSUPP ? "this sonde was built without libdw"
	                            : strerror(-err);
}

#ifdef HAVE_LIBDW
#include <elfutils/libdwfl.h>

struct debuginfo {
	Dwfl *dwfl;
	Dwarf *dwarf;
};

/* Debug files are looked for on this machine only: asking a server would take a start its time. */
static const Dwfl_Callbacks callbacks = {
        .find_elf = dwfl_build_id_find_elf,
        .find_debuginfo = dwfl_standard_find_debuginfo,
        .section_address = dwfl_offline_section_address,
};

struct debuginfo *debuginfo_open(const char *path, int *err)
{
	struct debuginfo *d;
	Dwfl_Module *m;
	Dwarf_Addr bias;

	if (access(path, R_OK)) {
		*err = -errno;
		return NULL;
	}
	d = calloc(1, sizeof(*d));
	*err = -ENOMEM;
	if (!d)
		return NULL;
	unsetenv("DEBUGINFOD_URLS");
	d->dwfl = dwfl_begin(&callbacks);
	m = d->dwfl ? dwfl_report_offline(d->dwfl, "", path, -1) : NULL;
	if (d->dwfl)
		dwfl_report_end(d->dwfl, NULL, NULL);
	d->dwarf = m ? dwfl_module_getdwarf(m, &bias) : NULL;
	if (d->dwarf) {
		*err = 0;
		return d;
	}
	*err = -ENODATA;
	debuginfo_close(d);
	return NULL;
}

void debuginfo_close(struct debuginfo *d)
{
	if (!d)
		return;
	if (d->dwfl)
		dwfl_end(d->dwfl);
	free(d);
}

Dwarf *debuginfo_dwarf(const struct debuginfo *d)
{
	return d->dwarf;
}

#else

struct debuginfo *debuginfo_open(const char *path, int *err)
{
	(void)path;
	*err = -EOPNOTSUPP;
	return NULL;
}

void debuginfo_close(struct debuginfo *d)
{
	(void)d;
}

Dwarf *debuginfo_dwarf(const struct debuginfo *d)
{
	(void)d;
	return NULL;
}
#endif

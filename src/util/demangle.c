/* SPDX-License-Identifier: GPL-2.0-or-later */
/* C++ names, by the C++ runtime library if the machine has one. */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "util/demangle.h"

#define DEMANGLE_MAX 4096 /* bytes of a mangled name: the library recurses over it */

#ifdef STATIC_PROGRAM /* loading libraries into one does not end well, and costs 100 kB */
static void demangler_open(struct demangler *d)
{
	d->tried = true;
}

static void demangler_close(struct demangler *d)
{
}
#else
static void demangler_open(struct demangler *d)
{
	d->tried = true;
	d->lib = dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_LOCAL);
	if (!d->lib)
		d->lib = dlopen("libc++abi.so.1", RTLD_LAZY | RTLD_LOCAL);
	if (d->lib)
		*(void **)&d->run = dlsym(d->lib, "__cxa_demangle");
}

static void demangler_close(struct demangler *d)
{
	if (d->lib)
		dlclose(d->lib);
}
#endif

const char *demangle(struct demangler *d, const char *name)
{
	int status = -1;
	char *text;

	if (strncmp(name, "_Z", 2) != 0 || strnlen(name, DEMANGLE_MAX) == DEMANGLE_MAX)
		return NULL;
	if (!d->tried)
		demangler_open(d);
	if (!d->run)
		return NULL;
	text = d->run(name, d->text, &d->size, &status);
	if (status != 0 || !text)
		return NULL;
	d->text = text;
	return text;
}

void demangler_free(struct demangler *d)
{
	free(d->text);
	demangler_close(d);
}

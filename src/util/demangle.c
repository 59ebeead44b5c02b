/* SPDX-License-Identifier: GPL-2.0-or-later */
/* C++ names, by the C++ runtime library if the machine has one. */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include "util/demangle.h"

#define DEMANGLE_MAX 4096 /* bytes of a mangled name: the library recurses over it */

static void demangler_open(struct demangler *d)
{
	d->tried = true;
	/* A static program has no interpreter, and loading libraries into it does not end well. */
	if (!getauxval(AT_BASE))
		return;
	d->lib = dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_LOCAL);
	if (!d->lib)
		d->lib = dlopen("libc++abi.so.1", RTLD_LAZY | RTLD_LOCAL);
	if (d->lib)
		*(void **)&d->run = dlsym(d->lib, "__cxa_demangle");
}

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
	if (d->lib)
		dlclose(d->lib);
}

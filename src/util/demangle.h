/* SPDX-License-Identifier: GPL-2.0-or-later */
/* C++ (and Rust's older) symbol names as their programmers wrote them. */
#ifndef SONDE_UTIL_DEMANGLE_H
#define SONDE_UTIL_DEMANGLE_H

#include "util/base.h"

struct demangler {
	void *lib;
	char *(*run)(const char *name, char *buf, size_t *size, int *status);
	bool tried;
	char *text;
	size_t size;
};

/* NULL if it is no mangled name; else valid until the next call. */
const char *demangle(struct demangler *d, const char *name);
void demangler_free(struct demangler *d);

#endif

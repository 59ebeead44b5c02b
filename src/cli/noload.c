/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A static program loads nothing at run time: a library would bring another C library with it, of
 * another version. The libraries that we link would try (libtraceevent its plugins): they are told
 * that there is none. configure has the linker take this for their dlopen().
 */
#include <stddef.h>

void *__wrap_dlopen(const char *file, int mode);

void *__wrap_dlopen(const char *file, int mode)
{
	(void)file;
	(void)mode;
	return NULL;
}

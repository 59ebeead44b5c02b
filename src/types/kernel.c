/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The types of a kernel that has no BTF: from the DWARF of its vmlinux, which the distribution's
 * debug package installs, or of the file that --btf (--vmlinux) names.
 */
#include <sys/utsname.h>
#include <unistd.h>

#include "types/dwarf.h"

const char *types_vmlinux_path(struct arena *a, const char *release, u32 i)
{
	static const char *const paths[] = {
	        "/usr/lib/debug/boot/vmlinux-%s",            /* Debian, Ubuntu */
	        "/usr/lib/debug/lib/modules/%s/vmlinux",     /* Fedora, RHEL */
	        "/usr/lib/debug/usr/lib/modules/%s/vmlinux", /* … with /usr merged */
	        "/lib/modules/%s/build/vmlinux",             /* built here */
	        "/usr/lib/debug/vmlinux-%s",
	        "/boot/vmlinux-%s",
	};
	const char *at;

	if (i >= ARRAY_LEN(paths))
		return NULL;
	for (at = paths[i]; *at != '%'; at++)
		;
	return arena_printf(a, "%.*s%s%s", (int)(at - paths[i]), paths[i], release, at + 2);
}

static struct dwarf_file *find_vmlinux(struct types *t)
{
	struct utsname name;
	const char *path;

	if (uname(&name))
		return NULL;
	for (u32 i = 0; (path = types_vmlinux_path(t->a, name.release, i)); i++) {
		struct dwarf_file *f;
		int err;

		if (access(path, R_OK))
			continue;
		f = dwarf_file_open(t, path, false, &err);
		if (f)
			return f;
	}
	return NULL;
}

/* A vmlinux with a section of BTF has the whole in a form that is faster to read. */
static struct dwarf_file *kernel(struct types *t)
{
	int err;

	if (!t->kernel_tried && types_have_btf(t)) {
		t->kernel_tried = true;
		if (!t->btf_path)
			t->kernel = find_vmlinux(t);
		else if (t->btf_state == -ENODATA)
			t->kernel = dwarf_file_open(t, t->btf_path, false, &err);
	}
	return t->kernel;
}

bool types_have_dwarf(struct types *t)
{
	return kernel(t) != NULL;
}

const struct type *types_of_kernel(struct types *t, const char *name, u32 kinds)
{
	struct dwarf_file *f = kernel(t);

	return f ? dwarf_file_find(f, name, kinds) : NULL;
}

int types_kernel_function(struct types *t, const char *name, struct func_sig *out)
{
	struct dwarf_file *f = kernel(t);

	return f ? dwarf_file_function(f, name, out) : -ENOENT;
}

const struct type *types_kernel_enumerator(struct types *t, const char *name, s64 *value)
{
	struct dwarf_file *f = kernel(t);

	return f ? dwarf_file_enumerator(f, name, value) : NULL;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* uprobe, uretprobe. */
#include "probe/expand.h"

#include <string.h>

#include "probe/binpath.h"
#include "probe/elf.h"
#include "probe/lines.h"
#include "util/debuginfo.h"
#include "util/demangle.h"
#include "util/glob.h"

/* An attach point in one file. */
struct target {
	struct expansion *x;
	struct binary *binary;
	struct demangler *cpp;   /* names are C++: NULL: as in the file */
	const char *path, *func; /* func: as written, a glob or FUNC+OFFSET or 0xADDR */
};

static struct probe *add_uprobe(struct target *t, const char *text)
{
	struct probe *p = expansion_add(t->x, "%s:%s:%s", t->x->info->name, t->path, text);

	if (p)
		p->target = t->path;
	return p;
}

static bool feed(const struct binary_func *f, void *arg)
{
	nearest_feed(arg, f->name);
	return true;
}

static int missing_func(struct target *t, const char *name)
{
	struct nearest near;
	int err = expansion_missing(t->x, t->x->nparts - 1, "no function %s in %s", name, t->path);

	nearest_init(&near, name);
	binary_functions(t->binary, feed, &near);
	if (near.best[0])
		diag_hint(t->x->diag, "did you mean %s:%s:%s?", t->x->info->name, t->path,
		          near.best);
	else
		diag_hint(t->x->diag, "sonde -l 'uprobe:%s:*' lists its functions", t->path);
	return err;
}

/*
 * The kernel takes some addresses of Thumb code for ARM code, and the program then runs into an
 * instruction that is none.
 */
static int refuse_thumb(struct target *t, const char *name)
{
	diag_error(t->x->diag, expansion_span(t->x, t->x->nparts - 1),
	           "%s in %s is Thumb code, in which the kernel cannot place probes", name,
	           t->path);
	diag_hint(t->x->diag, "compiled with -marm, it can be probed");
	return -EINVAL;
}

static int expand_address(struct target *t, const char *text)
{
	u32 part = t->x->nparts - 1;
	u64 address, offset;
	struct binary_func f;
	struct probe *p;
	const char *end = parse_number(text, &address);

	if (!end || *end)
		return diag_error(t->x->diag, expansion_span(t->x, part),
		                  "\"%s\" is neither a function nor an address", text);
	if (binary_offset(t->binary, address, &offset))
		return diag_error(t->x->diag, expansion_span(t->x, part),
		                  "%s has no code at address 0x%llx", t->path,
		                  (unsigned long long)address);
	if (binary_find_at(t->binary, address, &f) == 0 && f.thumb)
		return refuse_thumb(t, f.name);
	p = add_uprobe(t, text);
	if (!p)
		return -E2BIG;
	p->address = offset;
	return 0;
}

static int expand_func(struct target *t, const char *text)
{
	struct arena *a = t->x->env->arena;
	u32 part = t->x->nparts - 1;
	const char *plus = strrchr(text, '+'), *end = NULL, *name = text;
	struct binary_func f;
	struct probe *p;
	u64 offset = 0;

	/* C++ names may hold a '+': operator+. */
	if (plus && plus > text)
		end = parse_number(plus + 1, &offset);
	if (end && !*end)
		name = arena_strndup(a, text, (size_t)(plus - text));
	else if (plus && !strstr(text, "operator"))
		return diag_error(t->x->diag, expansion_span(t->x, part),
		                  "\"%s\" is not a number of bytes", plus + 1);
	if (binary_find(t->binary, name, &f))
		return missing_func(t, name);
	if (f.thumb)
		return refuse_thumb(t, name);
	if (offset && t->x->info->provider == PROVIDER_URETPROBE)
		return diag_error(t->x->diag, expansion_span(t->x, part),
		                  "uretprobe takes a function's name, without an offset");
	if (offset && f.size && offset >= f.size)
		return diag_error(t->x->diag, expansion_span(t->x, part),
		                  "offset %llu is outside %s, which has %llu bytes",
		                  (unsigned long long)offset, name, (unsigned long long)f.size);
	p = add_uprobe(t, text);
	if (!p)
		return -E2BIG;
	p->func = arena_strdup(a, name);
	p->offset = offset;
	p->address = f.offset + offset;
	return 0;
}

struct collect {
	struct arena *arena;
	const char *glob;
	struct demangler *cpp;
	struct hash by_name; /* struct binary_func */
	struct name_set names;
	const char *thumb; /* one that matches and is left out */
};

/* "ns::type::method(int) const" for "ns::type::method", too. */
static bool matches_cpp(struct demangler *d, const char *glob, const char *mangled)
{
	const char *name = demangle(d, mangled);
	size_t n = name ? strlen(name) : 0;
	char start[1024];
	int depth = 0;

	if (!name)
		return glob_match(glob, mangled);
	if (glob_match(glob, name))
		return true;
	while (n && name[n - 1] != ')')
		n--;
	/* back over the parameters */
	while (n) {
		n--;
		depth += (name[n] == ')') - (name[n] == '(');
		if (!depth)
			break;
	}
	if (!n || n >= sizeof(start))
		return false;
	memcpy(start, name, n);
	start[n] = '\0';
	return glob_match(glob, start);
}

static bool collect(const struct binary_func *f, void *arg)
{
	struct collect *c = arg;
	struct binary_func *copy;
	bool match = c->cpp ? matches_cpp(c->cpp, c->glob, f->name) : glob_match(c->glob, f->name);

	if (!match || hash_gets(&c->by_name, f->name))
		return true;
	if (f->thumb) {
		c->thumb = c->thumb ? c->thumb : arena_strdup(c->arena, f->name);
		return true;
	}
	copy = arena_memdup(c->arena, f, sizeof(*f));
	copy->name = arena_strdup(c->arena, f->name);
	hash_puts(&c->by_name, copy->name, copy);
	name_set_add(c->arena, &c->names, copy->name);
	return true;
}

/* C++ functions that differ in their parameters are different probes. */
static const char *shown_name(struct target *t, const char *name)
{
	const char *cpp = t->cpp ? demangle(t->cpp, name) : NULL;

	return t->cpp ? arena_printf(t->x->env->arena, "cpp:%s", cpp ? cpp : name) : name;
}

static int expand_func_glob(struct target *t, const char *glob)
{
	struct collect c = {
	        .arena = t->x->env->arena, .glob = glob, .cpp = t->cpp, .by_name = HASH_INIT};
	int err = 0;

	binary_functions(t->binary, collect, &c);
	name_set_sort(&c.names);
	if (!c.names.n && c.thumb)
		err = refuse_thumb(t, c.thumb);
	else if (!c.names.n)
		err = expansion_missing(t->x, t->x->nparts - 1, "no function in %s matches %s",
		                        t->path, glob);
	for (u32 i = 0; i < c.names.n && !err; i++) {
		const struct binary_func *f = hash_gets(&c.by_name, c.names.names[i]);
		struct probe *p = add_uprobe(t, shown_name(t, f->name));

		if (!p) {
			err = -E2BIG;
			break;
		}
		p->func = f->name;
		p->address = f->offset;
	}
	hash_free(&c.by_name);
	return err;
}

static int expand_in(struct expansion *x, const char *path, const char *func, bool cpp)
{
	struct demangler demangler = {0};
	struct target t = {.x = x, .path = path};
	int err;

	t.binary = binary_open(path, &err);
	if (!t.binary)
		return expansion_missing(x, 1, "%s: %s", path,
		                         err == -ENOEXEC ? "not an ELF program or library"
		                                         : strerror(-err));
	if (cpp)
		t.cpp = &demangler;
	if (cpp || glob_is(func))
		err = expand_func_glob(&t, func);
	else if (func[0] >= '0' && func[0] <= '9')
		err = expand_address(&t, func);
	else
		err = expand_func(&t, func);
	binary_close(t.binary);
	demangler_free(&demangler);
	return err;
}

/* glibc 2.34 moved these into libc and left empty files behind. */
static bool is_in_libc_now(const char *path)
{
	static const char *const empty[] = {"/libpthread.so", "/libdl.so", "/librt.so",
	                                    "/libutil.so", "/libanl.so"};

	for (size_t i = 0; i < ARRAY_LEN(empty); i++)
		if (strstr(path, empty[i]))
			return true;
	return false;
}

static const char *where_it_moved(struct expansion *x, const char *path, const char *func)
{
	const char **libc = NULL;
	struct binary_func found;
	struct binary *b;
	int err;
	u32 n;

	if (strchr(x->parts[1], '/') || !is_in_libc_now(path))
		return path;
	b = binary_open(path, &err);
	if (!b || binary_find(b, func, &found) == 0) {
		binary_close(b);
		return path;
	}
	binary_close(b);
	libc = binary_paths(x->env->arena, "libc", x->env->pid, &n);
	return n ? libc[0] : path;
}

/* The files of that name, or none after a diagnostic; *err is 0 if that was only a warning. */
static const char **find_files(struct expansion *x, const char *name, u32 *n, int *err)
{
	const char **paths = binary_paths(x->env->arena, name, x->env->pid, n);

	*err = 0;
	if (!*n && !strchr(name, '/') &&
	    is_in_libc_now(arena_printf(x->env->arena, "/%s.so", name)))
		paths = binary_paths(x->env->arena, "libc", x->env->pid, n);
	if (!*n) {
		*err = expansion_missing(x, 1, "no program or library \"%s\"", name);
		if (!strchr(name, '/'))
			diag_hint(x->diag, "programs are searched in PATH, libraries where the "
			                   "dynamic linker looks; or give a path");
	}
	return paths;
}

/* "uprobe:BINARY@FILE:LINE" */
static int expand_line(struct expansion *x, const char *path, const char *file)
{
	u64 addresses[32], line, offset;
	const char *text = x->parts[2], *end = parse_number(text, &line);
	struct binary *b;
	u32 nearest;
	int err, n;

	if (!end || *end || !line || line > INT32_MAX)
		return diag_error(x->diag, expansion_span(x, 2), "\"%s\" is no line number", text);
	n = lines_find(path, file, (u32)line, addresses, ARRAY_LEN(addresses), &nearest);
	if (n == -ENOENT) {
		err = expansion_missing(x, 2, "no code of %s:%s in %s", file, text, path);
		if (nearest)
			diag_hint(x->diag, "the next line that has code is %u", nearest);
		return err;
	}
	if (n < 0)
		return diag_error(x->diag, expansion_span(x, 1), "%s: %s", path, debuginfo_why(n));
	b = binary_open(path, &err);
	if (!b)
		return diag_error(x->diag, expansion_span(x, 1), "%s: %s", path, strerror(-err));
	for (int i = 0; i < n && !err; i++) {
		struct probe *p;

		if (binary_offset(b, addresses[i], &offset))
			continue;
		p = expansion_add(x, "%s:%s@%s:%s", x->info->name, path, file, text);
		if (!p) {
			err = -E2BIG;
			break;
		}
		p->target = path;
		p->address = offset;
	}
	binary_close(b);
	return err;
}

/* A glob may match files that have no such function: one that has is enough. */
static int expand_in_all(struct expansion *x, const char **paths, u32 n, const char *func, bool cpp)
{
	bool missing_ok = x->missing_ok, quiet = x->diag->no_warnings;
	u32 before = x->out->n;
	int err = 0;

	if (n == 1)
		return expand_in(x, where_it_moved(x, paths[0], func), func, cpp);
	x->missing_ok = x->diag->no_warnings = true;
	for (u32 i = 0; i < n && !err; i++)
		err = expand_in(x, paths[i], func, cpp);
	x->missing_ok = missing_ok;
	x->diag->no_warnings = quiet;
	if (!err && x->out->n == before)
		err = expansion_missing(x, x->nparts - 1,
		                        "none of the %u files that match %s has "
		                        "a function %s",
		                        n, x->parts[1], func);
	return err;
}

int expand_uprobe(struct expansion *x)
{
	const char *binary = x->parts[1], *at = x->nparts == 3 ? strrchr(binary, '@') : NULL;
	const char *func = x->parts[x->nparts - 1], **paths;
	bool cpp = x->nparts == 4 && strcmp(x->parts[2], "cpp") == 0;
	int err;
	u32 n;

	if (x->nparts == 4 && !cpp && strcmp(x->parts[2], "c") != 0)
		return diag_error(x->diag, expansion_span(x, 2), "unknown language \"%s\"",
		                  x->parts[2]);
	if (at && x->info->provider == PROVIDER_UPROBE)
		binary = arena_strndup(x->env->arena, binary, (size_t)(at - binary));
	paths = find_files(x, binary, &n, &err);
	if (!n)
		return err;
	if (binary != x->parts[1])
		return expand_line(x, paths[0], at + 1);
	return expand_in_all(x, paths, n, func, cpp);
}

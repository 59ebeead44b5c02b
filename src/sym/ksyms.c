/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's symbols. The kernel takes tens of milliseconds to print its list, so it is read only
 * as far as a question needs: up to the name, or up to a symbol behind the address. (The kernel's
 * own symbols come first and in order of address; modules follow, and no module lies within it.)
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sym/sym_impl.h"
#include "util/mem.h"

#define READ_SIZE  (64 * 1024)
#define CHUNK_SIZE (256 * 1024)  /* of names: they do not move, so callers may keep them */
#define FAR        (1024 * 1024) /* no symbol is longer: what lies behind belongs to nothing */
#define ZEROS      1000          /* that many symbols at 0: addresses are hidden */

struct ksyms_entry {
	u64 addr;
	u32 name; /* chunk and offset in it */
	u16 module;
	char type;
};

struct ksyms {
	char *path;
	const char *text; /* instead of the file; size bytes are left of it */
	size_t size;
	int fd;
	int error; /* why it cannot be had */
	bool opened, done, sorted;
	bool nonzero; /* an address was */
	char reason[160];
	struct ksyms_entry *syms;
	u32 n, cap;
	char **chunks;
	u32 nchunks, chunk_used;
	char **modules; /* [0] is the kernel, NULL */
	u32 nmodules;
	char *block; /* READ_SIZE + 1; the first `carry` bytes are the begin of a line */
	size_t carry;
};

struct ksyms *ksyms_new(const char *path, const char *text, size_t size)
{
	struct ksyms *k = mem_alloc(1, sizeof(*k));

	k->path = strdup(path);
	if (!k->path)
		mem_out();
	k->text = text;
	k->size = size;
	k->fd = -1;
	k->sorted = true;
	return k;
}

static void ksyms_end(struct ksyms *k)
{
	if (k->fd >= 0)
		close(k->fd);
	k->fd = -1;
	free(k->block);
	k->block = NULL;
	k->done = true;
}

void ksyms_free(struct ksyms *k)
{
	ksyms_end(k);
	for (u32 i = 0; i < k->nchunks; i++)
		free(k->chunks[i]);
	for (u32 i = 0; i < k->nmodules; i++)
		free(k->modules[i]);
	free(k->chunks);
	free(k->modules);
	free(k->syms);
	free(k->path);
	free(k);
}

static int ksyms_fail(struct ksyms *k, int error)
{
	k->error = error;
	if (error == -EACCES && k->opened)
		snprintf(k->reason, sizeof(k->reason),
		         "%s shows no addresses to this user (kernel.kptr_restrict): run as root",
		         k->path);
	else if (error == -ENODATA)
		snprintf(k->reason, sizeof(k->reason), "%s holds no symbols", k->path);
	else
		snprintf(k->reason, sizeof(k->reason), "cannot read %s: %s", k->path,
		         strerror(-error));
	k->n = 0;
	ksyms_end(k);
	return error;
}

static const char *entry_name(const struct ksyms *k, const struct ksyms_entry *e)
{
	return k->chunks[e->name / CHUNK_SIZE] + e->name % CHUNK_SIZE;
}

static u32 name_add(struct ksyms *k, const char *name, size_t len)
{
	u32 at;

	if (!k->nchunks || k->chunk_used + len + 1 > CHUNK_SIZE) {
		k->chunks = mem_realloc(k->chunks, (k->nchunks + 1) * sizeof(*k->chunks));
		k->chunks[k->nchunks++] = mem_alloc(1, CHUNK_SIZE);
		k->chunk_used = 0;
	}
	at = (k->nchunks - 1) * CHUNK_SIZE + k->chunk_used;
	memcpy(k->chunks[k->nchunks - 1] + k->chunk_used, name, len);
	k->chunk_used += len + 1;
	return at;
}

/* Symbols of a module come together, so the last one is nearly always right. */
static u16 module_index(struct ksyms *k, const char *name, size_t len)
{
	if (!k->nmodules) {
		k->modules = mem_alloc(1, sizeof(*k->modules));
		k->nmodules = 1;
	}
	for (u32 i = k->nmodules - 1; i > 0; i--)
		if (strncmp(k->modules[i], name, len) == 0 && !k->modules[i][len])
			return i;
	if (k->nmodules > UINT16_MAX)
		return 0;
	k->modules = mem_realloc(k->modules, (k->nmodules + 1) * sizeof(*k->modules));
	k->modules[k->nmodules] = strndup(name, len);
	if (!k->modules[k->nmodules])
		mem_out();
	return k->nmodules++;
}

static struct ksyms_entry *entry_add(struct ksyms *k)
{
	if (k->n == k->cap) {
		k->cap = k->cap ? k->cap + k->cap / 2 : 16 * 1024;
		k->syms = mem_realloc(k->syms, k->cap * sizeof(*k->syms));
	}
	return &k->syms[k->n++];
}

static const char *parse_hex(const char *p, u64 *v)
{
	*v = 0;
	for (;; p++) {
		if (*p >= '0' && *p <= '9')
			*v = *v << 4 | (u64)(*p - '0');
		else if (*p >= 'a' && *p <= 'f')
			*v = *v << 4 | (u64)(*p - 'a' + 10);
		else
			return p;
	}
}

/* "ADDR TYPE NAME[\t[MODULE]]"; end is where the newline was. */
static void parse_line(struct ksyms *k, const char *p, const char *end)
{
	struct ksyms_entry *e;
	const char *digits = p, *name, *tab;
	u16 module = 0;
	char type;
	u64 addr;

	p = parse_hex(p, &addr);
	if (p == digits || end - p < 4 || p[0] != ' ' || p[2] != ' ')
		return;
	type = p[1];
	name = p + 3;
	tab = memchr(name, '\t', (size_t)(end - name));
	if (tab && end - tab > 3 && tab[1] == '[' && end[-1] == ']')
		module = module_index(k, tab + 2, (size_t)(end - tab - 3));
	if (tab)
		end = tab;
	if (end == name || end - name >= CHUNK_SIZE)
		return;
	if (addr)
		k->nonzero = true;
	if (k->n && addr < k->syms[k->n - 1].addr)
		k->sorted = false;
	e = entry_add(k);
	*e = (struct ksyms_entry){.addr = addr, .module = module, .type = type};
	e->name = name_add(k, name, (size_t)(end - name));
}

static int by_addr(const void *a, const void *b)
{
	const struct ksyms_entry *x = a, *y = b;

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name; /* as they stood in the list */
}

static int ksyms_finish(struct ksyms *k)
{
	k->block[k->carry] = '\0';
	parse_line(k, k->block, k->block + k->carry);
	ksyms_end(k);
	if (!k->n)
		return ksyms_fail(k, -ENODATA);
	if (!k->nonzero)
		return ksyms_fail(k, -EACCES);
	if (!k->sorted)
		qsort(k->syms, k->n, sizeof(*k->syms), by_addr);
	k->sorted = true;
	return 0;
}

static int ksyms_open(struct ksyms *k)
{
	if (k->error || k->opened)
		return k->error;
	if (!k->text)
		k->fd = open(k->path, O_RDONLY | O_CLOEXEC);
	if (k->fd < 0 && !k->text)
		return ksyms_fail(k, -errno);
	k->opened = true;
	k->block = mem_alloc(1, READ_SIZE + 1);
	return 0;
}

static ssize_t read_piece(struct ksyms *k, char *to, size_t room)
{
	size_t n = k->size < room ? k->size : room;
	ssize_t got;

	if (!k->text) {
		do
			got = read(k->fd, to, room);
		while (got < 0 && errno == EINTR);
		return got;
	}
	memcpy(to, k->text, n);
	k->text += n;
	k->size -= n;
	return (ssize_t)n;
}

/* Read one piece more. */
static int ksyms_more(struct ksyms *k)
{
	char *p = k->block, *end, *nl;
	ssize_t n = read_piece(k, k->block + k->carry, READ_SIZE - k->carry);

	if (n < 0) {
		k->opened = false;
		return ksyms_fail(k, -errno);
	}
	if (n == 0)
		return ksyms_finish(k);
	end = k->block + k->carry + n;
	*end = '\0';
	for (; (nl = memchr(p, '\n', (size_t)(end - p))); p = nl + 1)
		parse_line(k, p, nl);
	k->carry = (size_t)(end - p);
	if (k->carry == READ_SIZE)
		k->carry = 0; /* no symbol, whatever it is */
	memmove(k->block, p, k->carry);
	if (!k->nonzero && k->n >= ZEROS)
		return ksyms_fail(k, -EACCES);
	return 0;
}

static bool addr_is_settled(const struct ksyms *k, u64 addr)
{
	return k->done ||
	       (k->sorted && k->n && k->syms[0].addr <= addr && k->syms[k->n - 1].addr > addr);
}

/* The first of the symbols with the greatest address that is not above addr; NULL if none. */
static const struct ksyms_entry *entry_at(const struct ksyms *k, u64 addr)
{
	u32 lo = 0, hi = k->n;

	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;

		if (k->syms[mid].addr <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (!lo)
		return NULL;
	for (lo--; lo > 0 && k->syms[lo - 1].addr == k->syms[lo].addr; lo--)
		;
	return &k->syms[lo];
}

int ksym_lookup(struct sym_cache *c, u64 addr, struct ksym *out)
{
	struct ksyms *k = c->ksyms;
	const struct ksyms_entry *e;
	int err = ksyms_open(k);

	*out = (struct ksym){0};
	while (!err && !addr_is_settled(k, addr))
		err = ksyms_more(k);
	if (err)
		return err;
	e = entry_at(k, addr);
	if (!e || e->type == 'a' || e->type == 'A' || addr - e->addr >= FAR)
		return -ENOENT;
	*out = (struct ksym){.name = entry_name(k, e),
	                     .module = e->module ? k->modules[e->module] : NULL,
	                     .addr = e->addr,
	                     .offset = addr - e->addr,
	                     .type = e->type};
	return 0;
}

int ksym_addr(struct sym_cache *c, const char *name, u64 *addr)
{
	struct ksyms *k = c->ksyms;
	int err = ksyms_open(k);
	u32 i = 0;

	while (!err && !k->nonzero && !k->done)
		err = ksyms_more(k);
	while (!err) {
		for (; i < k->n; i++) {
			if (strcmp(entry_name(k, &k->syms[i]), name) != 0)
				continue;
			*addr = k->syms[i].addr;
			return 0;
		}
		if (k->done)
			return -ENOENT;
		err = ksyms_more(k);
		if (k->done)
			i = 0; /* sorted anew */
	}
	return err;
}

int ksym_count(struct sym_cache *c)
{
	struct ksyms *k = c->ksyms;
	int err = ksyms_open(k);

	while (!err && !k->done)
		err = ksyms_more(k);
	return err ? err : (int)k->n;
}

const char *ksym_reason(struct sym_cache *c)
{
	struct ksyms *k = c->ksyms;
	int err = ksyms_open(k);

	while (!err && !k->done && !k->nonzero)
		err = ksyms_more(k);
	return err ? k->reason : NULL;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "types/die_cache.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/hash.h"

#define HEAD "sonde-dies 1"

struct place {
	u64 offset;
};

struct die_cache {
	struct arena *arena;
	const char *path;   /* of the cache */
	struct hash places; /* "KINDS NAME" → struct place */
	struct buf fresh;   /* lines that are not in the file yet */
	bool whole;         /* the file is to be written anew */
};

/* A folder of the user's own, made if it is not there. */
static const char *folder(struct arena *a)
{
	const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (!base || *base != '/') {
		if (!home || *home != '/')
			return NULL;
		base = arena_printf(a, "%s/.cache", home);
	}
	mkdir(base, 0700);
	base = arena_printf(a, "%s/sonde", base);
	return !mkdir(base, 0700) || errno == EEXIST ? base : NULL;
}

static void read_line(struct die_cache *c, char *line)
{
	char *end;
	u64 offset = strtoull(line, &end, 16);
	struct place *p;

	if (end == line || *end != ' ')
		return;
	p = arena_new_of(c->arena, struct place);
	p->offset = offset;
	hash_puts(&c->places, end + 1, p);
}

/* What others could have written is not believed. */
static bool is_ours(const char *path)
{
	struct stat st;

	return !lstat(path, &st) && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	       !(st.st_mode & 022);
}

static void read_file(struct die_cache *c)
{
	struct buf text = BUF_INIT;
	char *at, *line;

	c->whole = true;
	if (!is_ours(c->path) || buf_read_file(&text, c->path))
		goto out;
	at = text.data;
	line = at ? strsep(&at, "\n") : NULL;
	if (!line || strcmp(line, HEAD))
		goto out;
	while (at && (line = strsep(&at, "\n")))
		read_line(c, line);
	c->whole = false;
out:
	buf_free(&text);
}

struct die_cache *die_cache_open(struct arena *a, const char *path)
{
	const char *dir = folder(a);
	struct die_cache *c;
	struct stat st;

	if (!dir || stat(path, &st))
		return NULL;
	c = arena_new_of(a, struct die_cache);
	c->arena = a;
	c->path = arena_printf(a, "%s/dies-%llx-%llx-%llx-%llx", dir, (unsigned long long)st.st_dev,
	                       (unsigned long long)st.st_ino, (unsigned long long)st.st_size,
	                       (unsigned long long)st.st_mtim.tv_sec * 1000000000 +
	                               (unsigned long long)st.st_mtim.tv_nsec);
	read_file(c);
	return c;
}

void die_cache_close(struct die_cache *c)
{
	int fd;

	if (!c)
		return;
	fd = c->fresh.len ? open(c->path,
	                         O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
	                                 (c->whole ? O_TRUNC : O_APPEND),
	                         0600)
	                  : -1;
	if (fd >= 0) {
		const char *head = c->whole ? HEAD "\n" : "";
		struct buf text = BUF_INIT;

		buf_adds(&text, head);
		buf_add(&text, c->fresh.data, c->fresh.len);
		/* half a cache is worse than none */
		if (write(fd, text.data, text.len) != (ssize_t)text.len)
			unlink(c->path);
		buf_free(&text);
		close(fd);
	}
	buf_free(&c->fresh);
	hash_free(&c->places);
}

static const char *key(const struct die_cache *c, u32 kinds, const char *name)
{
	return arena_printf(c->arena, "%x %s", kinds, name);
}

int die_cache_get(const struct die_cache *c, u32 kinds, const char *name, u64 *offset)
{
	const struct place *p = hash_gets(&c->places, key(c, kinds, name));

	if (!p)
		return -ENOENT;
	*offset = p->offset;
	return 0;
}

void die_cache_put(struct die_cache *c, u32 kinds, const char *name, u64 offset)
{
	struct place *p = arena_new_of(c->arena, struct place);

	if (strchr(name, '\n'))
		return;
	p->offset = offset;
	hash_puts(&c->places, key(c, kinds, name), p);
	buf_addf(&c->fresh, "%llx %x %s\n", (unsigned long long)offset, kinds, name);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/undo.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe/undo_owner.h"

/* Lines of the kernel's dynamic event files are taken up to this size in one write. */
#define BATCH_MAX    4000
#define MAX_JOURNALS 8 /* of one process: several may have something to undo */

struct step {
	enum undo_kind kind;
	const char *path, *text;
};

struct undo {
	struct arena *arena;
	struct tracefs *tracefs;
	const char *dir, *file; /* file NULL: not begun, or cannot be written */
	bool tried;
	struct step *steps;
	u32 n;
};

static const char kind_letters[] = {
        [UNDO_DYNEVENT] = 'D', [UNDO_INSTANCE] = 'I', [UNDO_RESTORE] = 'R'};

/* A directory that only we can write to: a journal of another user must not steer us. */
static bool is_private_dir(const char *dir)
{
	struct stat st;

	return lstat(dir, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
	       !(st.st_mode & (S_IWGRP | S_IWOTH));
}

/* The n-th place to keep journals; NULL past the last. */
static const char *journal_dir(struct arena *a, const char *dir, u32 n)
{
	const char *xdg = getenv("XDG_RUNTIME_DIR");

	if (dir)
		return n ? NULL : dir;
	switch (n) {
	case 0:
		return "/run/sonde";
	case 1:
		return xdg && xdg[0] == '/' ? arena_printf(a, "%s/sonde", xdg) : "/run/sonde";
	case 2:
		return arena_printf(a, "/tmp/sonde-%u", (u32)geteuid());
	default:
		return NULL;
	}
}

struct undo *undo_new(struct arena *a, struct tracefs *t, const char *dir)
{
	struct undo *u = arena_new_of(a, struct undo);

	u->arena = a;
	u->tracefs = t;
	u->dir = dir ? arena_strdup(a, dir) : NULL;
	return u;
}

static bool append(const char *file, int flags, const char *text, size_t len)
{
	int fd = open(file, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
	bool ok = fd >= 0 && write(fd, text, len) == (ssize_t)len;

	if (fd >= 0)
		close(fd);
	return ok;
}

static void begin_file(struct undo *u)
{
	struct undo_owner me = undo_owner_self();
	const char *dir, *file;
	struct buf head = BUF_INIT;

	u->tried = true;
	buf_addf(&head, "sonde-undo 1\t%d\t%llu\t%llu\n", me.pid, (unsigned long long)me.start,
	         (unsigned long long)me.pidns);
	for (u32 i = 0; !u->file && (dir = journal_dir(u->arena, u->dir, i)); i++) {
		mkdir(dir, 0700);
		if (!is_private_dir(dir))
			continue;
		for (u32 n = 0; !u->file && n < MAX_JOURNALS; n++) {
			file = arena_printf(u->arena, n ? "%s/%d.%u" : "%s/%d", dir, me.pid, n);
			if (append(file, O_CREAT | O_EXCL, head.data, head.len))
				u->file = file;
		}
	}
	buf_free(&head);
}

static void write_step(struct undo *u, const struct step *s)
{
	struct buf line = BUF_INIT;

	buf_addf(&line, "%c\t%s\t%s\n", kind_letters[s->kind], s->path, s->text);
	if (u->file && !append(u->file, 0, line.data, line.len))
		u->file = NULL;
	buf_free(&line);
}

void undo_add(struct undo *u, enum undo_kind kind, const char *path, const char *text)
{
	struct step *s = ARENA_PUSH(u->arena, u->steps, u->n);
	size_t len = text ? strcspn(text, "\n") : 0;

	s->kind = kind;
	s->path = arena_strdup(u->arena, path);
	s->text = arena_strndup(u->arena, text ? text : "", len);
	if (!u->tried)
		begin_file(u);
	write_step(u, s);
}

void undo_forget_last(struct undo *u)
{
	/* The file keeps the step: undoing what is not there does no harm. */
	if (u->n)
		u->n--;
}

void undo_forget(struct undo *u, enum undo_kind kind, const char *path, const char *text)
{
	for (u32 i = u->n; i-- > 0;) {
		struct step *s = &u->steps[i];

		if (s->kind != kind || strcmp(s->path, path) != 0 ||
		    strncmp(s->text, text ? text : "", strlen(s->text)) != 0)
			continue;
		memmove(s, s + 1, (u->n - i - 1) * sizeof(*s));
		u->n--;
		return;
	}
}

static int play_step(struct tracefs *t, const struct step *s)
{
	int err;

	switch (s->kind) {
	case UNDO_DYNEVENT:
		err = tracefs_write(t, s->path, s->text, O_APPEND);
		break;
	case UNDO_INSTANCE:
		err = tracefs_rmdir(t, s->path);
		break;
	default:
		err = tracefs_write(t, s->path, s->text, O_TRUNC);
		break;
	}
	/* gone already; for an instance that another run removes meanwhile it is ENODEV */
	return err == -ENOENT || err == -ENODEV ? 0 : err;
}

/* Consecutive removals from one file go in one write: each write waits for all CPUs. Returns how
 * many steps before and with s[last] were done; 0 if they must go one by one. */
static u32 play_batch(struct tracefs *t, const struct step *steps, u32 last)
{
	const struct step *s = &steps[last];
	struct buf lines = BUF_INIT;
	u32 n = 0;
	bool ok;

	while (n <= last && steps[last - n].kind == UNDO_DYNEVENT && s->kind == UNDO_DYNEVENT &&
	       strcmp(steps[last - n].path, s->path) == 0 &&
	       lines.len + strlen(steps[last - n].text) < BATCH_MAX) {
		buf_addf(&lines, "%s\n", steps[last - n].text);
		n++;
	}
	ok = n > 1 && tracefs_write(t, s->path, lines.data, O_APPEND) == 0;
	buf_free(&lines);
	return ok ? n : 0;
}

static void play(struct tracefs *t, const struct step *steps, u32 n, struct undo_report *r)
{
	u32 left = n, done, singly = 0;
	int err;

	while (left) {
		done = singly ? 0 : play_batch(t, steps, left - 1);
		if (done) {
			left -= done;
			r->undone += done;
			continue;
		}
		/* After a failed batch its steps are taken one at a time. */
		singly = singly ? singly - 1 : 64;
		err = play_step(t, &steps[--left]);
		r->undone += !err;
		r->failed += err != 0;
		if (err && !r->err)
			r->err = err;
	}
}

int undo_play(struct undo *u)
{
	struct undo_report r = {0};

	if (u->n)
		play(u->tracefs, u->steps, u->n, &r);
	u->n = 0;
	if (u->file && !r.err)
		unlink(u->file);
	u->file = NULL;
	u->tried = false;
	return r.err;
}

/* Nothing outside tracefs, and no removal of what is not ours, whatever the file says. */
static bool is_sane(const struct step *s)
{
	if (s->path[0] == '/' || !s->path[0] || strstr(s->path, ".."))
		return false;
	if (s->kind == UNDO_DYNEVENT)
		return strncmp(s->text, "-:" UNDO_OWNER_PREFIX, strlen("-:" UNDO_OWNER_PREFIX)) ==
		       0;
	if (s->kind == UNDO_INSTANCE)
		return strncmp(s->path, "instances/" UNDO_OWNER_PREFIX,
		               strlen("instances/" UNDO_OWNER_PREFIX)) == 0;
	return true;
}

/* Lines "LETTER\tPATH\tTEXT"; a last line cut short by a crash is left out. */
static struct step *parse_steps(struct arena *a, char *text, u32 *n)
{
	struct step *steps = NULL, s;
	char *end;

	for (; (end = strchr(text, '\n')); text = end + 1) {
		const char *letter = memchr(kind_letters, text[0], sizeof(kind_letters));
		char *path = text + 2, *tab;

		*end = '\0';
		if (!letter || text[1] != '\t')
			continue;
		tab = strchr(path, '\t');
		if (!tab)
			continue;
		*tab = '\0';
		s.kind = (enum undo_kind)(letter - kind_letters);
		s.path = path;
		s.text = tab + 1;
		if (is_sane(&s))
			*ARENA_PUSH(a, steps, *n) = s;
	}
	return steps;
}

static void recover_journal(struct arena *a, struct tracefs *t, const char *file,
                            struct undo_report *r)
{
	struct buf text = BUF_INIT;
	struct undo_owner owner = {0};
	unsigned long long start, pidns;
	struct step *steps;
	u32 n = 0, failed = r->failed;
	char *body;

	if (buf_read_file(&text, file) || !text.len ||
	    sscanf(text.data, "sonde-undo 1\t%d\t%llu\t%llu", &owner.pid, &start, &pidns) != 3)
		goto out;
	owner.start = start;
	owner.pidns = pidns;
	if (!undo_owner_is_dead(&owner))
		goto out;
	body = strchr(text.data, '\n');
	steps = body ? parse_steps(a, body + 1, &n) : NULL;
	if (n)
		r->owners++;
	play(t, steps, n, r);
	if (r->failed == failed)
		unlink(file);
out:
	buf_free(&text);
}

static int from_last(const void *a, const void *b)
{
	return strcmp(*(const char *const *)b, *(const char *const *)a);
}

/* Of one process the last journal first, as of one journal the last step: "12.1", then "12". */
static void recover_journals(struct arena *a, struct tracefs *t, const char *dir,
                             struct undo_report *r)
{
	const char **names = NULL;
	struct dirent *e;
	u32 n = 0;
	DIR *d;

	if (!is_private_dir(dir))
		return;
	d = opendir(dir);
	while (d && (e = readdir(d)))
		if (e->d_name[0] >= '0' && e->d_name[0] <= '9')
			*ARENA_PUSH(a, names, n) = arena_strdup(a, e->d_name);
	if (d)
		closedir(d);
	if (n)
		qsort(names, n, sizeof(*names), from_last);
	for (u32 i = 0; i < n; i++)
		recover_journal(a, t, arena_printf(a, "%s/%s", dir, names[i]), r);
}

void undo_recover(struct arena *a, struct tracefs *t, const char *dir, struct undo_report *report)
{
	const char *place, *last = "";

	memset(report, 0, sizeof(*report));
	for (u32 i = 0; (place = journal_dir(a, dir, i)); i++) {
		if (strcmp(place, last) != 0)
			recover_journals(a, t, place, report);
		last = place;
	}
	undo_scan(a, t, report);
}

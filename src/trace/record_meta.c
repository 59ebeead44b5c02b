// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "trace/event.h"
#include "trace/record_impl.h"
#include "util/hash.h"
#include "util/mem.h"

static const char *read_text(struct recorder *r, const char *path)
{
	struct buf b = BUF_INIT;
	const char *text;

	text = tracefs_read(r->tracefs, path, &b) ? "" : arena_strdup(r->arena, buf_str(&b));
	buf_free(&b);
	return text;
}

static void add_format(struct recorder *r, const char *system, const char *event)
{
	int err;
	const char *text = tracefs_format(r->tracefs, system, event, &err);
	struct trace_format *f;

	if (!text)
		return;
	f = ARENA_PUSH(r->arena, *(struct trace_format **)&r->contents.formats,
	               r->contents.nformats);
	*f = (struct trace_format){system, {text, strlen(text)}, 0};
	f->id = (u32)strtoul(strstr(text, "ID:") ? strstr(text, "ID:") + 3 : "0", NULL, 10);
}

static void add_comm(struct buf *out, struct hash *seen, const char *dir, const char *tid)
{
	struct buf comm = BUF_INIT;
	char path[600];

	if (*tid < '0' || *tid > '9' || hash_puts(seen, tid, seen))
		return;
	snprintf(path, sizeof(path), "%s/%s/comm", dir, tid);
	if (!buf_read_file(&comm, path) && comm.len)
		buf_addf(out, "%s %s", tid, comm.data);
	buf_free(&comm);
}

/* Tasks of the kernel's short memory first, then those that are still there. */
static const char *task_names(struct recorder *r)
{
	const char *saved = read_text(r, "saved_cmdlines"), *text;
	struct buf out = BUF_INIT;
	struct hash seen = HASH_INIT;
	DIR *proc = opendir("/proc");
	struct dirent *e;

	for (const char *line = saved, *end; *line; line = *end ? end + 1 : end) {
		size_t n = strspn(line, "0123456789");
		char tid[32];

		end = strchrnul(line, '\n');
		if (!n || n >= sizeof(tid))
			continue;
		memcpy(tid, line, n);
		tid[n] = '\0';
		if (!hash_puts(&seen, tid, &seen))
			buf_addf(&out, "%.*s\n", (int)(end - line), line);
	}
	while (proc && (e = readdir(proc))) {
		char dir[300];
		struct dirent *t;
		DIR *task;

		if (*e->d_name < '0' || *e->d_name > '9')
			continue;
		snprintf(dir, sizeof(dir), "/proc/%s/task", e->d_name);
		task = opendir(dir);
		while (task && (t = readdir(task)))
			add_comm(&out, &seen, dir, t->d_name);
		if (task)
			closedir(task);
	}
	if (proc)
		closedir(proc);
	hash_free(&seen);
	text = arena_strdup(r->arena, buf_str(&out));
	buf_free(&out);
	return text;
}

static const char *system_name(struct recorder *r)
{
	struct utsname u;

	if (uname(&u))
		return "";
	return arena_printf(r->arena, "%s %s %s %s", u.sysname, u.nodename, u.release, u.machine);
}

/* The lines that define one of the recorded events: "p:GROUP/NAME WHERE ARGS", "r4:…". */
static void add_definitions(struct recorder *r, const char *text, struct buf *out)
{
	for (const char *line = text, *end; *line; line = *end ? end + 1 : end) {
		const char *colon, *space;

		end = strchrnul(line, '\n');
		colon = memchr(line, ':', (size_t)(end - line));
		space = memchr(line, ' ', (size_t)(end - line));
		if (!colon || !space || space < colon)
			continue;
		for (u32 i = 0; i < r->nenabled; i++)
			if (strlen(r->enabled[i]) == (size_t)(space - colon - 1) &&
			    !strncmp(r->enabled[i], colon + 1, (size_t)(space - colon - 1)))
				buf_addf(out, "%.*s\n", (int)(end - line), line);
	}
}

/* How the dynamic events among them are defined: replay knows the functions by it. */
static const char *definitions(struct recorder *r)
{
	static const char *const old[] = {"kprobe_events", "uprobe_events"};
	const char *text = read_text(r, "dynamic_events");
	struct buf out = BUF_INIT;

	add_definitions(r, text, &out);
	for (u32 i = 0; !*text && i < ARRAY_LEN(old); i++)
		add_definitions(r, read_text(r, old[i]), &out);
	text = arena_strdup(r->arena, buf_str(&out));
	buf_free(&out);
	return text;
}

/* Which process a thread belongs to: what the kernel saved, and those that are still there. */
static const char *processes(struct recorder *r)
{
	struct buf out = BUF_INIT;
	DIR *proc = opendir("/proc");
	const char *text;
	struct dirent *e, *t;

	buf_adds(&out, read_text(r, "saved_tgids"));
	while (proc && (e = readdir(proc))) {
		char dir[300];
		DIR *tasks;

		snprintf(dir, sizeof(dir), "/proc/%s/task", e->d_name);
		tasks = *e->d_name >= '0' && *e->d_name <= '9' ? opendir(dir) : NULL;
		while (tasks && (t = readdir(tasks)))
			if (*t->d_name != '.')
				buf_addf(&out, "%s %s\n", t->d_name, e->d_name);
		if (tasks)
			closedir(tasks);
	}
	if (proc)
		closedir(proc);
	text = arena_strdup(r->arena, buf_str(&out));
	buf_free(&out);
	return text;
}

void record_meta(struct recorder *r)
{
	struct trace_contents *c = &r->contents;
	const char **ftrace = tracefs_events(r->tracefs, "ftrace");

	c->page_size = r->page_size;
	c->header_page = read_text(r, "events/header_page");
	c->header_event = read_text(r, "events/header_event");
	for (u32 i = 0; ftrace[i]; i++)
		add_format(r, "ftrace", ftrace[i]);
	for (u32 i = 0; i < r->nenabled; i++) {
		const char *slash = strchr(r->enabled[i], '/');

		add_format(r,
		           arena_strndup(r->arena, r->enabled[i], (size_t)(slash - r->enabled[i])),
		           slash + 1);
	}
	c->cmdlines = task_names(r);
	c->tgids = processes(r);
	c->probes = definitions(r);
	c->clocks = read_text(r, arena_printf(r->arena, "%s/trace_clock", r->instance));
	c->uname = system_name(r);
	c->cpustats = arena_array(r->arena, const char *, r->nspools + 1);
	for (u32 i = 0; i < r->nspools; i++)
		c->cpustats[c->ncpustats++] =
		        arena_printf(r->arena, "CPU: %u\n%s", r->spools[i].cpu,
		                     read_text(r, arena_printf(r->arena, "%s/per_cpu/cpu%u/stats",
		                                               r->instance, r->spools[i].cpu)));
}

/* The words of an event that may be addresses of the kernel's text. */
struct places {
	u32 *offsets;
	u32 n;
	bool tail; /* all words behind the last of them too: a stack */
};

static struct places *find_places(struct recorder *r)
{
	struct places *places = arena_array(r->arena, struct places, 65536);

	for (u32 i = 0; i < r->contents.nformats; i++) {
		const struct trace_format *f = &r->contents.formats[i];
		struct event_format e;
		struct places *p;

		if (f->id >= 65536 || trace_event_parse(&e, r->arena, f))
			continue;
		/* only what is printed by its symbol needs one */
		if (strcmp(f->system, "ftrace") && strcmp(f->system, "kmem") &&
		    !strstr(e.print, "%p") && !strstr(e.print, "REC->__probe"))
			continue;
		p = &places[f->id];
		for (u32 k = e.ncommon; k < e.nfields; k++) {
			const struct trace_field *field = &e.fields[k];

			p->tail |= field->is_array && !field->is_string;
			if (field->size < sizeof(long))
				continue;
			for (u32 at = 0; at + sizeof(long) <= field->size; at += sizeof(long))
				*ARENA_PUSH(r->arena, p->offsets, p->n) = field->offset + at;
		}
	}
	return places;
}

struct symbols {
	struct hash pids; /* of tasks that have events */
	u64 *addresses;   /* found in events, sorted later */
	u32 n, room;
	struct hash seen;
};

static void add_address(struct symbols *s, u64 address)
{
	if ((s64)(long)address >= 0 || address >= -4096ull ||
	    hash_put(&s->seen, &address, sizeof(address), s))
		return;
	if (s->n == s->room) {
		s->room = s->room ? s->room * 2 : 256;
		s->addresses = mem_realloc(s->addresses, s->room * sizeof(u64));
	}
	s->addresses[s->n++] = address;
}

static void look_at(struct symbols *s, const struct places *places, const struct trace_event *e)
{
	const struct places *p;
	unsigned long word;
	u32 at = 0;

	if (e->size < 2)
		return;
	if (e->size >= 8)
		hash_put(&s->pids, e->data + 4, sizeof(s32), s); /* common_pid */
	p = &places[get_u16(e->data, __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)];
	for (u32 i = 0; i < p->n; i++) {
		at = p->offsets[i] + (u32)sizeof(word);
		if (at > e->size)
			return;
		memcpy(&word, e->data + at - sizeof(word), sizeof(word));
		add_address(s, word);
	}
	for (; p->tail && at + sizeof(word) <= e->size; at += sizeof(word)) {
		memcpy(&word, e->data + at, sizeof(word));
		add_address(s, word);
	}
}

static void look_at_pages(struct recorder *r, const struct spool *sp, const struct places *places,
                          struct symbols *s)
{
	u8 *map = sp->size ? mmap(NULL, sp->size, PROT_READ, MAP_SHARED, sp->out, 0) : MAP_FAILED;
	struct trace_page_format f;
	struct trace_event e;
	struct trace_page p;

	if (map == MAP_FAILED)
		return;
	trace_page_format_host(&f, r->contents.header_page);
	madvise(map, sp->size, MADV_SEQUENTIAL);
	for (u64 at = 0; at + r->page_size <= sp->size; at += r->page_size) {
		if (trace_page_open(&p, &f, map + at, r->page_size))
			continue;
		while (trace_page_next(&p, &e))
			look_at(s, places, &e);
	}
	munmap(map, sp->size);
}

struct symbol {
	u64 address;
	const char *line;
	u32 len;
};

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

/* Each symbol that holds an address, and the next, which ends it. */
static const char *pick_symbols(struct recorder *r, const struct symbols *s, struct buf *text)
{
	struct symbol *all = NULL;
	struct buf out = BUF_INIT;
	u32 n = 0, room = 0;
	const char *picked;
	bool *take;

	for (char *line = text->data, *end; line && *line; line = end + 1) {
		end = strchrnul(line, '\n');
		if (n == room) {
			room = room ? room * 2 : 1 << 16;
			all = mem_realloc(all, room * sizeof(*all));
		}
		all[n++] = (struct symbol){strtoull(line, NULL, 16), line, (u32)(end - line)};
		if (!*end)
			break;
	}
	qsort(all, n, sizeof(*all), by_address);
	take = mem_alloc(n + 1, sizeof(*take));
	for (u32 i = 0; i < s->n; i++) {
		u32 low = 0, high = n;

		while (low < high) {
			u32 mid = (low + high) / 2;

			if (all[mid].address <= s->addresses[i])
				low = mid + 1;
			else
				high = mid;
		}
		if (low && all[low - 1].address)
			take[low - 1] = take[low] = true;
	}
	for (u32 i = 0; i < n; i++)
		/* those of one address all, in the kernel's order of names */
		if (take[i] || (i + 1 < n && take[i + 1] && all[i + 1].address == all[i].address))
			buf_addf(&out, "%.*s\n", (int)all[i].len, all[i].line);
	free(all);
	free(take);
	picked = arena_strdup(r->arena, buf_str(&out));
	buf_free(&out);
	return picked;
}

/* Lines "TID …" of tasks that have events: of others nobody will ask. Each TID once. */
static const char *pick_tasks(struct recorder *r, const struct symbols *s, const char *text)
{
	struct hash seen = HASH_INIT;
	struct buf out = BUF_INIT;
	const char *picked, *end;

	for (const char *line = text; *line; line = *end ? end + 1 : end) {
		s32 pid = atoi(line);

		end = strchrnul(line, '\n');
		if (hash_get(&s->pids, &pid, sizeof(pid)) && !hash_put(&seen, &pid, sizeof(pid), r))
			buf_addf(&out, "%.*s\n", (int)(end - line), line);
	}
	picked = arena_strdup(r->arena, buf_str(&out));
	hash_free(&seen);
	buf_free(&out);
	return picked;
}

void record_symbols(struct recorder *r)
{
	struct places *places = find_places(r);
	struct buf text = BUF_INIT;
	struct symbols s = {0};

	for (u32 i = 0; i < r->nspools; i++)
		look_at_pages(r, &r->spools[i], places, &s);
	if (s.n && !buf_read_file(&text, "/proc/kallsyms"))
		r->contents.kallsyms = pick_symbols(r, &s, &text);
	buf_free(&text);
	r->contents.cmdlines = pick_tasks(r, &s, r->contents.cmdlines);
	r->contents.tgids = pick_tasks(r, &s, r->contents.tgids);
	hash_free(&s.pids);
	hash_free(&s.seen);
	free(s.addresses);
}

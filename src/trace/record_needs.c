// SPDX-License-Identifier: GPL-2.0-or-later
/* Of the kernel's symbols and of the names of tasks a file holds only those its events need. */
#include <stdlib.h>
#include <string.h>

#include "trace/event.h"
#include "trace/record_impl.h"
#include "util/mem.h"

struct places *find_places(struct recorder *r)
{
	struct places *places = arena_array(r->arena, struct places, MAX_EVENT_IDS);

	for (u32 i = 0; i < r->contents.nformats; i++) {
		const struct trace_format *f = &r->contents.formats[i];
		struct event_format e;
		struct places *p;

		if (f->id >= MAX_EVENT_IDS || trace_event_parse(&e, r->arena, f))
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

static void add_address(struct needs *s, u64 address)
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

static void look_at(struct needs *s, const struct places *places, const struct trace_event *e)
{
	const struct places *p;
	unsigned long word;
	u32 at = 0;
	s32 pid;
	u16 id;

	if (e->size < 8)
		return;
	memcpy(&pid, e->data + 4, sizeof(pid)); /* common_pid */
	if (pid != s->last_pid || !s->pids.n)
		hash_put(&s->pids, &pid, sizeof(pid), s);
	s->last_pid = pid;
	id = get_u16(e->data, __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
	s->ids[id / 8] |= (u8)(1u << id % 8);
	p = &places[id];
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

void needs_of_pages(struct needs *n, struct recorder *r, const u8 *pages, size_t size)
{
	struct trace_page_format f;
	struct trace_event e;
	struct trace_page p;

	trace_page_format_host(&f, r->contents.header_page);
	for (size_t at = 0; at + r->page_size <= size; at += r->page_size) {
		if (trace_page_open(&p, &f, pages + at, r->page_size))
			continue;
		while (trace_page_next(&p, &e))
			look_at(n, r->places, &e);
	}
}

void needs_free(struct needs *n)
{
	hash_free(&n->pids);
	hash_free(&n->seen);
	free(n->addresses);
	*n = (struct needs){0};
}

/* Of one thread into those of all. */
static void merge(struct needs *all, const struct needs *n)
{
	for (struct hash_entry *e = NULL; (e = hash_next(&n->pids, e));)
		hash_put(&all->pids, e->key, e->key_len, all);
	for (u32 i = 0; i < n->n; i++)
		add_address(all, n->addresses[i]);
	for (u32 i = 0; i < sizeof(all->ids); i++)
		all->ids[i] |= n->ids[i];
}

/* Of buffers that might have held any event, the formats of those they held. */
static void pick_formats(struct recorder *r, const struct needs *s)
{
	struct trace_format *kept =
	        arena_array(r->arena, struct trace_format, r->contents.nformats);
	u32 n = 0;

	for (u32 i = 0; i < r->contents.nformats; i++) {
		const struct trace_format *f = &r->contents.formats[i];

		if (!strcmp(f->system, "ftrace") ||
		    (f->id < MAX_EVENT_IDS && s->ids[f->id / 8] >> f->id % 8 & 1))
			kept[n++] = *f;
	}
	r->contents.formats = kept;
	r->contents.nformats = n;
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
static const char *pick_symbols(struct recorder *r, const struct needs *s, struct buf *text)
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
static const char *pick_tasks(struct recorder *r, const struct needs *s, const char *text)
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

void record_pick(struct recorder *r)
{
	struct buf text = BUF_INIT;
	struct needs all = {0};

	for (u32 i = 0; i < r->ntracks; i++)
		for (u32 k = 0; k < r->tracks[i]->nspools; k++)
			merge(&all, &r->tracks[i]->spools[k].needs);
	if (all.n && !buf_read_file(&text, "/proc/kallsyms"))
		r->contents.kallsyms = pick_symbols(r, &all, &text);
	buf_free(&text);
	r->contents.cmdlines = pick_tasks(r, &all, r->contents.cmdlines);
	r->contents.tgids = pick_tasks(r, &all, r->contents.tgids);
	if (r->ntracks && r->tracks[0]->existing)
		pick_formats(r, &all);
	needs_free(&all);
}

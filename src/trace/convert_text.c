// SPDX-License-Identifier: GPL-2.0-or-later
/* JSON lines, CSV, and folded stacks. */
#include <stdlib.h>
#include <string.h>

#include "trace/convert_impl.h"
#include "util/mem.h"

static int open_nothing(struct converter *c)
{
	return 0;
}

static void close_nothing(struct converter *c)
{
}

static void jsonl_event(struct converter *c, const struct trace_record *r)
{
	trace_print_json(c->printer, r, &c->buf);
}

const struct convert_format convert_jsonl = {.name = "jsonl",
                                             .doc = "JSON lines: an object for each event",
                                             .open = open_nothing,
                                             .event = jsonl_event,
                                             .close = close_nothing};

static int csv_open(struct converter *c)
{
	buf_adds(&c->buf, "time,cpu,tid,comm,system,event,fields\r\n");
	return 0;
}

/* RFC 4180: quotes where something needs them, and each quote twice. */
static void csv_text(struct buf *out, const char *s, size_t n)
{
	bool quoted = false;

	for (size_t i = 0; i < n; i++)
		quoted |= strchr(",\"\r\n", s[i]) != NULL;
	if (!quoted) {
		buf_add(out, s, n);
		return;
	}
	buf_addc(out, '"');
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '"')
			buf_addc(out, '"');
		buf_addc(out, s[i]);
	}
	buf_addc(out, '"');
}

static void csv_event(struct converter *c, const struct trace_record *r)
{
	const struct event_format *e = trace_printer_event(c->printer, r);
	s32 tid = record_tid(c, r);
	const char *comm = record_comm(c, r, tid);
	struct buf fields = BUF_INIT;
	struct json j;

	buf_addf(&c->buf, "%llu.%09llu,%u,%d,", (unsigned long long)(r->time / 1000000000),
	         (unsigned long long)(r->time % 1000000000), r->cpu, tid);
	csv_text(&c->buf, comm, strlen(comm));
	buf_addf(&c->buf, ",%s,%s,", e ? e->system : "", e ? e->name : "");
	if (e) {
		json_init(&j, &fields);
		trace_print_fields(c->printer, r, &j);
		csv_text(&c->buf, buf_str(&fields), fields.len);
	}
	buf_adds(&c->buf, "\r\n");
	buf_free(&fields);
}

const struct convert_format convert_csv = {
        .name = "csv",
        .doc = "CSV: time, cpu, tid, comm, system, event; fields as a JSON object",
        .open = csv_open,
        .event = csv_event,
        .close = close_nothing};

/* folded: each stack once, with how often it was. */
#define MAX_STACKS_BYTES (256u << 20)

struct folded {
	struct hash counts;
	size_t bytes;
	u64 dropped;
	struct buf line;
};

static int folded_open(struct converter *c)
{
	return 0;
}

static void add_frame(struct converter *c, struct folded *f, u64 ip, bool user)
{
	buf_addc(&f->line, ';');
	if (user)
		buf_addf(&f->line, "0x%llx", (unsigned long long)ip);
	else
		ksym_format(&f->line, c->syms, ip, SYM_NAME);
}

static void count_line(struct folded *f)
{
	u64 *n = hash_get(&f->counts, f->line.data, f->line.len);

	if (n) {
		++*n;
		return;
	}
	if (f->bytes + f->line.len > MAX_STACKS_BYTES) {
		f->dropped++;
		return;
	}
	n = mem_alloc(1, sizeof(*n));
	*n = 1;
	hash_put(&f->counts, f->line.data, f->line.len, n);
	f->bytes += f->line.len + 64;
}

static void folded_event(struct converter *c, const struct trace_record *r)
{
	const struct event_format *e = trace_printer_event(c->printer, r);
	struct folded *f = c->priv;
	u64 kernel[MAX_STACK_FRAMES], user[MAX_STACK_FRAMES];
	u32 nkernel = 0, nuser = 0;

	if (record_is_stack(c, r))
		return;
	record_frames(c, r, user, &nuser, kernel, &nkernel);
	buf_clear(&f->line);
	buf_adds(&f->line, record_comm(c, r, record_tid(c, r)));
	for (size_t i = 0; i < f->line.len; i++)
		if (f->line.data[i] == ';' || f->line.data[i] == '\n')
			f->line.data[i] = '_';
	for (u32 i = nuser; i-- > 0;)
		add_frame(c, f, user[i], true);
	for (u32 i = nkernel; i-- > 0;)
		add_frame(c, f, kernel[i], false);
	if (!nuser && !nkernel && e)
		buf_addf(&f->line, ";%s:%s", e->system, e->name);
	count_line(f);
}

static int by_text(const void *a, const void *b)
{
	const struct hash_entry *const *x = a, *const *y = b;
	size_t n = (*x)->key_len < (*y)->key_len ? (*x)->key_len : (*y)->key_len;
	int order = memcmp((*x)->key, (*y)->key, n);

	return order ? order : ((*x)->key_len > (*y)->key_len) - ((*x)->key_len < (*y)->key_len);
}

static void folded_close(struct converter *c)
{
	struct folded *f = c->priv;
	struct hash_entry **lines = mem_alloc(f->counts.n + 1, sizeof(struct hash_entry *));
	u32 n = 0;

	for (struct hash_entry *e = NULL; (e = hash_next(&f->counts, e));)
		lines[n++] = e;
	qsort(lines, n, sizeof(*lines), by_text);
	for (u32 i = 0; i < n; i++) {
		buf_add(&c->buf, lines[i]->key, lines[i]->key_len);
		buf_addf(&c->buf, " %llu\n", (unsigned long long)*(u64 *)lines[i]->value);
		free(lines[i]->value);
	}
	if (f->dropped)
		fprintf(stderr, "WARNING: %llu events had stacks beyond the 256 MB that are kept\n",
		        (unsigned long long)f->dropped);
	free(lines);
	hash_free(&f->counts);
	buf_free(&f->line);
}

const struct convert_format convert_folded = {
        .name = "folded",
        .doc = "folded stacks for flame graphs: comm;outer;inner COUNT",
        .open = folded_open,
        .event = folded_event,
        .close = folded_close,
        .priv_size = sizeof(struct folded)};

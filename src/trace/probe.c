// SPDX-License-Identifier: GPL-2.0-or-later
#include "trace/probe.h"

#include <stdlib.h>
#include <string.h>

#define MAX_IDS 65536
/* A probe of a function's entry may be behind the mark of an indirect call's target. */
#define ENTRY_BYTES 8

static void parse_arg(struct trace_probe *p, struct arena *a, char *word)
{
	struct trace_probe_arg *arg = ARENA_PUSH(a, p->args, p->nargs);
	char *equal = strchr(word, '='), *colon = strrchr(word, ':');

	arg->name = equal ? word : "";
	arg->text = equal ? equal + 1 : word;
	arg->type = "";
	if (equal)
		*equal = '\0';
	if (colon && colon > arg->text) {
		*colon = '\0';
		arg->type = colon + 1;
	}
}

/* "/PATH:0xOFFSET(0xSEMAPHORE)", "[MODULE:]FUNC[+OFFSET]", "SYSTEM.EVENT", each with "%return" */
static int parse_place(struct trace_probe *p, char *word)
{
	char *end = strstr(word, "%return"), *at;

	if (end) {
		*end = '\0';
		p->is_return = true;
	}
	if (p->is_event) {
		at = strpbrk(word, "./");
		if (!at)
			return -EINVAL;
		*at = '\0';
		p->target = word;
		p->func = at + 1;
		return 0;
	}
	at = strrchr(word, ':');
	p->user = *word == '/';
	if (p->user && !at)
		return -EINVAL;
	if (at) {
		*at = '\0';
		p->target = word;
		word = at + 1;
	}
	if (p->user) {
		p->offset = strtoull(word, NULL, 16);
		return 0;
	}
	at = strchr(word, '+');
	if (at) {
		*at = '\0';
		p->offset = strtoull(at + 1, NULL, 0);
	}
	p->func = *word == '0' ? NULL : word;
	return 0;
}

int trace_probe_parse(struct trace_probe *p, struct arena *a, const char *line, size_t n)
{
	char *text = arena_strndup(a, line, n), *save = NULL, *word, *slash;

	*p = (struct trace_probe){
	        .known = true, .is_return = *text == 'r', .is_event = *text == 'e'};
	word = strtok_r(text, " ", &save);
	if (!word || !*word || !strchr("pref", *word) || !(word = strchr(word, ':')) ||
	    !(slash = strchr(word, '/')))
		return -EINVAL;
	*slash = '\0';
	p->group = word + 1;
	p->name = slash + 1;
	word = strtok_r(NULL, " ", &save);
	if (!word || parse_place(p, word))
		return -EINVAL;
	while ((word = strtok_r(NULL, " ", &save)))
		parse_arg(p, a, word);
	return 0;
}

static void read_definitions(struct trace_probes *p, struct arena *a, struct trace_text t)
{
	const char *at = t.data ? t.data : "", *end = at + t.size, *line;
	struct trace_probe one;

	for (; at < end; at = line + 1) {
		line = memchr(at, '\n', (size_t)(end - at));
		line = line ? line : end;
		if (!trace_probe_parse(&one, a, at, (size_t)(line - at)))
			*ARENA_PUSH(a, p->items, p->n) = one;
	}
}

static const struct trace_field *address_field(const struct event_format *e)
{
	const struct trace_field *f = trace_event_field(e, "__probe_func");

	return f ? f : trace_event_field(e, "__probe_ip");
}

static bool has_address(const struct trace_format *f)
{
	return f->text.data && memmem(f->text.data, f->text.size, "__probe_", 8);
}

/* Events of probes, each with its format; those without a definition are added. */
static u32 match_formats(struct trace_probes *p, struct arena *a, struct trace_file *f)
{
	u32 defined = p->n, unknown = 0;

	for (u32 i = 0; i < f->nformats; i++) {
		struct trace_probe *found = NULL;
		struct event_format e;

		if ((!defined && !has_address(&f->formats[i])) ||
		    trace_event_parse(&e, a, &f->formats[i]))
			continue;
		for (u32 k = 0; k < defined && !found; k++)
			if (!strcmp(p->items[k].group, e.system) &&
			    !strcmp(p->items[k].name, e.name))
				found = &p->items[k];
		if (!found && !address_field(&e))
			continue;
		if (!found) {
			found = ARENA_PUSH(a, p->items, p->n);
			found->group = e.system;
			found->name = e.name;
			found->is_return = trace_event_field(&e, "__probe_func") != NULL;
			unknown++;
		}
		found->id = e.id;
		found->event = e;
	}
	return unknown;
}

static u64 hex(const char *at, const char *end)
{
	u64 v = 0;

	for (; at < end; at++) {
		u32 digit = (u32)(*at <= '9' ? *at - '0' : (*at | 32) - 'a' + 10);

		if (digit > 15)
			break;
		v = v << 4 | digit;
	}
	return v;
}

/* The last symbol that is not above the address. */
static const char *symbol(struct arena *a, struct trace_text t, u64 address, u64 *offset)
{
	const char *at = t.data ? t.data : "", *end = at + t.size, *line, *best = NULL;
	const char *best_end = NULL;
	u64 best_address = 0;

	for (; at < end; at = line + 1) {
		u64 v;

		line = memchr(at, '\n', (size_t)(end - at));
		line = line ? line : end;
		v = hex(at, line);
		if (v <= address && v > best_address) {
			best_address = v;
			best = at;
			best_end = line;
		}
	}
	best = best ? memchr(best, ' ', (size_t)(best_end - best)) : NULL;
	if (!best || best_end - best < 4)
		return NULL;
	*offset = address - best_address;
	best += 3;
	line = memchr(best, '\t', (size_t)(best_end - best));
	return arena_strndup(a, best, (size_t)((line ? line : best_end) - best));
}

/* perf probe calls a probe of a function as the function: "vfs_read", "vfs_read_1",
 * "vfs_read__return". */
static const char *name_of_perf(struct arena *a, const struct trace_probe *p)
{
	const char *end = strstr(p->name, "__return");
	size_t n = end && p->is_return ? (size_t)(end - p->name) : strlen(p->name);

	return strcmp(p->group, "probe") ? NULL : arena_strndup(a, p->name, n);
}

static void name_place(struct trace_probe *p, struct arena *a, const struct trace_file *f,
                       const struct trace_record *r)
{
	const struct trace_field *field = address_field(&p->event);
	u64 address = trace_field_uint(field, r->data, r->size, f->big_endian);

	p->user = f->long_size == 8 ? !(address >> 63) : !(address >> 30);
	if (!p->user && !f->kallsyms.size)
		p->func = name_of_perf(a, p);
	else
		p->func = p->user ? NULL : symbol(a, f->kallsyms, address, &p->offset);
	if (p->func && p->offset <= ENTRY_BYTES)
		p->offset = 0;
}

static void learn_places(struct trace_probes *p, struct arena *a, struct trace_file *f, u32 unknown)
{
	struct trace_probe **by_id = arena_array(a, struct trace_probe *, MAX_IDS);
	struct trace_reader *r = trace_reader_new(f, NULL);
	struct trace_record rec;

	for (u32 i = 0; i < p->n; i++)
		if (!p->items[i].known && p->items[i].id < MAX_IDS)
			by_id[p->items[i].id] = &p->items[i];
	while (unknown && trace_next(r, &rec)) {
		u32 id = rec.size < 2 ? 0 : get_u16(rec.data, f->big_endian);

		if (!by_id[id])
			continue;
		name_place(by_id[id], a, f, &rec);
		by_id[id] = NULL;
		unknown--;
	}
	trace_reader_free(r);
}

void trace_probes_read(struct trace_probes *p, struct arena *a, struct trace_file *f)
{
	u32 unknown;

	*p = (struct trace_probes){0};
	read_definitions(p, a, f->probes);
	unknown = match_formats(p, a, f);
	if (unknown)
		learn_places(p, a, f, unknown);
}

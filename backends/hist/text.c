/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file "hist" of an event: one table after another, each as
 *
 *   # trigger info: hist:keys=prev_comm,prev_prio:vals=hitcount:sort=hitcount:size=4096 [active]
 *
 *   { prev_comm: cat          …   , prev_prio:        120 } hitcount:          3
 *
 *   Totals:
 *       Hits: 3
 *
 * Numbers are unsigned, of 64 bits. Strings are padded to 50 letters, so that blanks at their end
 * are lost; what a string holds cannot be mistaken for the next label if it is shorter than that.
 */
#include <stdlib.h>
#include <string.h>

#include "backends/hist/hist.h"

#define PADDED 50

struct reader {
	const char *at;
	const struct hist_spec *spec;
	bool lines; /* a key takes several lines: no blank before the brace */
};

static bool skip(struct reader *r, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(r->at, word, n))
		return false;
	r->at += n;
	return true;
}

static bool number(struct reader *r, u64 *out)
{
	char *end;

	*out = strtoull(r->at, &end, 10);
	if (end == r->at)
		return false;
	r->at = end;
	return true;
}

/* What stands at `at` ends key i: the next key's label, or the brace. */
static bool at_end(const struct reader *r, const char *at, u32 i)
{
	const struct hist_key *next = &r->spec->keys[i + 1];

	if (i + 1 == r->spec->nkeys)
		return !strncmp(at, r->lines ? "} hitcount:" : " } hitcount:", r->lines ? 11 : 12);
	if (strncmp(at, ", ", 2))
		return false;
	at += 2;
	for (u32 k = 0; k < 2; k++) {
		const char *label = k ? next->other : next->label;

		if (label && !strncmp(at, label, strlen(label)) && at[strlen(label)] == ':')
			return true;
	}
	return false;
}

static bool string(struct reader *r, u32 i, struct hist_cell *out)
{
	const char *end = r->at;
	size_t n = strnlen(r->at, PADDED);

	if (n == PADDED && at_end(r, r->at + n, i))
		end = r->at + n;
	else
		while (*end && !at_end(r, end, i))
			end++;
	if (!*end)
		return false;
	out->text = r->at;
	out->len = (u32)(end - r->at);
	r->at = end;
	while (out->len && out->text[out->len - 1] == ' ')
		out->len--;
	return true;
}

/* "cat             [       117]" */
static bool execname(struct reader *r, struct hist_cell *out)
{
	const char *open = r->at, *line = r->at + strcspn(r->at, "\n");

	/* the name has at most 15 letters, padded to 16 */
	if (line - r->at > 16 && r->at[16] == '[')
		open = r->at + 16;
	else
		open = memchr(r->at, '[', (size_t)(line - r->at));
	if (!open)
		return false;
	out->text = r->at;
	out->len = (u32)(open - r->at);
	while (out->len && out->text[out->len - 1] == ' ')
		out->len--;
	r->at = open + 1;
	return number(r, &out->number) && skip(r, "]");
}

static void stack(struct reader *r, struct hist_cell *out)
{
	skip(r, "\n");
	out->text = r->at;
	while (*r->at == ' ') {
		r->at += strcspn(r->at, "\n");
		skip(r, "\n");
	}
	out->len = (u32)(r->at - out->text);
}

static bool cell(struct reader *r, u32 i, struct hist_cell *out)
{
	const struct hist_key *k = &r->spec->keys[i];

	*out = (struct hist_cell){0};
	if ((i && !skip(r, ", ")) || (!skip(r, k->label) && !(k->other && skip(r, k->other))) ||
	    !skip(r, ":"))
		return false;
	if (k->kind == HIST_STACK) {
		stack(r, out);
		return true;
	}
	if (!skip(r, " "))
		return false;
	switch (k->kind) {
	case HIST_STRING:
		return string(r, i, out);
	case HIST_EXECNAME:
		return execname(r, out);
	default:
		return number(r, &out->number);
	}
}

static bool row(struct reader *r, struct hist_row *out)
{
	if (!skip(r, "{ "))
		return false;
	for (u32 i = 0; i < r->spec->nkeys; i++)
		if (!cell(r, i, &out->cells[i]))
			return false;
	skip(r, " ");
	if (!skip(r, "} hitcount:") || !number(r, &out->hits))
		return false;
	for (u32 i = 0; i < r->spec->nvals; i++)
		if (!skip(r, "  ") || !skip(r, r->spec->vals[i]) || !skip(r, ":") ||
		    !number(r, &out->vals[i]))
			return false;
	return skip(r, "\n");
}

static u64 total(const char *text, const char *word)
{
	const char *at = strstr(text, word);

	return at ? strtoull(at + strlen(word), NULL, 10) : 0;
}

static const char *find_table(const char *text, const char *info)
{
	static const char head[] = "# trigger info: ";
	size_t n = strlen(info);

	for (const char *at = text; (at = strstr(at, head));) {
		at += strlen(head);
		if (!strncmp(at, info, n) && !strncmp(at + n, " [", 2))
			return at;
	}
	return NULL;
}

int hist_parse(const char *text, const char *info, const struct hist_spec *spec,
               void (*fn)(void *arg, const struct hist_row *row), void *arg,
               struct hist_totals *totals)
{
	struct reader r = {.at = find_table(text, info), .spec = spec};
	struct hist_row found;

	*totals = (struct hist_totals){0};
	if (!r.at)
		return -ENOENT;
	for (u32 i = 0; i < spec->nkeys; i++)
		r.lines |= spec->keys[i].kind == HIST_STACK;
	/* the rest of the head: comments and an empty line */
	while (*r.at && strncmp(r.at, "{ ", 2) && strncmp(r.at, "Totals:", 7)) {
		r.at += strcspn(r.at, "\n");
		skip(&r, "\n");
	}
	while (!strncmp(r.at, "{ ", 2)) {
		if (!row(&r, &found))
			return -EINVAL;
		fn(arg, &found);
	}
	skip(&r, "\n");
	if (!skip(&r, "Totals:"))
		return -EINVAL;
	*totals = (struct hist_totals){total(r.at, "Hits:"), total(r.at, "Entries:"),
	                               total(r.at, "Dropped:")};
	return 0;
}

/* Has the text this line? */
static bool has_line(const char *text, const char *line, size_t n)
{
	for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n')
		if (strcspn(at, "\n") == n && !memcmp(at, line, n))
			return true;
	return false;
}

const char *hist_new_line(struct arena *a, const char *before, const char *after)
{
	size_t n;

	for (const char *at = after; *at; at += n, at += *at == '\n') {
		n = strcspn(at, "\n");
		if (strncmp(at, "hist:", 5) || has_line(before, at, n))
			continue;
		for (size_t k = n; k > 2; k--)
			if (!strncmp(at + k - 2, " [", 2))
				return arena_strndup(a, at, k - 2);
		return arena_strndup(a, at, n);
	}
	return NULL;
}

u32 hist_frames(const char *lines, u32 len, u64 (*addr)(void *arg, const char *name), void *arg,
                u64 ips[HIST_DEPTH])
{
	const char *end = lines + len;
	char name[256];
	u32 n = 0;

	for (const char *at = lines; at < end && n < HIST_DEPTH; at += strcspn(at, "\n") + 1) {
		size_t room;
		u64 base;

		at += strspn(at, " ");
		room = strcspn(at, "+ \n");
		if (!strncmp(at, "0x", 2)) {
			ips[n++] = strtoull(at, NULL, 16);
			continue;
		}
		if (!room || room >= sizeof(name))
			continue;
		memcpy(name, at, room);
		name[room] = '\0';
		base = addr(arg, name);
		ips[n++] =
		        base && at[room] == '+' ? base + strtoull(at + room + 1, NULL, 16) : base;
	}
	return n;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of the language: every name of the reference is in it, with yes or with a reason; and
 * what the documentation says can be done has a golden or live case that names it.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "cli/language.h"
#include "tests/unit/unit.h"

static struct language table;

static void make_table(void)
{
	if (!table.arena)
		language_make(&table, arena_new());
}

static const struct language_row *find_row(const char *kind, const char *name)
{
	for (u32 i = 0; i < table.n; i++)
		if (!strcmp(table.rows[i].kind, kind) && !strcasecmp(table.rows[i].name, name) &&
		    (strcmp(kind, "probe") || strlen(name) > 1 ||
		     !strcmp(table.rows[i].name, name)))
			return &table.rows[i];
	return NULL;
}

static bool has_answers(const struct language_row *r)
{
	for (u32 i = 0; i < LANGUAGE_BACKENDS; i++)
		if (!r->by[i].yes && !*r->by[i].text)
			return false;
	return true;
}

/* A kind's names may be spread over rows: a builtin that is a function here, and the reverse. */
static const struct language_row *find_name(const char *kind, const char *name)
{
	const struct language_row *r = find_row(kind, name);

	if (!r && !strcmp(kind, "function"))
		r = find_row("builtin", name);
	if (!r && !strcmp(kind, "function"))
		r = find_row("map function", name);
	if (!r && !strcmp(kind, "builtin"))
		r = find_row("function", name);
	if (!r && !strcmp(kind, "map function"))
		r = find_row("function", name);
	return r;
}

/* Names are words: '_' stands for a blank where a name has one, '-' in kinds. */
static u32 check_line(char *line)
{
	char *save = NULL, *kind = strtok_r(line, " ", &save), *word;
	u32 n = 0;

	for (char *p = kind; kind && *p; p++)
		*p = *p == '-' ? ' ' : *p;
	while (kind && (word = strtok_r(NULL, " ", &save))) {
		const struct language_row *r = find_name(kind, word);

		if (!r) {
			for (char *p = word; *p; p++)
				*p = *p == '_' ? ' ' : *p;
			r = find_name(kind, word);
		}
		if (!r || !has_answers(r)) {
			printf("%s %s: %s\n", kind, word, r ? "no reason" : "not in the table");
			CU_FAIL("a name of the reference");
		}
		n++;
	}
	return n;
}

static void reference(void)
{
	struct buf text = BUF_INIT;
	char *save = NULL, *line;
	u32 n = 0;

	make_table();
	UNIT_INT_EQUAL(buf_read_file(&text, TESTS_SRCDIR "/golden/reference.list"), 0);
	buf_str(&text);
	for (line = strtok_r(text.data, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (*line != '#')
			n += check_line(line);
	CU_ASSERT(n > 300);
	buf_free(&text);
}

/* Every builtin is compiled for every backend: language_samples.c has a row for it. */
static void samples(void)
{
	make_table();
	UNIT_STR_EQUAL(table.no_sample, NULL);
}

/* Text of all cases of a folder. */
static void read_cases(struct buf *out, const char *dir)
{
	struct buf path = BUF_INIT;
	struct dirent *e;
	DIR *d = opendir(dir);

	while (d && (e = readdir(d))) {
		size_t n = strlen(e->d_name);

		if (n < 2 || strcmp(e->d_name + n - 2, ".t"))
			continue;
		buf_clear(&path);
		buf_addf(&path, "%s/%s", dir, e->d_name);
		buf_read_file(out, buf_str(&path));
	}
	if (d)
		closedir(d);
	buf_free(&path);
}

static bool is_word(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* Is name there as a word of its own; call: with a '(' behind it? */
static bool is_named(const char *text, const char *name, bool call)
{
	size_t n = strlen(name);

	for (const char *p = text; (p = strcasestr(p, name)); p++) {
		if ((p > text && is_word(name[0]) &&
		     (is_word(p[-1]) || p[-1] == '$' || p[-1] == '@')) ||
		    (is_word(name[n - 1]) && is_word(p[n])))
			continue;
		if (!call || p[n] == '(')
			return true;
	}
	return false;
}

/* Kinds whose rows every user may name: each that works has a case. */
static void named_by_cases(void)
{
	static const char *const kinds[] = {"probe",    "builtin", "function",  "map function",
	                                    "map type", "config",  "statement", "operator",
	                                    "printf",   "event"};
	struct buf text = BUF_INIT;
	u32 n = 0;

	make_table();
	read_cases(&text, TESTS_SRCDIR "/golden/lang");
	read_cases(&text, TESTS_SRCDIR "/golden/errors");
	read_cases(&text, TESTS_SRCDIR "/golden/run");
	read_cases(&text, TESTS_SRCDIR "/live/cases");
	for (u32 i = 0; i < table.n; i++) {
		const struct language_row *r = &table.rows[i];
		const char *name = r->name;
		bool wanted = false;

		for (u32 k = 0; k < ARRAY_LEN(kinds); k++)
			wanted |= !strcmp(r->kind, kinds[k]);
		if (!wanted || (!r->by[0].yes && !r->by[1].yes) || strchr(r->name, ' '))
			continue;
		/* events: live cases name them in lists */
		if (!strcmp(r->kind, "event"))
			name = strchr(name, ':') + 1;
		if (is_named(buf_str(&text), name, strstr(r->kind, "function") != NULL))
			continue;
		printf("no case names the %s %s\n", r->kind, r->name);
		n++;
	}
	UNIT_INT_EQUAL(n, 0);
	buf_free(&text);
}

static void man_page(void)
{
	struct buf page = BUF_INIT;

	make_table();
	language_man(&page, &table);
	CU_ASSERT(strstr(buf_str(&page), ".SH Functions") != NULL);
	for (u32 i = 0; i < table.n; i++) {
		/* a row whose kind has no section would be lost without a word */
		if (i && !strcmp(table.rows[i].kind, table.rows[i - 1].kind))
			continue;
		UNIT_INT_EQUAL(language_has_section(table.rows[i].kind), true);
	}
	buf_free(&page);
	arena_free(table.arena);
	table.arena = NULL;
}

void suite_language(void)
{
	unit_suite("language");

	unit_test("reference", reference);
	unit_test("samples", samples);
	unit_test("named_by_cases", named_by_cases);
	unit_test("man_page", man_page);
}

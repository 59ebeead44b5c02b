/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sonde-language(7) from the table of the language. */
#include <string.h>

#include "cli/language.h"

/* What stands above the rows of a kind. */
static const struct {
	const char *kind, *title, *text;
} sections[] = {
        {"probe", "Probes", "Providers and their short names."},
        {"probe form", "Forms of probes", "Beside the shapes above."},
        {"event", "Events", "Of software and hardware probes. A machine may lack counters."},
        {"builtin", "Builtin variables", NULL},
        {"function", "Functions", "Some need --unsafe: sonde(8)."},
        {"map function", "Map functions", "Values of maps: @x = count()."},
        {"statement", "Statements", NULL},
        {"expression", "Expressions", NULL},
        {"operator", "Operators", NULL},
        {"literal", "Literals and escapes", NULL},
        {"type", "Types", NULL},
        {"map type", "Types of maps", "let @x = lruhash(100);"},
        {"preamble", "Preamble", NULL},
        {"printf", "Conversions of printf", NULL},
        {"config", "Settings", "Of config = { }, and BPFTRACE_NAME of the environment."},
        {"environment", "Environment", NULL},
        {"option", "Options", NULL},
};

/* Text for troff: backslashes, dots and quotes that begin a line, breaks in long names. */
static void put_breaking(struct buf *out, const char *text, const char *after)
{
	if (*text == '.' || *text == '\'')
		buf_adds(out, "\\&");
	for (; *text; text++) {
		if (*text == '\\')
			buf_adds(out, "\\e");
		else if (*text == '-')
			buf_adds(out, "\\-");
		else
			buf_addc(out, *text);
		if (*text && strchr(after, *text))
			buf_adds(out, "\\:");
	}
}

static void put(struct buf *out, const char *text)
{
	put_breaking(out, text, "");
}

static void put_cell(struct buf *out, const struct language_answer *a)
{
	buf_adds(out, "T{\n");
	buf_adds(out, a->yes ? "yes" : "no");
	if (*a->text) {
		buf_adds(out, a->yes ? ", " : ": ");
		put(out, a->text);
	}
	buf_adds(out, "\nT}");
}

static void put_row(struct buf *out, const struct language_row *r)
{
	buf_adds(out, "T{\n");
	put_breaking(out, r->name, ":_+");
	buf_adds(out, "\nT}");
	for (u32 i = 0; i < LANGUAGE_BACKENDS; i++) {
		buf_addc(out, '\t');
		put_cell(out, &r->by[i]);
	}
	buf_addc(out, '\n');
}

static void put_section(struct buf *out, const struct language *l, u32 section)
{
	buf_addf(out, ".SH %s\n", sections[section].title);
	if (sections[section].text) {
		put(out, sections[section].text);
		buf_adds(out, "\n.PP\n");
	}
	buf_adds(out, ".TS\nlb lb lb\nlw(18) lw(24) lw(24).\n\tbpf\tperf\n");
	for (u32 i = 0; i < l->n; i++)
		if (!strcmp(l->rows[i].kind, sections[section].kind))
			put_row(out, &l->rows[i]);
	buf_adds(out, ".TE\n");
}

bool language_has_section(const char *kind)
{
	for (u32 i = 0; i < ARRAY_LEN(sections); i++)
		if (!strcmp(sections[i].kind, kind))
			return true;
	return false;
}

void language_man(struct buf *out, const struct language *l)
{
	buf_adds(
	        out,
	        "'\\\" t\n.\\\" SPDX-License-Identifier: GPL-2.0-or-later\n"
	        ".\\\" Made by \"sonde language man\": do not edit.\n"
	        ".TH SONDE-LANGUAGE 7\n.ad l\n.nh\n.SH NAME\nsonde-language \\- what each backend "
	        "of sonde "
	        "can do of the language\n.SH DESCRIPTION\nEach feature of the language, with what "
	        "the backends of\n.BR sonde (8)\nsay to it: bpf runs the program in the kernel, "
	        "perf runs it in sonde's own machine over recorded events.\nClauses of BEGIN, END, "
	        "interval, self, test and bench run in sonde itself under both.\nWhat a machine "
	        "lacks,\n.B sonde features\ntells; what becomes of a certain program,\n.BR \"sonde "
	        "explain\" .\n");
	for (u32 i = 0; i < ARRAY_LEN(sections); i++)
		put_section(out, l, i);
	buf_adds(out, ".SH SEE ALSO\n.BR sonde (8)\n");
}

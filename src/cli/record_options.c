// SPDX-License-Identifier: GPL-2.0-or-later
/* The options of sonde record. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/record.h"
#include "util/mem.h"

static int fail(const char *what, const char *arg)
{
	fprintf(stderr, "ERROR: %s%s\nHINT: sonde record --help lists the options\n", what, arg);
	return 1;
}

const char record_usage[] =
        "usage: sonde record [-e EVENT] [-p TRACER] [OPTIONS] [COMMAND ...]\n"
        "Records events of the kernel while COMMAND runs, or until Ctrl-C; sonde report prints\n"
        "them, and so does trace-cmd report.\n"
        "  -o FILE           default trace.dat\n"
        "  -N HOST:PORT      send it to sonde listen, or trace-cmd listen, instead: at its end;\n"
        "                    meanwhile its pages are beside -o, which is\n"
        "                    written if it cannot be sent\n"
        "  -t                with -N: over TCP, as it is always sent\n"
        "  -e EVENT          SYSTEM:EVENT, SYSTEM, EVENT, globs of these, or all; repeatable\n"
        "                    kprobe:FUNCTION, uprobe:FILE:FUNCTION, kretprobe:, uretprobe:,\n"
        "                    fetch-args of the kernel behind a space: events made for this\n"
        "  --for SCRIPT      what this program (a file, or its text) needs to be replayed: "
        "events,\n"
        "                    filters, fetch-args, stacks, the life of tasks\n"
        "  -f FILTER         of the events of the -e before it\n"
        "  -R TRIGGER        of the events of the -e before it\n"
        "  -p TRACER         function, function_graph or another tracer of this kernel\n"
        "  -l FUNCTION       the tracer's functions: only these (globs); repeatable\n"
        "  -n FUNCTION       … not these; repeatable\n"
        "  -g FUNCTION       function_graph: these and what they call; repeatable\n"
        "  --max-graph-depth N  function_graph: no deeper\n"
        "  -b KB             size of each CPU's buffer in the kernel; default 8192, of more than\n"
        "                    64 CPUs less\n"
        "  -m KB             keep the newest so much of each CPU\n"
        "  -M MASK           only these CPUs, hexadecimal as tracing_cpumask\n"
        "  -s USEC           look at the buffers so often, though not half full; default 5000\n"
        "  -C CLOCK          the clock of the events' times\n"
        "  -O OPTION         an option of the kernel's tracing: NAME or noNAME; repeatable\n"
        "  -T                a kernel stack with each event\n"
        "  -P PID            only events of this task; repeatable, and lists: 1,2\n"
        "  -F                only events of COMMAND\n"
        "  -c                with -F or -P: of their children too\n"
        "  -B NAME           a buffer more: -e -f -R -p -l -n -g --max-graph-depth -b -M -C -O -T "
        "-P\n"
        "                    behind it are its own\n"
        "  --no-filter       with -p: events of sonde's own threads too\n"
        "  -q                say nothing of what was recorded\n"
        "  --file-version N  6 or 7; default 7\n"
        "  --compression C   any, none, zlib or zstd; default any: the best of this sonde\n";

enum { OPT_VERSION = 256, OPT_ZIP, OPT_DEPTH, OPT_SELF, OPT_FOR, OPT_HELP };

static const struct option long_options[] = {{"file-version", 1, NULL, OPT_VERSION},
                                             {"compression", 1, NULL, OPT_ZIP},
                                             {"max-graph-depth", 1, NULL, OPT_DEPTH},
                                             {"no-filter", 0, NULL, OPT_SELF},
                                             {"for", 1, NULL, OPT_FOR},
                                             {"help", 0, NULL, OPT_HELP},
                                             {NULL, 0, NULL, 0}};

static int number(const char *text, u32 *out)
{
	char *end;
	unsigned long v = strtoul(text, &end, 10);

	if (end == text || *end || !v || v > 1u << 30 || *text == '-')
		return fail("no number that makes sense here: ", text);
	*out = (u32)v;
	return 0;
}

static int add_pids(struct record_track *t, const char *text)
{
	for (char *end; *text; text = *end ? end + 1 : end) {
		unsigned long pid = strtoul(text, &end, 10);

		if (end == text || (*end && *end != ','))
			return fail("no list of process ids: ", optarg);
		buf_addf(&t->pids, "%s%lu", t->pids.len ? " " : "", pid);
	}
	return 0;
}

static int of_event(struct record_track *t, const char **what, const char *option)
{
	if (!t->nevents)
		return fail("an event (-e) comes before ", option);
	*what = optarg;
	return 0;
}

static int set_zip(struct record *r)
{
	enum zip zip = zip_best();

	if (strcmp(optarg, "any") && zip_find(optarg, &zip))
		return fail("no compression: ", optarg);
	r->opts.zip = zip;
	return zip_is_built_in(zip) ? 0 : fail("this sonde is built without ", optarg);
}

static int add_word(struct words *w)
{
	w->items = mem_realloc(w->items, (w->n + 1) * sizeof(char *));
	w->items[w->n++] = optarg;
	return 0;
}

static int add_event(struct record_track *t)
{
	t->events = mem_realloc(t->events, (t->nevents + 1) * sizeof(*t->events));
	t->events[t->nevents++] = (struct record_event){.glob = optarg};
	return 0;
}

static void add_track(struct record *r, const char *name)
{
	r->tracks = mem_realloc(r->tracks, (r->ntracks + 1) * sizeof(*r->tracks));
	r->tracks[r->ntracks++] = (struct record_track){.opts.name = name};
}

/* -B: the buffer of that name, which options are of from now on. */
static int set_buffer(struct record *r, struct record_track **now)
{
	u32 i = 1;

	if (!*optarg || strpbrk(optarg, "/\n") || strlen(optarg) > 64)
		return fail("no name of a buffer: ", optarg);
	while (i < r->ntracks && strcmp(r->tracks[i].opts.name, optarg))
		i++;
	if (i == r->ntracks)
		add_track(r, optarg);
	*now = &r->tracks[i];
	return 0;
}

static int set_mask(struct record_track *t)
{
	if (!strncmp(optarg, "0x", 2) || !strncmp(optarg, "0X", 2))
		optarg += 2;
	if (!*optarg || optarg[strspn(optarg, "0123456789abcdefABCDEF,")])
		return fail("no mask of CPUs in hexadecimal: ", optarg);
	t->opts.cpumask = optarg;
	return 0;
}

/* Options of one buffer. -1: it is another. */
static int track_option(struct record_track *t, int opt)
{
	struct record_event *last = t->nevents ? &t->events[t->nevents - 1] : NULL;

	switch (opt) {
	case 'e':
		return add_event(t);
	case 'f':
		return of_event(t, last ? &last->filter : NULL, "-f");
	case 'R':
		return of_event(t, last ? &last->trigger : NULL, "-R");
	case 'p':
		t->opts.tracer = optarg;
		return 0;
	case 'l':
		return add_word(&t->opts.functions);
	case 'n':
		return add_word(&t->opts.notrace);
	case 'g':
		return add_word(&t->opts.graph);
	case OPT_DEPTH:
		return number(optarg, &t->opts.max_depth);
	case 'b':
		return number(optarg, &t->opts.buffer_kb);
	case 'M':
		return set_mask(t);
	case 'C':
		t->opts.clock = optarg;
		return 0;
	case 'O':
		return add_word(&t->opts.options);
	case 'T':
		t->opts.stack = true;
		return 0;
	case 'P':
		return add_pids(t, optarg);
	}
	return -1;
}

static int set_option(struct record *r, struct record_track **now, int opt)
{
	u32 kb;

	switch (opt) {
	case 'o':
		r->path = optarg;
		return 0;
	case OPT_FOR:
		r->script = optarg;
		return 0;
	case 's':
		return number(optarg, &r->opts.sleep_us);
	case 'm':
		if (number(optarg, &kb))
			return 1;
		r->opts.max_bytes = (u64)kb * 1024;
		return 0;
	case 'F':
		r->only_command = true;
		return 0;
	case 'c':
		for (u32 i = 0; i < r->ntracks; i++)
			r->tracks[i].opts.follow = true;
		return 0;
	case 'B':
		return set_buffer(r, now);
	case 'q':
		r->quiet = true;
		return 0;
	case OPT_VERSION:
		if (strcmp(optarg, "6") && strcmp(optarg, "7"))
			return fail("no version of the file but 6 and 7: ", optarg);
		r->opts.version = (u32)atoi(optarg);
		return 0;
	case OPT_ZIP:
		return set_zip(r);
	case OPT_SELF:
		r->opts.with_self = true;
		return 0;
	case 'h':
	case OPT_HELP:
		r->help = true;
		return 0;
	case 'N':
		r->net = optarg;
		return 0;
	case 't':
		return 0; /* of trace-cmd: pages go over TCP, as they always do here */
	}
	fputs("HINT: sonde record --help lists the options\n", stderr);
	return 1;
}

static int check(struct record *r)
{
	bool pids = r->only_command, follow = false;
	u32 used = r->script != NULL;

	for (u32 i = 0; i < r->ntracks; i++) {
		const struct record_track *t = &r->tracks[i];

		if (t->nevents || t->opts.tracer)
			used++;
		else if (i)
			return fail("nothing is recorded in the buffer ", t->opts.name);
		pids |= t->pids.len > 0;
		follow |= t->opts.follow;
	}
	if (!used)
		return fail("which events? Say -e EVENT, -p TRACER or --for SCRIPT", "");
	if (r->net && r->ntracks > 1)
		return fail("one buffer is sent (-N): not also those of -B, as ",
		            r->tracks[1].opts.name);
	if (r->only_command && !r->command)
		return fail("-F needs a command", "");
	if (follow && !pids)
		return fail("-c needs -F or -P", "");
	return 0;
}

int record_parse(struct record *r, int argc, char **argv)
{
	struct record_track *now;
	int opt, status;

	add_track(r, "");
	now = &r->tracks[0];
	optind = 1;
	while ((opt = getopt_long(argc, argv, "+e:f:R:p:l:n:g:o:b:m:M:s:C:O:TP:FcB:N:tqh",
	                          long_options, NULL)) != -1) {
		status = track_option(now, opt);
		if (status < 0)
			status = set_option(r, &now, opt);
		if (status)
			return 1;
	}
	if (optind < argc)
		r->command = argv + optind;
	return r->help ? 0 : check(r);
}

void record_options_free(struct record *r)
{
	for (u32 i = 0; i < r->ntracks; i++) {
		struct record_track *t = &r->tracks[i];

		free(t->events);
		free(t->opts.options.items);
		free(t->opts.functions.items);
		free(t->opts.notrace.items);
		free(t->opts.graph.items);
		buf_free(&t->pids);
	}
	free(r->tracks);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* sonde convert: a recording in another program's format. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "trace/convert.h"
#include "util/mem.h"

struct convert {
	const char *path;
	struct convert_opts opts;
	const char **filters;
	u32 nfilters;
	bool help;
};

static int fail(const char *what, const char *arg)
{
	fprintf(stderr, "ERROR: %s%s\nHINT: sonde convert --help lists the options\n", what, arg);
	return 1;
}

static void print_usage(void)
{
	fputs("usage: sonde convert [FILE] --to FORMAT [-o OUTPUT] [-F FILTER]\n"
	      "Writes the events of a recording in another program's format.\n"
	      "  -i FILE      the recording; default trace.dat\n"
	      "  -o OUTPUT    default standard output; ctf needs a directory, which is made\n"
	      "  -F FILTER    only events that match, as of sonde report; repeatable\n"
	      "  --to FORMAT  one of\n",
	      stdout);
	for (u32 i = 0; convert_formats[i]; i++)
		printf("    %-10s %s\n", convert_formats[i]->name, convert_formats[i]->doc);
}

enum { OPT_TO = 256, OPT_HELP };

static const struct option long_options[] = {{"to", 1, NULL, OPT_TO},
                                             {"output", 1, NULL, 'o'},
                                             {"help", 0, NULL, OPT_HELP},
                                             {NULL, 0, NULL, 0}};

static int set_option(struct convert *o, int opt)
{
	switch (opt) {
	case 'i':
		o->path = optarg;
		return 0;
	case 'o':
		o->opts.output = optarg;
		return 0;
	case 'F':
		o->filters = mem_realloc(o->filters, (o->nfilters + 1) * sizeof(*o->filters));
		o->filters[o->nfilters++] = optarg;
		return 0;
	case OPT_TO:
		o->opts.format = convert_find(optarg);
		return o->opts.format ? 0 : fail("no format: ", optarg);
	case 'h':
	case OPT_HELP:
		o->help = true;
		return 0;
	}
	return fail("that is no option of it", "");
}

static int parse(struct convert *o, int argc, char **argv)
{
	int opt;

	optind = 1;
	while ((opt = getopt_long(argc, argv, "i:o:F:h", long_options, NULL)) != -1)
		if (set_option(o, opt))
			return 1;
	if (o->help)
		return 0;
	if (optind < argc)
		o->path = argv[optind++];
	if (optind < argc)
		return fail("one file is converted at a time: ", argv[optind]);
	if (!o->opts.format)
		return fail("to which format? Say --to FORMAT", "");
	if (o->opts.format->is_dir && !o->opts.output)
		return fail("-o DIRECTORY is needed for ", o->opts.format->name);
	return 0;
}

static int convert(const struct convert *o)
{
	const struct print_opts text = {0};
	struct arena *a = arena_new();
	struct trace_printer *p;
	struct trace_file f;
	struct diag d;
	int err;

	diag_init(&d, stderr);
	err = trace_open(&f, a, o->path, &d);
	if (!err) {
		p = trace_printer_new(&f, &text);
		for (u32 i = 0; i < o->nfilters && !err; i++)
			err = trace_printer_filter(p, o->filters[i], false, &d);
		if (!err)
			err = trace_convert(&f, p, &o->opts, &d);
		trace_printer_free(p);
		trace_close(&f);
	}
	arena_free(a);
	return err ? 1 : 0;
}

int cmd_convert(int argc, char **argv)
{
	struct convert o = {.path = "trace.dat"};
	int status = parse(&o, argc, argv);

	if (!status && o.help)
		print_usage();
	else if (!status)
		status = convert(&o);
	free(o.filters);
	return status;
}

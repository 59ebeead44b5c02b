// SPDX-License-Identifier: GPL-2.0-or-later
/* sonde report: print a recording, as trace-cmd report does. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "trace/convert.h"
#include "util/mem.h"

#define FLUSH_AT (1u << 16)

struct report {
	const char *path, *script;
	struct print_opts print;
	const char **filters;
	bool *nots; /* of filters */
	u32 nfilters;
	int *cpus;
	u32 ncpus;
	bool events, stat, uname, profile, not, help;
};

static int fail(const char *what, const char *arg)
{
	fprintf(stderr, "ERROR: %s%s\nHINT: sonde report --help lists the options\n", what, arg);
	return 1;
}

static void add_cpu(struct report *r, int cpu)
{
	r->cpus = mem_realloc(r->cpus, (r->ncpus + 2) * sizeof(*r->cpus));
	r->cpus[r->ncpus++] = cpu;
	r->cpus[r->ncpus] = -1;
}

/* "1,3-5" */
static int add_cpus(struct report *r, const char *text)
{
	long first, last;
	char *end;

	do {
		first = last = strtol(text, &end, 10);
		if (end != text && *end == '-') {
			text = end + 1;
			last = strtol(text, &end, 10);
		}
		if (end == text || first < 0 || last < first || last > 65535)
			return fail("no list of CPUs, as 0,2-3: ", optarg);
		while (first <= last)
			add_cpu(r, (int)first++);
		text = end + 1;
	} while (*end == ',');
	return *end ? fail("no list of CPUs, as 0,2-3: ", optarg) : 0;
}

static void add_filter(struct report *r, const char *text)
{
	r->filters = mem_realloc(r->filters, (r->nfilters + 1) * sizeof(*r->filters));
	r->nots = mem_realloc(r->nots, (r->nfilters + 1) * sizeof(*r->nots));
	r->nots[r->nfilters] = r->not ;
	r->filters[r->nfilters++] = text;
}

static const char usage[] =
        "usage: sonde report [OPTIONS] [FILE]\n"
        "Prints the events of a recording (trace.dat or perf.data), as trace-cmd report does.\n"
        "  -i FILE           the recording; default trace.dat\n"
        "  -F FILTER         only events that match: 'EVENT: EXPRESSION', 'SYSTEM/EVENT'\n"
        "  -v                the -F behind it say what is not shown\n"
        "  -t                times with nine digits behind the point\n"
        "  -R                the fields as they are, not the event's print format\n"
        "  -l                with flags of interrupts and preemption\n"
        "  -N                no plugins of libtraceevent\n"
        "  -f text|json      a line, or a JSON object, for each event\n"
        "  --cpu LIST        only these CPUs: 0,2-3\n"
        "  --ts-offset N     add N to the times\n"
        "  --ts2secs HZ      the times count HZ in a second\n"
        "  --events          print the formats of the events in the file\n"
        "  --stat            print what the kernel's buffers counted\n"
        "  --script SCRIPT   run this program over the recording, as sonde -i FILE SCRIPT\n"
        "  --profile         the times of each task: running, off the CPU by state with the "
        "stacks\n"
        "                    that led there, from wake-up to running, in system calls\n"
        "  --uname           print what machine made the recording\n";

enum {
	OPT_CPU = 256,
	OPT_OFFSET,
	OPT_SECS,
	OPT_EVENTS,
	OPT_STAT,
	OPT_UNAME,
	OPT_HELP,
	OPT_SLOW,
	OPT_SCRIPT,
	OPT_PROFILE
};

static const struct option long_options[] = {{"cpu", 1, NULL, OPT_CPU},
                                             {"ts-offset", 1, NULL, OPT_OFFSET},
                                             {"ts2secs", 1, NULL, OPT_SECS},
                                             {"events", 0, NULL, OPT_EVENTS},
                                             {"stat", 0, NULL, OPT_STAT},
                                             {"uname", 0, NULL, OPT_UNAME},
                                             {"help", 0, NULL, OPT_HELP},
                                             {"slow", 0, NULL, OPT_SLOW},
                                             {"script", 1, NULL, OPT_SCRIPT},
                                             {"profile", 0, NULL, OPT_PROFILE},
                                             {NULL, 0, NULL, 0}};

static int set_format(struct report *r, const char *arg)
{
	r->print.json = !strcmp(arg, "json");
	return r->print.json || !strcmp(arg, "text") ? 0 : fail("no format: ", arg);
}

static int set_option(struct report *r, int opt)
{
	char *end = NULL;

	switch (opt) {
	case 'i':
		r->path = optarg;
		return 0;
	case 'F':
		add_filter(r, optarg);
		return 0;
	case 'v':
		r->not = true;
		return 0;
	case 't':
		r->print.nanoseconds = true;
		return 0;
	case 'R':
		r->print.raw = true;
		return 0;
	case 'l':
		r->print.latency = true;
		return 0;
	case 'N':
		r->print.no_plugins = true;
		return 0;
	case 'f':
		return set_format(r, optarg);
	case OPT_CPU:
		return add_cpus(r, optarg);
	case OPT_OFFSET:
		r->print.ts_offset = strtoll(optarg, &end, 0);
		return *end ? fail("no number: ", optarg) : 0;
	case OPT_SECS:
		r->print.ts2secs = strtoull(optarg, &end, 0);
		return *end || !r->print.ts2secs ? fail("no number: ", optarg) : 0;
	case OPT_SCRIPT:
		r->script = optarg;
		return 0;
	case OPT_PROFILE:
		r->profile = true;
		return 0;
	case OPT_EVENTS:
		r->events = true;
		return 0;
	case OPT_STAT:
		r->stat = true;
		return 0;
	case OPT_UNAME:
		r->uname = true;
		return 0;
	case OPT_SLOW:
		r->print.slow = true;
		return 0;
	case 'h':
	case OPT_HELP:
		r->help = true;
		return 0;
	}
	fputs("HINT: sonde report --help lists the options\n", stderr);
	return 1;
}

static int parse(struct report *r, int argc, char **argv)
{
	int opt;

	optind = 1;
	while ((opt = getopt_long(argc, argv, "i:F:vtRlNf:h", long_options, NULL)) != -1)
		if (set_option(r, opt))
			return 1;
	if (optind < argc)
		r->path = argv[optind++];
	if (r->profile && r->print.json)
		return fail("--profile is text only, not ", "-f json");
	return optind < argc ? fail("one file at a time, not also ", argv[optind]) : 0;
}

static int flush(struct buf *out)
{
	size_t n = fwrite(out->data, 1, out->len, stdout);
	int err = n == out->len ? 0 : -EIO;

	buf_clear(out);
	return err;
}

static void print_formats(const struct trace_file *f)
{
	for (u32 i = 0; i < f->nformats; i++)
		printf("system: %s\n%.*s\n", f->formats[i].system, (int)f->formats[i].text.size,
		       f->formats[i].text.data);
}

static void print_stats(const struct trace_file *f)
{
	printf("\nKernel buffer statistics:\n"
	       "  Note: \"entries\" are the entries left in the kernel ring buffer and are not\n"
	       "        recorded in the trace data. They should all be zero.\n\n");
	for (u32 i = 0; i < f->ncpustats; i++)
		printf("%s\n", f->cpustats[i]);
}

/* 1 if something of the file could not be read. */
static int print_events(struct trace_file *f, const struct report *o, struct trace_printer *p)
{
	struct trace_reader *r = trace_reader_new(f, o->cpus);
	struct buf out = BUF_INIT;
	struct trace_record rec;
	const char *damage;
	int err = 0;

	trace_printer_read_from(p, r);
	while (!err && trace_next(r, &rec)) {
		if (o->nfilters && !trace_printer_wants(p, &rec))
			continue;
		trace_print(p, &rec, &out);
		if (out.len >= FLUSH_AT)
			err = flush(&out);
	}
	if (!err && out.len)
		err = flush(&out);
	fflush(stdout);
	for (u32 i = 0; (damage = trace_reader_damage(r, i)); i++) {
		fprintf(stderr, "ERROR: %s is damaged %s\n", o->path, damage);
		err = -EBADMSG;
	}
	buf_free(&out);
	trace_printer_read_from(p, NULL);
	trace_reader_free(r);
	return err ? 1 : 0;
}

static int report(struct trace_file *f, const struct report *o, struct diag *d)
{
	const struct convert_opts profile = {.format = &trace_profile, .cpus = o->cpus};
	struct trace_printer *p;
	int status = 0;

	if (o->events) {
		print_formats(f);
		return 0;
	}
	if (o->uname) {
		printf("%s\n", f->uname);
		return 0;
	}
	if (!o->print.json && !o->profile)
		printf("cpus=%u\n", f->ncpus);
	if (o->stat) {
		print_stats(f);
		return 0;
	}
	if (f->latency.data) {
		fwrite(f->latency.data, 1, f->latency.size, stdout);
		return 0;
	}
	p = trace_printer_new(f, &o->print);
	for (u32 i = 0; i < o->nfilters && !status; i++)
		status = trace_printer_filter(p, o->filters[i], o->nots[i], d) ? 1 : 0;
	if (!status && o->profile)
		status = trace_convert(f, p, &profile, d) ? 1 : 0;
	else if (!status)
		status = print_events(f, o, p);
	trace_printer_free(p);
	return status;
}

int cmd_report(int argc, char **argv)
{
	struct report o = {.path = "trace.dat"};
	struct trace_file f;
	struct arena *a;
	struct diag d;
	int status = 1;

	if (parse(&o, argc, argv))
		goto out;
	if (o.help) {
		fputs(usage, stdout);
		status = 0;
		goto out;
	}
	if (o.script) {
		struct options run = {
		        .self = "sonde", .file = o.script, .session.recording = o.path};

		status = run_program(&run);
		goto out;
	}
	diag_init(&d, stderr);
	a = arena_new();
	if (!trace_open(&f, a, o.path, &d)) {
		status = report(&f, &o, &d);
		if (f.damage) {
			fflush(stdout);
			fprintf(stderr, "ERROR: %s is damaged %s\n", o.path, f.damage);
			status = 1;
		}
		trace_close(&f);
	}
	arena_free(a);
out:
	free(o.filters);
	free(o.nots);
	free(o.cpus);
	return status;
}

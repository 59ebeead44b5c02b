// SPDX-License-Identifier: GPL-2.0-or-later
/* libtraceevent: filters, and the print formats that our own code does not know. */
#include <stdlib.h>
#include <string.h>

#include "trace/print_impl.h"
#include "util/mem.h"

static void with_text(struct tep_handle *tep, struct trace_text t,
                      int (*parse)(struct tep_handle *, const char *))
{
	char *text;

	if (!t.size)
		return;
	text = mem_alloc(t.size + 1, 1);
	memcpy(text, t.data, t.size);
	parse(tep, text);
	free(text);
}

struct tep_handle *printer_tep(struct trace_printer *p)
{
	struct trace_file *f = p->file;
	struct tep_handle *tep;

	if (p->tep_tried)
		return p->tep;
	p->tep_tried = true;
	tep = p->tep = tep_alloc();
	if (!tep)
		mem_out();
	tep_set_loglevel(TEP_LOG_NONE);
	tep_set_file_bigendian(tep, f->big_endian ? TEP_BIG_ENDIAN : TEP_LITTLE_ENDIAN);
	tep_set_long_size(tep, f->long_size);
	tep_set_page_size(tep, (int)f->page_size);
	tep_set_cpus(tep, (int)f->ncpus);
	if (f->header_page.size) {
		char *text = arena_strndup(p->arena, f->header_page.data, f->header_page.size);

		tep_parse_header_page(tep, text, f->header_page.size, f->format.page.long_size);
	}
	tep_set_long_size(tep, f->format.page.long_size);
#ifndef STATIC_PROGRAM /* a plugin would bring another C library */
	if (!p->opts.no_plugins)
		p->plugins = tep_load_plugins(tep);
#endif
	for (u32 i = 0; i < f->nformats; i++) {
		const struct trace_format *t = &f->formats[i];

		tep_parse_event(tep, t->text.data, t->text.size, t->system);
	}
	with_text(tep, f->kallsyms, tep_parse_kallsyms);
	with_text(tep, f->printk, tep_parse_printk_formats);
	with_text(tep, f->cmdlines, tep_parse_saved_cmdlines);
	trace_seq_init(&p->seq);
	return tep;
}

void printer_tep_free(struct trace_printer *p)
{
	while (p->filters) {
		struct filter *next = p->filters->next;

		tep_filter_free(p->filters->tep);
		free(p->filters);
		p->filters = next;
	}
	if (!p->tep)
		return;
	trace_seq_destroy(&p->seq);
#ifndef STATIC_PROGRAM
	if (p->plugins)
		tep_unload_plugins(p->plugins, p->tep);
#endif
	tep_free(p->tep);
}

static struct tep_record as_tep(const struct trace_record *r)
{
	return (struct tep_record){
	        .ts = r->time, .size = (int)r->size, .data = (void *)r->data, .cpu = (int)r->cpu};
}

void print_by_tep(struct trace_printer *p, const struct trace_record *r, const char *what,
                  struct buf *out)
{
	struct tep_handle *tep = printer_tep(p);
	struct tep_record t = as_tep(r);

	trace_seq_reset(&p->seq);
	tep_print_event(tep, &p->seq, &t, "%s", what);
	buf_add(out, p->seq.buffer, p->seq.len);
}

int trace_printer_filter(struct trace_printer *p, const char *text, bool not, struct diag *d)
{
	struct filter *f = mem_alloc(1, sizeof(*f)), **last = &p->filters;
	char why[256] = "";
	int err;

	f->tep = tep_filter_alloc(printer_tep(p));
	if (!f->tep)
		mem_out();
	f->not = not ;
	while (*last)
		last = &(*last)->next;
	*last = f;
	err = tep_filter_add_filter_str(f->tep, text);
	if (err >= 0)
		return 0;
	tep_filter_strerror(f->tep, err, why, sizeof(why));
	diag_error(d, NO_SPAN, "the filter '%s' cannot be used: %s", text,
	           *why ? why : "it is no SYSTEM/EVENT: EXPRESSION");
	diag_hint(d, "-F 'sched_switch: prev_pid == 1', -F 'sched/.*'; the events must be in the "
	             "file (--events)");
	return -EINVAL;
}

bool trace_printer_wants(struct trace_printer *p, const struct trace_record *r)
{
	struct tep_record t = as_tep(r);
	bool any = false, wanted = false;

	for (struct filter *f = p->filters; f; f = f->next) {
		int got;

		if (!f->not &&wanted)
			continue;
		got = tep_filter_match(f->tep, &t);
		if (f->not &&got == FILTER_MATCH)
			return false;
		any |= !f->not ;
		wanted |= !f->not &&(got == FILTER_MATCH || got == FILTER_NONE);
	}
	return wanted || !any;
}

/* Events that a plugin of libtraceevent may print in its own words. */
bool event_has_plugin(const struct event_format *e)
{
	static const char *const systems[] = {"ftrace", "kmem",     "kvm",     "kvmmmu",
	                                      "scsi",   "jbd2",     "timer",   "xen",
	                                      "tlb",    "mac80211", "cfg80211"};
	static const char *const sched[] = {"sched_switch", "sched_wakeup", "sched_wakeup_new"};

	if (!strcmp(e->system, "syscalls"))
		return !strcmp(e->name, "sys_enter_futex");
	if (!strcmp(e->system, "sched")) {
		for (u32 i = 0; i < ARRAY_LEN(sched); i++)
			if (!strcmp(e->name, sched[i]))
				return true;
		return false;
	}
	for (u32 i = 0; i < ARRAY_LEN(systems); i++)
		if (!strcmp(e->system, systems[i]))
			return true;
	return false;
}

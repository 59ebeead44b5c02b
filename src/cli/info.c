// SPDX-License-Identifier: GPL-2.0-or-later
/* --info: what bpftrace prints of the kernel, in its layout. */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "cli/cli.h"

/* A line: what it is called there, and the row of our table of features that answers it. */
struct line {
	const char *label, *group, *name;
};

static const struct line helpers[] = {
        {"probe_read", "bpf", "programs"},
        {"probe_read_str", "bpf helpers", "probe_read_str"},
        {"probe_read_user", "bpf helpers", "probe_read_user"},
        {"probe_read_user_str", "bpf helpers", "probe_read_user_str"},
        {"probe_read_kernel", "bpf helpers", "probe_read_kernel"},
        {"probe_read_kernel_str", "bpf helpers", "probe_read_kernel_str"},
        {"get_current_cgroup_id", "bpf helpers", "get_current_cgroup_id"},
        {"send_signal", "bpf helpers", "send_signal"},
        {"override_return", "bpf helpers", "override_return"},
        {"get_boot_ns", "bpf helpers", "ktime_get_boot_ns"},
        {"dpath", "bpf helpers", "d_path"},
        {"skboutput", "bpf helpers", "skb_output"},
        {NULL, NULL, NULL}};

static const struct line maps[] = {{"hash", "bpf map types", "hash"},
                                   {"percpu hash", "bpf map types", "percpu_hash"},
                                   {"array", "bpf map types", "array"},
                                   {"percpu array", "bpf map types", "percpu_array"},
                                   {"stack_trace", "bpf map types", "stack_trace"},
                                   {"perf_event_array", "bpf map types", "perf_event_array"},
                                   {NULL, NULL, NULL}};

static const struct line probes[] = {{"kprobe", "bpf program types", "kprobe"},
                                     {"tracepoint", "bpf program types", "tracepoint"},
                                     {"perf_event", "bpf program types", "perf_event"},
                                     {"kfunc", "bpf attach", "fentry"},
                                     {"iter:task", "bpf attach", "iter_task"},
                                     {"iter:task_file", "bpf attach", "iter_task_file"},
                                     {"kprobe_multi", "bpf attach", "kprobe_multi"},
                                     {"raw_tp_special", "bpf attach", "raw_tracepoint"},
                                     {NULL, NULL, NULL}};

static const char *yes_no(bool yes)
{
	return yes ? "yes" : "no";
}

static void print_lines(const struct features *f, const char *heading, const struct line *l)
{
	fprintf(stderr, "\n%s\n", heading);
	for (; l->label; l++)
		fprintf(stderr, "  %s: %s\n", l->label,
		        yes_no(features_have(f, l->group, l->name)));
}

static void print_system(void)
{
	struct utsname u;

	if (uname(&u))
		return;
	fprintf(stderr, "System\n  OS: %s %s %s\n  Arch: %s\n", u.sysname, u.release, u.version,
	        u.machine);
}

static void print_build(void)
{
	fprintf(stderr, "\nBuild\n  version: v%s\n  LLVM: none\n", PACKAGE_VERSION);
	for (u32 i = 0; backends[i]; i++)
		fprintf(stderr, "  %s backend: yes\n", backends[i]->name);
#ifdef HAVE_LIBDW
	fprintf(stderr, "  libdw (DWARF support): yes\n");
#else
	fprintf(stderr, "  libdw (DWARF support): no\n");
#endif
}

int print_info(const struct options *o)
{
	struct session *s = session_new(&o->session);
	struct types *types = types_new(s->arena, &(struct types_opts){.btf_path = o->session.btf});
	struct features f = {.arena = s->arena};
	const struct feature *insns;

	for (u32 i = 0; backends[i]; i++)
		if (backends[i]->features)
			backends[i]->features(&f, s->tracefs);
	insns = features_find(&f, "bpf", "instructions");
	print_system();
	print_build();
	print_lines(&f, "Kernel helpers", helpers);
	fprintf(stderr,
	        "\nKernel features\n  Instruction limit: %s\n  Loop support: %s\n  btf: %s\n",
	        insns && insns->detail ? insns->detail : "0",
	        yes_no(features_have(&f, "bpf", "loops")), yes_no(!types_have_btf(types)));
	print_lines(&f, "Map types", maps);
	print_lines(&f, "Probe types", probes);
	fputc('\n', stderr);
	types_free(types);
	session_free(s);
	return 0;
}

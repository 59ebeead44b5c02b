// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * User stacks of programs without frame pointers: libdw walks the frames by the tables of the
 * files that a process has mapped, from registers and a copy of the stack's top.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "sym/sym_impl.h"
#include "util/mem.h"

#ifdef HAVE_LIBDW
#include <elfutils/libdwfl.h>

#define MAX_UNWINDS 64 /* processes whose tables are kept open */

/* One process: what is mapped, as libdw's modules, and the sample that is being walked. */
struct unwind {
	struct sym_cache *cache;
	struct process *process;
	Dwfl *dwfl;
	const struct unwind_state *in;
	u64 *ips;
	u32 n, max;
};

static pid_t next_thread(Dwfl *dwfl, void *arg, void **thread_arg)
{
	if (*thread_arg)
		return 0;
	*thread_arg = arg;
	return (pid_t)((struct unwind *)arg)->process->pid;
}

static bool get_thread(Dwfl *dwfl, pid_t tid, void *arg, void **thread_arg)
{
	*thread_arg = arg;
	return true;
}

/* Only the stack was kept. */
static bool memory_read(Dwfl *dwfl, Dwarf_Addr addr, Dwarf_Word *out, void *arg)
{
	const struct unwind_state *in = ((struct unwind *)arg)->in;
	u32 word = in->arch->word, half;

	if (addr < in->sp || in->stack_size < word || addr - in->sp > in->stack_size - word)
		return false;
	*out = 0;
	if (word == 4) {
		memcpy(&half, in->stack + (addr - in->sp), sizeof(half));
		*out = half;
	} else {
		memcpy(out, in->stack + (addr - in->sp), sizeof(*out));
	}
	return true;
}

/* The registers of a sample come in the order of their bits. */
static u64 sampled(const struct unwind_state *in, const struct arch_reg *reg)
{
	return in->regs[__builtin_popcountll(in->mask & ((1ull << reg->perf) - 1))];
}

static bool set_registers(Dwfl_Thread *thread, void *arg)
{
	const struct unwind_state *in = ((struct unwind *)arg)->in;
	const struct arch *a = in->arch;

	for (u32 i = 0; i < a->nregs; i++) {
		const struct arch_reg *reg = &a->regs[i];
		Dwarf_Word value;

		if (reg->dwarf < 0 || reg->perf < 0 || !(in->mask & 1ull << reg->perf))
			continue;
		value = sampled(in, reg);
		dwfl_thread_state_registers(thread, reg->dwarf, 1, &value);
	}
	dwfl_thread_state_register_pc(thread, sampled(in, arch_reg(a, a->ip)));
	return true;
}

static int add_frame(Dwfl_Frame *frame, void *arg)
{
	struct unwind *u = arg;
	Dwarf_Addr pc;

	if (u->n == u->max || !dwfl_frame_pc(frame, &pc, NULL) || !pc)
		return DWARF_CB_ABORT;
	u->ips[u->n++] = pc;
	return DWARF_CB_OK;
}

/* The module's file, or the vdso, which is the same in every process and so in ours. */
static int find_elf(Dwfl_Module *mod, void **user, const char *name, Dwarf_Addr base,
                    char **file_name, Elf **elf)
{
	struct unwind *u = *user;
	struct mapping *m = process_find(u->cache, u->process, base);
	int fd;

	if (!m)
		return -1;
	if (m->kind == MAPPING_VDSO) {
		if (vdso_is_ours(u->cache, m))
			*elf = elf_memory((char *)getauxval(AT_SYSINFO_EHDR), m->end - m->start);
		return -1;
	}
	fd = process_open(u->cache, u->process, m);
	if (fd >= 0)
		*file_name = strdup(m->path);
	return fd < 0 ? -1 : fd;
}

static const Dwfl_Callbacks callbacks = {.find_elf = find_elf,
                                         .find_debuginfo = dwfl_standard_find_debuginfo};

static bool same_module(const struct mapping *a, const struct mapping *b)
{
	return a->kind == b->kind && a->ino == b->ino && a->major == b->major &&
	       a->minor == b->minor && !strcmp(a->path, b->path);
}

static void report_modules(struct unwind *u)
{
	struct process *p = u->process;

	dwfl_report_begin(u->dwfl);
	for (u32 i = 0, next; i < p->nmaps; i = next) {
		struct mapping *m = &p->maps[i];
		void **user;
		Dwfl_Module *mod;

		for (next = i + 1; next < p->nmaps && same_module(m, &p->maps[next]);)
			next++;
		if (m->kind == MAPPING_OTHER)
			continue;
		mod = dwfl_report_module(u->dwfl, m->path, m->start, p->maps[next - 1].end);
		if (mod && dwfl_module_info(mod, &user, NULL, NULL, NULL, NULL, NULL, NULL))
			*user = u;
	}
	dwfl_report_end(u->dwfl, NULL, NULL);
}

void unwind_free(struct unwind *u)
{
	if (!u)
		return;
	u->cache->nunwinds--;
	if (u->dwfl)
		dwfl_end(u->dwfl);
	free(u);
}

static void drop_all(struct sym_cache *c)
{
	for (struct hash_entry *e = NULL; (e = hash_next(&c->processes.index, e));) {
		struct process *p = e->value;

		unwind_free(p->unwind);
		p->unwind = NULL;
	}
}

static struct unwind *unwind_new(struct sym_cache *c, struct process *p)
{
	static const Dwfl_Thread_Callbacks threads = {.next_thread = next_thread,
	                                              .get_thread = get_thread,
	                                              .memory_read = memory_read,
	                                              .set_initial_registers = set_registers};
	struct unwind *u = mem_alloc(1, sizeof(*u));

	c->nunwinds++;
	u->cache = c;
	u->process = p;
	u->dwfl = dwfl_begin(&callbacks);
	if (u->dwfl)
		report_modules(u);
	if (!u->dwfl || !dwfl_attach_state(u->dwfl, NULL, (pid_t)p->pid, &threads, u)) {
		unwind_free(u);
		return NULL;
	}
	return u;
}

static struct unwind *unwind_of(struct sym_cache *c, u32 pid, u64 ip)
{
	struct process *p = process_get(c, pid);

	process_find(c, p, ip); /* reads the mappings anew if it is in none */
	if (!p->unwind && c->nunwinds >= MAX_UNWINDS)
		drop_all(c);
	if (!p->unwind)
		p->unwind = unwind_new(c, p);
	return p->unwind;
}

bool usym_can_unwind(void)
{
	return true;
}

u32 usym_unwind(struct sym_cache *c, u32 pid, const struct unwind_state *in, u64 *ips, u32 max)
{
	u64 ip = sampled(in, arch_reg(in->arch, in->arch->ip));
	struct unwind *u = max ? unwind_of(c, pid, ip) : NULL;

	if (u) {
		u->in = in;
		u->ips = ips;
		u->n = 0;
		u->max = max;
		dwfl_getthread_frames(u->dwfl, (pid_t)pid, add_frame, u);
		if (u->n)
			return u->n;
	}
	if (max)
		ips[0] = ip;
	return max ? 1 : 0;
}

#else

void unwind_free(struct unwind *u)
{
}

bool usym_can_unwind(void)
{
	return false;
}

u32 usym_unwind(struct sym_cache *c, u32 pid, const struct unwind_state *in, u64 *ips, u32 max)
{
	return 0;
}

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer target: any program that sema accepts is planned, compiled and run by our VM over made
 * up events; what it asks for is printed as text and as JSON, which must be well formed; the same
 * clause for two kernels and for the VM must pass the lint. An input that starts with a byte below
 * 5 is a list of tokens (tokens.def), with 5 to 24 choices for a generator of programs that are
 * mostly right (fuzz_gen.h), with 25 to 31 raw instructions for lint and disassembler, else a
 * program's text. See README.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "code/code.h"
#include "lang/parse.h"
#include "output/output.h"
#include "probe/tracefs.h"
#include "sym/sym.h"
#include "tests/fuzz/fuzz_gen.h"
#include "tests/fuzz/fuzz_json.h"
#include "vm/vm.h"

#define MAX_INSNS 20000

static const char *const tokens[] = {
#define T(text) text,
#include "tests/fuzz/tokens.def"
#undef T
};

static const struct code_caps old_kernel = {.probe_read_str = true, .max_insns = 4096};
static const struct code_caps new_kernel = {.probe_read_kernel = true,
                                            .probe_read_str = true,
                                            .ringbuf = true,
                                            .jmp_lt = true,
                                            .jmp32 = true,
                                            .cgroup_id = true,
                                            .ktime_boot = true,
                                            .bounded_loops = true,
                                            .max_insns = 1000000};

struct run {
	struct arena *arena;
	struct sema sema;
	struct plan *plan;
	struct output output;
	struct vm_map **maps;
	u64 seed;
	bool found_wrong;
};

static u64 next_random(struct run *r)
{
	r->seed = r->seed * 6364136223846793005ull + 1442695040888963407ull;
	return r->seed >> 24;
}

static int find_stack(void *arg, const struct type *t, s64 id, u64 *ips, u32 max)
{
	u32 n = (u32)(id & 7) < max ? (u32)(id & 7) : max;

	for (u32 i = 0; i < n; i++)
		ips[i] = 0xffffffff81000000ull + i;
	return (int)n;
}

/* A record, in memory of just its size. */
static int act(void *arg, const void *record, u32 size)
{
	struct run *r = arg;
	const struct record_header *h = record;
	const struct plan_record *p;
	struct buf text = BUF_INIT;
	u8 *rec;

	if (h->id >= r->plan->nrecords)
		abort();
	p = &r->plan->records[h->id];
	if (size < p->size)
		abort();
	for (u32 i = 0; i < p->nargs; i++)
		if (!plan_record_arg(p, i, record, size))
			abort();
	rec = memcpy(malloc(size), record, size);
	switch (p->action) {
	case ACT_PRINTF:
	case ACT_ERRORF:
	case ACT_WARNF:
	case ACT_DEBUGF:
	case ACT_CAT:
	case ACT_SYSTEM:
		output_format_printf(&text, &r->output, p, rec, size);
		output_text(&r->output, "printf", buf_str(&text), text.len);
		break;
	case ACT_PRINT_VALUE:
		output_value(&r->output, p->args[0].type, plan_record_arg(p, 0, rec, size));
		break;
	case ACT_PRINT_KEY:
		if (p->nargs > 1)
			output_map_key(&r->output, p->map, plan_record_arg(p, 0, rec, size),
			               p->args[1].type, plan_record_arg(p, 1, rec, size));
		break;
	case ACT_CLEAR:
		vm_map_clear(r->maps[p->map->id]);
		break;
	default:
		break;
	}
	buf_free(&text);
	free(rec);
	return 0;
}

static void make_event(struct run *r, const struct plan_clause *c, struct vm_event *ev)
{
	ev->time = next_random(r);
	ev->cpu = (u32)next_random(r) & 3;
	ev->probe = c->variant->probes[0]->id;
	for (u32 i = 0; i < c->nslots; i++) {
		const struct slot *s = &c->slots[i];
		struct vm_slot *to = &ev->slots[i];
		u8 *bytes;

		to->value = next_random(r) % 3 ? next_random(r) & 0xff : next_random(r) << 24;
		if (s->root == ROOT_PROBE)
			to->value = ev->probe;
		if (s->form == FORM_INT && s->root != ROOT_COMM)
			continue;
		to->len = s->len ? next_random(r) % (s->len + 1) : 0;
		bytes = malloc(to->len + 1);
		for (u32 j = 0; j < to->len; j++)
			bytes[j] = (u8)next_random(r);
		if (to->len && s->form == FORM_STR)
			bytes[to->len - 1] = 0;
		to->data = bytes;
	}
}

static struct vm_map *make_map(const struct map *m)
{
	u32 type = BPF_MAP_TYPE_HASH, max = m->max_entries < 64 ? m->max_entries : 64;

	if (m->percpu_array) {
		bool hist = m->value->kind == TY_HIST || m->value->kind == TY_LHIST;

		type = BPF_MAP_TYPE_ARRAY;
		max = hist ? plan_hist_buckets(m->value) : 1;
	}
	return vm_map_new(m, type, m->key_size, m->value_size, max ? max : 1);
}

static void print_maps(struct run *r)
{
	for (u32 i = 0; i < r->sema.nmaps; i++) {
		const struct vm_map *v = r->maps[i];
		struct buf keys = BUF_INIT, values = BUF_INIT;
		struct rows rows = {.key_size = v->key_size, .value_size = v->value_size};
		const void *key;
		void *value;
		u32 at = 0;

		while (vm_map_at(v, &at, &key, &value) && rows.n < 200) {
			buf_add(&keys, key, v->key_size);
			buf_add(&values, value, v->value_size);
			rows.n++;
		}
		rows.keys = (u8 *)keys.data;
		rows.values = (u8 *)values.data;
		output_map(&r->output, r->sema.maps[i], &rows, i % 3, i % 2);
		buf_free(&keys);
		buf_free(&values);
	}
}

/*
 * Lint forgets bounds in loops of many rounds within loops, where a verifier that walks every path
 * keeps them: that complaint says nothing there. ASan sees what the VM does.
 */
static bool is_vague(const struct code *c, const char *why)
{
	if (!strstr(why, "not bounded"))
		return false;
	for (u32 i = 0; i < c->ninsns; i++) {
		u8 class = BPF_CLASS(c->insns[i].code);

		if ((class == BPF_JMP || class == BPF_JMP32) && c->insns[i].off < 0)
			return true;
	}
	return false;
}

static void check_lint(struct run *r, const struct plan_clause *c, const struct code_opts *opts,
                       const char *what)
{
	char *said = NULL, why[160] = "";
	size_t len = 0;
	struct buf text = BUF_INIT;
	struct diag diag;
	struct code code;
	u32 insn = 0;

	diag_init(&diag, open_memstream(&said, &len));
	if (!code_clause(r->plan, c, opts, &diag, &code)) {
		code_disasm(&text, &code);
		if (code.ninsns <= 20000 && code_lint(&code, opts->caps, &insn, why) &&
		    !is_vague(&code, why)) {
			fprintf(stderr, "lint, %s: instruction %u: %s\n%s\n", what, insn, why,
			        buf_str(&text));
			r->found_wrong = true;
		}
	} else if (!diag.errors) {
		fprintf(stderr, "%s: refused without a word\n", what);
		r->found_wrong = true;
	}
	fclose(diag.out);
	free(said);
	buf_free(&text);
}

static void lint_for_kernels(struct run *r, const struct plan_clause *c)
{
	struct code_opts opts = {
	        .exec = EXEC_KERNEL, .caps = &old_kernel, .compat_offset = -1, .syscall_nr = -1};

	opts.context = c->variant->context;
	if (c->in_user)
		return;
	check_lint(r, c, &opts, "old kernel");
	opts.caps = &new_kernel;
	check_lint(r, c, &opts, "new kernel");
}

static void run_clause(struct run *r, const struct plan_clause *c)
{
	struct vm_opts vm_opts = {
	        .plan = r->plan, .maps = r->maps, .output = act, .arg = r, .max_insns = MAX_INSNS};
	struct code_opts opts = {.exec = EXEC_VM, .probe_id = PROBE_ID_IMM, .syscall_nr = -1};
	u32 scratch = r->sema.nmaps + SPECIAL_SCRATCH;
	struct diag *diag = r->sema.diag;
	struct vm_event *ev;
	struct vm_prog *prog;
	struct code code;
	struct vm *vm;
	int err = 0;

	opts.context = c->variant->context;
	if (c->nneeds || code_clause(r->plan, c, &opts, diag, &code))
		return;
	check_lint(r, c, &opts, "our VM");
	vm_map_free(r->maps[scratch]);
	r->maps[scratch] =
	        vm_map_new(NULL, BPF_MAP_TYPE_ARRAY, 4,
	                   ALIGN_UP((u32)sizeof(struct scratch_header) + code.scratch, 8), 1);
	vm = vm_new(&vm_opts);
	prog = vm_load(vm, &code, c->variant->probes[0]->id, &err);
	if (!prog)
		abort();
	for (u32 i = 0; i < 2; i++) {
		ev = calloc(1, VM_SLOT_OFFSET(c->nslots));
		make_event(r, c, ev);
		vm_run(vm, prog, ev, &err);
		for (u32 j = 0; j < c->nslots; j++)
			free((void *)ev->slots[j].data);
		free(ev);
	}
	vm_prog_free(prog);
	vm_free(vm);
}

static void run_plan(struct run *r)
{
	u32 n = r->sema.nmaps;

	r->maps = calloc(n + SPECIAL_COUNT, sizeof(*r->maps));
	for (u32 i = 0; i < n; i++)
		r->maps[i] = make_map(r->sema.maps[i]);
	r->maps[n + SPECIAL_RING] = vm_map_new(NULL, BPF_MAP_TYPE_ARRAY, 4, 8, 1);
	r->maps[n + SPECIAL_SCRATCH] = vm_map_new(NULL, BPF_MAP_TYPE_ARRAY, 4, 8, 1);
	r->maps[n + SPECIAL_LOST] = vm_map_new(NULL, BPF_MAP_TYPE_ARRAY, 4, 8, LOST_COUNT);
	for (u32 i = 0; i < r->plan->nclauses; i++) {
		lint_for_kernels(r, &r->plan->clauses[i]);
		run_clause(r, &r->plan->clauses[i]);
	}
	print_maps(r);
	for (u32 i = 0; i < n + SPECIAL_COUNT; i++)
		vm_map_free(r->maps[i]);
	free(r->maps);
}

/* The whole way. JSON: what was printed must be JSON. */
static void run_text(const char *text, bool json)
{
	static const char *const params[] = {"42", "hello"};
	struct types_opts types = {.btf_path = "/nonexistent"};
	struct sym_opts syms = {.kallsyms = "/dev/null", .proc = "/nonexistent"};
	struct probe_env env = {.arena = arena_new(), .max_probes = 64};
	struct run r = {.arena = env.arena, .seed = strlen(text) + 1};
	struct source src = {.name = "fuzz", .text = text, .len = strlen(text)};
	char *said = NULL, *out = NULL;
	size_t said_len = 0, out_len = 0;
	struct program *p;
	struct diag diag;

	diag_init(&diag, open_memstream(&said, &said_len));
	env.tracefs = tracefs_open(r.arena, getenv("FUZZ_TRACEFS"), &env.tracefs_err);
	r.sema = (struct sema){.arena = r.arena,
	                       .diag = &diag,
	                       .types = types_new(r.arena, &types),
	                       .env = &env,
	                       .nparams = 2,
	                       .params = params,
	                       .unsafe = true,
	                       .no_probe_check = true};
	config_init(&r.sema.config, &diag);
	p = parse_program(r.arena, &src, &diag);
	if (getenv("FUZZ_SHOW"))
		fprintf(stderr, "%s\n", text);
	if (p && !sema_run(&r.sema, p) && (r.plan = plan_make(&r.sema))) {
		r.output = (struct output){.out = open_memstream(&out, &out_len),
		                           .format = json ? OUTPUT_JSON : OUTPUT_TEXT,
		                           .plan = r.plan,
		                           .syms = sym_cache_new(&syms),
		                           .stack = find_stack};
		run_plan(&r);
		fclose(r.output.out);
		sym_cache_free(r.output.syms);
		if (json && fuzz_json_check(out, out_len)) {
			fprintf(stderr, "not JSON: %s\n", out);
			r.found_wrong = true;
		}
	} else if (!diag.errors) {
		fprintf(stderr, "refused without a word\n");
		r.found_wrong = true;
	}
	types_free(r.sema.types);
	fclose(diag.out);
	if (getenv("FUZZ_SHOW"))
		fprintf(stderr, "%s%s\n", said, out ? out : "");
	if (r.found_wrong) {
		fprintf(stderr, "program:\n%s\n", text);
		abort();
	}
	free(said);
	free(out);
	arena_free(r.arena);
}

/* Lint and disassembler take any instructions. */
static void run_raw(const uint8_t *data, size_t size)
{
	u32 n = (u32)(size / sizeof(struct bpf_insn)), at = 0;
	struct sema sema = {0};
	struct plan plan = {.sema = &sema};
	struct plan_clause clause = {0};
	struct code code = {.plan = &plan, .clause = &clause, .ninsns = n};
	struct buf text = BUF_INIT;
	char why[160];

	if (!n)
		return;
	code.insns = calloc(n, sizeof(*code.insns));
	memcpy(code.insns, data, n * sizeof(*code.insns));
	code_lint(&code, &old_kernel, &at, why);
	code_lint(&code, NULL, &at, why);
	code_disasm(&text, &code);
	buf_free(&text);
	free(code.insns);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = BUF_INIT;

	if (!size)
		return 0;
	if (data[0] >= 25 && data[0] < 32) {
		run_raw(data + 1, size - 1);
		return 0;
	}
	if (data[0] >= 5 && data[0] < 25) {
		text = gen_program(data + 1, size - 1);
	} else if (data[0] < 5) {
		buf_adds(&text, "BEGIN {");
		for (size_t i = 1; i < size && i < 400; i++)
			buf_addf(&text, " %s", tokens[data[i] % ARRAY_LEN(tokens)]);
		buf_adds(&text, " }");
	} else {
		for (size_t i = 0; i < size && data[i]; i++)
			buf_addc(&text, (char)data[i]);
	}
	run_text(buf_str(&text), size & 1);
	buf_free(&text);
	return 0;
}

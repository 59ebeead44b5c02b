// SPDX-License-Identifier: GPL-2.0-or-later
/* Identifiers: builtins and which probes have them, #defines, enumerators. */
#include <string.h>
#include <unistd.h>

#include "probe/arch.h"
#include "sema/check_call.h"

/* An argument of a user function: if it is an address, then of user memory. */
static const struct type type_user_word = {.kind = TY_INT, .size = 8, .align = 8, .user = 1};

#define P(name)     (1u << PROVIDER_##name)
#define KERNEL_SIDE ~(P(BEGIN) | P(END) | P(INTERVAL) | P(SELF) | P(BENCH) | P(TEST))

/* Roots that not every probe has. */
struct availability {
	enum root root;
	u32 providers;
	const char *hint;
};

static const struct availability availabilities[] = {
        {ROOT_ARG, P(KPROBE) | P(UPROBE) | P(USDT) | P(RAWTRACEPOINT), NULL},
        {ROOT_SARG, P(KPROBE) | P(UPROBE), NULL},
        {ROOT_RETVAL, P(KRETPROBE) | P(URETPROBE) | P(FEXIT), NULL},
        {ROOT_FUNC, P(KPROBE) | P(KRETPROBE) | P(UPROBE) | P(URETPROBE) | P(FENTRY) | P(FEXIT),
         NULL},
        {ROOT_REG,
         P(KPROBE) | P(KRETPROBE) | P(UPROBE) | P(URETPROBE) | P(USDT) | P(PROFILE) | P(SOFTWARE) |
                 P(HARDWARE),
         NULL},
        {ROOT_CTX, KERNEL_SIDE, NULL},
        {ROOT_KSTACK, KERNEL_SIDE, "a profile probe samples stacks"},
        {ROOT_USTACK, KERNEL_SIDE, "a profile probe samples stacks"},
};

const char *provider_list(struct check *c, u32 providers)
{
	struct buf b = BUF_INIT;
	const char *text;
	u32 left = (u32)__builtin_popcount(providers);

	for (u32 p = 0; p < PROVIDER_COUNT; p++) {
		if (!(providers & 1u << p))
			continue;
		buf_adds(&b, provider_info(p)->name);
		if (--left)
			buf_adds(&b, left == 1 ? " and " : ", ");
	}
	text = arena_strdup(c->s->arena, buf_str(&b));
	buf_free(&b);
	return text;
}

static void root_hint(struct check *c, const struct availability *a)
{
	if (a->hint)
		check_hint(c, "%s", a->hint);
	else if (a->root == ROOT_ARG && c->provider == PROVIDER_TRACEPOINT)
		check_hint(c, "a tracepoint's arguments are args.NAME: sonde -lv lists them");
	else if (a->root == ROOT_ARG &&
	         (c->provider == PROVIDER_FENTRY || c->provider == PROVIDER_FEXIT))
		check_hint(c, "use args.NAME: sonde -lv lists them");
	else if (a->root == ROOT_ARG && c->provider == PROVIDER_KRETPROBE)
		check_hint(c, "keep it in a map from the kprobe: @arg[tid] = %s", "arg0");
	else if (a->root == ROOT_RETVAL && c->provider == PROVIDER_KPROBE)
		check_hint(c, "the function's result is known in its kretprobe");
	else if (a->root == ROOT_RETVAL && c->provider == PROVIDER_UPROBE)
		check_hint(c, "the function's result is known in its uretprobe");
}

bool check_available(struct check *c, enum root root, const char *name, struct span at)
{
	for (size_t i = 0; i < ARRAY_LEN(availabilities); i++) {
		const struct availability *a = &availabilities[i];

		if (a->root != root || a->providers & 1u << c->provider)
			continue;
		if (a->providers == (u32)KERNEL_SIDE)
			check_error(c, at,
			            "%s is not available in %s probes: they run in sonde itself",
			            name, provider_info(c->provider)->name);
		else
			check_error(c, at, "%s can only be used in %s probes, not in %s", name,
			            provider_list(c, a->providers),
			            provider_info(c->provider)->name);
		root_hint(c, a);
		return false;
	}
	return true;
}

bool in_user_function(const struct check *c)
{
	return c->provider == PROVIDER_UPROBE || c->provider == PROVIDER_URETPROBE ||
	       c->provider == PROVIDER_USDT;
}

const struct type *stack_type(struct check *c, const struct builtin *b, u32 mode, u32 depth,
                              struct span at)
{
	enum type_kind kind = b->root == ROOT_KSTACK ? TY_KSTACK : TY_USTACK;
	struct type *t = arena_memdup(c->s->arena, type_simple(c->s->arena, kind, false),
	                              sizeof(struct type));

	t->stack_mode = (u8)mode;
	t->stack_depth = (u16)depth;
	/* It hands its unwinder one function's address and the stack of another; what a recording
	 * has was there in full. */
	if (kind == TY_KSTACK && c->provider == PROVIDER_TRACEPOINT &&
	    !(c->s->env && c->s->env->machine) && !strcmp(arch_host()->name, "armv7l"))
		check_warn(c, at,
		           "of the kernel's stack at a tracepoint, a kernel for 32-bit ARM that "
		           "unwinds by "
		           "tables finds the first function only");
	return t;
}

/* The builtins whose type or value the table cannot say. */
static const struct type *special_builtin(struct check *c, struct expr *e, const struct builtin *b)
{
	const char *name = b->name;

	if (b->root == ROOT_KSTACK || b->root == ROOT_USTACK)
		return stack_type(c, b, c->s->config.stack_mode, 127, e->span);
	if (b->root == ROOT_CTX && c->provider == PROVIDER_ITER)
		return check_iter_context(c, e);
	if (b->root == ROOT_FUNC)
		return type_simple(c->s->arena, in_user_function(c) ? TY_USYM : TY_KSYM, false);
	if (!strcmp(name, "args"))
		return check_args(c, e);
	if (!strcmp(name, "probetype")) {
		bool special = c->provider == PROVIDER_BEGIN || c->provider == PROVIDER_END;

		name = special ? "special" : provider_info(c->provider)->name;
		expr_become(e, &(struct expr){.kind = EXPR_STR, .slot = EXPR_NO_SLOT});
		e->str.data = name;
		e->str.len = (u32)strlen(name);
		return check_expr(c, e);
	}
	if (!strcmp(name, "usermode"))
		return check_usermode(c, e);
	if (!strcmp(name, "ncpus"))
		expr_set_int(e, b->type, (u64)sysconf(_SC_NPROCESSORS_CONF));
	else if (!strcmp(name, "default_str_length"))
		expr_set_int(e, b->type, c->s->config.max_strlen);
	else if (!strcmp(name, "cpid"))
		expr_set_int(e, b->type, (u64)c->s->child_pid);
	else if (!strcmp(name, "has_cpid"))
		expr_set_int(e, b->type, c->s->child_pid != 0);
	if (!strcmp(name, "cpid") && !c->s->child_pid) {
		check_error(c, e->span, "cpid is not set: there is no child process");
		check_hint(c, "-c CMD starts one");
	}
	return b->type;
}

static const struct type *check_builtin(struct check *c, struct expr *e, const struct builtin *b)
{
	e->ident.builtin = b;
	if (b->root == ROOT_RETVAL && is_syscall_exit(c))
		return retval_as_ret(c, e);
	if (!check_available(c, b->root, b->name, e->span))
		return NULL;
	if (b->root == ROOT_RETVAL && c->provider == PROVIDER_FEXIT)
		return retval_of_sig(c, e);
	if (b->root == ROOT_PROBE)
		c->v->uses_probe = true;
	if (b->root == ROOT_ARG && in_user_function(c))
		return &type_user_word;
	return special_builtin(c, e, b);
}

/* What people write who learnt from older texts. */
static const char *old_name(const char *name)
{
	static const char *const old[][2] = {
	        {"name", "probe"},      {"stack", "kstack"},   {"timestamp", "nsecs"},
	        {"execname", "comm"},   {"ustacks", "ustack"}, {"kstacks", "kstack"},
	        {"probename", "probe"}, {"ret", "retval"},
	};

	for (size_t i = 0; i < ARRAY_LEN(old); i++)
		if (!strcmp(old[i][0], name))
			return old[i][1];
	return NULL;
}

static const struct type *unknown_name(struct check *c, const struct expr *e)
{
	const char *name = e->ident.name, *near = old_name(name);

	check_error(c, e->span, "unknown identifier: '%s'", name);
	if (!near)
		near = builtin_nearest(name, false);
	if (near)
		check_hint(c, "did you mean %s?", near);
	else if (builtin_find(name, true))
		check_hint(c, "a function is called: %s(...)", name);
	else if (types_have_btf(c->s->types))
		check_hint(c, "there is no kernel BTF here, which names the kernel's enumerators");
	return NULL;
}

const struct type *check_ident(struct check *c, struct expr *e)
{
	const char *name = e->ident.name;
	const struct builtin *b = builtin_find(name, false);
	const struct type *t;
	s64 value;

	if (!strcmp(name, "true") || !strcmp(name, "false")) {
		expr_set_int(e, &type_bool, name[0] == 't');
		return e->type;
	}
	if (b)
		return check_builtin(c, e, b);
	if (types_enumerator(c->s->types, name, &value, &t))
		return unknown_name(c, e);
	expr_set_int(e, t, (u64)value);
	return t;
}

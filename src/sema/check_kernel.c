// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions that ask the kernel or act on it: symbols, stacks, clocks, registers, signals. */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "sema/check_call.h"
#include "util/files.h"

const struct type *check_ksym(struct check *c, struct expr *e)
{
	return wants_address(c, e, e->call.args) ? type_simple(c->s->arena, TY_KSYM, false) : NULL;
}

const struct type *check_usym(struct check *c, struct expr *e)
{
	return wants_address(c, e, e->call.args) ? type_simple(c->s->arena, TY_USYM, false) : NULL;
}

const struct type *check_kaddr(struct check *c, struct expr *e)
{
	if (!wants_literal(c, e, e->call.args) || !check_value(c, e->call.args))
		return NULL;
	return &type_u64;
}

const struct type *check_percpu_kaddr(struct check *c, struct expr *e)
{
	struct expr *cpu = e->call.args->next;

	if (!wants_literal(c, e, e->call.args) || !check_value(c, e->call.args) ||
	    (cpu && !wants_integer(c, e, cpu)))
		return NULL;
	return type_ptr(c->s->arena, &type_u64, false);
}

const struct type *check_cgroupid(struct check *c, struct expr *e)
{
	struct expr *path = e->call.args;
	int err;

	if (!wants_literal(c, e, path) || !check_value(c, path))
		return NULL;
	err = file_cgroup_id(path->str.data, &e->const_value);
	if (err) {
		check_error(c, path->span, "no cgroup at \"%s\": %s", path->str.data,
		            strerror(-err));
		check_hint(c, "cgroups of version 2 are directories, mostly under /sys/fs/cgroup");
		return NULL;
	}
	e->is_const = true;
	return &type_u64;
}

const struct type *check_address_space(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args;
	const struct type *t;
	struct type *copy;

	if (!wants_address(c, e, arg))
		return NULL;
	t = arg->type;
	copy = arena_memdup(c->s->arena, t, sizeof(*t));
	copy->user = e->call.builtin->func == FN_UPTR;
	if (copy->kind == TY_PTR && copy->elem->kind == TY_INT && copy->elem->size == 8) {
		/* a word there may be an address: of the same memory */
		struct type *word = arena_memdup(c->s->arena, copy->elem, sizeof(*word));

		word->user = copy->user;
		copy->elem = word;
	}
	return copy;
}

const struct type *check_reg(struct check *c, struct expr *e)
{
	if (!wants_literal(c, e, e->call.args) || !check_value(c, e->call.args) ||
	    !check_available(c, ROOT_REG, "reg()", e->span))
		return NULL;
	return &type_u64;
}

static bool stack_mode(struct check *c, const struct expr *arg, u32 *mode)
{
	static const char *const modes[] = {"bpftrace", "perf", "raw", "build_id", "dwarf"};
	struct nearest near;

	nearest_init(&near, arg->ident.name);
	for (u32 i = 0; i < ARRAY_LEN(modes); i++) {
		if (!strcmp(modes[i], arg->ident.name)) {
			*mode = i;
			return true;
		}
		nearest_feed(&near, modes[i]);
	}
	check_error(c, arg->span, "invalid stack mode: '%s'", arg->ident.name);
	check_hint(c, "modes are bpftrace, perf and raw; and dwarf, of user stacks");
	return false;
}

const struct type *check_stack(struct check *c, struct expr *e)
{
	const struct builtin *b = e->call.builtin;
	u32 mode = c->s->config.stack_mode, depth = 127;
	struct expr *arg = e->call.args;

	if (!check_available(c, b->root, b->name, e->span))
		return NULL;
	if (arg && arg->kind == EXPR_IDENT) {
		if (!stack_mode(c, arg, &mode))
			return NULL;
		if (mode == STACK_DWARF && b->root == ROOT_KSTACK)
			return check_error(c, arg->span,
			                   "the mode dwarf is of user stacks: the kernel walks its "
			                   "own");
		arg = arg->next;
	} else if (arg && arg->next) {
		return check_error(c, arg->span, "%s() expects a mode and a depth, in this order",
		                   b->name);
	}
	if (arg) {
		if (!wants_const(c, e, arg, "depth"))
			return NULL;
		if ((s64)arg->const_value < 1 || arg->const_value > 1024)
			return check_error(c, arg->span, "%s() depth must be from 1 to 1024",
			                   b->name);
		depth = (u32)arg->const_value;
	}
	return stack_type(c, b, mode, depth, e->span);
}

const struct type *check_nsecs(struct check *c, struct expr *e)
{
#define CLOCK_ROW(clock)                                                                    \
	{                                                                                   \
		"nsecs", BUILTIN_FUNC, 0, 1, ROOT_NSECS, FN_NSECS, clock, false, NULL, NULL \
	}
	static const struct builtin rows[] = {CLOCK_ROW(NSECS_MONO), CLOCK_ROW(NSECS_BOOT),
	                                      CLOCK_ROW(NSECS_TAI), CLOCK_ROW(NSECS_SW_TAI)};
#undef CLOCK_ROW
	static const char *const names[] = {"monotonic", "boot", "tai", "sw_tai"};
	struct expr *arg = e->call.args;

	if (!arg)
		return &type_u64;
	for (u32 i = 0; arg->kind == EXPR_IDENT && i < ARRAY_LEN(names); i++) {
		if (strcmp(names[i], arg->ident.name) != 0)
			continue;
		e->call.builtin = &rows[i];
		return &type_u64;
	}
	return check_error(c, arg->span, "nsecs() expects a clock: monotonic, boot, tai or sw_tai");
}

const struct type *check_pid(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args;
	bool known = arg->kind == EXPR_IDENT &&
	             (!strcmp(arg->ident.name, "curr_ns") || !strcmp(arg->ident.name, "init"));
	struct expr ident = {.kind = EXPR_IDENT, .slot = EXPR_NO_SLOT};

	if (!known)
		return check_error(c, arg->span, "%s() expects curr_ns or init", e->call.name);
	ident.ident.name = e->call.name;
	expr_become(e, &ident);
	return check_expr(c, e);
}

const struct type *check_signal(struct check *c, struct expr *e)
{
	static const char *const names[] = {
	        [SIGHUP] = "HUP",   [SIGINT] = "INT",   [SIGQUIT] = "QUIT", [SIGILL] = "ILL",
	        [SIGTRAP] = "TRAP", [SIGABRT] = "ABRT", [SIGBUS] = "BUS",   [SIGFPE] = "FPE",
	        [SIGKILL] = "KILL", [SIGUSR1] = "USR1", [SIGSEGV] = "SEGV", [SIGUSR2] = "USR2",
	        [SIGPIPE] = "PIPE", [SIGALRM] = "ALRM", [SIGTERM] = "TERM", [SIGCHLD] = "CHLD",
	        [SIGCONT] = "CONT", [SIGSTOP] = "STOP", [SIGTSTP] = "TSTP", [SIGTTIN] = "TTIN",
	        [SIGTTOU] = "TTOU", [SIGURG] = "URG",   [SIGXCPU] = "XCPU", [SIGXFSZ] = "XFSZ",
	};
	struct expr *arg = e->call.args;
	struct expr number = {.kind = EXPR_INT, .slot = EXPR_NO_SLOT};
	const char *name;

	if (arg->kind == EXPR_STR) {
		name = !strncmp(arg->str.data, "SIG", 3) ? arg->str.data + 3 : arg->str.data;
		for (u32 i = 1; i < ARRAY_LEN(names); i++)
			if (names[i] && !strcmp(names[i], name))
				number.i.value = i;
		if (!number.i.value)
			return check_error(c, arg->span, "%s is not a signal", arg->str.data);
		expr_become(arg, &number);
	}
	if (!wants_integer(c, e, arg))
		return NULL;
	if (arg->is_const && (arg->const_value < 1 || arg->const_value > 64))
		return check_error(c, arg->span, "a signal is a number from 1 to 64");
	return &type_none;
}

const struct type *check_override(struct check *c, struct expr *e)
{
	if (c->provider != PROVIDER_KPROBE)
		return check_error(c, e->span, "override() can only be used in kprobe probes");
	return wants_integer(c, e, e->call.args) ? &type_none : NULL;
}

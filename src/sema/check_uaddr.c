// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * uaddr("symbol"): where a symbol of the traced program is in its memory. A program that can be
 * loaded anywhere tells by where the probe itself is: uaddr("x") is the instruction pointer and the
 * distance of x from the probed instruction.
 */
#include <string.h>

#include "probe/arch.h"
#include "probe/elf.h"
#include "sema/check_call.h"

struct place {
	u64 symbol, size, probe; /* virtual addresses as linked; bytes */
	bool movable;
};

static bool find_place(struct check *c, const struct expr *name, struct place *out)
{
	const struct probe *p = c->v->probes[0];
	int err = 0;
	struct binary *b = binary_open(p->target, &err);
	bool found = b && !binary_symbol(b, name->str.data, &out->symbol, &out->size);

	if (!b)
		check_error(c, name->span, "cannot read the symbols of %s: %s", p->target,
		            strerror(-err));
	else if (!found)
		check_error(c, name->span, "%s has no symbol \"%s\"", p->target, name->str.data);
	if (found) {
		out->movable = binary_is_movable(b);
		err = binary_address(b, p->address, &out->probe);
		found = !out->movable || !err;
		if (!found)
			check_error(c, name->span, "where %s is in the program is not known",
			            p->name);
	}
	binary_close(b);
	return found;
}

static struct expr *number(struct check *c, u64 value, struct span at)
{
	struct expr *e = build_node(c, EXPR_INT, at);

	e->i.value = value;
	return e;
}

/* reg("ip") + distance */
static struct expr *from_here(struct check *c, const struct place *p, struct span at)
{
	struct expr *reg = build_node(c, EXPR_STR, at), *sum = build_node(c, EXPR_BINARY, at);

	reg->str.data = arch_host()->ip;
	reg->str.len = (u32)strlen(reg->str.data);
	sum->binary.op = OP_ADD;
	sum->binary.left = build_call(c, "reg", reg, at);
	sum->binary.right = number(c, p->symbol - p->probe, at);
	return sum;
}

const struct type *check_uaddr(struct check *c, struct expr *e)
{
	struct expr *name = e->call.args, *address;
	struct place p = {0};
	const char *type;

	if (!wants_literal(c, e, name))
		return NULL;
	if (!in_user_function(c))
		return check_error(c, e->span,
		                   "uaddr() can only be used in uprobe, uretprobe and usdt probes");
	if (!find_place(c, name, &p))
		return NULL;
	if (p.movable && c->provider == PROVIDER_URETPROBE) {
		check_error(c, e->span,
		            "uaddr() in a uretprobe of a program that is loaded anywhere: at the "
		            "return nothing tells where it is");
		check_hint(c, "keep it in a map by tid in a uprobe of the function");
		return NULL;
	}
	type = p.size == 1 ? "uint8" : p.size == 2 ? "uint16" : p.size == 4 ? "uint32" : "uint64";
	address = p.movable ? from_here(c, &p, e->span) : number(c, p.symbol, e->span);
	return build_becomes(c, e, build_call(c, "uptr", build_cast(c, type, 1, address), e->span));
}

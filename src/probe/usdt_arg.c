// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Operands of USDT notes, which are in the words of each architecture's assembler:
 *   x86      -4@%edi  8@-16(%rbp,%rax,8)  4@$7  8@counter(%rip)
 *   arm64    8@x0  4@[sp, 16]  8@[x1, x2, lsl 3]  4@7
 *   arm      4@r0  4@[fp, #-8]  4@#7
 *   others   8@a0  8@16(sp)  8@%r2  8@160(%r15)  4@7
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "probe/usdt.h"

struct cursor {
	const struct arch *arch;
	const char *p;
	struct usdt_arg *arg;
};

static void blanks(struct cursor *c)
{
	while (*c->p == ' ' || *c->p == '\t')
		c->p++;
}

static bool accept(struct cursor *c, char ch)
{
	blanks(c);
	if (*c->p != ch)
		return false;
	c->p++;
	return true;
}

static bool number(struct cursor *c, s64 *value)
{
	char *end;

	blanks(c);
	if (*c->p == '$' || *c->p == '#')
		c->p++;
	if (!isdigit((unsigned char)c->p[0]) &&
	    !((c->p[0] == '-' || c->p[0] == '+') && isdigit((unsigned char)c->p[1])))
		return false;
	/* unsigned, so that 0xffffffffffffffff fits */
	*value = (s64)strtoull(c->p, &end, 0);
	c->p = end;
	return true;
}

static size_t word_length(const char *p)
{
	size_t n = 0;

	while (isalnum((unsigned char)p[n]) || p[n] == '_' || p[n] == '.')
		n++;
	return n;
}

/* eax, ax, al, rax → ax; r8d → r8; ah → ax from bit 8 */
static void x86_name(char *name, u8 *shift)
{
	size_t n = strlen(name);

	if (name[0] == 'r' && isdigit((unsigned char)name[1])) {
		if (n > 2 && strchr("dwb", name[n - 1]))
			name[n - 1] = '\0';
		return;
	}
	if (n == 3 && (name[0] == 'r' || name[0] == 'e'))
		memmove(name, name + 1, n--);
	if (n == 3 && name[2] == 'l') /* sil */
		name[2] = '\0';
	if (n == 2 && strchr("abcd", name[0]) && (name[1] == 'l' || name[1] == 'h')) {
		*shift = name[1] == 'h' ? 8 : 0;
		name[1] = 'x';
	}
}

static const struct arch_reg *reg(struct cursor *c, u8 *shift)
{
	size_t n;
	char name[16];

	blanks(c);
	if (*c->p == '%')
		c->p++;
	n = word_length(c->p);
	if (!n || n >= sizeof(name))
		return NULL;
	memcpy(name, c->p, n);
	name[n] = '\0';
	if (strcmp(c->arch->name, "x86_64") == 0 || strcmp(c->arch->name, "i386") == 0)
		x86_name(name, shift);
	else if (strcmp(c->arch->name, "aarch64") == 0 && name[0] == 'w')
		name[0] = 'x';
	c->p += n;
	return arch_reg(c->arch, name);
}

/* (%rbp), (%rbp,%rax,8), (,%rax,8) */
static bool x86_memory(struct cursor *c)
{
	struct usdt_arg *a = c->arg;
	s64 scale = 1;
	u8 shift = 0;

	a->where = USDT_MEMORY;
	blanks(c);
	if (*c->p != ',' && !(a->base = reg(c, &shift)))
		return false;
	if (accept(c, ',')) {
		a->index = reg(c, &shift);
		if (!a->index || (accept(c, ',') && !number(c, &scale)))
			return false;
	}
	a->scale = (u8)scale;
	return accept(c, ')') && (scale == 1 || scale == 2 || scale == 4 || scale == 8);
}

/* [sp], [sp, 16], [x1, x2], [x1, x2, lsl 3] */
static bool arm_memory(struct cursor *c)
{
	struct usdt_arg *a = c->arg;
	s64 lsl = 0;
	u8 shift = 0;

	a->where = USDT_MEMORY;
	a->base = reg(c, &shift);
	if (!a->base)
		return false;
	if (accept(c, ',') && !number(c, &a->value)) {
		a->index = reg(c, &shift);
		if (!a->index)
			return false;
		if (accept(c, ',')) {
			blanks(c);
			if (strncmp(c->p, "lsl", 3) != 0)
				return false;
			c->p += 3;
			if (!number(c, &lsl) || lsl < 0 || lsl > 3)
				return false;
		}
	}
	a->scale = (u8)(1 << lsl);
	return accept(c, ']');
}

static bool is_ppc(const struct cursor *c)
{
	return strncmp(c->arch->name, "ppc", 3) == 0;
}

/* On PowerPC a bare number is a register. */
static bool ppc_register(struct cursor *c, s64 n)
{
	char name[16] = "r";

	if (n < 0 || n > 31)
		return false;
	name[1] = (char)(n > 9 ? '0' + n / 10 : '0' + n);
	if (n > 9)
		name[2] = (char)('0' + n % 10);
	c->arg->where = USDT_REGISTER;
	c->arg->base = arch_reg(c->arch, name);
	return c->arg->base != NULL;
}

/* counter(%rip), counter+4(%rip): a variable */
static bool variable(struct cursor *c, const char **symbol, size_t *n)
{
	s64 more = 0;

	*n = word_length(c->p);
	*symbol = c->p;
	c->p += *n;
	if ((*c->p == '+' || *c->p == '-') && !number(c, &more))
		return false;
	c->arg->value += more;
	return accept(c, '(') && x86_memory(c);
}

static bool is_symbol(const char *p)
{
	size_t n = word_length(p);

	return n && !isdigit((unsigned char)*p) && (p[n] == '(' || p[n] == '+' || p[n] == '-');
}

static bool operand(struct cursor *c, const char **symbol, size_t *n)
{
	struct usdt_arg *a = c->arg;
	bool constant = *c->p == '$' || *c->p == '#';

	if (accept(c, '['))
		return arm_memory(c);
	if (number(c, &a->value)) {
		if (constant)
			return true;
		if (*c->p == '(') { /* a blank would end the operand */
			c->p++;
			return x86_memory(c);
		}
		if (*c->p == '+' && is_symbol(c->p + 1)) {
			c->p++;
			return variable(c, symbol, n);
		}
		return is_ppc(c) ? ppc_register(c, a->value) : true;
	}
	if (accept(c, '('))
		return x86_memory(c);
	if (is_symbol(c->p))
		return variable(c, symbol, n);
	a->where = USDT_REGISTER;
	a->base = reg(c, &a->shift);
	return a->base != NULL;
}

/* "-4@"; a size may be missing: then it is a word. */
static bool size_prefix(struct cursor *c)
{
	const char *at = c->p + strcspn(c->p, "@ ");
	long size;
	char *end;

	c->arg->size = c->arch->word;
	if (*at != '@')
		return true;
	size = strtol(c->p, &end, 10);
	c->p = at + 1;
	c->arg->is_signed = size < 0;
	size = size < 0 ? -size : size;
	c->arg->size = (u8)size;
	/* "8f": a floating-point number */
	return end == at && (size == 1 || size == 2 || size == 4 || size == 8);
}

const char *usdt_parse_arg(const struct arch *a, const char *text, struct usdt_arg *arg,
                           const char **symbol, size_t *n)
{
	struct cursor c = {a, text, arg};
	bool ok;

	*symbol = NULL;
	memset(arg, 0, sizeof(*arg));
	arg->scale = 1;
	blanks(&c);
	if (!*c.p)
		return NULL;
	text = c.p;
	ok = size_prefix(&c) && operand(&c, symbol, n);
	if (ok && (!*c.p || *c.p == ' ' || *c.p == '\t'))
		return c.p;
	/* to the next argument: not at blanks inside of brackets */
	memset(arg, 0, sizeof(*arg));
	arg->where = USDT_UNKNOWN;
	*symbol = NULL;
	for (int depth = 0; *text && (depth > 0 || *text != ' '); text++)
		depth += (*text == '[') - (*text == ']');
	return text;
}

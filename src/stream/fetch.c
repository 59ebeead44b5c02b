/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A slot as a fetch-arg of kprobe_events and uprobe_events
 * (Documentation/trace/kprobetrace.rst): "+16(+24(%di)):u32".
 */
#include <string.h>

#include "stream/stream.h"

#define MAX_ARRAY  64   /* elements of an array that a fetch-arg can have */
#define MAX_BYTES  2048 /* of one value: a record has a page at most */
#define MAX_PIECES 256  /* bytes that are had as single integers */

static bool in_user_code(const struct probe *p)
{
	return p->provider == PROVIDER_UPROBE || p->provider == PROVIDER_URETPROBE;
}

/* The slot needs more than the value of a register. */
bool fetch_is_needed(const struct slot *s)
{
	switch (s->root) {
	case ROOT_SARG:
		return true;
	case ROOT_ARG:
	case ROOT_RETVAL:
	case ROOT_REG:
		return s->nsteps || s->deref || s->form != FORM_INT;
	default:
		return false;
	}
}

/* old: in the words of kernels whose uprobes know no $retval. */
static bool root_text(struct backend_run *r, const struct probe *p, const struct slot *s, bool old,
                      struct buf *out, const char **why)
{
	const struct arch *a = r->arch;
	const struct arch_reg *reg = NULL, *sp = arch_reg(a, "sp");

	switch (s->root) {
	case ROOT_ARG:
		reg = arch_arg(a, s->arg, in_user_code(p));
		break;
	case ROOT_REG:
		reg = arch_reg(a, s->name);
		break;
	case ROOT_RETVAL:
		reg = arch_reg(a, a->ret);
		if (old && reg && reg->fetch)
			break;
		buf_adds(out, "$retval");
		return true;
	case ROOT_SARG:
		buf_addf(out, "+%u(%%%s)", arch_stack_arg(a, s->arg), sp->fetch ? sp->fetch : "sp");
		return true;
	default:
		*why = "this value has no fetch-arg";
		return false;
	}
	if (!reg && s->root == ROOT_ARG && in_user_code(p) && a->user_stack_args) {
		buf_addf(out, "+%u(%%%s)", arch_stack_arg(a, s->arg), sp->fetch ? sp->fetch : "sp");
		return true;
	}
	if (!reg || !reg->fetch) {
		*why = s->root == ROOT_ARG ? "this argument is not in a register"
		                           : "the kernel's probes have no name for this register";
		return false;
	}
	buf_addf(out, "%%%s", reg->fetch);
	return true;
}

void fetch_deref(struct arena *a, const char **text, s32 off, bool user)
{
	*text = arena_printf(a, "%c%s%d(%s)", off < 0 ? '-' : '+', user ? "u" : "",
	                     off < 0 ? -off : off, *text);
}

const char *fetch_bytes_text(struct arena *a, const char *at, s32 off, u32 len, bool user,
                             u32 index)
{
	struct buf b = BUF_INIT;
	const char *text;

	for (u32 done = 0; done < len;) {
		u32 left = len - done, word = len > MAX_ARRAY && left >= 8 ? 8 : 1;
		u32 n = left / word < MAX_ARRAY ? left / word : MAX_ARRAY;

		text = at;
		fetch_deref(a, &text, off + (s32)done, user);
		if (done)
			buf_addf(&b, " a%u_%u=", index, done);
		buf_addf(&b, "%s:x%u[%u]", text, word * 8, n);
		done += n * word;
	}
	text = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return text;
}

static const char *typed(struct arena *a, const char *text, const struct slot *s, u32 word,
                         bool ustring)
{
	if (s->form == FORM_STR)
		return arena_printf(a, "%s:%sstring", text, ustring ? "u" : "");
	return arena_printf(a, "%s:u%u", text, (s->deref ? s->size : word) * 8);
}

static const char *whole(struct backend_run *r, const char *root, const struct slot *s, bool user,
                         u32 index)
{
	const char *text = root;

	for (u32 i = 0; i < s->nsteps; i++)
		fetch_deref(r->arena, &text, s->steps[i].off, user && s->steps[i].user);
	if (s->form == FORM_BYTES)
		return fetch_bytes_text(r->arena, text, s->off, s->len, user && s->user, index);
	/* a string's kind says itself whose memory it is in */
	if (s->form == FORM_STR)
		fetch_deref(r->arena, &text, s->off, false);
	else if (s->deref)
		fetch_deref(r->arena, &text, s->off, user && s->user);
	return typed(r->arena, text, s, r->arch->word, user && (s->user || s->any_space));
}

/*
 * Bytes of memory for kernels that have no arrays: integers, which lie one after another in the
 * record. Only the first has the name by which bind_args() looks for the whole.
 */
static const char *pieces(struct backend_run *r, const char *root, const struct slot *s, u32 index)
{
	struct slot part = *s;
	struct buf b = BUF_INIT;
	const char *text;

	part.form = FORM_INT;
	part.deref = true;
	for (u32 at = 0; at < s->len; at += part.size) {
		u32 left = s->len - at;

		part.size = left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
		part.off = s->off + (s32)at;
		if (at)
			buf_addf(&b, " a%u_%u=", index, at);
		buf_adds(&b, whole(r, root, &part, false, index));
	}
	text = arena_strdup(r->arena, buf_str(&b));
	buf_free(&b);
	return text;
}

static const char *root_of(struct backend_run *r, const struct probe *p, const struct slot *s,
                           bool old, const char **why)
{
	struct buf b = BUF_INIT;
	const char *text =
	        root_text(r, p, s, old, &b, why) ? arena_strdup(r->arena, buf_str(&b)) : NULL;

	buf_free(&b);
	return text;
}

bool fetch_text(struct backend_run *r, const struct probe *p, const struct slot *s, u32 index,
                struct fetch_arg *out, const char **why)
{
	const char *root = root_of(r, p, s, false, why), *old;

	if (!root)
		return false;
	if (s->form == FORM_BYTES && s->len > MAX_BYTES) {
		*why = "an event captures at most 2048 bytes of memory in one piece";
		return false;
	}
	if (s->form == FORM_BYTES && s->any_space && !in_user_code(p)) {
		*why = "it is not known whose memory this is: uptr() or kptr() of the address says "
		       "it";
		return false;
	}
	old = root_of(r, p, s, true, why);
	out->text = whole(r, root, s, !in_user_code(p), index);
	out->alternative = s->form == FORM_BYTES && s->len <= MAX_PIECES
	                           ? pieces(r, old, s, index)
	                           : whole(r, old, s, false, index);
	if (!strcmp(out->text, out->alternative))
		out->alternative = NULL;
	return true;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* What becomes of a probe that could not be attached: it is left out, or ends the program. */
#include <errno.h>
#include <string.h>

#include "sema/sema.h"

static bool may_be_left_out(const struct config *c, const struct probe *p, bool nowhere)
{
	return c->missing_probes == MISSING_WARN || c->missing_probes == MISSING_IGNORE ||
	       (p->missing_ok && nowhere);
}

static void say_way_out(const struct sema *s, const struct unattached *u, bool missing)
{
	struct diag *d = s->diag;
	const char *near = missing ? probe_kfunc_nearest(s->env, u->probe->func) : NULL;

	if (near)
		diag_hint(d, "did you mean %s?", near);
	else if (u->err == -EPERM || u->err == -EACCES)
		diag_hint(d, "run as root, or with %s", u->capabilities);
	else if (u->way_out)
		diag_hint(d, "%s", u->way_out);
	else if (probe_is_kernel_func(u->probe) && !missing &&
	         (u->err == -EINVAL || u->err == -ENOENT))
		diag_hint(d, "the function may be inlined, or on the kernel's kprobe blacklist");
}

int sema_unattached(const struct sema *s, const struct unattached *u)
{
	struct probe *p = u->probe;
	struct diag *d = s->diag;
	bool missing = probe_is_kernel_func(p) && p->func && !probe_kfunc_exists(s->env, p->func);
	bool nowhere = missing || u->err == -ENOENT;

	if (may_be_left_out(&s->config, p, nowhere)) {
		p->left_out = true;
		if (s->config.missing_probes == MISSING_IGNORE)
			return 0;
		if (nowhere)
			diag_warn(d, p->span,
			          "%s does not exist on this kernel or takes no probe and is left "
			          "out",
			          p->name);
		else
			diag_warn(d, p->span, "%s cannot be attached (%s) and is left out", p->name,
			          strerror(-u->err));
		return 0;
	}
	if (missing)
		diag_error(d, p->span, "no kernel function '%s'", p->func);
	else
		diag_error(d, p->span, "cannot attach %s by %s: %s", p->name, u->how,
		           strerror(-u->err));
	if (u->kernel_says && *u->kernel_says)
		diag_note(d, NO_SPAN, "the kernel says: %s", u->kernel_says);
	say_way_out(s, u, missing);
	return u->err;
}

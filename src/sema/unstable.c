// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * unstable_* = error | warn | enable: a script that keeps clear of what its author does not take
 * as settled. Nothing of it is unsettled here, so it is free to use unless the script says so.
 */
#include "sema/check.h"

static const struct {
	const char *setting, *what;
} features[] = {
        [UNSTABLE_MAP_DECL] = {"unstable_map_decl", "map declarations"},
        [UNSTABLE_TSERIES] = {"unstable_tseries", "tseries()"},
        [UNSTABLE_ADDR] = {"unstable_addr", "the address-of operator"},
        [UNSTABLE_MACRO] = {"unstable_macro", "macros"},
        [UNSTABLE_IMPORT] = {"unstable_import", "imports"},
};

/* As config.c numbers the choices: older scripts say true and false. */
static const u8 uses[] = {
        UNSTABLE_ENABLE, UNSTABLE_WARN,  UNSTABLE_ERROR, UNSTABLE_ENABLE,
        UNSTABLE_ENABLE, UNSTABLE_ERROR, UNSTABLE_ERROR,
};

void unstable_used(struct analysis *an, enum unstable which, struct span at)
{
	u8 how = uses[an->s->config.unstable[which]];

	if (how == UNSTABLE_ENABLE || an->unstable_said & 1u << which)
		return;
	an->unstable_said |= 1u << which;
	if (how == UNSTABLE_WARN) {
		diag_warn(an->s->diag, at, "this uses %s, which the script calls unstable",
		          features[which].what);
		diag_hint(an->s->diag, "config = { %s = enable } says no more of it",
		          features[which].setting);
		return;
	}
	diag_error(an->s->diag, at, "the program uses %s, but %s is set to error",
	           features[which].what, features[which].setting);
}

void unstable_declared(struct analysis *an)
{
	const struct program *p = an->s->program;

	if (p->map_decls)
		unstable_used(an, UNSTABLE_MAP_DECL, p->map_decls->span);
	if (p->imports)
		unstable_used(an, UNSTABLE_IMPORT, p->imports->span);
	for (const struct function *f = p->functions; f; f = f->next)
		if (f->is_macro && !f->is_builtin)
			unstable_used(an, UNSTABLE_MACRO, f->span);
}

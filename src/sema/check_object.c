// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions that are given one of the kernel's objects, whose type the kernel itself must know. */
#include <string.h>

#include "sema/check_call.h"

/* The kernel vouches for the types of pointers in these probes only. */
static bool in_typed_probe(struct check *c, const struct expr *e)
{
	if (c->provider == PROVIDER_FENTRY || c->provider == PROVIDER_FEXIT ||
	    c->provider == PROVIDER_ITER)
		return true;
	check_error(c, e->span,
	            "%s() can only be used in fentry, fexit and iter probes: elsewhere the kernel "
	            "does not know what a pointer points at",
	            e->call.name);
	return false;
}

static bool is_record(const struct type *t, const char *name)
{
	return t->kind == TY_RECORD && t->name && !strcmp(t->name, name);
}

/* One of the structs, or (by_pointer_only: nothing else) a pointer to one. */
static bool wants_object(struct check *c, const struct expr *e, struct expr *arg,
                         const char *const *names, bool by_pointer_only)
{
	const struct type *t = check_value(c, arg);

	if (!t)
		return false;
	for (u32 i = 0; names[i]; i++)
		if ((t->kind == TY_PTR && is_record(t->elem, names[i])) ||
		    (!by_pointer_only && is_record(t, names[i])))
			return true;
	check_error(c, arg->span, "%s() expects a struct %s *, not '%s'", e->call.name, names[0],
	            type_text(c, t));
	return false;
}

const struct type *check_path(struct check *c, struct expr *e)
{
	static const char *const names[] = {"path", NULL};
	struct expr *size = e->call.args->next;
	u64 max = c->s->config.max_strlen;

	if (!in_typed_probe(c, e) || !wants_object(c, e, e->call.args, names, false) ||
	    (size && !wants_const(c, e, size, "size")))
		return NULL;
	if (size && ((s64)size->const_value < 1 || size->const_value > max))
		return check_error(c, size->span, "path() size must be from 1 to %llu (max_strlen)",
		                   (unsigned long long)max);
	return type_str(c->s->arena, (u32)(size ? size->const_value : max));
}

const struct type *check_socket_cookie(struct check *c, struct expr *e)
{
	static const char *const names[] = {"sock",
	                                    "sock_common",
	                                    "tcp_sock",
	                                    "inet_sock",
	                                    "udp_sock",
	                                    "tcp6_sock",
	                                    "udp6_sock",
	                                    "inet_connection_sock",
	                                    "tcp_timewait_sock",
	                                    "tcp_request_sock",
	                                    "unix_sock",
	                                    NULL};

	if (!in_typed_probe(c, e) || !wants_object(c, e, e->call.args, names, true))
		return NULL;
	return &type_u64;
}

/* skboutput("file", skb, length, offset) */
const struct type *check_skboutput(struct check *c, struct expr *e)
{
	static const char *const names[] = {"sk_buff", NULL};
	struct expr *path = e->call.args, *skb = path->next, *length = skb->next;

	if (!wants_literal(c, e, path) || !check_value(c, path) || !in_typed_probe(c, e) ||
	    !wants_object(c, e, skb, names, true) || !wants_integer(c, e, length) ||
	    !wants_const(c, e, length->next, "offset"))
		return NULL;
	return &type_s64;
}

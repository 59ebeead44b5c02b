// SPDX-License-Identifier: GPL-2.0-or-later
/* sonde record --for: a program says what is recorded. */
#include "cli/record_for.h"

#include <string.h>
#include <unistd.h>

struct record_for {
	struct session *session;
	struct program_text text;
};

static int ask(struct session *s, struct undo *undo, struct recording_wants *out)
{
	u32 i = 0;

	while (backends[i] && !backends[i]->wants)
		i++;
	return backends[i] ? backends[i]->wants(s->plan, &s->backend_opts, undo, out) : -ENOSYS;
}

struct record_for *record_for(const char *script, struct undo *undo, struct recording_wants *out)
{
	bool text = strchr(script, '{') && access(script, F_OK);
	struct options o = {
	        .self = "sonde", .file = text ? NULL : script, .text = text ? script : NULL};
	struct record_for *f = mem_alloc(1, sizeof(*f));
	int err = program_read(&f->text, &o);

	if (!err) {
		f->session = session_new(&o.session);
		err = session_compile(f->session, &f->text.source);
	}
	if (!err && f->session->sema.wants_help)
		err = -EINVAL;
	if (!err)
		err = ask(f->session, undo, out);
	if (!err)
		return f;
	record_for_free(f);
	return NULL;
}

void record_for_free(struct record_for *f)
{
	if (!f)
		return;
	if (f->session)
		session_free(f->session);
	program_free(&f->text);
	free(f);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* sonde cleanup: what dead sondes have left. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "probe/undo.h"

int cmd_cleanup(int argc, char **argv)
{
	struct undo_report r = {0};
	struct options o = {0};
	struct session *s;
	int status = 0;

	if (options_parse(&o, argc, argv))
		return 1;
	if (o.help)
		return command_help(argv[0]);
	s = session_new(&o.session);
	if (!s->tracefs) {
		status = 1;
		fprintf(stderr, "ERROR: %s\n", tracefs_why(s->tracefs_err));
	} else {
		undo_recover(s->arena, s->tracefs, NULL, &r);
		if (!o.session.quiet)
			printf("%u dead sondes, %u things removed\n", r.owners, r.undone);
		if (r.failed) {
			status = 1;
			fprintf(stderr, "ERROR: %u things could not be removed: %s\n", r.failed,
			        strerror(-r.err));
		}
	}
	session_free(s);
	return status;
}

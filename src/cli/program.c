// SPDX-License-Identifier: GPL-2.0-or-later
/* Where the program's text comes from. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

static int read_stdin(struct buf *b)
{
	char bytes[4096];
	ssize_t n;

	while ((n = read(STDIN_FILENO, bytes, sizeof(bytes))) > 0)
		buf_add(b, bytes, (size_t)n);
	return n < 0 ? -errno : 0;
}

int program_read(struct program_text *t, const struct options *o)
{
	const char *text = o->text;
	int err;

	memset(t, 0, sizeof(*t));
	t->source.name = "stdin"; /* what bpftrace calls -e */
	if (text) {
		buf_adds(&t->buf, text);
	} else if (!o->file) {
		fputs("ERROR: USAGE: filename or -e 'program' required.\n", stderr);
		return 1;
	} else if (!strcmp(o->file, "-")) {
		err = read_stdin(&t->buf);
		if (err) {
			fprintf(stderr, "ERROR: cannot read standard input: %s\n", strerror(-err));
			return 1;
		}
	} else {
		t->source.name = o->file;
		err = buf_read_file(&t->buf, o->file);
		if (err) {
			fprintf(stderr, "ERROR: failed to open file '%s': %s\n", o->file,
			        strerror(-err));
			return EXIT_CANNOT_START;
		}
	}
	t->source.text = buf_str(&t->buf);
	t->source.len = t->buf.len;
	if (text && !*text) {
		fputs("ERROR: USAGE: filename or -e 'program' required.\n", stderr);
		return 1;
	}
	return 0;
}

void program_free(struct program_text *t)
{
	buf_free(&t->buf);
}

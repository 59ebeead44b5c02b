// SPDX-License-Identifier: GPL-2.0-or-later
/* sonde stop, restart, clear, reset: the kernel's trace buffers, with trace-cmd's options. */
#include "cli/control.h"

#include <fcntl.h>
#include <getopt.h>
#include <string.h>

#include "cli/cli.h"
#include "probe/undo_owner.h"
#include "trace/buffer.h"

int control_fail(const struct control *c, const char *what, const char *arg)
{
	fprintf(stderr, "ERROR: %s%s\nHINT: sonde %s --help lists the options\n", what, arg,
	        c->command);
	return 1;
}

const char *control_path(struct control *c, const struct target *t, const char *file)
{
	return arena_printf(c->arena, "%s%s", t->dir, file);
}

const char *control_text(struct control *c, const struct target *t, const char *file)
{
	struct buf b = BUF_INIT;
	const char *text = "";

	if (!tracefs_read(c->tracefs, control_path(c, t, file), &b))
		text = arena_strdup(c->arena, buf_str(&b));
	buf_free(&b);
	return text;
}

bool control_has(const struct control *c, char letter)
{
	return strchr(c->letters, letter) != NULL;
}

static struct target *add(struct control *c, const char *name)
{
	struct target *t = ARENA_PUSH(c->arena, c->targets, c->ntargets);

	t->name = name;
	t->dir = *name ? arena_printf(c->arena, "instances/%s/", name) : "";
	return t;
}

static int add_named(struct control *c, const char *name)
{
	const char *path = arena_printf(c->arena, "instances/%s", name);

	if (!c->tracefs) /* that is told when it is known that no help is asked for */
		return 0;
	if (!*name || strpbrk(name, "/\n") || !tracefs_has(c->tracefs, path))
		return control_fail(c, "no instance ", name);
	add(c, name);
	return 0;
}

/* All instances but those of sondes that run: they record, and nobody else's business is that. */
static void add_all(struct control *c)
{
	const char **names = c->tracefs ? tracefs_dirs(c->tracefs, "instances") : NULL;
	struct undo_owner owner;

	for (u32 i = 0; names && names[i]; i++)
		if (!undo_owner_parse(names[i], &owner) || undo_owner_is_dead(&owner))
			add(c, names[i])->of_all = true;
}

/* reset -b, -d: of the buffers that were named last. */
static int set_last(struct control *c, const char *size_kb)
{
	struct target *last;

	if (!c->tracefs)
		return 0;
	if (!c->ntargets)
		add(c, "");
	last = &c->targets[c->ntargets - 1];
	if (!size_kb && !*last->name)
		return control_fail(c, "the top level cannot be deleted: -d follows -B or -a", "");
	for (u32 i = 0; i < c->ntargets; i++) {
		struct target *t = &c->targets[i];

		if (t != last && !(t->of_all && last->of_all))
			continue;
		t->remove |= !size_kb;
		t->size_kb = size_kb ? size_kb : t->size_kb;
	}
	return 0;
}

static int set_option(struct control *c, int opt)
{
	size_t n = strlen(c->letters);

	switch (opt) {
	case 'B':
		return add_named(c, optarg);
	case 'a':
		add_all(c);
		c->letters[n] = 'a';
		return 0;
	case 't':
		add(c, "");
		return 0;
	case 'b':
		if (!*optarg || optarg[strspn(optarg, "0123456789")])
			return control_fail(c, "no size in KB: ", optarg);
		return set_last(c, optarg);
	case 'c':
		if (!*optarg || optarg[strspn(optarg, "0123456789")])
			return control_fail(c, "no CPU: ", optarg);
		c->cpu = optarg;
		return 0;
	case 'o':
		/* of extract a file, of stat a flag */
		c->output = optarg ? optarg : "";
		return 0;
	case 'h':
		c->help = true;
		return 0;
	case '?':
		fprintf(stderr, "HINT: sonde %s --help lists the options\n", c->command);
		return 1;
	}
	if (n + 1 < sizeof(c->letters))
		c->letters[n] = (char)opt;
	return 0;
}

int control_open(struct control *c, int argc, char **argv, const char *options,
                 const char *const *long_names)
{
	struct option longs[32] = {{"help", 0, NULL, 'h'}};
	int opt, err, status = 0;
	u32 n = 1;

	c->command = argv[0];
	c->arena = arena_new();
	c->tracefs = tracefs_open(c->arena, NULL, &err);
	for (u32 i = 0; long_names && long_names[i]; i++)
		longs[n++] = (struct option){long_names[i], 0, NULL, (int)i + 1};
	optind = 1;
	while (!status && (opt = getopt_long(argc, argv, options, longs, NULL)) != -1)
		status = opt == 'd' ? set_last(c, NULL) : set_option(c, opt);
	if (status || c->help)
		return status;
	if (optind < argc)
		return control_fail(c, "what is this: ", argv[optind]);
	if (!c->tracefs) {
		fprintf(stderr, "ERROR: %s\n", tracefs_why(err));
		return 1;
	}
	if (!c->ntargets && !control_has(c, 'a'))
		add(c, "");
	return 0;
}

void control_close(struct control *c)
{
	arena_free(c->arena);
}

static int write_file(struct control *c, const struct target *t, const char *file, const char *text)
{
	const char *path = control_path(c, t, file);
	int err = tracefs_write(c->tracefs, path, text, O_TRUNC);

	if (err)
		fprintf(stderr, "ERROR: cannot write '%s' to %s: %s\n", text, path, strerror(-err));
	return err ? 1 : 0;
}

static int stop(struct control *c, const struct target *t)
{
	return write_file(c, t, "tracing_on", "0");
}

static int restart(struct control *c, const struct target *t)
{
	return write_file(c, t, "tracing_on", "1");
}

static int clear(struct control *c, const struct target *t)
{
	return write_file(c, t, "trace", "");
}

static int reset(struct control *c, const struct target *t)
{
	int err = buffer_reset(c->tracefs, t->dir);

	if (err)
		fprintf(stderr, "ERROR: cannot reset %s: %s\n", *t->name ? t->name : "tracing",
		        strerror(-err));
	if (!err && t->size_kb && write_file(c, t, "buffer_size_kb", t->size_kb))
		err = -EINVAL;
	if (!err && t->remove) {
		err = tracefs_rmdir(c->tracefs, arena_printf(c->arena, "instances/%s", t->name));
		if (err)
			fprintf(stderr, "ERROR: cannot delete the instance %s: %s\n", t->name,
			        strerror(-err));
	}
	return err ? 1 : 0;
}

static int for_each(int argc, char **argv, const char *options, const char *usage,
                    int (*run)(struct control *c, const struct target *t))
{
	struct control c = {0};
	int status = control_open(&c, argc, argv, options, NULL);

	if (!status && c.help)
		fputs(usage, stdout);
	for (u32 i = 0; i < c.ntargets && !status && !c.help; i++)
		status = run(&c, &c.targets[i]);
	control_close(&c);
	return status;
}

#define BUFFERS                                           \
	"  -B NAME           this instance; repeatable\n" \
	"  -a                all instances\n"             \
	"  -t                the top level, also with -B or -a\n"

int cmd_stop(int argc, char **argv)
{
	return for_each(
	        argc, argv, "B:ath",
	        "usage: sonde stop [-B NAME]... [-a] [-t]\n"
	        "The kernel's buffers take no events any more. What was set stays, and costs:\n"
	        "sonde reset ends that.\n" BUFFERS,
	        stop);
}

int cmd_restart(int argc, char **argv)
{
	return for_each(argc, argv, "B:ath",
	                "usage: sonde restart [-B NAME]... [-a] [-t]\n"
	                "After sonde stop: the buffers take events again.\n" BUFFERS,
	                restart);
}

int cmd_clear(int argc, char **argv)
{
	return for_each(argc, argv, "B:ath",
	                "usage: sonde clear [-B NAME]... [-a] [-t]\n"
	                "Empties the kernel's trace buffers.\n" BUFFERS,
	                clear);
}

int cmd_reset(int argc, char **argv)
{
	return for_each(
	        argc, argv, "B:atb:dh",
	        "usage: sonde reset [-B NAME [-d]]... [-a [-d]] [-t] [-b KB]\n"
	        "No tracer, no events, filters, triggers, lists of functions and of tasks; the "
	        "local\n"
	        "clock; all CPUs; empty buffers that are on, as after boot. Whoever set it.\n"
	        "Dynamic events of others stay.\n" BUFFERS
	        "  -b KB             the size of each CPU's buffer, of the -B, -a or -t before it\n"
	        "  -d                delete the instances of the -B or -a before it\n",
	        reset);
}

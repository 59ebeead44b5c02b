// SPDX-License-Identifier: GPL-2.0-or-later
/* What user space does for a program: one handler for each enum action. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <linux/bpf.h>

#include "code/helpers.h"
#include "run/loop.h"
#include "run/run.h"

/* A record being acted on. */
struct job {
	struct session *s;
	const struct plan_record *r;
	const u8 *rec;
	u32 size;
};

static const void *job_arg(const struct job *j, u32 i)
{
	return plan_record_arg(j->r, i, j->rec, j->size);
}

static void act_printf(const struct job *j)
{
	struct buf *line = &j->s->line;

	buf_clear(line);
	output_format_printf(line, &j->s->output, j->r, j->rec, j->size);
	output_text(&j->s->output, "printf", buf_str(line), line->len);
}

static void message(const struct job *j, const char *level)
{
	struct span at = span_outermost(j->r->span);
	struct buf text = BUF_INIT;
	u32 line, col;

	output_format_printf(&text, &j->s->output, j->r, j->rec, j->size);
	fflush(j->s->output.out);
	span_line_col(at, &line, &col);
	fprintf(stderr, "%s:%u:%u: %s: %s", at.src ? at.src->name : "program", line, col, level,
	        buf_str(&text));
	if (!text.len || text.data[text.len - 1] != '\n')
		fputc('\n', stderr);
	buf_free(&text);
}

static void act_errorf(const struct job *j)
{
	j->s->errors++;
	message(j, "ERROR");
}

static void act_warnf(const struct job *j)
{
	if (!j->s->diag.no_warnings)
		message(j, "WARNING");
}

static const char *helper_message(u64 helper, s64 code)
{
	switch (helper) {
	case BPF_FUNC_map_update_elem:
		return code == -E2BIG ? "Map full; can't update element. Try a larger max_map_keys."
		                      : strerror((int)-code);
	case BPF_FUNC_map_delete_elem:
		return code == -ENOENT ? "Can't delete map element because it does not exist."
		                       : strerror((int)-code);
	case BPF_FUNC_map_lookup_elem:
		return "Can't lookup map element because it does not exist.";
	default:
		return strerror((int)-code);
	}
}

/* -k. In bpftrace's shape, as text and as JSON. */
static void act_helper_error(const struct job *j)
{
	const s64 *given = job_arg(j, 0), *helper = job_arg(j, 1);
	const s64 *begin = job_arg(j, 2), *end = job_arg(j, 3);
	struct span at = {.src = j->r->span.src, .begin = (u32)*begin, .end = (u32)*end};
	const char *name = code_helper_name((s32)*helper), *text;
	int code = (int)*given; /* not sign extended by every kernel */
	u32 line, col;

	if (*helper == BPF_FUNC_map_update_elem && code == -EEXIST)
		return; /* another CPU made the element first, and it is used */
	text = helper_message((u64)*helper, code);
	if (j->s->output.format == OUTPUT_JSON) {
		span_line_col(at, &line, &col);
		output_helper_error(&j->s->output, text, name, code, line, col);
		return;
	}
	fflush(j->s->output.out);
	diag_warn(&j->s->diag, at, "%s\nAdditional Info - helper: %s, retcode: %d", text, name,
	          code);
}

/* Where the clause runs in sonde: a line from us in the trace to which programs write theirs. */
static void act_debugf(const struct job *j)
{
	struct tracefs *t = j->s->tracefs;
	struct buf text = BUF_INIT;
	int err;

	output_format_printf(&text, &j->s->output, j->r, j->rec, j->size);
	err = t ? tracefs_write(t, "trace_marker", buf_str(&text), O_WRONLY) : -ENOENT;
	if (err < 0)
		diag_error(&j->s->diag, j->r->span,
		           "debugf: cannot write to the kernel's trace: %s",
		           err == -EBADF ? "it is off (tracing_on is 0)" : strerror(-err));
	buf_free(&text);
}

static void act_print_value(const struct job *j)
{
	output_value(&j->s->output, j->r->args[0].type, job_arg(j, 0));
}

static void act_print_map(const struct job *j)
{
	print_map(j->s, j->r->map, j->r->top, j->r->div);
}

/* print(@m[k]) of an aggregate: the value is as it is now. */
static void print_aggregate(const struct job *j)
{
	const struct map *m = j->r->map;
	struct session *s = j->s;
	struct map_data data = {0};
	struct rows rows = {0};
	u32 size = plan_map_key_size(m);
	bool has_buckets = type_has_buckets(m->value);

	/* the rows of a histogram or a series all begin with the key: its bucket follows */
	size -= has_buckets ? 8 : 0;
	if (s->backend->map_read(s->run, m, &data))
		return;
	rows.key_size = data.key_size;
	rows.value_size = data.value_size;
	for (u32 i = 0; i < data.n && !rows.n; i++) {
		if (memcmp(data.keys + (size_t)i * data.key_size, job_arg(j, 0), size))
			continue;
		rows.keys = data.keys + (size_t)i * data.key_size;
		rows.values = data.values + (size_t)i * data.value_size;
		rows.n = 1;
	}
	if (rows.n && has_buckets) {
		struct buf keys = BUF_INIT, values = BUF_INIT;

		rows.n = 0;
		for (u32 i = 0; i < data.n; i++) {
			const u8 *key = data.keys + (size_t)i * data.key_size;

			if (memcmp(key, job_arg(j, 0), size))
				continue;
			buf_add(&keys, key, data.key_size);
			buf_add(&values, data.values + (size_t)i * data.value_size,
			        data.value_size);
			rows.n++;
		}
		rows.keys = (u8 *)keys.data;
		rows.values = (u8 *)values.data;
		output_map(&s->output, m, &rows, 0, 0);
		buf_free(&keys);
		buf_free(&values);
	} else if (rows.n) {
		output_map_key(&s->output, m, rows.keys, m->value, rows.values);
	}
	map_data_free(&data);
}

static void act_print_key(const struct job *j)
{
	if (j->r->nargs < 2)
		print_aggregate(j);
	else
		output_map_key(&j->s->output, j->r->map, job_arg(j, 0), j->r->args[1].type,
		               job_arg(j, 1));
}

static void map_failed(const struct job *j, const char *verb, int err)
{
	if (err)
		diag_error(&j->s->diag, j->r->span, "cannot %s @%s: %s", verb, j->r->map->name,
		           strerror(-err));
}

static void act_clear(const struct job *j)
{
	map_failed(j, "clear", j->s->backend->map_clear(j->s->run, j->r->map));
}

static void act_zero(const struct job *j)
{
	map_failed(j, "zero", j->s->backend->map_zero(j->s->run, j->r->map));
}

static void act_time(const struct job *j)
{
	time_t now = time(NULL);
	struct tm tm;
	char text[512];
	size_t n;

	if (!localtime_r(&now, &tm))
		return;
	n = strftime(text, sizeof(text), j->r->format ? j->r->format : "%H:%M:%S\n", &tm);
	output_text(&j->s->output, "time", text, n);
}

static void act_exit(const struct job *j)
{
	u64 code = 0;

	if (j->r->nargs)
		memcpy(&code, job_arg(j, 0), sizeof(code));
	j->s->exit_status = (int)(code & 0xff);
	j->s->stop = j->s->discard = true;
}

static void act_join(const struct job *j)
{
	const char *between = j->r->format ? j->r->format : " ";
	struct buf text = BUF_INIT;

	for (u32 i = 0; i < j->r->nargs; i++) {
		const char *word = job_arg(j, i);

		if (!*word)
			break;
		if (i)
			buf_adds(&text, between);
		buf_add(&text, word, strnlen(word, j->r->args[i].type->size));
	}
	buf_addc(&text, '\n');
	output_text(&j->s->output, "join", buf_str(&text), text.len);
	buf_free(&text);
}

static void act_cat(const struct job *j)
{
	u32 max = j->s->sema.config.max_cat_bytes;
	struct buf path = BUF_INIT, text = BUF_INIT;
	ssize_t n = 1;
	int fd;

	output_format_printf(&path, &j->s->output, j->r, j->rec, j->size);
	fd = open(buf_str(&path), O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		diag_error(&j->s->diag, j->r->span, "cannot open \"%s\": %s", buf_str(&path),
		           strerror(errno));
	} else {
		while (n > 0 && text.len < max) {
			char bytes[4096];
			size_t want = max - text.len;

			n = read(fd, bytes, want < sizeof(bytes) ? want : sizeof(bytes));
			if (n > 0)
				buf_add(&text, bytes, (size_t)n);
		}
		close(fd);
		output_text(&j->s->output, "cat", buf_str(&text), text.len);
	}
	buf_free(&path);
	buf_free(&text);
}

static void act_system(const struct job *j)
{
	struct buf command = BUF_INIT, text = BUF_INIT;
	int err;

	output_format_printf(&command, &j->s->output, j->r, j->rec, j->size);
	fflush(j->s->output.out);
	err = shell_output(buf_str(&command), &text);
	if (err)
		diag_error(&j->s->diag, j->r->span, "cannot run \"%s\": %s", buf_str(&command),
		           strerror(-err));
	else
		output_text(&j->s->output, "syscall", buf_str(&text), text.len);
	buf_free(&command);
	buf_free(&text);
}

static void act_unwatch(const struct job *j)
{
	u64 address;

	memcpy(&address, job_arg(j, 0), sizeof(address));
	if (j->s->backend->unwatch && j->s->run)
		j->s->backend->unwatch(j->s->run, address);
}

static void act_packet(const struct job *j)
{
	pcap_packet(j->s, j->r, j->rec, j->size);
}

static void (*const handlers[])(const struct job *j) = {
        [ACT_PRINTF] = act_printf,
        [ACT_ERRORF] = act_errorf,
        [ACT_WARNF] = act_warnf,
        [ACT_DEBUGF] = act_debugf,
        [ACT_PRINT_VALUE] = act_print_value,
        [ACT_PRINT_MAP] = act_print_map,
        [ACT_PRINT_KEY] = act_print_key,
        [ACT_CLEAR] = act_clear,
        [ACT_ZERO] = act_zero,
        [ACT_TIME] = act_time,
        [ACT_EXIT] = act_exit,
        [ACT_JOIN] = act_join,
        [ACT_CAT] = act_cat,
        [ACT_SYSTEM] = act_system,
        [ACT_HELPER_ERROR] = act_helper_error,
        [ACT_PACKET] = act_packet,
        [ACT_UNWATCH] = act_unwatch,
};

int act(struct session *s, const void *record, u32 size)
{
	const struct record_header *h = record;
	struct job j = {.s = s, .rec = record, .size = size};

	if (s->discard || size < sizeof(*h) || h->id >= s->plan->nrecords)
		return 0;
	j.r = &s->plan->records[h->id];
	if (size < j.r->size || j.r->action >= ARRAY_LEN(handlers) || !handlers[j.r->action])
		return 0;
	for (u32 i = 0; i < j.r->nargs; i++)
		if (!plan_record_arg(j.r, i, record, size))
			return 0;
	errno = 0;
	handlers[j.r->action](&j);
	if (ferror_unlocked(s->output.out))
		loop_output_failed(s);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* Records to the output stream, as text or as JSON. */
#include "output/output.h"

#include <inttypes.h>
#include <string.h>

#include "output/impl.h"

static void flush(const struct output *o)
{
	if (o->line_buffered)
		fflush(o->out);
}

static void json_head(struct json *j, struct buf *out, const char *type)
{
	json_init(j, out);
	json_open(j, '{');
	json_key(j, "type");
	json_str(j, type);
	json_key(j, "data");
}

static void json_tail(struct json *j, const struct output *o, struct buf *out)
{
	json_close(j, '}');
	buf_addc(out, '\n');
	fwrite(out->data, 1, out->len, o->out);
	buf_free(out);
	flush(o);
}

void output_text(const struct output *o, const char *json_type, const char *text, size_t len)
{
	struct buf out = BUF_INIT;
	struct json j;

	if (o->format == OUTPUT_JSON) {
		json_head(&j, &out, json_type);
		json_strn(&j, text, len);
		json_tail(&j, o, &out);
		return;
	}
	fwrite_unlocked(text, 1, len, o->out);
	flush(o);
}

void output_value(const struct output *o, const struct type *t, const void *value)
{
	struct buf out = BUF_INIT;
	struct json j;

	if (o->format == OUTPUT_JSON) {
		json_head(&j, &out, "value");
		value_json(&j, o, t, value, VALUE_WIDE);
		json_tail(&j, o, &out);
		return;
	}
	value_text(&out, o, t, value, VALUE_WIDE);
	buf_addc(&out, '\n');
	fwrite(out.data, 1, out.len, o->out);
	buf_free(&out);
	flush(o);
}

void output_map_key(const struct output *o, const struct map *m, const void *key,
                    const struct type *value_type, const void *value)
{
	struct buf out = BUF_INIT, name = BUF_INIT;
	struct json j;

	buf_addf(&name, "@%s", m->name);
	if (o->format == OUTPUT_JSON) {
		json_head(&j, &out, map_json_type(value_type));
		json_open(&j, '{');
		json_key(&j, name.data);
		json_open(&j, '{');
		buf_clear(&name);
		key_json_text(&name, o, m, key);
		json_key(&j, buf_str(&name));
		value_json(&j, o, value_type, value, VALUE_WIDE);
		json_close(&j, '}');
		json_close(&j, '}');
		json_tail(&j, o, &out);
	} else {
		buf_adds(&out, name.data);
		key_text(&out, o, m, key);
		buf_adds(&out, ": ");
		value_text(&out, o, value_type, value, VALUE_WIDE);
		buf_addc(&out, '\n');
		fwrite(out.data, 1, out.len, o->out);
		buf_free(&out);
		flush(o);
	}
	buf_free(&name);
}

void output_attached(const struct output *o, u32 nprobes)
{
	if (o->format == OUTPUT_JSON)
		fprintf(o->out, "{\"type\": \"attached_probes\", \"data\": {\"probes\": %u}}\n",
		        nprobes);
	else
		fprintf(o->out, "Attaching %u probe%s...\n", nprobes, nprobes == 1 ? "" : "s");
	flush(o);
}

void output_helper_error(const struct output *o, const char *text, const char *helper, int code,
                         u32 line, u32 col)
{
	fprintf(o->out,
	        "{\"type\": \"helper_error\", \"msg\": \"%s\", \"helper\": \"%s\", \"retcode\": "
	        "%d, \"line\": %u, \"col\": %u}\n",
	        text, helper, code, line, col);
	flush(o);
}

void output_lost(const struct output *o, u64 events)
{
	if (o->format == OUTPUT_JSON)
		fprintf(o->out,
		        "{\"type\": \"lost_events\", \"data\": {\"events\": %" PRIu64 "}}\n",
		        events);
	else
		fprintf(o->out, "Lost %" PRIu64 " events\n", events);
	flush(o);
}

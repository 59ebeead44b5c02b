/* SPDX-License-Identifier: GPL-2.0-or-later */
/* interval, profile: "s:1", "1s", "hz:99"; software, hardware: "page-faults:100". */
#include "probe/expand.h"

#include <string.h>

#include "probe/perf.h"
#include "util/glob.h"

#define NS_PER_S 1000000000ull

static const struct unit {
	const char *name;
	u64 ns; /* 0: Hz */
} units[] = {{"s", NS_PER_S}, {"ms", 1000000}, {"us", 1000}, {"ns", 1}, {"hz", 0}};

static const struct unit *find_unit(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (strcmp(units[i].name, name) == 0)
			return &units[i];
	return NULL;
}

static int bad_count(struct expansion *x, u32 part, const char *text)
{
	return diag_error(x->diag, expansion_span(x, part), "\"%s\" is not a positive number",
	                  text);
}

static int add_timer(struct expansion *x, const struct unit *unit, u64 count, const char *number,
                     size_t len)
{
	struct probe *p;
	u64 ns = 0;

	if (unit->ns && __builtin_mul_overflow(count, unit->ns, &ns))
		return diag_error(x->diag, x->span,
		                  "the period is longer than the kernel can count");
	p = expansion_add(x, "%s:%s:%.*s", x->info->name, unit->name, (int)len, number);
	if (!p)
		return -E2BIG;
	p->target = unit->name;
	p->freq = !unit->ns && x->info->provider == PROVIDER_PROFILE;
	if (unit->ns)
		p->period = ns;
	else
		p->period = p->freq ? count : NS_PER_S / count;
	if (!p->period)
		return diag_error(x->diag, x->span, "more than a thousand million times a second");
	return 0;
}

/* "1s", "100ms", and a bare number of nanoseconds. */
static int expand_short(struct expansion *x)
{
	const char *text = x->parts[1];
	const struct unit *unit;
	u64 count = 0;
	const char *end = parse_number(text, &count);

	if (!end || !count)
		return bad_count(x, 1, text);
	unit = find_unit(*end ? end : "ns");
	if (!unit)
		return diag_error(x->diag, expansion_span(x, 1), "unknown unit of time \"%s\"",
		                  end);
	if (!*end && count < 1000) {
		diag_warn(x->diag, x->span, "a time without a unit is in nanoseconds");
		diag_hint(x->diag, "%s:hz:%s fires %s times a second, %s:s:%s every %s seconds",
		          x->info->name, text, text, x->info->name, text, text);
	}
	return add_timer(x, unit, count, text, (size_t)(end - text));
}

int expand_timer(struct expansion *x)
{
	const struct unit *unit;
	const char *end;
	u64 count = 0;
	int err;

	if (x->nparts == 2)
		return expand_short(x);
	unit = find_unit(x->parts[1]);
	if (!unit) {
		err = diag_error(x->diag, expansion_span(x, 1), "unknown unit of time \"%s\"",
		                 x->parts[1]);
		diag_hint(x->diag, "units are hz, s, ms, us and ns");
		return err;
	}
	end = parse_number(x->parts[2], &count);
	if (!end || *end || !count)
		return bad_count(x, 2, x->parts[2]);
	return add_timer(x, unit, count, x->parts[2], strlen(x->parts[2]));
}

static int add_event(struct expansion *x, const struct perf_event_name *e, const char *written)
{
	bool counted = x->nparts > 2;
	u64 count = e->period;
	const char *end;
	struct probe *p;

	if (counted) {
		end = parse_number(x->parts[2], &count);
		if (!end || *end || !count)
			return bad_count(x, 2, x->parts[2]);
	}
	p = expansion_add(x, "%s:%s%s%s", x->info->name, written, counted ? ":" : "",
	                  counted ? x->parts[2] : "");
	if (!p)
		return -E2BIG;
	p->target = e->name;
	p->period = count;
	return 0;
}

static int unknown_event(struct expansion *x, bool software)
{
	const struct perf_event_name *e;
	struct nearest near;
	int err = expansion_missing(x, 1, "unknown %s event \"%s\"", x->info->name, x->parts[1]);

	nearest_init(&near, x->parts[1]);
	for (u32 i = 0; (e = perf_event_at(software, i)); i++) {
		nearest_feed(&near, e->name);
		if (e->alias)
			nearest_feed(&near, e->alias);
	}
	if (near.best[0])
		diag_hint(x->diag, "did you mean %s:%s?", x->info->name, near.best);
	else
		diag_hint(x->diag, "sonde -l '%s:*' lists them", x->info->name);
	return err;
}

int expand_event(struct expansion *x)
{
	bool software = x->info->provider == PROVIDER_SOFTWARE;
	const struct perf_event_name *e;
	bool any = false;
	int err;

	if (!glob_is(x->parts[1])) {
		e = perf_event_find(software, x->parts[1]);
		return e ? add_event(x, e, x->parts[1]) : unknown_event(x, software);
	}
	for (u32 i = 0; (e = perf_event_at(software, i)); i++) {
		if (!glob_match(x->parts[1], e->name))
			continue;
		any = true;
		err = add_event(x, e, e->name);
		if (err)
			return err;
	}
	return any ? 0 : unknown_event(x, software);
}

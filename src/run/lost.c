// SPDX-License-Identifier: GPL-2.0-or-later
/* What was lost, by kind: said as it happens, and the sums at the end. */
#include <stdio.h>
#include <string.h>

#include "run/run.h"

#define MAX_EVENTS 20 /* that are named, of those that lost any */

struct lost_report {
	struct lost_events said; /* what the user knows of already */
};

struct kind {
	size_t offset; /* in struct lost_events */
	const char *text, *way_out;
};

#define KIND(member, text, way_out)                                 \
	{                                                           \
		offsetof(struct lost_events, member), text, way_out \
	}

static const struct kind kinds[] = {
        KIND(scratch, "events were dropped because they interrupted another event's program", NULL),
        KIND(map_full, "updates found their map full",
             "more keys: config = { max_map_keys = N } or BPFTRACE_MAX_MAP_KEYS=N"),
        KIND(stacks, "stacks could not be kept", NULL),
        KIND(ring, "events were lost before sonde could read them",
             "larger rings: --buffer-size SIZE"),
        KIND(skipped, "events were skipped by the kernel because it was in another probe", NULL),
};

static u64 value(const struct lost_events *l, const struct kind *k)
{
	u64 v;

	memcpy(&v, (const char *)l + k->offset, sizeof(v));
	return v;
}

static void read_lost(struct session *s, struct lost_events *now)
{
	memset(now, 0, sizeof(*now));
	s->backend->lost(s->run, now);
	user_lost(s, now);
}

void lost_check(struct session *s)
{
	struct lost_events now, *said;

	if (!s->lost)
		s->lost = arena_new_of(s->arena, struct lost_report);
	said = &s->lost->said;
	read_lost(s, &now);
	if (now.output > said->output)
		output_lost(&s->output, now.output - said->output);
	for (u32 i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct kind *k = &kinds[i];
		u64 n = value(&now, k) - value(said, k);
		bool first = !value(said, k);

		if (!n)
			continue;
		fprintf(stderr, "WARNING: %llu %s\n", (unsigned long long)n, k->text);
		if (first && k->way_out)
			fprintf(stderr, "HINT: %s\n", k->way_out);
	}
	*said = now;
}

/* Whose they were, if there is more than one event. */
static void say_by_event(struct session *s)
{
	const char *event;
	u64 n;

	if (!s->backend->lost_of || s->plan->sema->nprobes < 2)
		return;
	for (u32 i = 0; i < MAX_EVENTS && (n = s->backend->lost_of(s->run, i, &event)); i++)
		fprintf(stderr, "NOTE: %llu of them were of %s\n", (unsigned long long)n, event);
	if (s->backend->lost_of(s->run, MAX_EVENTS, &event))
		fprintf(stderr, "NOTE: the others were of other events\n");
}

void lost_final(struct session *s)
{
	struct lost_events before = s->lost ? s->lost->said : (struct lost_events){0};

	lost_check(s);
	/* the sums, if they are more than what was said in one go */
	for (u32 i = 0; i < ARRAY_LEN(kinds); i++) {
		u64 n = value(&s->lost->said, &kinds[i]);

		if (value(&before, &kinds[i]))
			fprintf(stderr, "WARNING: in all, %llu %s\n", (unsigned long long)n,
			        kinds[i].text);
	}
	if (s->lost->said.ring)
		say_by_event(s);
	if (before.output)
		fprintf(stderr, "WARNING: in all, %llu lines of output were lost\n",
		        (unsigned long long)s->lost->said.output);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside of the perf backend: the plan's clauses run in our VM over the samples of
 * perf_event_open(2). Each feed is opened on every CPU; its samples go to one ring a CPU that all
 * feeds share.
 */
#ifndef SONDE_BACKENDS_PERF_H
#define SONDE_BACKENDS_PERF_H

#include "stream/stream.h"

struct rings;
struct images;

struct perf_source {
	struct rings *rings;
	struct images *images;
	struct feed **by_id; /* hash of perf ids: by_id[h], ids[h] */
	u64 *ids;
	u32 id_mask, nids;
	int *fds;
	u32 nfds;
	bool running;
	u64 side_lost; /* records of tasks' life that were lost */
	u64 missing;   /* after stop: events counted and never seen */
};

/* caps.c */
void perf_caps_probe(struct stream_caps *caps, struct tracefs *tracefs);
void perf_features(struct features *out, struct tracefs *tracefs);

/* attach.c */
int feeds_attach(struct backend_run *r);
void feeds_disable(struct backend_run *r);
void feeds_detach(struct backend_run *r);
/* Bring the maps of feeds that the kernel counts up to date, while they are attached. */
void feeds_settle(struct backend_run *r);
/* Samples that the kernel counted and that never came. */
u64 feeds_missing(struct backend_run *r);
struct feed *feed_by_id(const struct backend_run *r, u64 id);

/* ring.c: one ring a CPU and their merge by time. */
int rings_open(struct backend_run *r);
void rings_close(struct backend_run *r);
int rings_fd(const struct rings *g);           /* epoll */
int rings_owner(const struct rings *g, u32 i); /* fd that the ring of cpus[i] belongs to */
/* Everything up to time limit, in order of time; fn for each record. Returns how many. */
u32 rings_merge(struct backend_run *r, u64 limit,
                void (*fn)(struct backend_run *r, const struct sample *s));
/* Every record that has not been seen yet, ring by ring, without taking it. */
void rings_scan(struct backend_run *r, void (*fn)(struct backend_run *r, const struct sample *s));
void rings_wait_done(struct rings *g); /* take note of what made the epoll fd readable */

/* sample.c */
bool sample_parse(const struct backend_run *r, const struct feed *src, const struct sample *s,
                  struct parts *p);
/* A record of a ring, in its turn. */
void sample_record(struct backend_run *r, const struct sample *s);
/* Records of the tasks' life. */
void sample_task(struct tasks *t, const struct perf_event_header *h);
/* What a sample points at in the process's memory is read as soon as the sample is seen. */
void sample_early(struct backend_run *r, const struct sample *s);

/* image.c: files that processes have mapped */
struct images *images_new(void);
void images_free(struct images *g);
void images_record(struct images *g, const struct perf_event_header *h);
/* A string constant from the file that pid had mapped at addr; 0: it is not known. */
u32 images_string(struct images *g, u32 pid, u64 addr, char *out, u32 size);

#endif

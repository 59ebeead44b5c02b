/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The variable part of an output record: long strings, one behind the other, each only as long as
 * it is.
 */
#ifndef SONDE_CODE_PACK_H
#define SONDE_CODE_PACK_H

#include "code/gen.h"

struct pack {
	const struct plan_record *r;
	struct mem rec;    /* in scratch */
	struct mem cursor; /* word: bytes packed so far */
	u32 before;        /* the most that they can be */
};

void pack_begin(struct gen *g, struct pack *p, const struct plan_record *r, struct mem rec);
/* The string e becomes the record's argument a. */
void pack_string(struct gen *g, struct pack *p, struct expr *e, const struct record_arg *a);
/* The string behind the address in r0 becomes the record's argument a. */
void pack_from(struct gen *g, struct pack *p, const struct string_source *s,
               const struct record_arg *a);
/* All arguments, which are packed ones, are the empty string until they are packed. */
void pack_all_empty(struct gen *g, struct pack *p);
/* reg = the record's size. */
void pack_size(struct gen *g, const struct pack *p, u8 reg);

/* action.c: what every record begins with; hand it over, or count it as lost. */
void record_header(struct gen *g, struct mem rec, u32 id);
void record_send(struct gen *g, const struct pack *p);

#endif

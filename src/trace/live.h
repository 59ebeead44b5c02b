/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events as lines while they come, of a recorder whose tracks are set up: nothing is written. */
#ifndef SONDE_TRACE_LIVE_H
#define SONDE_TRACE_LIVE_H

#include "trace/record.h"

struct live;
/* Instead of recorder_start(). NULL after a diagnostic. Free it before the recorder. */
struct live *live_begin(struct recorder *r);
/*
 * *out: what is there now, in the order of time, until the next call; an event that another CPU had
 * while this looked may come with that. 0, or negative errno, of reading.
 */
int live_print(struct live *l, const struct buf **out);
void live_end(struct live *l); /* NULL is fine */

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SONDE_RUN_LOOP_H
#define SONDE_RUN_LOOP_H

#include "run/run.h"

/*
 * Until exit(), a signal, the end of the -c command or the -p process. signals: from
 * signals_block(). 0, or negative errno after a diagnostic.
 */
int loop_run(struct session *s, int signals);
/*
 * May the backend's poll() go on? Not when the session is to stop, or when a signal or an interval
 * waits: where events come faster than they can be handled, poll() would never return.
 */
bool loop_go_on(struct session *s);
/* As loop_run(), over the recording of -i. */
int replay_run(struct session *s, int signals);
void recording_open(struct session *s); /* session.recording stays NULL after a diagnostic */
void recording_symbols(const struct session *s, struct sym_opts *o); /* if it is one: its own */
void recording_close(struct session *s);
/* After each turn: what -B line means. Sets stop and broken if the output cannot be written. */
void loop_flush(struct session *s);
/*
 * A write to the output failed, just now: end, as a program does whose reader is gone (broken), or
 * with the error (write_err).
 */
void loop_output_failed(struct session *s);

#endif

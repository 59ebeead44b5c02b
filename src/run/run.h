/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside of src/run: what its files share. */
#ifndef SONDE_RUN_RUN_H
#define SONDE_RUN_RUN_H

#include "run/session.h"

u64 now_ns(void); /* CLOCK_MONOTONIC */

/* trials.c: the clauses of test and bench probes; the session's exit status. */
int run_tests(struct session *s);
int run_benches(struct session *s);

/* user.c: BEGIN, END and interval clauses, run by our VM over the backend's maps. */
int user_open(struct session *s); /* compiles them; 0 or negative errno after a diagnostic */
void user_close(struct session *s);
/* Run every clause that this probe has, in source order, then act on the records they sent. */
void user_fire(struct session *s, const struct probe *p);
void user_fire_all(struct session *s, enum provider provider); /* BEGIN, END */
/* Run them n times without acting on what they send. What all that took (ns), and what the last
 * returned. */
u64 user_repeat(struct session *s, const struct probe *p, u32 n, u64 *result);
void user_act(struct session *s); /* on what the last run of user_repeat() sent */
void user_lost(struct session *s, struct lost_events *lost); /* adds to *lost */

/* actions.c: do what a record asks for. 0. */
int act(struct session *s, const void *record, u32 size);

/* pcap.c: a record of skboutput(), at rec, its packet behind it */
void pcap_packet(struct session *s, const struct plan_record *r, const u8 *rec, u32 size);
void pcap_close(struct session *s);

/* maps.c */
void print_map(struct session *s, const struct map *m, u64 top, u64 div);
void print_maps_at_exit(struct session *s);

/* processes.c: addresses in processes can be named after their end if we looked in time */
void processes_prepare(struct session *s); /* before the -c command starts */
void processes_note(struct session *s);    /* now and then */

/* lost.c: say what was lost since the last call, on stderr. */
void lost_check(struct session *s);
void lost_final(struct session *s); /* the sums, by kind */

/* child.c */
/* stdout's buffer must be empty. NULL and *err; *why says more. */
struct child *child_spawn(struct arena *a, const char *command, int *err, const char **why);
int child_pid(const struct child *c);
const char *child_file(const struct child *c); /* path of its program */
int child_start(struct child *c); /* let it exec; 0 or negative errno if it could not */
/* Call fn when the child is about to exit and its memory is still there. Before child_start(). */
void child_at_exit(struct child *c, void (*fn)(void *arg, int pid), void *arg);
bool child_exited(struct child *c);
void child_end(struct child *c); /* kill it if it runs, and reap it */
/* Output of a shell command, its stderr is ours; 0 or negative errno. */
int shell_output(const char *command, struct buf *out);

/* signals.c: SIGINT, SIGTERM, SIGHUP, SIGCHLD and SIGUSR1 are blocked and read from a descriptor.
 */
int signals_block(void);      /* the descriptor, or negative errno; SIGPIPE is ignored */
void signals_release(int fd); /* the next SIGINT or SIGTERM kills us at once */
void signals_in_child(void);  /* undo all that in a child before it execs */

#endif

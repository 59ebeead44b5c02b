/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recordings over the network, by version 3 of trace-cmd's protocol: one connection has the
 * messages, and each CPU's pages go to a port of their own.
 *
 *   listener: "tracecmd"      sender: "-1V3\0"
 *             "V3\0"                  NET_MAGIC
 *             "OK"                    TINIT: CPUs, size of a page, "tcp"
 *             RINIT: the ports        SEND_DATA … FIN_DATA: the file without events
 *                                     … pages to the ports …   CLOSE
 *
 * sonde's listener also says, behind the ports, NET_SONDE, and after CLOSE, when the file is
 * written, CLOSE_RESP. All numbers are big endian.
 */
#ifndef SONDE_TRACE_NET_H
#define SONDE_TRACE_NET_H

#include "trace/write.h"
#include "util/buf.h"

#define NET_GREETING "tracecmd"
#define NET_HELLO    "-1V3"     /* with its NUL */
#define NET_VERSION  "V3"       /* with its NUL */
#define NET_MAGIC    "766679\0" /* with its second NUL: 8 bytes */
#define NET_OK       "OK"
#define NET_SONDE    "sonde"

#define NET_HEADER   12   /* bytes: size of all, command, size of the command's numbers */
#define NET_MESSAGE  8192 /* bytes at most, the header too */
#define NET_MAX_CPUS 1024
#define NET_WAIT_MS  10000 /* for what the other side must do now */

enum net_command {
	NET_CLOSE,
	NET_TINIT,
	NET_RINIT,
	NET_SEND_DATA,
	NET_FIN_DATA,
	NET_NOT_SUPP,
	NET_CLOSE_RESP = 8,
};

struct net_header {
	u32 size, command, numbers; /* bytes: of all; of the command's numbers behind the header */
};

/* b gets a message: a command's numbers and n bytes. */
void net_message(struct buf *b, u32 command, const u32 *numbers, u32 nnumbers, const void *data,
                 size_t n);
/* Of NET_HEADER bytes. False: such a message cannot be. */
bool net_header(const u8 *data, struct net_header *out);
u32 net_number(const u8 *data);

/* Waits, NET_WAIT_MS at most, for poll()'s events. 0, -ETIMEDOUT or negative errno. */
int net_wait(int fd, short events);
/* All of n. 0 or negative errno; -ECONNRESET: the other side closed. */
int net_write(int fd, const void *data, size_t n);
int net_read(int fd, void *data, size_t n);

/* send.c. "HOST:PORT", "[ADDRESS]:PORT", or "PORT" of this machine; connected until it is closed.
 * NULL after a line on stderr. */
struct sender;
struct sender *sender_open(const char *where);
/* meta: a file, its events left out. 0, or negative errno after a line on stderr. confirmed: the
 * listener has said that the file is written (trace-cmd's never says it). */
int sender_send(struct sender *s, int meta, const struct trace_pages *pages, u32 ncpus,
                u32 page_size, bool *confirmed);
void sender_close(struct sender *s); /* NULL is fine */

/* join.c. meta, at its end, gets the pages of n CPUs, as its header says compressed or not. 0 or
 * negative errno; -EBADMSG: it is no file without events. */
int trace_join(int meta, const struct trace_pages *pages, u32 n, u32 page_size);

/* receive.c: what one sender sends. */
struct receive_opts {
	int dir;          /* a directory's */
	const char *name; /* the file is NAME.ADDRESS:PORT.dat */
	FILE *log;
	int stop; /* readable: end with what is there; -1: none */
};
/* fd: the sender's connection, which is closed. 0: the file is written; negative errno after a line
 * in the log: it is not. */
int net_receive(int fd, const struct receive_opts *o);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to the receiving side. */
#ifndef SONDE_TRACE_RECEIVE_IMPL_H
#define SONDE_TRACE_RECEIVE_IMPL_H

#include <sys/socket.h>

#include "trace/net.h"

enum receive_state {
	RECEIVE_HELLO,
	RECEIVE_MAGIC,
	RECEIVE_INIT,
	RECEIVE_META,
	RECEIVE_PAGES,
	RECEIVE_CLOSED
};

struct receive_cpu {
	int port; /* what listens, or gets datagrams; -1: closed */
	int data; /* the connection; -1: none */
	int file;
	u64 size; /* bytes of it */
};

struct receiver {
	const struct receive_opts *opts;
	int fd;
	struct sockaddr_storage peer;
	char who[96]; /* "ADDRESS:PORT" */
	enum receive_state state;
	bool asked_again; /* the sender's version was not known once */
	u8 in[2 * NET_MESSAGE];
	u32 nin;

	bool tcp;
	u32 ncpus, page_size;
	struct receive_cpu *cpus;
	int meta; /* the file that will be; -1: not yet */
	u64 meta_size;
	char part[256]; /* its name until it is whole */
	u8 *page;       /* room for data of the ports */
};
#define RECEIVE_ROOM 65536

/* A line in the log: who, and what. */
void receive_log(const struct receiver *r, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* receive_ports.c: 0 or negative errno. Ports, and files that have no names. */
int receive_open_ports(struct receiver *r, u16 *numbers);
/* What is there now at the port or the connection of a CPU. 1: something was; 0; negative errno. */
int receive_pages(struct receiver *r, struct receive_cpu *c);
void receive_close_ports(struct receiver *r);

/* receive_message.c: what is in r->in. 0 or negative errno after a line in the log. */
int receive_messages(struct receiver *r);

#endif

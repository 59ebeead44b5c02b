// SPDX-License-Identifier: GPL-2.0-or-later
/* The side of the network that recorded. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "trace/net.h"
#include "util/mem.h"

#define LOOK_MS 200 /* so often: whether to go on waiting */

struct sender {
	const char *where;
	int fd;
	bool sonde; /* what listens is one */
};

/* "HOST:PORT" in two, in text. */
static const char *split(char *text, const char **host)
{
	char *colon = strrchr(text, ':');

	*host = NULL; /* this machine */
	if (!colon)
		return text;
	*colon = '\0';
	if (*text == '[' && colon > text + 1 && colon[-1] == ']') {
		colon[-1] = '\0';
		text++;
	}
	if (*text)
		*host = text;
	return colon + 1;
}

static int connect_to(const struct addrinfo *list, int *fd)
{
	const int yes = 1;
	int err = -ENOENT;

	for (; list; list = list->ai_next) {
		*fd = socket(list->ai_family, list->ai_socktype | SOCK_CLOEXEC, list->ai_protocol);
		if (*fd >= 0 && !connect(*fd, list->ai_addr, list->ai_addrlen)) {
			/* a recording may be long, and nothing is said meanwhile */
			setsockopt(*fd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof(yes));
			return 0;
		}
		err = -errno;
		if (*fd >= 0)
			close(*fd);
		*fd = -1;
	}
	return err;
}

static int greet(struct sender *s)
{
	char greeting[sizeof(NET_GREETING) - 1];
	int err = net_read(s->fd, greeting, sizeof(greeting));

	if (!err && memcmp(greeting, NET_GREETING, sizeof(greeting)))
		err = -EPROTO;
	if (err)
		fprintf(stderr,
		        "ERROR: what answers at %s is no listener: %s\n"
		        "HINT: sonde listen, or trace-cmd listen, is started there before\n",
		        s->where, err == -EPROTO ? "it says something else" : strerror(-err));
	return err;
}

struct sender *sender_open(const char *where)
{
	const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
	struct sender *s = mem_alloc(1, sizeof(*s));
	struct addrinfo *list = NULL;
	char *text = strcpy(mem_alloc(strlen(where) + 1, 1), where);
	const char *host, *port = split(text, &host);
	int err;

	*s = (struct sender){.where = where, .fd = -1};
	if (!*port) {
		fprintf(stderr,
		        "ERROR: '%s' names no port\nHINT: -N HOST:PORT, or PORT of this machine\n",
		        where);
		err = -EINVAL;
		goto out;
	}
	err = getaddrinfo(host, port, &hints, &list);
	if (err) {
		fprintf(stderr, "ERROR: cannot find %s: %s\n", where, gai_strerror(err));
		goto out;
	}
	err = connect_to(list, &s->fd);
	freeaddrinfo(list);
	if (err)
		fprintf(stderr,
		        "ERROR: cannot connect to %s: %s\nHINT: there, sonde listen -p %s\n", where,
		        strerror(-err), port);
	else
		err = greet(s);
out:
	free(text);
	if (!err)
		return s;
	sender_close(s);
	return NULL;
}

void sender_close(struct sender *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		close(s->fd);
	free(s);
}

/* A word that the listener says, with or without a NUL behind the one before it. */
static int expect(struct sender *s, const char *word)
{
	char c = '\0';
	int err;

	do
		err = net_read(s->fd, &c, 1);
	while (!err && !c);
	while (!err && c == *word && *++word)
		err = net_read(s->fd, &c, 1);
	return err ? err : *word ? -EPROTO : 0;
}

static int agree(struct sender *s)
{
	int err = net_write(s->fd, NET_HELLO, sizeof(NET_HELLO));

	err = err ? err : expect(s, NET_VERSION);
	err = err ? err : net_write(s->fd, NET_MAGIC, sizeof(NET_MAGIC));
	return err ? err : expect(s, NET_OK);
}

static int send_message(struct sender *s, u32 command, const u32 *numbers, u32 nnumbers,
                        const void *data, size_t n)
{
	struct buf b = BUF_INIT;
	int err;

	net_message(&b, command, numbers, nnumbers, data, n);
	err = net_write(s->fd, b.data, b.len);
	buf_free(&b);
	return err;
}

/* RINIT's ports; what stands behind them tells who listens. */
static int get_ports(struct sender *s, u32 ncpus, u16 *ports)
{
	u8 data[NET_MESSAGE];
	struct net_header h;
	const char *at, *end;
	int err = net_read(s->fd, data, NET_HEADER);

	if (!err && !net_header(data, &h))
		err = -EPROTO;
	if (!err)
		err = net_read(s->fd, data, h.size - NET_HEADER);
	if (err)
		return err;
	if (h.command != NET_RINIT || h.numbers < 4 || net_number(data) != ncpus ||
	    h.size == NET_HEADER + h.numbers || data[h.size - NET_HEADER - 1])
		return -EPROTO;
	at = (const char *)data + h.numbers;
	end = (const char *)data + h.size - NET_HEADER;
	for (u32 i = 0; i < ncpus; i++, at += strlen(at) + 1) {
		unsigned long port = at < end ? strtoul(at, NULL, 10) : 0;

		if (!port || port > UINT16_MAX)
			return -EPROTO;
		ports[i] = (u16)port;
	}
	s->sonde = at < end && !strcmp(at, NET_SONDE);
	return 0;
}

static int send_meta(struct sender *s, int meta)
{
	char data[NET_MESSAGE - NET_HEADER];
	off_t at = 0;
	ssize_t n;
	int err = 0;

	while (!err && (n = pread(meta, data, sizeof(data), at)) > 0) {
		err = send_message(s, NET_SEND_DATA, NULL, 0, data, (size_t)n);
		at += n;
	}
	return err ? err : send_message(s, NET_FIN_DATA, NULL, 0, NULL, 0);
}

/* trace-cmd's listener drops a file that it is still reading when the pages of a CPU end (its
 * poll() is interrupted). What it does not expect it answers, but only when it has read the file.
 */
static int wait_until_read(struct sender *s)
{
	u8 data[NET_HEADER];
	int err;

	if (s->sonde)
		return 0;
	err = send_message(s, NET_FIN_DATA, NULL, 0, NULL, 0);
	err = err ? err : net_read(s->fd, data, sizeof(data));
	return err == -ETIMEDOUT ? 0 : err;
}

static int connect_once(const struct sender *s, u16 port)
{
	struct sockaddr_storage to = {0};
	socklen_t n = sizeof(to);
	int fd, err;

	if (getpeername(s->fd, (struct sockaddr *)&to, &n))
		return -errno;
	/* the port is at the same place in both */
	((struct sockaddr_in *)&to)->sin_port = htons(port);
	fd = socket(to.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && !connect(fd, (struct sockaddr *)&to, n))
		return fd;
	err = -errno;
	if (fd >= 0)
		close(fd);
	return err;
}

/* trace-cmd tells its ports before it listens to them. */
static int connect_cpu(const struct sender *s, u16 port)
{
	const struct timespec moment = {0, 20 * 1000 * 1000};
	u32 tries = NET_WAIT_MS / 20;
	int fd;

	while ((fd = connect_once(s, port)) == -ECONNREFUSED && tries--)
		nanosleep(&moment, NULL);
	return fd;
}

/* The other side closes when it has all: trace-cmd's would else stop before. */
static int send_pages(const struct sender *s, u16 port, const struct trace_pages *p)
{
	u64 at = p->from, end = p->from + p->size;
	int fd = connect_cpu(s, port), err = fd < 0 ? fd : 0;
	char data[65536], c;

	while (!err && at < end) {
		size_t want = end - at < sizeof(data) ? (size_t)(end - at) : sizeof(data);
		ssize_t n = pread(p->fd, data, want, (off_t)at);

		if (n <= 0)
			err = n < 0 ? -errno : -EIO;
		else
			err = net_write(fd, data, (size_t)n);
		at += n > 0 ? (u64)n : 0;
	}
	if (!err && shutdown(fd, SHUT_WR))
		err = -errno;
	if (!err && net_read(fd, &c, 1) == -ETIMEDOUT)
		err = -ETIMEDOUT;
	if (fd >= 0)
		close(fd);
	return err;
}

/* Who sends has these signals blocked. */
static bool end_is_asked(void)
{
	sigset_t set;

	return !sigpending(&set) && (sigismember(&set, SIGINT) || sigismember(&set, SIGTERM) ||
	                             sigismember(&set, SIGHUP));
}

/* After CLOSE the listener puts the file together, which may last: keepalive ends it if that
 * machine is gone, and so does the user. */
static int wait_for_answer(const struct sender *s)
{
	struct pollfd p = {.fd = s->fd, .events = POLLIN};
	int n = 0;

	while (!n && !end_is_asked()) {
		n = poll(&p, 1, LOOK_MS);
		if (n < 0 && errno == EINTR)
			n = 0;
	}
	return n < 0 ? -errno : n ? 0 : -EINTR;
}

static int wait_for_file(struct sender *s, bool *confirmed)
{
	u8 data[NET_HEADER];
	struct net_header h;
	int err;

	*confirmed = false;
	if (!s->sonde)
		return 0;
	err = wait_for_answer(s);
	if (err == -EINTR)
		return err;
	err = err ? err : net_read(s->fd, data, sizeof(data));
	*confirmed = !err && net_header(data, &h) && h.command == NET_CLOSE_RESP;
	return *confirmed ? 0 : -EREMOTEIO;
}

int sender_send(struct sender *s, int meta, const struct trace_pages *pages, u32 ncpus,
                u32 page_size, bool *confirmed)
{
	const u32 numbers[] = {ncpus, page_size, 1};
	u16 ports[NET_MAX_CPUS];
	int err = ncpus > NET_MAX_CPUS ? -E2BIG : agree(s);

	*confirmed = false;
	err = err ? err : send_message(s, NET_TINIT, numbers, ARRAY_LEN(numbers), "tcp", 4);
	err = err ? err : get_ports(s, ncpus, ports);
	err = err ? err : send_meta(s, meta);
	err = err ? err : wait_until_read(s);
	for (u32 i = 0; i < ncpus && !err; i++)
		err = send_pages(s, ports[i], &pages[i]);
	err = err ? err : send_message(s, NET_CLOSE, NULL, 0, NULL, 0);
	err = err ? err : wait_for_file(s, confirmed);
	if (err == -EREMOTEIO)
		fprintf(stderr,
		        "ERROR: %s has got the recording, but could not write its file: "
		        "what it says tells why\n",
		        s->where);
	else if (err == -EINTR)
		fprintf(stderr,
		        "ERROR: %s has got the recording, but has not said that its file is "
		        "written\n",
		        s->where);
	else if (err)
		fprintf(stderr, "ERROR: cannot send to %s: %s\n", s->where, strerror(-err));
	return err;
}

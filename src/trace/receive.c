// SPDX-License-Identifier: GPL-2.0-or-later
/* The side of the network that gets a recording: one sender, from its greeting to the file. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trace/receive_impl.h"
#include "util/mem.h"

/* After CLOSE: so long without a byte, and what is still on its way will not come. */
#define LAST_MS 1000

void receive_log(const struct receiver *r, const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	fprintf(r->opts->log, "%s: %s\n", r->who, buf_str(&b));
	fflush(r->opts->log);
	buf_free(&b);
}

/* Its address and port, as they go into the file's name. */
static void name_peer(struct receiver *r)
{
	socklen_t n = sizeof(r->peer);
	char host[64] = "?", port[8] = "0", *at = host;

	if (!getpeername(r->fd, (struct sockaddr *)&r->peer, &n))
		getnameinfo((struct sockaddr *)&r->peer, n, host, sizeof(host), port, sizeof(port),
		            NI_NUMERICHOST | NI_NUMERICSERV);
	if (!strncmp(at, "::ffff:", 7))
		at += 7;
	for (char *c = at; *c; c++)
		if (*c == '/')
			*c = '_';
	snprintf(r->who, sizeof(r->who), "%s:%s", at, port);
	snprintf(r->part, sizeof(r->part), "%.128s.%s.dat.part", r->opts->name, r->who);
}

static int read_control(struct receiver *r)
{
	ssize_t n = recv(r->fd, r->in + r->nin, sizeof(r->in) - r->nin, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0)
		return -ECONNRESET;
	r->nin += (u32)n;
	return receive_messages(r);
}

/* How long nothing may happen. A recording may be quiet for hours; TCP itself finds out when its
 * other end is gone. */
static int patience(const struct receiver *r)
{
	if (r->state == RECEIVE_CLOSED)
		return LAST_MS;
	if (r->state == RECEIVE_MAGIC || r->state == RECEIVE_INIT)
		return NET_WAIT_MS;
	return -1;
}

/* After CLOSE over TCP: are all pages there? Who has not connected until then will not. */
static bool has_all(struct receiver *r)
{
	if (r->state != RECEIVE_CLOSED || !r->tcp)
		return false;
	for (u32 i = 0; i < r->ncpus; i++)
		if (r->cpus[i].data >= 0 || (r->cpus[i].port >= 0 && receive_pages(r, &r->cpus[i])))
			return false;
	return true;
}

/* 1: go on; 0: that was all; -ECONNRESET: cut, or stopped; other errors were told. */
static int step(struct receiver *r, struct pollfd *p)
{
	u32 n = 2;
	int err = 0;

	p[0] = (struct pollfd){.fd = r->state == RECEIVE_CLOSED ? -1 : r->fd, .events = POLLIN};
	p[1] = (struct pollfd){.fd = r->opts->stop, .events = POLLIN};
	for (u32 i = 0; r->cpus && i < r->ncpus; i++)
		p[n++] = (struct pollfd){.fd = r->cpus[i].data >= 0 ? r->cpus[i].data
		                                                    : r->cpus[i].port,
		                         .events = POLLIN};
	err = poll(p, n, patience(r));
	if (err < 0)
		return errno == EINTR ? 1 : -ECONNRESET;
	if (!err)
		return r->state == RECEIVE_CLOSED ? 0 : -ECONNRESET;
	if (p[1].revents)
		return -ECONNRESET;
	for (u32 i = 2; i < n; i++) {
		if (p[i].fd < 0 || !p[i].revents)
			continue;
		err = receive_pages(r, &r->cpus[i - 2]);
		if (err < 0) {
			receive_log(r, "ERROR: cannot keep the pages of CPU %u: %s", i - 2,
			            strerror(-err));
			return -EIO;
		}
	}
	if (p[0].fd >= 0 && p[0].revents) {
		err = read_control(r);
		if (err)
			return err;
	}
	return has_all(r) ? 0 : 1;
}

/* Does it open, as any recording? */
static int check_file(const struct receiver *r)
{
	struct arena *a = arena_new();
	struct trace_file f;
	char path[32];
	struct diag d;
	int err;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", r->meta);
	diag_init(&d, r->opts->log);
	err = trace_open(&f, a, path, &d);
	if (!err) {
		if (f.damage)
			receive_log(r, "WARNING: what came is damaged %s", f.damage);
		trace_close(&f);
	}
	arena_free(a);
	return err;
}

static int make_file(struct receiver *r, bool cut)
{
	struct trace_pages *pages = mem_alloc(r->ncpus, sizeof(*pages));
	char name[sizeof(r->part)];
	struct stat st = {0};
	int err;

	for (u32 i = 0; i < r->ncpus; i++)
		pages[i] = (struct trace_pages){
		        .cpu = i, .fd = r->cpus[i].file, .size = r->cpus[i].size};
	err = trace_join(r->meta, pages, r->ncpus, r->page_size);
	free(pages);
	err = err ? err : check_file(r);
	snprintf(name, sizeof(name), "%.*s", (int)(strlen(r->part) - strlen(".part")), r->part);
	if (!err && (fstat(r->meta, &st) || renameat(r->opts->dir, r->part, r->opts->dir, name)))
		err = -errno;
	if (err) {
		receive_log(r, "ERROR: no file can be made of what came: %s",
		            err == -EBADMSG ? "it is no recording" : strerror(-err));
		return err;
	}
	r->part[0] = '\0';
	receive_log(r, "%s, %llu bytes%s", name, (unsigned long long)st.st_size,
	            cut ? "; WARNING: cut: the connection ended before the recording" : "");
	return 0;
}

static void confirm(struct receiver *r)
{
	struct buf b = BUF_INIT;

	net_message(&b, NET_CLOSE_RESP, NULL, 0, NULL, 0);
	net_write(r->fd, b.data, b.len); /* trace-cmd does not wait for it */
	buf_free(&b);
}

static int receive(struct receiver *r)
{
	struct pollfd *p = mem_alloc(NET_MAX_CPUS + 2, sizeof(*p));
	int err = net_write(r->fd, NET_GREETING, sizeof(NET_GREETING) - 1);

	while (!err) {
		int more = step(r, p);

		if (more <= 0) {
			err = more;
			break;
		}
	}
	free(p);
	if (err == -ECONNRESET && r->state < RECEIVE_PAGES) {
		receive_log(r, "ERROR: it went away before there was a recording");
		return err;
	}
	if (err && err != -ECONNRESET)
		return err;
	err = make_file(r, r->state != RECEIVE_CLOSED);
	if (!err)
		confirm(r);
	return err;
}

int net_receive(int fd, const struct receive_opts *o)
{
	struct receiver *r = mem_alloc(1, sizeof(*r));
	const int yes = 1;
	int err;

	r->opts = o;
	r->fd = fd;
	r->meta = -1;
	r->page = mem_alloc(1, RECEIVE_ROOM);
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof(yes));
	name_peer(r);
	receive_log(r, "connected");
	err = receive(r);
	receive_close_ports(r);
	if (r->meta >= 0) {
		close(r->meta);
		if (*r->part)
			unlinkat(o->dir, r->part, 0);
	}
	close(fd);
	free(r->page);
	free(r);
	return err;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* The ports that pages come to: each its own, chosen by the kernel, for this sender only. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace/receive_impl.h"
#include "util/files.h"
#include "util/mem.h"

#define DATAGRAM_BUFFER (4 << 20)

/* The port is at the same place for IPv4 and IPv6. */
static u16 *port_of(struct sockaddr_storage *a)
{
	return &((struct sockaddr_in *)a)->sin_port;
}

static bool same_host(const struct sockaddr_storage *a, const struct sockaddr_storage *b)
{
	if (a->ss_family != b->ss_family)
		return false;
	if (a->ss_family == AF_INET)
		return ((const struct sockaddr_in *)a)->sin_addr.s_addr ==
		       ((const struct sockaddr_in *)b)->sin_addr.s_addr;
	return a->ss_family == AF_INET6 &&
	       !memcmp(&((const struct sockaddr_in6 *)a)->sin6_addr,
	               &((const struct sockaddr_in6 *)b)->sin6_addr, sizeof(struct in6_addr));
}

static int open_port(const struct receiver *r, struct receive_cpu *c, u16 *number)
{
	int type = (r->tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC | SOCK_NONBLOCK;
	const int room = DATAGRAM_BUFFER;
	struct sockaddr_storage at = {0};
	socklen_t n = sizeof(at);

	/* where the sender has found us */
	if (getsockname(r->fd, (struct sockaddr *)&at, &n))
		return -errno;
	*port_of(&at) = 0;
	c->port = socket(at.ss_family, type, 0);
	if (c->port < 0 || bind(c->port, (struct sockaddr *)&at, n) ||
	    (r->tcp && listen(c->port, 1)))
		return -errno;
	if (!r->tcp)
		setsockopt(c->port, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	n = sizeof(at);
	if (getsockname(c->port, (struct sockaddr *)&at, &n))
		return -errno;
	*number = ntohs(*port_of(&at));
	return 0;
}

static int open_file(const struct receiver *r)
{
	char name[sizeof(r->part) + 8];
	int fd = openat(r->opts->dir, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0)
		return fd;
	/* not every file system has files without names */
	snprintf(name, sizeof(name), "%s.cpu", r->part);
	unlinkat(r->opts->dir, name, 0);
	fd = openat(r->opts->dir, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	unlinkat(r->opts->dir, name, 0);
	return fd;
}

int receive_open_ports(struct receiver *r, u16 *numbers)
{
	int err = 0;

	files_room(2 * r->ncpus); /* of each CPU a connection and a file */
	r->cpus = mem_alloc(r->ncpus, sizeof(*r->cpus));
	for (u32 i = 0; i < r->ncpus; i++)
		r->cpus[i] = (struct receive_cpu){.port = -1, .data = -1, .file = -1};
	for (u32 i = 0; i < r->ncpus && !err; i++) {
		err = open_port(r, &r->cpus[i], &numbers[i]);
		if (err)
			break;
		r->cpus[i].file = open_file(r);
		err = r->cpus[i].file < 0 ? r->cpus[i].file : 0;
	}
	return err;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int take_connection(struct receiver *r, struct receive_cpu *c)
{
	struct sockaddr_storage from = {0};
	socklen_t n = sizeof(from);
	int fd = accept4(c->port, (struct sockaddr *)&from, &n, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0)
		return errno == EAGAIN || errno == EINTR || errno == ECONNABORTED ? 0 : -errno;
	if (!same_host(&from, &r->peer)) {
		close(fd);
		return 1;
	}
	c->data = fd;
	close_fd(&c->port);
	return 1;
}

static int keep(struct receive_cpu *c, const u8 *data, size_t n)
{
	while (n) {
		ssize_t done = pwrite(c->file, data, n, (off_t)c->size);

		if (done < 0 && errno != EINTR)
			return -errno;
		if (done > 0) {
			data += done;
			c->size += (u64)done;
			n -= (size_t)done;
		}
	}
	return 0;
}

int receive_pages(struct receiver *r, struct receive_cpu *c)
{
	struct sockaddr_storage from = {0};
	socklen_t size = sizeof(from);
	ssize_t n;
	int err;

	if (r->tcp && c->data < 0)
		return take_connection(r, c);
	n = recvfrom(r->tcp ? c->data : c->port, r->page, RECEIVE_ROOM, 0, (struct sockaddr *)&from,
	             &size);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n < 0 && !r->tcp)
		return -errno;
	if (n <= 0 && r->tcp) { /* the end; or cut, and what came is kept */
		close_fd(&c->data);
		return 1;
	}
	/* a datagram is a page */
	if (!r->tcp && ((u32)n != r->page_size || !same_host(&from, &r->peer)))
		return 1;
	err = keep(c, r->page, (size_t)n);
	return err ? err : 1;
}

void receive_close_ports(struct receiver *r)
{
	for (u32 i = 0; r->cpus && i < r->ncpus; i++) {
		close_fd(&r->cpus[i].port);
		close_fd(&r->cpus[i].data);
		close_fd(&r->cpus[i].file);
	}
	free(r->cpus);
	r->cpus = NULL;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "trace/net.h"

static void add_number(struct buf *b, u32 v)
{
	v = htonl(v);
	buf_add(b, &v, sizeof(v));
}

void net_message(struct buf *b, u32 command, const u32 *numbers, u32 nnumbers, const void *data,
                 size_t n)
{
	add_number(b, (u32)(NET_HEADER + nnumbers * sizeof(u32) + n));
	add_number(b, command);
	add_number(b, (u32)(nnumbers * sizeof(u32)));
	for (u32 i = 0; i < nnumbers; i++)
		add_number(b, numbers[i]);
	if (n)
		buf_add(b, data, n);
}

u32 net_number(const u8 *data)
{
	u32 v;

	memcpy(&v, data, sizeof(v));
	return ntohl(v);
}

bool net_header(const u8 *data, struct net_header *out)
{
	out->size = net_number(data);
	out->command = net_number(data + 4);
	out->numbers = net_number(data + 8);
	return out->size >= NET_HEADER && out->size <= NET_MESSAGE &&
	       out->numbers <= out->size - NET_HEADER;
}

int net_wait(int fd, short events)
{
	struct pollfd p = {.fd = fd, .events = events};
	int n;

	do
		n = poll(&p, 1, NET_WAIT_MS);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return n ? 0 : -ETIMEDOUT;
}

int net_write(int fd, const void *data, size_t n)
{
	while (n) {
		ssize_t done;
		int err = net_wait(fd, POLLOUT);

		if (err)
			return err;
		done = send(fd, data, n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (done < 0 && errno != EINTR && errno != EAGAIN)
			return -errno;
		if (done > 0) {
			data = (const char *)data + done;
			n -= (size_t)done;
		}
	}
	return 0;
}

int net_read(int fd, void *data, size_t n)
{
	while (n) {
		ssize_t done;
		int err = net_wait(fd, POLLIN);

		if (err)
			return err;
		done = recv(fd, data, n, MSG_DONTWAIT);
		if (!done)
			return -ECONNRESET;
		if (done < 0 && errno != EINTR && errno != EAGAIN)
			return -errno;
		if (done > 0) {
			data = (char *)data + done;
			n -= (size_t)done;
		}
	}
	return 0;
}

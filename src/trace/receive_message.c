// SPDX-License-Identifier: GPL-2.0-or-later
/* What a sender says on its first connection. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "trace/receive_impl.h"

/* Of a file without its events: the kernel's symbols have some MB. */
#define MAX_META (256u << 20)

static void take(struct receiver *r, u32 n)
{
	memmove(r->in, r->in + n, r->nin - n);
	r->nin -= n;
}

static int refuse(const struct receiver *r, const char *why)
{
	receive_log(r, "ERROR: %s", why);
	return -EPROTO;
}

/* "-1V3", or a number of CPUs: the protocol's version 1. Bytes, 0 if it is not whole; negative. */
static int hello(struct receiver *r)
{
	const char *text = (const char *)r->in;
	size_t n = strnlen(text, r->nin);
	int err;

	if (n == r->nin)
		return n < 32 ? 0 : refuse(r, "that is no sender of recordings");
	if (strncmp(text, "-1V", 3))
		return refuse(r, n && strspn(text, "0123456789") == n
		                         ? "it speaks version 1 of the protocol: a trace-cmd from "
		                           "before 2.5 (2014)"
		                         : "that is no sender of recordings");
	if (strcmp(text, NET_HELLO)) {
		if (r->asked_again)
			return refuse(r, "it does not speak version 3 of the protocol");
		r->asked_again = true;
	} else {
		r->state = RECEIVE_MAGIC;
	}
	err = net_write(r->fd, NET_VERSION, sizeof(NET_VERSION));
	return err ? refuse(r, strerror(-err)) : (int)n + 1;
}

static int magic(struct receiver *r)
{
	int err;

	if (r->nin < sizeof(NET_MAGIC))
		return 0;
	if (memcmp(r->in, NET_MAGIC, sizeof(NET_MAGIC)))
		return refuse(r, "that is no sender of recordings");
	r->state = RECEIVE_INIT;
	err = net_write(r->fd, NET_OK, sizeof(NET_OK) - 1);
	return err ? refuse(r, strerror(-err)) : (int)sizeof(NET_MAGIC);
}

static int say_ports(struct receiver *r, const u16 *ports)
{
	struct buf text = BUF_INIT, b = BUF_INIT;
	int err;

	for (u32 i = 0; i < r->ncpus; i++) {
		buf_addf(&text, "%u", ports[i]);
		buf_addc(&text, '\0');
	}
	buf_add(&text, NET_SONDE, sizeof(NET_SONDE));
	net_message(&b, NET_RINIT, &r->ncpus, 1, text.data, text.len);
	err = net_write(r->fd, b.data, b.len);
	buf_free(&text);
	buf_free(&b);
	return err;
}

static int open_meta(struct receiver *r)
{
	unlinkat(r->opts->dir, r->part, 0);
	r->meta = openat(r->opts->dir, r->part, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	                 0644);
	return r->meta < 0 ? -errno : 0;
}

/* "tcp" among the options, which are strings. */
static bool wants_tcp(const u8 *data, u32 n)
{
	while (n) {
		size_t len = strnlen((const char *)data, n);

		if (len == n)
			return false;
		if (!strcmp((const char *)data, "tcp"))
			return true;
		data += len + 1;
		n -= (u32)len + 1;
	}
	return false;
}

static int init(struct receiver *r, const struct net_header *h, const u8 *body)
{
	u16 ports[NET_MAX_CPUS];
	int err;

	if (h->command != NET_TINIT || h->numbers < 12)
		return refuse(r, "another message than TINIT");
	r->ncpus = net_number(body);
	r->page_size = net_number(body + 4);
	if (!r->ncpus || r->ncpus > NET_MAX_CPUS) {
		r->ncpus = 0;
		return refuse(r, "its number of CPUs is beyond reason");
	}
	if (r->page_size < 256 || r->page_size > 1u << 24 || r->page_size & (r->page_size - 1))
		return refuse(r, "its size of a page is beyond reason");
	r->tcp = wants_tcp(body + h->numbers, h->size - NET_HEADER - h->numbers);
	if (!r->tcp && r->page_size >= RECEIVE_ROOM)
		return refuse(r, "its pages are too large for UDP");
	err = open_meta(r);
	err = err ? err : receive_open_ports(r, ports);
	err = err ? err : say_ports(r, ports);
	if (err) {
		receive_log(r, "ERROR: cannot open its files or ports: %s", strerror(-err));
		return err;
	}
	r->state = RECEIVE_META;
	return 0;
}

static int meta(struct receiver *r, const struct net_header *h, const u8 *body)
{
	const u8 *data = body + h->numbers;
	u32 n = h->size - NET_HEADER - h->numbers;

	if (h->command == NET_FIN_DATA) {
		r->state = RECEIVE_PAGES;
		return 0;
	}
	if (h->command != NET_SEND_DATA)
		return refuse(r, "another message than SEND_DATA");
	if (r->meta_size + n > MAX_META)
		return refuse(r, "the file without its events is beyond reason");
	while (n) {
		ssize_t done = pwrite(r->meta, data, n, (off_t)r->meta_size);

		if (done < 0 && errno != EINTR) {
			receive_log(r, "ERROR: cannot write %s: %s", r->part, strerror(errno));
			return -errno;
		}
		if (done > 0) {
			data += done;
			n -= (u32)done;
			r->meta_size += (u64)done;
		}
	}
	return 0;
}

static int message(struct receiver *r, const struct net_header *h, const u8 *body)
{
	if (r->state == RECEIVE_INIT)
		return init(r, h, body);
	if (r->state == RECEIVE_META)
		return meta(r, h, body);
	if (h->command == NET_CLOSE)
		r->state = RECEIVE_CLOSED;
	/* what else there may be is of no use here */
	return 0;
}

int receive_messages(struct receiver *r)
{
	while (r->state != RECEIVE_CLOSED) {
		struct net_header h;
		int n;

		if (r->state == RECEIVE_HELLO || r->state == RECEIVE_MAGIC) {
			n = r->state == RECEIVE_HELLO ? hello(r) : magic(r);
			if (n <= 0)
				return n;
			take(r, (u32)n);
			continue;
		}
		if (r->nin < NET_HEADER)
			return 0;
		if (!net_header(r->in, &h))
			return refuse(r, "a message of a size that cannot be");
		if (r->nin < h.size)
			return 0;
		n = message(r, &h, r->in + NET_HEADER);
		if (n)
			return n;
		take(r, h.size);
	}
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * skboutput(): packets in files of libpcap's format, without a link layer (LINKTYPE_RAW), their
 * times in nanoseconds. Each packet is written at once: the file is whole whenever sonde ends.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "run/run.h"

#define MAGIC_NS     0xa1b23c4du
#define LINKTYPE_RAW 101
#define SECOND       1000000000ull

struct file_head {
	u32 magic;
	u16 major, minor;
	u32 zone, precision, max, link;
};

struct packet_head {
	u32 sec, ns, len, real_len;
};

struct pcap {
	const char *path;
	int fd; /* < 0: it cannot be written; has been told */
};

static void failed(struct session *s, const struct plan_record *r, struct pcap *p)
{
	diag_error(&s->diag, r->span, "cannot write \"%s\": %s", p->path, strerror(errno));
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
}

static struct pcap *find_file(struct session *s, const struct plan_record *r)
{
	const struct file_head head = {MAGIC_NS, 2, 4, 0, 0, MAX_PACKET, LINKTYPE_RAW};
	struct pcap *p;

	for (u32 i = 0; i < s->npcaps; i++)
		if (!strcmp(s->pcaps[i].path, r->format))
			return &s->pcaps[i];
	p = ARENA_PUSH(s->arena, s->pcaps, s->npcaps);
	p->path = r->format;
	p->fd = open(r->format, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (p->fd < 0 || write(p->fd, &head, sizeof(head)) != sizeof(head))
		failed(s, r, p);
	return p;
}

void pcap_packet(struct session *s, const struct plan_record *r, const u8 *rec, u32 size)
{
	const struct packet_record *p = (const void *)rec;
	u64 len = p->len, skip = r->top, time = p->header.time + s->output.boot_to_real;
	struct pcap *file = find_file(s, r);
	struct packet_head head;
	struct iovec parts[] = {{&head, sizeof(head)}, {NULL, 0}};

	if (size < sizeof(*p) || len > size - sizeof(*p) || file->fd < 0)
		return;
	skip = skip < len ? skip : len;
	len -= skip;
	parts[1].iov_base = (void *)(rec + sizeof(*p) + skip);
	parts[1].iov_len = len;
	head = (struct packet_head){(u32)(time / SECOND), (u32)(time % SECOND), (u32)len, (u32)len};
	if (writev(file->fd, parts, 2) != (ssize_t)(sizeof(head) + len))
		failed(s, r, file);
}

void pcap_close(struct session *s)
{
	for (u32 i = 0; i < s->npcaps; i++)
		if (s->pcaps[i].fd >= 0)
			close(s->pcaps[i].fd);
	s->npcaps = 0;
}

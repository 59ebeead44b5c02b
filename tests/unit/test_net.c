// SPDX-License-Identifier: GPL-2.0-or-later
/* Recordings over the loopback: as they should be, and as nobody should send them. */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/foreign_file.h"
#include "tests/unit/tmpdir.h"
#include "tests/unit/unit.h"
#include "trace/net.h"

static const struct machine big = {"s390x", true, 8, "%r2", "%r3"};

/* A listener for one sender, in a thread, that writes into the test's directory. */
struct server {
	pthread_t thread;
	int fd, err;
	struct receive_opts opts;
	char *said, where[32];
	size_t nsaid;
	struct sockaddr_in at;
};

static void *serve(void *arg)
{
	struct server *s = arg;
	int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC);

	s->err = fd < 0 ? -errno : net_receive(fd, &s->opts);
	return NULL;
}

static void server_begin(struct server *s)
{
	socklen_t n = sizeof(s->at);

	*s = (struct server){.at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001)}};
	s->opts = (struct receive_opts){.name = "t", .stop = -1};
	s->opts.dir = open(tmpdir_path(), O_RDONLY | O_DIRECTORY);
	s->opts.log = open_memstream(&s->said, &s->nsaid);
	s->fd = socket(AF_INET, SOCK_STREAM, 0);
	CU_ASSERT_FATAL(!bind(s->fd, (struct sockaddr *)&s->at, n) && !listen(s->fd, 1));
	CU_ASSERT_FATAL(!getsockname(s->fd, (struct sockaddr *)&s->at, &n));
	snprintf(s->where, sizeof(s->where), "127.0.0.1:%u", ntohs(s->at.sin_port));
	CU_ASSERT_FATAL(!pthread_create(&s->thread, NULL, serve, s));
}

static void server_end(struct server *s)
{
	pthread_join(s->thread, NULL);
	fclose(s->opts.log);
	close(s->opts.dir);
	close(s->fd);
}

static int connect_server(const struct server *s)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	CU_ASSERT_FATAL(!connect(fd, (const struct sockaddr *)&s->at, sizeof(s->at)));
	return fd;
}

/* Files in the directory; name: of the last. */
static u32 files(char *name, size_t n)
{
	DIR *d = opendir(tmpdir_path());
	struct dirent *e;
	u32 found = 0;

	while ((e = readdir(d)))
		if (*e->d_name != '.') {
			found++;
			snprintf(name, n, "%s", e->d_name);
		}
	closedir(d);
	return found;
}

/* What the listener makes of these bytes. Its result; out: its only file, empty: there is none;
 * then it is removed. In the test's directory, which there is. */
static int talk(const void *data, size_t n, struct buf *out, const char *says)
{
	struct server s;
	char name[256];
	u32 found;
	int fd;

	server_begin(&s);
	fd = connect_server(&s);
	net_write(fd, data, n); /* it may hang up before the end */
	shutdown(fd, SHUT_WR);
	server_end(&s);
	close(fd);
	if (says && !strstr(s.said, says))
		UNIT_STR_EQUAL(s.said, says);
	free(s.said);
	buf_clear(out);
	found = files(name, sizeof(name));
	UNIT_INT_EQUAL(found, s.err ? 0 : 1);
	if (found) {
		buf_read_file(out, tmpdir_file(name));
		unlink(tmpdir_file(name));
	}
	return s.err;
}

/* The foreign file without its events; and where they are in it. */
static size_t meta_of(const struct buf *file, struct trace_pages *p)
{
	const char *at = memmem(file->data, file->len, "flyrecord", 10);

	CU_ASSERT_FATAL(at != NULL);
	*p = (struct trace_pages){.from = get_u64(at + 10, true), .size = get_u64(at + 18, true)};
	return (size_t)(at - file->data);
}

static void add_start(struct buf *b, u32 cpus, u32 page_size, const char *option)
{
	const u32 numbers[] = {cpus, page_size, 1};

	buf_add(b, NET_HELLO, sizeof(NET_HELLO));
	buf_add(b, NET_MAGIC, sizeof(NET_MAGIC));
	net_message(b, NET_TINIT, numbers, 3, option, strlen(option) + 1);
}

static void add_meta(struct buf *b, const void *data, size_t n)
{
	const size_t most = NET_MESSAGE - NET_HEADER;

	for (size_t at = 0; at < n; at += most)
		net_message(b, NET_SEND_DATA, NULL, 0, (const char *)data + at,
		            n - at < most ? n - at : most);
	net_message(b, NET_FIN_DATA, NULL, 0, NULL, 0);
}

static void sent_is_received(void)
{
	struct buf file = BUF_INIT, got = BUF_INIT;
	struct trace_pages p;
	struct sender *to;
	struct server s;
	char name[256];
	int all, meta;
	bool confirmed;
	size_t n;

	foreign_file(&file, &big);
	n = meta_of(&file, &p);
	all = memfd_create("all", 0);
	meta = memfd_create("meta", 0);
	CU_ASSERT_FATAL(write(all, file.data, file.len) == (ssize_t)file.len);
	CU_ASSERT_FATAL(write(meta, file.data, n) == (ssize_t)n);
	p.fd = all;
	tmpdir_make();
	server_begin(&s);
	to = sender_open(s.where);
	CU_ASSERT_FATAL(to != NULL);
	UNIT_INT_EQUAL(sender_send(to, meta, &p, 1, 4096, &confirmed), 0);
	CU_ASSERT(confirmed);
	sender_close(to);
	server_end(&s);
	UNIT_INT_EQUAL(s.err, 0);
	free(s.said);
	UNIT_INT_EQUAL(files(name, sizeof(name)), 1);
	CU_ASSERT(!strncmp(name, "t.127.0.0.1:", 12) && strstr(name, ".dat"));
	buf_read_file(&got, tmpdir_file(name));
	/* the events are where they were, too */
	UNIT_INT_EQUAL(got.len, file.len);
	CU_ASSERT(got.len == file.len && !memcmp(got.data, file.data, got.len));
	tmpdir_remove();
	close(all);
	close(meta);
	buf_free(&file);
	buf_free(&got);
}

/* The port of the one CPU. */
static u16 read_port(int fd)
{
	u8 data[NET_MESSAGE];
	struct net_header h;

	/* "tracecmd", "V3", "OK" */
	CU_ASSERT_FATAL(!net_read(fd, data, 8 + 3 + 2) && !memcmp(data, "tracecmdV3\0OK", 13));
	CU_ASSERT_FATAL(!net_read(fd, data, NET_HEADER) && net_header(data, &h));
	UNIT_INT_EQUAL(h.command, NET_RINIT);
	CU_ASSERT_FATAL(!net_read(fd, data, h.size - NET_HEADER));
	UNIT_INT_EQUAL(net_number(data), 1);
	return (u16)atoi((const char *)data + h.numbers);
}

static void datagrams_are_received(void)
{
	struct buf file = BUF_INIT, b = BUF_INIT, got = BUF_INIT;
	struct trace_pages p;
	struct server s;
	char name[256];
	int fd, udp;
	size_t n;

	foreign_file(&file, &big);
	n = meta_of(&file, &p);
	tmpdir_make();
	server_begin(&s);
	fd = connect_server(&s);
	add_start(&b, 1, 4096, "");
	UNIT_INT_EQUAL(net_write(fd, b.data, b.len), 0);
	s.at.sin_port = htons(read_port(fd));
	udp = socket(AF_INET, SOCK_DGRAM, 0);
	/* what is no page is passed over */
	sendto(udp, "x", 1, 0, (struct sockaddr *)&s.at, sizeof(s.at));
	UNIT_INT_EQUAL(p.size, 4096);
	sendto(udp, file.data + p.from, 4096, 0, (struct sockaddr *)&s.at, sizeof(s.at));
	buf_clear(&b);
	add_meta(&b, file.data, n);
	net_message(&b, NET_CLOSE, NULL, 0, NULL, 0);
	UNIT_INT_EQUAL(net_write(fd, b.data, b.len), 0);
	server_end(&s);
	UNIT_INT_EQUAL(s.err, 0);
	free(s.said);
	UNIT_INT_EQUAL(files(name, sizeof(name)), 1);
	buf_read_file(&got, tmpdir_file(name));
	CU_ASSERT(got.len == file.len && !memcmp(got.data, file.data, got.len));
	close(fd);
	close(udp);
	tmpdir_remove();
	buf_free(&file);
	buf_free(&b);
	buf_free(&got);
}

/* Cut at any byte: no file before all of it but the events is there. */
static void cut_connections(void)
{
	struct buf file = BUF_INIT, b = BUF_INIT, got = BUF_INIT;
	struct trace_pages p;
	size_t n;

	tmpdir_make();
	foreign_file(&file, &big);
	n = meta_of(&file, &p);
	add_start(&b, 1, 4096, "tcp");
	add_meta(&b, file.data, n);
	for (size_t i = 0; i < b.len; i += i < 64 ? 1 : 61)
		UNIT_INT_EQUAL(talk(b.data, i, &got, "it went away before"), -ECONNRESET);
	UNIT_INT_EQUAL(talk(b.data, b.len, &got, "WARNING: cut"), 0);
	CU_ASSERT(got.len > n);
	net_message(&b, NET_CLOSE, NULL, 0, NULL, 0);
	UNIT_INT_EQUAL(talk(b.data, b.len, &got, " bytes\n"), 0);
	tmpdir_remove();
	buf_free(&file);
	buf_free(&b);
	buf_free(&got);
}

static void random_bytes(void)
{
	struct buf b = BUF_INIT, got = BUF_INIT;
	u32 seed = 12345;

	tmpdir_make();
	for (u32 round = 0; round < 300; round++) {
		buf_clear(&b);
		if (round % 3)
			add_start(&b, 1 + round % 8, 4096, "tcp");
		if (round % 3 == 2) /* a header that may be, and a body that may not */
			buf_add(&b, "\0\0\x10\0\0\0\0\x03\0\0\0\0\x17\x08\x44tracing7", 23);
		for (u32 i = 0; i < 5000; i++) {
			seed = seed * 1664525 + 1013904223;
			buf_addc(&b, (char)(seed >> 24));
		}
		CU_ASSERT(talk(b.data, b.len, &got, NULL) < 0);
	}
	tmpdir_remove();
	buf_free(&b);
	buf_free(&got);
}

/* What is behind the start of a conversation, or instead of it. */
static void refused(void)
{
	static const struct {
		u32 cpus, page_size;
		const char *more, *says;
		u32 nmore;
	} rows[] = {
	        {0, 4096, "", "number of CPUs is beyond reason", 0},
	        {UINT32_MAX, 4096, "", "number of CPUs is beyond reason", 0},
	        {1, 0, "", "size of a page is beyond reason", 0},
	        {1, 4095, "", "size of a page is beyond reason", 0},
	        {1, 1u << 30, "", "size of a page is beyond reason", 0},
	        {1, 4096, "\0\0\0\0\0\0\0\3\0\0\0\0", "size that cannot be", 12},
	        {1, 4096, "\0\0\x20\1\0\0\0\3\0\0\0\0", "size that cannot be", 12},
	        {1, 4096, "\377\377\377\377\0\0\0\3\0\0\0\0", "size that cannot be", 12},
	        {1, 4096, "\0\0\0\x10\0\0\0\3\377\377\377\377", "size that cannot be", 12},
	        {1, 4096, "\0\0\0\x0c\0\0\0\1\0\0\0\0", "another message than SEND_DATA", 12},
	        {1, 4096, "\0\0\0\x0c\0\0\0\4\0\0\0\0\0\0\0\x0c\0\0\0\0\0\0\0\0",
	         "it is no recording", 24},
	};
	struct buf b = BUF_INIT, got = BUF_INIT;

	tmpdir_make();
	for (u32 i = 0; i < ARRAY_LEN(rows); i++) {
		buf_clear(&b);
		add_start(&b, rows[i].cpus, rows[i].page_size, "tcp");
		buf_add(&b, rows[i].more, rows[i].nmore);
		CU_ASSERT(talk(b.data, b.len, &got, rows[i].says) < 0);
	}
	CU_ASSERT(talk("GET / HTTP/1.1\r\n\r\n........................", 42, &got,
	               "no sender of recordings") < 0);
	CU_ASSERT(talk("4\0004096\0000", 8, &got, "version 1 of the protocol") < 0);
	tmpdir_remove();
	buf_free(&b);
	buf_free(&got);
}

/* Options of version 7 whose chain has no end, or leads out of the file. */
static void option_chains(void)
{
	static const u8 start[] = "\x17\x08\x44tracing7\0\0\x08\0\x10\0\0none\0\0";
	/* 1: itself */
	static const u64 nexts[] = {1, 39, 1000, UINT64_MAX, UINT64_MAX - 8, 0};

	for (u32 i = 0; i < ARRAY_LEN(nexts); i++) {
		struct trace_pages p = {0};
		struct buf b = BUF_INIT;
		int fd = memfd_create("meta", 0);
		u64 first = sizeof(start) - 1 + 8;

		/* one section: a last option that says where the next section is */
		buf_add(&b, start, sizeof(start) - 1);
		buf_add(&b, &first, 8);
		buf_add(&b, "\0\0\0\0\0\0\0\0\x0e\0\0\0\0\0\0\0\0\0\x08\0\0\0", 22);
		buf_add(&b, nexts[i] == 1 ? &first : &nexts[i], 8);
		CU_ASSERT_FATAL(write(fd, b.data, b.len) == (ssize_t)b.len);
		/* little endian, as it says */
		if (!HOST_IS_BIG)
			UNIT_INT_EQUAL(trace_join(fd, &p, 1, 4096), nexts[i] ? -EBADMSG : 0);
		close(fd);
		buf_free(&b);
	}
}

void suite_net(void)
{
	unit_suite("net");
	unit_test("a recording that is sent is received", sent_is_received);
	unit_test("pages by UDP are received", datagrams_are_received);
	unit_test("connections that are cut", cut_connections);
	unit_test("random bytes are survived", random_bytes);
	unit_test("what cannot be is refused", refused);
	unit_test("chains of options that have no end", option_chains);
}

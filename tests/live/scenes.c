// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the scripts of the bpftrace package look for, one command each, with values that a test
 * can name. Unlike the workload it is linked dynamically: scripts probe functions of libc.
 *
 *   scenes COMMAND ARGS [COMMAND ARGS]...
 *     tcp PORT        over 127.0.0.1: port PORT + 1 connects to PORT, sends 3000 bytes, closes
 *     tcp6 PORT       the same over ::1
 *     connect PORT MS connect to 127.0.0.1:PORT, given up after MS
 *     unix TEXT       TEXT through a pair of stream sockets
 *     nap MS          nanosleep(2), which libc's function no longer is
 *     stat PATH       stat(2), which libc's function no longer is
 *     setuid N        setuid(2)
 *     setresuid R E S
 *     setfsuid N
 *     thread          a thread that runs thread_main()
 *     resolve NAME    getaddrinfo(3)
 *     eat MB          write so much memory, then read it
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void check(int ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "scenes: %s: %s\n", what, strerror(errno));
	exit(3);
}

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static socklen_t loopback(union address *a, int family, int port)
{
	memset(a, 0, sizeof(*a));
	a->any.sa_family = (sa_family_t)family;
	if (family == AF_INET) {
		a->v4.sin_port = htons((uint16_t)port);
		a->v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		return sizeof(a->v4);
	}
	a->v6.sin6_port = htons((uint16_t)port);
	a->v6.sin6_addr = in6addr_loopback;
	return sizeof(a->v6);
}

static int bound(int family, int port)
{
	int fd = socket(family, SOCK_STREAM, 0), yes = 1;
	union address a;
	socklen_t len = loopback(&a, family, port);

	check(fd >= 0, "socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	check(bind(fd, &a.any, len) == 0, "bind");
	return fd;
}

static void tcp(int family, int port)
{
	int server = bound(family, port), client = bound(family, port + 1), peer;
	char data[3000] = "";
	union address a;
	socklen_t len = loopback(&a, family, port);
	ssize_t n, got = 0;

	check(listen(server, 7) == 0, "listen");
	check(connect(client, &a.any, len) == 0, "connect");
	peer = accept(server, NULL, NULL);
	check(peer >= 0, "accept");
	check(write(client, data, sizeof(data)) == sizeof(data), "write");
	close(client);
	while ((n = read(peer, data, sizeof(data))) > 0)
		got += n;
	check(got == sizeof(data), "read");
	close(peer);
	close(server);
}

static void do_tcp(char **arg)
{
	tcp(AF_INET, atoi(arg[0]));
}

static void do_tcp6(char **arg)
{
	tcp(AF_INET6, atoi(arg[0]));
}

static void do_connect(char **arg)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), ms = atoi(arg[1]);
	struct timeval t = {ms / 1000, ms % 1000 * 1000};
	union address a;
	socklen_t len = loopback(&a, AF_INET, atoi(arg[0]));

	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof(t));
	if (connect(fd, &a.any, len) == 0)
		puts("connected");
	close(fd);
}

static void do_unix(char **arg)
{
	ssize_t len = (ssize_t)strlen(arg[0]);
	char *back = malloc((size_t)len + 1);
	int fd[2];

	check(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0, "socketpair");
	check(write(fd[0], arg[0], (size_t)len) == len, "write");
	check(read(fd[1], back, (size_t)len + 1) == len, "read");
	free(back);
}

static void do_nap(char **arg)
{
	long ms = atol(arg[0]);
	struct timespec t = {ms / 1000, ms % 1000 * 1000000};

#ifdef SYS_nanosleep
	syscall(SYS_nanosleep, &t, NULL);
#else
	nanosleep(&t, NULL);
#endif
}

static void do_stat(char **arg)
{
	struct stat st;

#ifdef SYS_stat
	syscall(SYS_stat, arg[0], &st);
#else
	stat(arg[0], &st);
#endif
}

/* Where there are calls for ids of 16 bits, those without a number in their name are these. */
#ifdef SYS_setuid32
#define CALL(name) SYS_##name##32
#else
#define CALL(name) SYS_##name
#endif

static void do_setuid(char **arg)
{
	check(syscall(CALL(setuid), atoi(arg[0])) == 0, "setuid");
}

static void do_setresuid(char **arg)
{
	check(syscall(CALL(setresuid), atoi(arg[0]), atoi(arg[1]), atoi(arg[2])) == 0, "setresuid");
}

static void do_setfsuid(char **arg)
{
	syscall(CALL(setfsuid), atoi(arg[0]));
}

/* Not static: its name is looked for. */
void *thread_main(void *arg);

void *thread_main(void *arg)
{
	return arg;
}

static void do_thread(char **arg)
{
	pthread_t t;

	(void)arg;
	check(pthread_create(&t, NULL, thread_main, NULL) == 0, "pthread_create");
	pthread_join(t, NULL);
}

static void do_resolve(char **arg)
{
	struct addrinfo *list = NULL;

	if (getaddrinfo(arg[0], NULL, NULL, &list) == 0)
		freeaddrinfo(list);
}

static void do_eat(char **arg)
{
	size_t size = (size_t)atol(arg[0]) << 20;
	volatile char *p =
	        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long sum = 0;

	check((void *)p != MAP_FAILED, "mmap");
	for (size_t i = 0; i < size; i += 4096)
		p[i] = (char)(i >> 12);
	for (size_t i = 0; i < size; i += 4096)
		sum += p[i];
	if (sum == 1)
		puts("");
}

static const struct {
	const char *name;
	int nargs;
	void (*run)(char **arg);
} commands[] = {
        {"tcp", 1, do_tcp},           {"tcp6", 1, do_tcp6},
        {"connect", 2, do_connect},   {"unix", 1, do_unix},
        {"nap", 1, do_nap},           {"stat", 1, do_stat},
        {"setuid", 1, do_setuid},     {"setresuid", 3, do_setresuid},
        {"setfsuid", 1, do_setfsuid}, {"thread", 0, do_thread},
        {"resolve", 1, do_resolve},   {"eat", 1, do_eat},
};

int main(int argc, char **argv)
{
	for (int i = 1; i < argc;) {
		size_t c = 0;

		while (c < sizeof(commands) / sizeof(*commands) &&
		       strcmp(commands[c].name, argv[i]) != 0)
			c++;
		if (c == sizeof(commands) / sizeof(*commands) || i + commands[c].nargs >= argc) {
			fprintf(stderr, "scenes: what is \"%s\"?\n", argv[i]);
			return 2;
		}
		commands[c].run(argv + i + 1);
		i += 1 + commands[c].nargs;
	}
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* sonde listen: recordings of other machines, one process each. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"
#include "trace/net.h"

/* Senders at a time: more wait until one has ended. */
#define MAX_SENDERS 64

static const char usage[] =
        "usage: sonde listen -p PORT [-D] [-o NAME] [-d DIR] [-l LOG]\n"
        "Gets what sonde record -N and trace-cmd record -N send, and writes a file of each\n"
        "recording, until Ctrl-C. Nobody is asked who they are: only for networks you trust.\n"
        "  -p PORT   of TCP; 0: a free one, which is printed\n"
        "  -d DIR    where the files are written; default: here\n"
        "  -o NAME   they are NAME.ADDRESS:PORT.dat, of the sender; default trace\n"
        "  -l LOG    a file that what happens is added to; default: standard output\n"
        "  -D        go on in the background (needs -l to tell anything)\n";

struct listener {
	struct receive_opts receive;
	const char *port, *dir, *log;
	bool background, help;
	int fd;
	pid_t senders[MAX_SENDERS];
	u32 nsenders;
};

static int fail(const char *what, const char *arg)
{
	fprintf(stderr, "ERROR: %s%s\nHINT: sonde listen --help lists the options\n", what, arg);
	return 1;
}

static int set_port(struct listener *l)
{
	size_t n = strspn(optarg, "0123456789");

	if (!n || optarg[n] || n > 5 || atoi(optarg) > UINT16_MAX)
		return fail("no port: ", optarg);
	l->port = optarg;
	return 0;
}

static int set_option(struct listener *l, int opt)
{
	switch (opt) {
	case 'p':
		return set_port(l);
	case 'd':
		l->dir = optarg;
		return 0;
	case 'o':
		if (!*optarg || strchr(optarg, '/') || strlen(optarg) > 100)
			return fail("-o is the beginning of names, without a directory (-d): ",
			            optarg);
		l->receive.name = optarg;
		return 0;
	case 'l':
		l->log = optarg;
		return 0;
	case 'D':
		l->background = true;
		return 0;
	case 'V':
		return fail("only TCP is listened to, no virtual socket (-V)", "");
	case 'h':
		l->help = true;
		return 0;
	}
	fputs("HINT: sonde listen --help lists the options\n", stderr);
	return 1;
}

static int parse(struct listener *l, int argc, char **argv)
{
	static const struct option names[] = {{"help", 0, NULL, 'h'}, {NULL, 0, NULL, 0}};
	int opt;

	optind = 1;
	while ((opt = getopt_long(argc, argv, "p:d:o:l:DVh", names, NULL)) != -1)
		if (set_option(l, opt))
			return 1;
	if (l->help)
		return 0;
	if (optind < argc)
		return fail("an argument too many: ", argv[optind]);
	return l->port ? 0 : fail("which port? Say -p PORT", "");
}

/* Of both IPv6 and IPv4, where there is the first. */
static int bind_port(struct listener *l)
{
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_ANY_INIT};
	struct sockaddr_in four = {.sin_family = AF_INET};
	const int yes = 1, no = 0;

	six.sin6_port = four.sin_port = htons((u16)atoi(l->port));
	l->fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (l->fd >= 0) {
		setsockopt(l->fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
		setsockopt(l->fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no));
		if (!bind(l->fd, (struct sockaddr *)&six, sizeof(six)))
			return listen(l->fd, MAX_SENDERS) ? -errno : 0;
		if (errno != EADDRNOTAVAIL)
			return -errno;
		close(l->fd);
	}
	l->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (l->fd < 0)
		return -errno;
	setsockopt(l->fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(l->fd, (struct sockaddr *)&four, sizeof(four)) || listen(l->fd, MAX_SENDERS))
		return -errno;
	return 0;
}

static int begin(struct listener *l)
{
	struct sockaddr_in6 at = {0};
	socklen_t n = sizeof(at);
	int err;

	l->receive.dir = open(l->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (l->receive.dir < 0) {
		fprintf(stderr, "ERROR: cannot open %s: %s\n", l->dir, strerror(errno));
		return 1;
	}
	l->receive.log = l->log ? fopen(l->log, "ae") : stdout;
	if (!l->receive.log) {
		fprintf(stderr, "ERROR: cannot open %s: %s\n", l->log, strerror(errno));
		return 1;
	}
	err = bind_port(l);
	if (!err && getsockname(l->fd, (struct sockaddr *)&at, &n))
		err = -errno;
	if (err) {
		fprintf(stderr, "ERROR: cannot listen on port %s: %s\n", l->port, strerror(-err));
		return 1;
	}
	/* the port is at the same place for IPv4 and IPv6 */
	printf("Listening on port %u\n", ntohs(at.sin6_port));
	fflush(stdout);
	if (l->background && daemon(1, 0)) {
		fprintf(stderr, "ERROR: cannot go to the background: %s\n", strerror(errno));
		return 1;
	}
	return 0;
}

static void take_sender(struct listener *l, const sigset_t *set)
{
	int fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC), status;
	sigset_t end = *set;
	pid_t pid;

	if (fd < 0)
		return;
	fflush(l->receive.log);
	pid = fork();
	if (pid < 0)
		fprintf(l->receive.log, "ERROR: cannot start a process: %s\n", strerror(errno));
	if (pid > 0)
		l->senders[l->nsenders++] = pid;
	if (!pid) {
		close(l->fd);
		/* how the others end is nothing to this one */
		sigdelset(&end, SIGCHLD);
		l->receive.stop = signalfd(-1, &end, SFD_CLOEXEC);
		status = net_receive(fd, &l->receive) ? 1 : 0;
		fflush(l->receive.log);
		_exit(status);
	}
	close(fd);
}

static void forget_ended(struct listener *l)
{
	for (u32 i = 0; i < l->nsenders;)
		if (waitpid(l->senders[i], NULL, WNOHANG))
			l->senders[i] = l->senders[--l->nsenders];
		else
			i++;
}

/* Until a signal; those that are sending then are ended too, with the files they have. */
static void serve(struct listener *l, int signals, const sigset_t *set)
{
	struct signalfd_siginfo info;
	bool go_on = true;

	while (go_on || l->nsenders) {
		struct pollfd p[] = {
		        {.fd = signals, .events = POLLIN},
		        {.fd = go_on && l->nsenders < MAX_SENDERS ? l->fd : -1, .events = POLLIN}};

		if (poll(p, 2, -1) < 0)
			continue;
		if (p[1].revents)
			take_sender(l, set);
		if (!p[0].revents || read(signals, &info, sizeof(info)) != sizeof(info))
			continue;
		forget_ended(l);
		if (info.ssi_signo == SIGCHLD || !go_on)
			continue;
		go_on = false;
		for (u32 i = 0; i < l->nsenders; i++)
			kill(l->senders[i], SIGTERM);
	}
}

static int listen_for_all(struct listener *l)
{
	sigset_t set;
	int signals;

	if (begin(l))
		return 1;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (signals < 0) {
		fprintf(stderr, "ERROR: cannot wait for signals: %s\n", strerror(errno));
		return 1;
	}
	serve(l, signals, &set);
	return 0;
}

int cmd_listen(int argc, char **argv)
{
	struct listener l = {.receive = {.name = "trace", .stop = -1}, .dir = ".", .fd = -1};

	if (parse(&l, argc, argv))
		return 1;
	if (l.help) {
		fputs(usage, stdout);
		return 0;
	}
	return listen_for_all(&l);
}

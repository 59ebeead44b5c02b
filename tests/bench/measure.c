// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * measure [-u USECS] COMMAND…: run a command, and print on fd 3 (else stderr) one line:
 *   wall NS rss KIB status N start NS cpu NS
 * start is of CLOCK_MONOTONIC, and the child's MEASURE_START. cpu: the processors' time, of all its
 * children too.
 * -u: send SIGINT after that time.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv)
{
	long usecs = 0;
	long long start, end;
	struct rusage ru;
	char start_text[32];
	int status;
	pid_t pid;

	if (argc > 2 && !strcmp(argv[1], "-u")) {
		usecs = atol(argv[2]);
		argv += 2;
		argc -= 2;
	}
	if (argc < 2)
		return 2;
	start = now();
	snprintf(start_text, sizeof(start_text), "%lld", start);
	setenv("MEASURE_START", start_text, 1);
	pid = fork();
	if (pid < 0)
		return 2;
	if (!pid) {
		close(3);
		execvp(argv[1], argv + 1);
		perror(argv[1]);
		_exit(127);
	}
	if (usecs) {
		usleep((useconds_t)usecs);
		kill(pid, SIGINT);
	}
	if (wait4(pid, &status, 0, &ru) < 0)
		return 2;
	end = now();
	if (dprintf(3, "wall %lld rss %ld status %d start %lld cpu %lld\n", end - start,
	            ru.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
	            start,
	            (ru.ru_utime.tv_sec + ru.ru_stime.tv_sec) * 1000000000LL +
	                    (ru.ru_utime.tv_usec + ru.ru_stime.tv_usec) * 1000LL) < 0)
		fprintf(stderr, "wall %lld rss %ld status %d\n", end - start, ru.ru_maxrss,
		        WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return 0;
}

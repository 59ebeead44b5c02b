// SPDX-License-Identifier: GPL-2.0-or-later
/* The command of sonde record and sonde start. */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/record.h"

/* A command may take 5 s to end. */
#define END_TRIES 100
#define MOMENT_NS (50 * 1000 * 1000)

pid_t command_fork(char **command, const sigset_t *mask, int *go)
{
	int fds[2];
	pid_t pid;
	char c;

	if (pipe(fds))
		return -errno;
	pid = fork();
	if (pid) {
		close(fds[0]);
		*go = fds[1];
		return pid < 0 ? -errno : pid;
	}
	close(fds[1]);
	sigprocmask(SIG_SETMASK, mask, NULL);
	if (read(fds[0], &c, 1) != 1)
		_exit(0);
	close(fds[0]);
	execvp(*command, command);
	fprintf(stderr, "ERROR: cannot run %s: %s\n", *command, strerror(errno));
	_exit(127);
}

void command_go(int go)
{
	if (write(go, "g", 1) != 1)
		fprintf(stderr, "ERROR: the command is gone: %s\n", strerror(errno));
	close(go);
}

bool command_has_ended(pid_t child)
{
	siginfo_t info = {0};

	/* not waited for yet: as long as it is there, the kernel tells its name */
	return waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) || info.si_pid;
}

void command_end(pid_t child, const sigset_t *stop)
{
	const struct timespec moment = {0, MOMENT_NS};
	u32 tries = END_TRIES;
	int sig;

	if (child <= 0 || command_has_ended(child))
		return;
	kill(child, SIGTERM);
	do {
		sig = sigtimedwait(stop, NULL, &moment);
		if (command_has_ended(child))
			return;
	} while (tries-- && (sig < 0 || sig == SIGCHLD || sig == SIGPIPE));
	fprintf(stderr, "WARNING: the command does not end at SIGTERM: process %d goes on\n",
	        (int)child);
}

int command_status(pid_t child)
{
	int status = 0;

	if (child <= 0)
		return 0;
	if (!waitpid(child, &status, WNOHANG))
		status = SIGTERM;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

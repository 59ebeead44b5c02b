// SPDX-License-Identifier: GPL-2.0-or-later
/* The command of sonde record and sonde start. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/record.h"

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

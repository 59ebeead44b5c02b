// SPDX-License-Identifier: GPL-2.0-or-later
/* Processes that we start: the command of -c, which waits until the probes are there, and shells.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run/run.h"

struct child {
	int pid;
	const char *file; /* of the program */
	int go;           /* write end: one byte lets it exec, closing it ends it */
	int result;       /* read end: errno of a failed exec; closed by a successful one */
	bool started, gone;
	void (*at_exit)(void *arg, int pid);
	void *arg;
};

#define SPACES " \t\n"

/* Words of the command: quotes group, a backslash takes the next byte as it is. */
static char **split(struct arena *a, const char *text)
{
	char **words = NULL, *to;
	u32 n = 0;

	while (*(text += strspn(text, SPACES))) {
		char quote = 0;

		to = arena_alloc(a, strlen(text) + 1);
		*ARENA_PUSH(a, words, n) = to;
		for (; *text && (quote || !strchr(SPACES, *text)); text++) {
			if (quote ? *text == quote : *text == '\'' || *text == '"')
				quote = quote ? 0 : *text;
			else if (*text == '\\' && quote != '\'' && text[1])
				*to++ = *++text;
			else
				*to++ = *text;
		}
	}
	*ARENA_PUSH(a, words, n) = NULL;
	return words;
}

static bool is_program(const char *path)
{
	return access(path, X_OK) == 0;
}

/* The file that the command's first word names. NULL: none. */
static const char *find_program(struct arena *a, const char *name)
{
	const char *path = getenv("PATH"), *end;

	if (strchr(name, '/'))
		return is_program(name) ? name : NULL;
	for (path = path ? path : "/usr/bin:/bin"; path; path = *end ? end + 1 : NULL) {
		const char *file;

		end = strchrnul(path, ':');
		file = arena_printf(a, "%.*s/%s", (int)(end - path), path == end ? "." : path,
		                    name);
		if (is_program(file))
			return file;
	}
	return NULL;
}

static void child_main(const char *file, char **words, int go, int result)
{
	char byte = 0;
	int err;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signals_in_child();
	while (read(go, &byte, 1) < 0 && errno == EINTR)
		;
	/* end of file instead of a byte: not to be started after all */
	if (byte != 'g')
		_exit(127);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	execv(file, words);
	err = errno;
	if (write(result, &err, sizeof(err)) < 0)
		_exit(126);
	_exit(127);
}

struct child *child_spawn(struct arena *a, const char *command, int *err, const char **why)
{
	struct child *c = arena_new_of(a, struct child);
	char **words = split(a, command);
	const char *file = words[0] ? find_program(a, words[0]) : NULL;
	int go[2], result[2];

	*why = NULL;
	*err = -ENOENT;
	if (!file) {
		*why = arena_printf(a, "there is no program \"%s\"", words[0] ? words[0] : "");
		return NULL;
	}
	if (pipe2(go, O_CLOEXEC) || pipe2(result, O_CLOEXEC)) {
		*err = -errno;
		return NULL;
	}
	c->pid = fork();
	if (c->pid < 0) {
		*err = -errno;
		return NULL;
	}
	if (!c->pid) {
		close(go[1]);
		close(result[0]);
		child_main(file, words, go[0], result[1]);
	}
	close(go[0]);
	close(result[1]);
	c->file = file;
	c->go = go[1];
	c->result = result[0];
	*err = 0;
	return c;
}

int child_pid(const struct child *c)
{
	return c->pid;
}

const char *child_file(const struct child *c)
{
	return c->file;
}

int child_start(struct child *c)
{
	int err = 0;
	ssize_t n;

	if (write(c->go, "g", 1) != 1)
		return -errno;
	close(c->go);
	c->go = -1;
	c->started = true;
	do
		n = read(c->result, &err, sizeof(err));
	while (n < 0 && errno == EINTR);
	close(c->result);
	c->result = -1;
	return n == sizeof(err) ? -err : 0;
}

/* A stop of a child that we trace: let it go on as if nobody did. */
static void go_on(struct child *c, int status)
{
	int event = status >> 16, sig = WSTOPSIG(status);
	bool stopped = sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU;

	if (event == PTRACE_EVENT_EXIT)
		c->at_exit(c->arg, c->pid);
	if (event == PTRACE_EVENT_STOP && stopped)
		ptrace(PTRACE_LISTEN, c->pid, NULL, NULL);
	else
		ptrace(PTRACE_CONT, c->pid, NULL, (void *)(intptr_t)(event ? 0 : sig));
}

void child_at_exit(struct child *c, void (*fn)(void *arg, int pid), void *arg)
{
	c->at_exit = fn;
	c->arg = arg;
	/* if it is not allowed, then there is just no call */
	ptrace(PTRACE_SEIZE, c->pid, NULL, (void *)(intptr_t)PTRACE_O_TRACEEXIT);
}

bool child_exited(struct child *c)
{
	int status;

	while (!c->gone && waitpid(c->pid, &status, WNOHANG) == c->pid) {
		if (WIFSTOPPED(status))
			go_on(c, status);
		else
			c->gone = true;
	}
	return c->gone;
}

void child_end(struct child *c)
{
	if (!c->started) {
		close(c->go);
		close(c->result);
	}
	if (child_exited(c))
		return;
	kill(c->pid, c->started ? SIGTERM : SIGKILL);
	/* one that ignores the signal is not ours to wait for */
	for (u32 i = 0; i < 100 && !child_exited(c); i++)
		usleep(1000);
}

int shell_output(const char *command, struct buf *out)
{
	int fds[2], pid, status;
	char bytes[4096];
	ssize_t n;

	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (pid < 0) {
		close(fds[0]);
		close(fds[1]);
		return -EAGAIN;
	}
	if (!pid) {
		signals_in_child();
		dup2(fds[1], STDOUT_FILENO);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	while ((n = read(fds[0], bytes, sizeof(bytes))) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			buf_add(out, bytes, (size_t)n);
	close(fds[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return 0;
}

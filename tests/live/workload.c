// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Does exactly what it is told, so that tests know what to count. Static, no dependencies.
 *
 *   workload COMMAND ARGS [COMMAND ARGS]...
 *     syscalls N      N times getppid(2)
 *     read N SIZE     N times read(2) of SIZE bytes from /dev/zero
 *     file PATH SIZE  read(2) PATH once, up to SIZE bytes
 *     open PATH N     N times openat(2) of PATH and close(2)
 *     calls N         N calls of work_call(i, "call"), which returns 2 * i
 *     sleep MS        nanosleep(2)
 *     spin MS         burn this much of the CPU's time
 *     fork N          N children, one after another, that exit at once
 *     exec PROGRAM    a child that executes PROGRAM without arguments
 *     signal N        send signal N to itself
 *     nanosleep NSEC  clock_nanosleep(2)
 *     wait            until standard input ends
 *     pid             print our process id
 *     bump N          N calls of work_bump(), with two addresses by turns, which it counts up
 *     usdt N          N times the USDT probe workload:step with i, "step" and 7; its
 *                     semaphore counts in workload:quiet's
 *     many N          N calls of work_many(10, 11, ... 19)
 *     touch N         N times write the variable "touched"
 *     exit STATUS
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define EXPORTED __attribute__((noinline, used, visibility("default")))

struct point {
	int x;
	const char *name;
};

/* What uaddr() finds. */
#define VARIABLE __attribute__((used, visibility("default")))
VARIABLE uint8_t work_byte = 8;
VARIABLE uint16_t work_short = 1600;
VARIABLE uint32_t work_word = 320000;
VARIABLE uint64_t work_long = 64000000000;
VARIABLE const char *work_text = "text of the program";
VARIABLE uint32_t work_array[3] = {1, 22, 333};

EXPORTED long work_call(long i, const char *name)
{
	work_word++;
	__asm__ volatile("" : : "r"(name) : "memory");
	return 2 * i;
}

EXPORTED int work_point(const struct point *p)
{
	__asm__ volatile("" : : "r"(p) : "memory");
	return p->x;
}

/* More arguments than there are registers for. */
EXPORTED int64_t work_many(int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f,
                           int64_t g, int64_t h, int64_t i, int64_t j)
{
	__asm__ volatile("" : : "g"(g), "g"(h), "g"(i), "g"(j) : "memory");
	return a + b + c + d + e + f;
}

/* The notes that <sys/sdt.h> makes, of our own so that nothing need be installed. */
#if __SIZEOF_POINTER__ == 8
#define ADDRESS ".8byte "
#else
#define ADDRESS ".4byte "
#endif
#define USDT(name, semaphore, args, ...)                                                   \
	__asm__ volatile("990: nop\n"                                                      \
	                 ".pushsection .note.stapsdt, \"\", \"note\"\n"                    \
	                 ".balign 4\n.4byte 992f - 991f, 994f - 993f, 3\n"                 \
	                 "991: .asciz \"stapsdt\"\n992: .balign 4\n"                       \
	                 "993: " ADDRESS "990b\n" ADDRESS "0\n" ADDRESS semaphore "\n"     \
	                 ".asciz \"workload\"\n.asciz \"" name "\"\n.asciz \"" args "\"\n" \
	                 "994: .balign 4\n.popsection\n" ::__VA_ARGS__)

uint16_t usdt_quiet_semaphore __attribute__((section(".probes"), used));
volatile int64_t touched;

EXPORTED void work_usdt(int i, const char *name)
{
	int64_t big = -7000000000LL * (i + 1);

	USDT("step", "0", "-4@%0 8@%1 -4@%2", "nor"(i), "nor"(name), "nor"(7));
	if (*(volatile uint16_t *)&usdt_quiet_semaphore)
		USDT("quiet", "usdt_quiet_semaphore", "-8@%0", "nor"(big));
	if (i == 0) /* the same probe in another place, its arguments the other way about */
		USDT("step", "0", "-4@%0 8@%1 -4@%2", "nor"(1000), "nor"(name), "nor"(i));
}

static long number(const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*end || end == text) {
		fprintf(stderr, "workload: \"%s\" is not a number\n", text);
		exit(2);
	}
	return n;
}

static void do_syscalls(char **arg)
{
	for (long n = number(arg[0]); n > 0; n--)
		syscall(SYS_getppid);
}

static void do_read(char **arg)
{
	size_t size = (size_t)number(arg[1]);
	char *buf = malloc(size + 1);
	int fd = open("/dev/zero", O_RDONLY);

	for (long n = number(arg[0]); n > 0; n--)
		if (syscall(SYS_read, fd, buf, size) != (long)size)
			exit(3);
	close(fd);
	free(buf);
}

static void do_file(char **arg)
{
	size_t size = (size_t)number(arg[1]);
	char *buf = malloc(size + 1);
	int fd = open(arg[0], O_RDONLY);

	if (fd < 0)
		exit(3);
	/* of a folder: -EISDIR, which is what some tests want */
	if (syscall(SYS_read, fd, buf, size) < 0)
		errno = 0;
	close(fd);
	free(buf);
}

static void do_open(char **arg)
{
	for (long n = number(arg[1]); n > 0; n--) {
		long fd = syscall(SYS_openat, AT_FDCWD, arg[0], O_RDONLY, 0);

		if (fd >= 0)
			close((int)fd);
	}
}

static void do_calls(char **arg)
{
	for (long i = 0, n = number(arg[0]); i < n; i++) {
		struct point p = {(int)i, "point"};

		if (work_call(i, "call") != 2 * i || work_point(&p) != i)
			exit(3);
	}
}

static volatile int64_t counters[2];

EXPORTED void work_bump(volatile int64_t *counter)
{
	(*counter)++;
}

static void do_bump(char **arg)
{
	for (long i = 0; i < number(arg[0]); i++)
		work_bump(&counters[i % 2]);
}

static void do_sleep(char **arg)
{
	long ms = number(arg[0]);
	struct timespec t = {ms / 1000, ms % 1000 * 1000000};

	nanosleep(&t, NULL);
}

static void do_spin(char **arg)
{
	int64_t want = number(arg[0]) * 1000000;
	struct timespec t;
	volatile uint64_t x = 0;

	do {
		for (int i = 0; i < 10000; i++)
			x += (uint64_t)i;
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	} while (t.tv_sec * 1000000000LL + t.tv_nsec < want);
}

static void do_fork(char **arg)
{
	for (long n = number(arg[0]); n > 0; n--) {
		pid_t pid = fork();

		if (!pid)
			_exit(0);
		waitpid(pid, NULL, 0);
	}
}

static void do_exec(char **arg)
{
	pid_t pid = fork();

	if (!pid) {
		execl(arg[0], arg[0], (char *)NULL);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
}

static void do_signal(char **arg)
{
	raise((int)number(arg[0]));
}

static void do_nanosleep(char **arg)
{
	struct timespec t = {0, number(arg[0])};

	clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
}

static void do_wait(char **arg)
{
	char c;

	(void)arg;
	while (read(STDIN_FILENO, &c, 1) > 0)
		;
}

static void do_pid(char **arg)
{
	(void)arg;
	printf("%d\n", getpid());
	fflush(stdout);
}

static void do_usdt(char **arg)
{
	for (long i = 0, n = number(arg[0]); i < n; i++)
		work_usdt((int)i, "step");
}

static void do_many(char **arg)
{
	for (int64_t n = strtoll(arg[0], NULL, 0); n > 0; n--)
		work_many(10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
}

static void do_touch(char **arg)
{
	for (long n = number(arg[0]); n > 0; n--)
		touched = n;
}

/* Three functions deep, none with a frame pointer. */
__attribute__((noinline)) long deep_leaf(long n)
{
	touched = n;
	return touched + 1;
}

__attribute__((noinline)) static long deep_middle(long n)
{
	volatile char room[200];

	room[n & 7] = (char)n;
	return deep_leaf(n) + room[n & 7];
}

__attribute__((noinline)) static void do_deep(char **arg)
{
	for (long n = number(arg[0]); n > 0; n--)
		touched = deep_middle(n);
}

static void do_exit(char **arg)
{
	exit((int)number(arg[0]));
}

static const struct {
	const char *name;
	int nargs;
	void (*run)(char **arg);
} commands[] = {
        {"syscalls", 1, do_syscalls}, {"read", 2, do_read},   {"file", 2, do_file},
        {"open", 2, do_open},         {"calls", 1, do_calls}, {"sleep", 1, do_sleep},
        {"spin", 1, do_spin},         {"fork", 1, do_fork},   {"exec", 1, do_exec},
        {"signal", 1, do_signal},     {"wait", 0, do_wait},   {"nanosleep", 1, do_nanosleep},
        {"usdt", 1, do_usdt},         {"touch", 1, do_touch}, {"bump", 1, do_bump},
        {"pid", 0, do_pid},           {"exit", 1, do_exit},   {"many", 1, do_many},
        {"deep", 1, do_deep},
};

int main(int argc, char **argv)
{
	for (int i = 1; i < argc;) {
		size_t c = 0;

		while (c < sizeof(commands) / sizeof(*commands) &&
		       strcmp(commands[c].name, argv[i]) != 0)
			c++;
		if (c == sizeof(commands) / sizeof(*commands) || i + commands[c].nargs >= argc) {
			fprintf(stderr, "workload: what is \"%s\"?\n", argv[i]);
			return 2;
		}
		commands[c].run(argv + i + 1);
		i += 1 + commands[c].nargs;
	}
	return 0;
}

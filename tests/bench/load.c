// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * load N [RATE]: N times read one byte of /dev/zero and write it to /dev/null, as
 * "dd bs=1 count=N" does: 2 N system calls. RATE: calls a second at most. Prints on stderr:
 *   load NS for CALLS calls, started NS after MEASURE_START, cpu NS
 * cpu: of the processor; on a busy machine it says more.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static long long now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv)
{
	long long began = now(CLOCK_MONOTONIC), start, cpu, n = argc > 1 ? atoll(argv[1]) : 0;
	double rate = argc > 2 ? atof(argv[2]) : 0;
	const char *origin = getenv("MEASURE_START");
	int in = open("/dev/zero", O_RDONLY), out = open("/dev/null", O_WRONLY);
	cpu_set_t set;
	char c;

	CPU_ZERO(&set);
	CPU_SET(sysconf(_SC_NPROCESSORS_ONLN) - 1, &set);
	sched_setaffinity(0, sizeof(set), &set);
	start = now(CLOCK_MONOTONIC);
	cpu = now(CLOCK_PROCESS_CPUTIME_ID);
	for (long long i = 0; i < n; i++) {
		if (read(in, &c, 1) != 1 || write(out, &c, 1) != 1)
			return 1;
		if (rate > 0 && i % 64 == 0)
			while ((double)(now(CLOCK_MONOTONIC) - start) * rate <
			       (double)(i * 2) * 1e9)
				;
	}
	fprintf(stderr, "load %lld for %lld calls, started %lld after start, cpu %lld\n",
	        now(CLOCK_MONOTONIC) - start, n * 2, origin ? began - atoll(origin) : 0,
	        now(CLOCK_PROCESS_CPUTIME_ID) - cpu);
	return 0;
}

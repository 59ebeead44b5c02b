// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * load N [RATE]: N times read one byte of /dev/zero and write it to /dev/null, as
 * "dd bs=1 count=N" does: 2 N system calls. RATE: calls a second at most. Prints on stderr:
 *   load NS for CALLS calls, started NS after MEASURE_START, quiet NS, cpu NS
 * cpu: of the processor; on a busy machine it says more. quiet: the same from a slice that a tenth
 * of all are cheaper than: when others use the caches and the other half of a core, which a virtual
 * machine does not see, all costs twice as much. A slice is long enough for all that happens now
 * and then: a reader is woken up, a page is full.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define SLICE      10000 /* blocks: some 10 ms */
#define MAX_SLICES 10000

static long long slices[MAX_SLICES];
static int nslices;

static int compare(const void *a, const void *b)
{
	long long x = *(const long long *)a, y = *(const long long *)b;

	return x < y ? -1 : x > y;
}

/* Of all n blocks; those behind the last whole slice cost as much as others. */
static long long quiet(long long n, long long cpu)
{
	if (!nslices)
		return cpu;
	qsort(slices, (size_t)nslices, sizeof(*slices), compare);
	return slices[nslices / 10] * n / SLICE;
}

static long long now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv)
{
	long long began = now(CLOCK_MONOTONIC), start, cpu, at, n = argc > 1 ? atoll(argv[1]) : 0;
	double rate = argc > 2 ? atof(argv[2]) : 0;
	const char *origin = getenv("MEASURE_START");
	int in = open("/dev/zero", O_RDONLY), out = open("/dev/null", O_WRONLY);
	cpu_set_t set;
	char c;

	CPU_ZERO(&set);
	CPU_SET(sysconf(_SC_NPROCESSORS_ONLN) - 1, &set);
	sched_setaffinity(0, sizeof(set), &set);
	start = now(CLOCK_MONOTONIC);
	cpu = at = now(CLOCK_PROCESS_CPUTIME_ID);
	for (long long i = 0; i < n; i++) {
		if (read(in, &c, 1) != 1 || write(out, &c, 1) != 1)
			return 1;
		if ((i + 1) % SLICE == 0 && nslices < MAX_SLICES) {
			long long t = now(CLOCK_PROCESS_CPUTIME_ID);

			slices[nslices++] = t - at;
			at = t;
		}
		if (rate > 0 && i % 64 == 0)
			while ((double)(now(CLOCK_MONOTONIC) - start) * rate <
			       (double)(i * 2) * 1e9)
				;
	}
	start = now(CLOCK_MONOTONIC) - start;
	cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	fprintf(stderr,
	        "load %lld for %lld calls, started %lld after start, quiet %lld, cpu %lld\n", start,
	        n * 2, origin ? began - atoll(origin) : 0, quiet(n, cpu), cpu);
	return 0;
}

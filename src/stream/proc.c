/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What no sample holds and /proc tells: as it is when it is asked, not as it was at the event. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "stream/stream.h"
#include "util/files.h"

#define FRESH_NS 1000000000ull

static u64 cgroup_id(u32 pid)
{
	char line[4096], path[4200];
	u64 id;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%u/cgroup", pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	path[0] = '\0';
	while (fgets(line, sizeof(line), f)) {
		if (strncmp(line, "0::", 3))
			continue;
		line[strcspn(line, "\n")] = '\0';
		snprintf(path, sizeof(path), "/sys/fs/cgroup%s", line + 3);
	}
	fclose(f);
	return path[0] && !file_cgroup_id(path, &id) ? id : 0;
}

void task_creds(struct task *t, u64 time)
{
	char line[256], path[64];
	FILE *f;

	if (!t->tid || (t->creds_time && time < t->creds_time + FRESH_NS))
		return;
	snprintf(path, sizeof(path), "/proc/%u/status", t->tid);
	f = fopen(path, "re");
	t->creds_time = time ? time : 1;
	if (!f)
		return; /* gone: what it had last, or what it had from its parent */
	while (fgets(line, sizeof(line), f)) {
		if (!strncmp(line, "Uid:", 4))
			t->uid = (u32)strtoul(line + 4, NULL, 10);
		else if (!strncmp(line, "Gid:", 4))
			t->gid = (u32)strtoul(line + 4, NULL, 10);
		else if (!strncmp(line, "PPid:", 5))
			t->ppid = (u32)strtoul(line + 5, NULL, 10);
	}
	fclose(f);
	t->cgroup = cgroup_id(t->tid);
}

/* The slower way, for kernels without the system call and addresses wider than our own. */
static ssize_t read_by_file(u32 pid, u64 addr, void *out, u32 size)
{
	char path[32];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%u/mem", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = pread(fd, out, size, (off_t)addr);
	if (n < 0)
		n = errno == EIO ? -EFAULT : -errno;
	close(fd);
	return n;
}

static ssize_t read_other(u32 pid, u64 addr, void *out, u32 size)
{
	struct iovec to = {out, size}, from = {(void *)(uintptr_t)addr, size};
	ssize_t n;

	if (addr > UINTPTR_MAX)
		return read_by_file(pid, addr, out, size);
	n = process_vm_readv((pid_t)pid, &to, 1, &from, 1, 0);
	if (n < 0 && errno == ENOSYS)
		return read_by_file(pid, addr, out, size);
	return n < 0 ? -errno : n;
}

s32 proc_memory(u32 pid, u64 addr, char *out, u32 size, bool string)
{
	u32 page = 4096, n = 0;

	/* page by page, so that a string at the end of a mapping is read as far as it goes */
	while (n < size) {
		u32 want = page - (u32)((addr + n) & (page - 1));
		ssize_t got;
		char *nul;

		want = want < size - n ? want : size - n;
		got = read_other(pid, addr + n, out + n, want);
		if (got <= 0)
			return n ? (s32)n : (s32)got;
		nul = string ? memchr(out + n, '\0', (size_t)got) : NULL;
		if (nul)
			return (s32)(nul - out);
		n += (u32)got;
	}
	return (s32)n;
}

u32 proc_threads(int pid, u32 *tids, u32 max)
{
	struct dirent *d;
	char path[32];
	u32 n = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	dir = opendir(path);
	while (dir && (d = readdir(dir))) {
		u32 tid = (u32)strtoul(d->d_name, NULL, 10);

		if (!tid)
			continue;
		if (n == max) {
			n = 0;
			break;
		}
		tids[n++] = tid;
	}
	if (dir)
		closedir(dir);
	return n;
}

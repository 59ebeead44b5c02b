// SPDX-License-Identifier: GPL-2.0-or-later
/* Two threads a CPU. One moves the pages of the ring buffer to memory; the other, which may be
 * late, follows behind it (record_follow.c). The first never waits for a disk. */
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "trace/record_impl.h"
#include "util/files.h"
#include "util/mem.h"

#define PIPE_SIZE (1 << 20)
#define FILES     4 /* of each CPU: the kernel's buffer, a pipe's ends, what is kept */
/* Pages that are handed over, and compressed, at once: the more the smaller, and the more memory a
 * reader needs. */
#define BLOCK_PAGES 32
/* Memory for pages that wait for being compressed, of all CPUs; and at least of each. */
#define WAITING_BYTES     (256u << 20)
#define MIN_WAITING_BYTES (8u << 20)
/* So much of it is there from the start: to get memory, the mover might have to wait for the
 * follower, which the lowest priority may keep from going on. */
#define READY_BYTES     (64u << 20)
#define MIN_READY_BYTES (1u << 20)
#define HIGHEST         (-20)

static struct block *new_block(struct spool *s)
{
	s->nblocks++;
	return mem_alloc(1, sizeof(struct block) + s->block_size);
}

static void prepare_blocks(struct spool *s, u64 bytes)
{
	for (u64 done = 0; done < bytes && s->nblocks < s->full.room; done += s->block_size) {
		struct block *b = new_block(s);

		memset(b->data, 1, s->block_size); /* the memory itself, not only its addresses */
		lane_put(&s->empty, b);
	}
	s->nready = s->nblocks;
}

/* Where the next pages go. Waits when too much waits for the follower. */
static struct block *room(struct spool *s)
{
	const struct timespec moment = {0, 1000 * 1000};

	while (!s->filling) {
		s->filling = lane_take(&s->empty);
		if (!s->filling && s->nblocks < s->full.room)
			s->filling = new_block(s);
		if (!s->filling)
			nanosleep(&moment, NULL);
	}
	return s->filling;
}

static void hand_over(struct spool *s)
{
	if (!s->filling || !s->filling->size)
		return;
	lane_put(&s->full, s->filling);
	s->filling = NULL;
}

static void filled(struct spool *s, size_t n)
{
	s->filling->size += n;
	__atomic_fetch_add(&s->size, (u64)n, __ATOMIC_RELEASE);
	if (s->filling->size == s->block_size)
		hand_over(s);
}

/* All of the pipe. */
static int drain_pipe(struct spool *s, size_t n)
{
	while (n) {
		struct block *b = room(s);
		size_t max = s->block_size - b->size;
		ssize_t done = read(s->pipe[0], b->data + b->size, n < max ? n : max);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return done < 0 ? -errno : -EIO;
		filled(s, (size_t)done);
		n -= (size_t)done;
	}
	return 0;
}

/* Whole pages that are there now. Not by read(): that takes pages also half full. */
static int move_pages(struct spool *s)
{
	for (;;) {
		ssize_t n = splice(s->in, NULL, s->pipe[1], NULL, PIPE_SIZE,
		                   SPLICE_F_NONBLOCK | SPLICE_F_MOVE);
		int err;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 && errno != EAGAIN ? -errno : 0;
		err = drain_pipe(s, (size_t)n);
		if (err)
			return err;
	}
}

/* The page that is being written, when nothing writes to it any more. */
static int last_pages(struct spool *s)
{
	u32 size = s->track->recorder->page_size;
	struct block *b = room(s);
	/* a buffer of others may be filled as fast as it is read */
	u32 most = s->track->existing ? 16 : UINT32_MAX;
	ssize_t n;

	while (most-- && (n = read(s->in, b->data + b->size, size)) > 0) {
		memset(b->data + b->size + n, 0, size - (size_t)n);
		filled(s, size);
		b = room(s);
	}
	hand_over(s);
	return 0;
}

static void *spool_move(void *arg)
{
	struct spool *s = arg;
	struct recorder *r = s->track->recorder;
	struct pollfd p = {.fd = s->in, .events = POLLIN};
	int wait = (int)(r->opts.sleep_us / 1000);

	__atomic_store_n(&s->mover_tid, (int)syscall(SYS_gettid), __ATOMIC_RELEASE);
	/* it does little, but if it does not get to it, events are lost */
	setpriority(PRIO_PROCESS, (id_t)s->mover_tid, HIGHEST);
	while (!s->err && !__atomic_load_n(&r->stop, __ATOMIC_ACQUIRE)) {
		poll(&p, 1, wait > 0 ? wait : 1);
		s->err = move_pages(s);
	}
	if (!s->err)
		s->err = move_pages(s);
	if (!s->err)
		s->err = last_pages(s);
	return NULL;
}

/* A file that is gone with us, however we end. */
static int temp_file(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		return -errno;
	unlink(path);
	return fd;
}

static int spool_open(struct track *t, struct spool *s, const char *name, u64 waiting, u64 ready)
{
	struct recorder *r = t->recorder;
	const char *temp = arena_printf(r->arena, "%s.%s%s%s", r->opts.temp, t->opts.name,
	                                *t->opts.name ? "." : "", name);
	char path[512];

	s->track = t;
	s->in = s->pipe[0] = s->pipe[1] = s->kept = -1;
	s->block_size = (size_t)BLOCK_PAGES * r->page_size;
	lane_init(&s->full, (u32)(waiting / s->block_size) + 2);
	lane_init(&s->empty, s->full.room);
	prepare_blocks(s, ready);
	s->cpu = (u32)atoi(name + 3);
	snprintf(path, sizeof(path), "%s/%sper_cpu/%s/%s", tracefs_dir(r->tracefs), t->dir, name,
	         r->opts.snapshot ? "snapshot_raw" : "trace_pipe_raw");
	s->in = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (s->in < 0 || pipe2(s->pipe, O_CLOEXEC))
		return -errno;
	fcntl(s->pipe[1], F_SETPIPE_SZ, PIPE_SIZE);
	s->kept = temp_file(temp);
	if (s->kept < 0)
		diag_error(r->diag, NO_SPAN, "cannot write %s: %s", temp, strerror(-s->kept));
	return s->kept < 0 ? s->kept : 0;
}

/* A CPU's part of bytes, but not less than least. */
static u64 share(const struct recorder *r, u32 ncpus, u64 bytes, u64 least)
{
	u64 each = bytes / (ncpus * r->ntracks);

	return each < least ? least : each;
}

int spools_open(struct track *t)
{
	struct recorder *r = t->recorder;
	const char **cpus = tracefs_dirs(r->tracefs, track_path(t, "per_cpu"));
	u64 waiting, ready;
	u32 n = 0;

	while (cpus[n])
		n++;
	files_room(r->ntracks * n * FILES); /* if it cannot be, opening them tells */
	waiting = share(r, n ? n : 1, WAITING_BYTES, MIN_WAITING_BYTES);
	ready = share(r, n ? n : 1, READY_BYTES, MIN_READY_BYTES);
	t->spools = arena_array(r->arena, struct spool, n ? n : 1);
	/* in the order of their numbers: "cpu10" sorts before "cpu2" */
	for (u32 cpu = 0; t->nspools < n && cpu < 65536; cpu++)
		for (u32 i = 0; i < n; i++) {
			int err;

			if ((u32)atoi(cpus[i] + 3) != cpu)
				continue;
			err = spool_open(t, &t->spools[t->nspools++], cpus[i], waiting, ready);
			if (err)
				return err;
		}
	return 0;
}

int spools_start(struct track *t)
{
	for (u32 i = 0; i < t->nspools; i++) {
		struct spool *s = &t->spools[i];
		int err = pthread_create(&s->mover, NULL, spool_move, s);

		if (err)
			return -err;
		s->moving = true;
		err = pthread_create(&s->follower, NULL, spool_follow, s);
		if (err)
			return -err;
		s->following = true;
	}
	return 0;
}

static int wait_for_tid(const int *tid)
{
	const struct timespec moment = {0, 100 * 1000};
	int found;

	while (!(found = __atomic_load_n(tid, __ATOMIC_ACQUIRE)))
		nanosleep(&moment, NULL);
	return found;
}

void spools_tids(struct track *t, struct buf *out)
{
	for (u32 i = 0; i < t->nspools; i++)
		buf_addf(out, " %d %d", wait_for_tid(&t->spools[i].mover_tid),
		         wait_for_tid(&t->spools[i].follower_tid));
}

void spools_stop(struct track *t)
{
	for (u32 i = 0; i < t->nspools; i++) {
		struct spool *s = &t->spools[i];

		if (s->moving)
			pthread_join(s->mover, NULL);
		s->moving = false;
		__atomic_store_n(&s->moved, 1, __ATOMIC_RELEASE);
	}
	for (u32 i = 0; i < t->nspools; i++) {
		struct spool *s = &t->spools[i];

		if (s->following)
			pthread_join(s->follower, NULL);
		s->following = false;
	}
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void spools_close(struct track *t)
{
	for (u32 i = 0; i < t->nspools; i++) {
		struct spool *s = &t->spools[i];

		close_fd(&s->in);
		close_fd(&s->pipe[0]);
		close_fd(&s->pipe[1]);
	}
}

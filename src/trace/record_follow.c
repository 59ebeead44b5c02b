// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The thread that follows the one that moves pages: it looks what the events need, compresses them
 * and writes them to a file. It has the lowest priority while events are recorded, until too much
 * waits for it.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "trace/record_impl.h"
#include "util/mem.h"

#define LOWEST 19
/* Parts of files that are not needed any more are given back in pieces of this. */
#define GIVE_BACK (1u << 20)

struct follower {
	struct spool *spool;
	struct zipper *zipper; /* NULL: pages stay as they are */
	u8 *packed;
	size_t room; /* what a block may need packed */
	u64 given_back;
	int priority;
};

static int write_all(int fd, const void *data, size_t n)
{
	while (n) {
		ssize_t done = write(fd, data, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		data = (const char *)data + done;
		n -= (size_t)done;
	}
	return 0;
}

/* The file's disk space up to there. Where a file system cannot, it is kept. */
static void give_back(int fd, u64 *from, u64 to)
{
	if (to - *from < GIVE_BACK)
		return;
	fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)*from,
	          (off_t)(to - *from));
	*from = to;
}

/* A chunk as the file has it: its size packed, its size, its bytes. */
static int pack(struct follower *f, const struct block *b, u32 *kept)
{
	struct spool *s = f->spool;
	s64 packed = zipper_pack(f->zipper, f->packed + 8, f->room, b->data, b->size);
	u32 sizes[2] = {(u32)packed, (u32)b->size};

	if (packed < 0)
		return (int)packed;
	memcpy(f->packed, sizes, sizeof(sizes));
	*kept = (u32)packed + 8;
	return write_all(s->kept, f->packed, *kept);
}

/* The oldest go, while what is left is still as much as is wanted. */
static void drop_old(struct follower *f)
{
	struct spool *s = f->spool;
	u64 max = s->track->recorder->opts.max_bytes;

	while (max && s->nfirst + 1 < s->nchunks && s->raw_kept > max) {
		const struct chunk *c = &s->chunks[s->nfirst++];

		__atomic_store_n(&s->raw_kept, s->raw_kept - c->raw, __ATOMIC_RELAXED);
		s->first += c->kept;
	}
	if (max)
		give_back(s->kept, &f->given_back, s->first);
}

static int follow(struct follower *f, const struct block *b)
{
	struct spool *s = f->spool;
	struct chunk c = {(u32)b->size, (u32)b->size};
	int err;

	needs_of_pages(&s->needs, s->track->recorder, b->data, b->size);
	err = f->zipper ? pack(f, b, &c.kept) : write_all(s->kept, b->data, b->size);
	if (err)
		return err;
	if (!(s->nchunks & (s->nchunks - 1)))
		s->chunks = mem_realloc(s->chunks, (s->nchunks * 2 + 1) * sizeof(c));
	s->chunks[s->nchunks++] = c;
	s->end += c.kept;
	__atomic_store_n(&s->raw_kept, s->raw_kept + b->size, __ATOMIC_RELAXED);
	__atomic_store_n(&s->done, s->done + b->size, __ATOMIC_RELAXED);
	drop_old(f);
	return 0;
}

/* The lowest, but not when the end is waited for, or the mover would soon have to wait. */
static void set_priority(struct follower *f, bool moved)
{
	const struct lane *l = &f->spool->full;
	u32 waiting = __atomic_load_n(&l->put, __ATOMIC_RELAXED) - l->taken;
	int priority = moved || waiting > f->spool->nready / 2 ? 0 : LOWEST;

	if (priority != f->priority)
		setpriority(PRIO_PROCESS, (id_t)f->spool->follower_tid, priority);
	f->priority = priority;
}

static void follow_all(struct follower *f)
{
	const struct timespec rest = {0, 10 * 1000 * 1000};
	struct spool *s = f->spool;

	for (;;) {
		bool moved = __atomic_load_n(&s->moved, __ATOMIC_ACQUIRE);
		struct block *b = lane_take(&s->full);

		set_priority(f, moved);
		if (!b && moved)
			return;
		if (!b) {
			nanosleep(&rest, NULL);
			continue;
		}
		/* after an error the rest is thrown away, so that the mover does not wait */
		if (!s->follow_err)
			s->follow_err = follow(f, b);
		b->size = 0;
		lane_put(&s->empty, b);
	}
}

void *spool_follow(void *arg)
{
	struct spool *s = arg;
	const struct recorder *r = s->track->recorder;
	struct follower f = {.spool = s};

	__atomic_store_n(&s->follower_tid, (int)syscall(SYS_gettid), __ATOMIC_RELEASE);
	if (r->opts.zip != ZIP_NONE) {
		f.zipper = zipper_new(r->opts.zip);
		f.room = zip_bound(r->opts.zip, s->block_size);
		f.packed = mem_alloc(f.room + 8, 1);
	}
	follow_all(&f);
	zipper_free(f.zipper);
	free(f.packed);
	return NULL;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The thread that follows the one that moves pages: it looks what the events need and compresses
 * them. It has the lowest priority while events are recorded: what it does not get done then is in
 * the file of pages, and is done at the end. Nothing is lost because of it, whatever it takes.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "trace/record_impl.h"
#include "util/mem.h"

#define CHUNK_PAGES 32
#define LOWEST      19
/* Parts of files that are not needed any more are given back in pieces of this. */
#define GIVE_BACK (1u << 20)

struct follower {
	struct spool *spool;
	struct zipper *zipper; /* NULL: pages stay as they are */
	u8 *raw, *packed;
	size_t size, room; /* of a chunk, at most; what it may need packed */
	u64 given_back, kept_given_back;
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
static int pack(struct follower *f, size_t n, u32 *kept)
{
	struct spool *s = f->spool;
	s64 packed = zipper_pack(f->zipper, f->packed + 8, f->room, f->raw, n);
	u32 sizes[2] = {(u32)packed, (u32)n};

	if (packed < 0)
		return (int)packed;
	memcpy(f->packed, sizes, sizeof(sizes));
	*kept = (u32)packed + 8;
	return write_all(s->packed, f->packed, *kept);
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
		give_back(f->zipper ? s->packed : s->out, &f->kept_given_back, s->first);
}

static int follow(struct follower *f, size_t n)
{
	struct spool *s = f->spool;
	struct chunk c = {(u32)n, (u32)n};
	int err = 0;

	needs_of_pages(&s->needs, s->track->recorder, f->raw, n);
	if (f->zipper)
		err = pack(f, n, &c.kept);
	if (err)
		return err;
	if (!(s->nchunks & (s->nchunks - 1)))
		s->chunks = mem_realloc(s->chunks, (s->nchunks * 2 + 1) * sizeof(c));
	s->chunks[s->nchunks++] = c;
	s->end += c.kept;
	__atomic_store_n(&s->raw_kept, s->raw_kept + n, __ATOMIC_RELAXED);
	__atomic_store_n(&s->done, s->done + n, __ATOMIC_RELAXED);
	drop_old(f);
	if (f->zipper)
		give_back(s->out, &f->given_back, s->done);
	return 0;
}

static int follow_all(struct follower *f)
{
	const struct timespec rest = {0, 20 * 1000 * 1000};
	struct spool *s = f->spool;
	bool hurry = false;

	for (;;) {
		bool moved = __atomic_load_n(&s->moved, __ATOMIC_ACQUIRE);
		u64 left = __atomic_load_n(&s->size, __ATOMIC_ACQUIRE) - s->done;
		size_t n = left < f->size ? (size_t)left : f->size;
		int err;

		if (moved && !hurry) {
			hurry = true;
			setpriority(PRIO_PROCESS, (id_t)s->follower_tid, 0);
		}
		if (moved && !n)
			return 0;
		if (!moved && n < f->size) {
			nanosleep(&rest, NULL);
			continue;
		}
		if (pread(s->out, f->raw, n, (off_t)s->done) != (ssize_t)n)
			return -EIO;
		err = follow(f, n);
		if (err)
			return err;
	}
}

void *spool_follow(void *arg)
{
	struct spool *s = arg;
	const struct recorder *r = s->track->recorder;
	struct follower f = {.spool = s, .size = (size_t)CHUNK_PAGES * r->page_size};

	__atomic_store_n(&s->follower_tid, (int)syscall(SYS_gettid), __ATOMIC_RELEASE);
	setpriority(PRIO_PROCESS, (id_t)s->follower_tid, LOWEST);
	f.raw = mem_alloc(f.size, 1);
	if (r->opts.zip != ZIP_NONE) {
		f.zipper = zipper_new(r->opts.zip);
		f.room = zip_bound(r->opts.zip, f.size);
		f.packed = mem_alloc(f.room + 8, 1);
	}
	s->follow_err = follow_all(&f);
	zipper_free(f.zipper);
	free(f.raw);
	free(f.packed);
	return NULL;
}

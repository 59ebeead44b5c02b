/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What programs can call, and the machine itself. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/uio.h>
#include <unistd.h>

#include "util/mem.h"
#include "vm/internal.h"

#define PTR(a) ((void *)(uintptr_t)(a))

void *vm_lookup(struct vm *vm, struct vm_map *m, const void *key)
{
	if (m->ops->flush) {
		u32 i = 0;

		while (i < vm->ndirty && vm->dirty[i] != m)
			i++;
		if (i == VM_MAX_DIRTY) {
			i--;
			vm->dirty[i]->ops->flush(vm->dirty[i]);
		}
		vm->dirty[i] = m;
		if (i == vm->ndirty)
			vm->ndirty++;
	}
	return m->ops->lookup(m, key);
}

static u64 map_update(struct vm *vm, u64 map, u64 key, u64 value, u64 flags, u64 a5)
{
	struct vm_map *m = PTR(map);

	return (u64)(s64)m->ops->update(m, PTR(key), PTR(value), flags);
}

static u64 map_delete(struct vm *vm, u64 map, u64 key, u64 a3, u64 a4, u64 a5)
{
	struct vm_map *m = PTR(map);

	return (u64)(s64)m->ops->del(m, PTR(key));
}

static u64 ktime(struct vm *vm, u64 a1, u64 a2, u64 a3, u64 a4, u64 a5)
{
	return vm->ev->time;
}

static u64 processor(struct vm *vm, u64 a1, u64 a2, u64 a3, u64 a4, u64 a5)
{
	return vm->ev->cpu;
}

/* xorshift64* */
static u64 prandom(struct vm *vm, u64 a1, u64 a2, u64 a3, u64 a4, u64 a5)
{
	u64 x = vm->random;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	vm->random = x;
	return (u32)((x * 0x2545f4914f6cdd1dULL) >> 32);
}

static u64 output(struct vm *vm, u64 data, u64 size)
{
	if (!vm->opts.output)
		return (u64)-EINVAL;
	return (u64)(s64)vm->opts.output(vm->opts.arg, PTR(data), (u32)size);
}

static u64 ringbuf_output(struct vm *vm, u64 map, u64 data, u64 size, u64 flags, u64 a5)
{
	return output(vm, data, size);
}

static u64 perf_output(struct vm *vm, u64 ctx, u64 map, u64 flags, u64 data, u64 size)
{
	return output(vm, data, size);
}

static u64 string_compare(struct vm *vm, u64 s1, u64 size, u64 s2, u64 a4, u64 a5)
{
	int r = strncmp(PTR(s1), PTR(s2), size);

	return (u64)(s64)((r > 0) - (r < 0));
}

/* Of a program's own memory: there is no other that the machine reads. */
static u64 string_read(struct vm *vm, u64 dst, u64 size, u64 src, u64 a4, u64 a5)
{
	size_t n = size ? strnlen(PTR(src), size - 1) : 0;

	memmove(PTR(dst), PTR(src), n);
	if (size)
		((char *)PTR(dst))[n++] = 0;
	return n;
}

static u64 fetch_bytes(struct vm *vm, u64 ctx, u64 slot, u64 dst, u64 size, u64 a5)
{
	const struct vm_event *ev = PTR(ctx);
	const struct vm_slot *s = &ev->slots[slot];
	u64 n = !s->data ? 0 : s->len < size ? s->len : size;

	if (n)
		memcpy(PTR(dst), s->data, n);
	memset((char *)PTR(dst) + n, 0, size - n);
	return n;
}

static u64 agg_read(struct vm *vm, u64 ctx, u64 map, u64 key, u64 a4, u64 a5)
{
	struct vm_map *m = PTR(map);

	return m->ops->agg_read ? m->ops->agg_read(m, PTR(key)) : 0;
}

/* Elements that were deleted since the loop began are passed over. */
static u64 map_next(struct vm *vm, u64 ctx, u64 map, u64 cursor, u64 key, u64 value)
{
	struct vm_map *m = PTR(map);
	const struct type *kt = m->map->key, *vt = m->map->value;
	const void *k, *v;

	while ((k = m->ops->next(m, PTR(cursor)))) {
		memcpy(PTR(key), k, type_is_scalar(kt) ? 8 : kt->size);
		if (type_is_aggregate(vt)) {
			*(u64 *)PTR(value) = m->ops->agg_read(m, k);
			return 1;
		}
		v = vm_lookup(vm, m, k);
		if (!v)
			continue;
		memcpy(PTR(value), v, type_is_scalar(vt) ? 8 : vt->size);
		return 1;
	}
	return 0;
}

/* Elements of a map that has no histograms. */
static u64 map_len(struct vm *vm, u64 ctx, u64 map, u64 a3, u64 a4, u64 a5)
{
	struct vm_map *m = PTR(map);
	u64 cursor = 0, n = 0;

	while (m->ops->next(m, &cursor))
		n++;
	return n;
}

ssize_t vm_copy_by_pipe(void *dst, size_t size, const void *from)
{
	ssize_t n = 0, got = 0;
	int fd[2];

	if (pipe2(fd, O_CLOEXEC | O_NONBLOCK))
		return -errno;
	for (; got < (ssize_t)size; got += n) {
		const char *at = (const char *)from + got;
		size_t left = size - (size_t)got, page = PIPE_BUF - (uintptr_t)at % PIPE_BUF;

		/* not over a page's end: of a piece the kernel takes all or nothing */
		n = write(fd[1], at, left < page ? left : page);
		if (n > 0)
			n = read(fd[0], (char *)dst + got, (size_t)n);
		if (n <= 0)
			break;
	}
	if (!got && n < 0)
		got = -errno;
	close(fd[0]);
	close(fd[1]);
	return got;
}

/* Of this process, however wrong the address is; a negative errno, or how many bytes were there. */
static ssize_t copy_own(void *dst, size_t size, u64 address)
{
	struct iovec to = {dst, size}, from = {PTR(address), size};
	ssize_t n;

	if (address > UINTPTR_MAX)
		return -EFAULT;
	n = process_vm_readv(getpid(), &to, 1, &from, 1, 0);
	/* small kernels are without it, and containers may forbid it */
	if (n < 0 && (errno == ENOSYS || errno == EPERM))
		return vm_copy_by_pipe(dst, size, PTR(address));
	return n < 0 ? -errno : n;
}

/*
 * What &$x gave, which may have been kept until its clause has ended, or computed with: the kernel
 * copies it, so that a wrong address is an error and not a fault.
 */
static u64 read_own(struct vm *vm, u64 ctx, u64 dst, u64 size, u64 address, u64 a5)
{
	ssize_t n = copy_own(PTR(dst), size, address);
	u64 got = n > 0 ? (u64)n : 0;

	memset((char *)PTR(dst) + got, 0, size - got);
	return got == size ? 0 : (u64)-EFAULT;
}

static u64 read_kernel(struct vm *vm, u64 ctx, u64 dst, u64 size, u64 address, u64 string)
{
	const struct vm_opts *o = &vm->opts;
	s32 n = o->read_kernel ? o->read_kernel(o->arg, address, PTR(dst), (u32)size) : -EFAULT;
	u64 got = n > 0 ? (u64)n : 0;
	const char *end;

	memset((char *)PTR(dst) + got, 0, size - got);
	if (!string)
		return got == size ? 0 : (u64)-EFAULT;
	if (!got)
		return (u64)-EFAULT;
	end = memchr(PTR(dst), 0, size);
	if (!end)
		((char *)PTR(dst))[size - 1] = 0;
	return end ? (u64)(end - (const char *)PTR(dst)) + 1 : size;
}

static const struct {
	s32 id;
	vm_helper_fn *fn;
} helpers[] = {
        {BPF_FUNC_map_update_elem, map_update},
        {BPF_FUNC_map_delete_elem, map_delete},
        {BPF_FUNC_ktime_get_ns, ktime},
        {BPF_FUNC_get_prandom_u32, prandom},
        {BPF_FUNC_get_smp_processor_id, processor},
        {BPF_FUNC_perf_event_output, perf_output},
        {BPF_FUNC_ringbuf_output, ringbuf_output},
        {BPF_FUNC_probe_read_kernel_str, string_read},
        {182, string_compare}, /* strncmp: 5.17 */
        {VM_FETCH_BYTES, fetch_bytes},
        {VM_AGG_READ, agg_read},
        {VM_MAP_NEXT, map_next},
        {VM_MAP_LEN, map_len},
        {VM_READ_KERNEL, read_kernel},
        {VM_READ_OWN, read_own},
};

vm_helper_fn *vm_helper_find(s32 id)
{
	for (u32 i = 0; i < ARRAY_LEN(helpers); i++)
		if (helpers[i].id == id)
			return helpers[i].fn;
	return NULL;
}

struct vm *vm_new(const struct vm_opts *opts)
{
	struct vm *vm = mem_alloc(1, sizeof(*vm));
	vm->opts = *opts;
	vm->max_insns = opts->max_insns ? opts->max_insns : VM_DEFAULT_MAX;
	if (getrandom(&vm->random, sizeof(vm->random), GRND_NONBLOCK) < 0)
		vm->random = (u64)(uintptr_t)vm;
	vm->random |= 1; /* the generator's state must not be 0 */
	return vm;
}

void vm_free(struct vm *vm)
{
	free(vm);
}

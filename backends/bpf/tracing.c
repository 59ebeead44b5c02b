// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Programs that the kernel checks against its own type information: fentry, fexit, iter. Each is
 * loaded for one function, which BTF names.
 */
#include <bpf/bpf.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "backends/bpf/bpf.h"

#define ITER_BUFFER 4096

static enum bpf_attach_type attach_type(const struct probe *p)
{
	switch (p->provider) {
	case PROVIDER_FENTRY:
		return BPF_TRACE_FENTRY;
	case PROVIDER_FEXIT:
		return BPF_TRACE_FEXIT;
	default:
		return BPF_TRACE_ITER;
	}
}

static bool is_iter(const struct probe *p)
{
	return p->provider == PROVIDER_ITER;
}

int module_btf(const char *module)
{
	u32 id = 0;

	while (!bpf_btf_get_next_id(id, &id)) {
		char name[64] = "";
		struct bpf_btf_info info = {.name = (u64)(uintptr_t)name, .name_len = sizeof(name)};
		u32 len = sizeof(info);
		int fd = bpf_btf_get_fd_by_id(id);

		if (fd < 0)
			continue;
		if (!bpf_obj_get_info_by_fd(fd, &info, &len) && info.kernel_btf &&
		    !strcmp(name, module))
			return fd;
		close(fd);
	}
	return -ENOENT;
}

int tracing_target(struct backend_run *r, const struct probe *p, struct bpf_prog_load_opts *o)
{
	struct types *types = r->plan->sema->types;
	const char *name = p->func, *in = NULL;
	u32 id;
	int err = 0, prog;

	if (is_of_program(p)) {
		err = program_target(p, &prog, &id);
		if (err)
			return err;
		o->expected_attach_type = attach_type(p);
		o->attach_btf_id = id;
		o->attach_prog_fd = (u32)prog;
		return 0;
	}
	err = types_have_btf(types);
	if (err)
		return err;
	if (is_iter(p))
		name = arena_printf(r->arena, "bpf_iter_%s", p->func);
	err = types_function_btf(types, is_iter(p) ? NULL : p->target, name, &id, &in);
	if (err)
		return err;
	o->expected_attach_type = attach_type(p);
	o->attach_btf_id = id;
	o->attach_btf_obj_fd = 0;
	if (in && *in) {
		int fd = module_btf(in);

		if (fd < 0)
			return fd;
		o->attach_btf_obj_fd = (u32)fd;
	}
	return 0;
}

void tracing_target_free(const struct bpf_prog_load_opts *o)
{
	if (o->attach_btf_obj_fd)
		close((int)o->attach_btf_obj_fd);
	if (o->attach_prog_fd)
		close((int)o->attach_prog_fd);
}

int tracing_find(struct backend_run *r, const struct probe *p)
{
	LIBBPF_OPTS(bpf_prog_load_opts, o);
	int err = tracing_target(r, p, &o);

	if (!err)
		tracing_target_free(&o);
	return err;
}

int tracing_try(struct backend_run *r, const struct probe *p)
{
	const struct bpf_insn insns[] = {{.code = BPF_ALU64 | BPF_MOV | BPF_K},
	                                 {.code = BPF_JMP | BPF_EXIT}};
	LIBBPF_OPTS(bpf_prog_load_opts, o);
	int err = tracing_target(r, p, &o), fd;

	if (err)
		return err;
	fd = bpf_prog_load(BPF_PROG_TYPE_TRACING, NULL, "GPL", insns, ARRAY_LEN(insns), &o);
	err = fd < 0 ? -errno : 0;
	if (fd >= 0)
		close(fd);
	tracing_target_free(&o);
	return err;
}

/* The program runs for each object while the iterator is read. */
static int run_iter(int link)
{
	char buf[ITER_BUFFER];
	int fd = bpf_iter_create(link);
	ssize_t n;

	if (fd < 0)
		return -errno;
	do
		n = read(fd, buf, sizeof(buf));
	while (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)));
	n = n < 0 ? -errno : 0;
	close(fd);
	return (int)n;
}

/* It stays when we end: that is what it was asked for. */
static int pin_iter(struct backend_run *r, int link, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *dir = arena_strndup(r->arena, path, slash > path ? (size_t)(slash - path) : 1);
	struct statfs fs;

	if (statfs(dir, &fs))
		return -errno;
	if ((u32)fs.f_type != BPF_FS_MAGIC)
		return -ENODEV;
	return bpf_obj_pin(link, path) ? -errno : 0;
}

const char *tracing_hint(const struct probe *p, int err)
{
	if (!is_iter(p) || !p->target)
		return NULL;
	if (err == -ENODEV || err == -ENOENT)
		return "iterators are pinned in a BPF file system: mount -t bpf bpffs /sys/fs/bpf";
	return err == -EEXIST ? "there is a file of this name: remove it, or choose another" : NULL;
}

int tracing_attach(struct backend_run *r, int prog, const struct probe *p)
{
	int fd;

	if (is_iter(p))
		fd = bpf_link_create(prog, 0, BPF_TRACE_ITER, NULL);
	else
		fd = bpf_raw_tracepoint_open(NULL, prog);
	if (fd < 0)
		return -errno;
	keep_fd(r, fd);
	if (!is_iter(p))
		return 0;
	return p->target ? pin_iter(r, fd, p->target) : run_iter(fd);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/* Where headers are. */
#include "lang/cpp_impl.h"

#include <string.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCH_DIR  "x86_64-linux-gnu"
#define ARCH_NAME "x86"
#elif defined(__i386__)
#define ARCH_DIR  "i386-linux-gnu"
#define ARCH_NAME "x86"
#elif defined(__aarch64__)
#define ARCH_DIR  "aarch64-linux-gnu"
#define ARCH_NAME "arm64"
#elif defined(__arm__)
#define ARCH_DIR  "arm-linux-gnueabihf"
#define ARCH_NAME "arm"
#elif defined(__riscv)
#define ARCH_DIR  "riscv64-linux-gnu"
#define ARCH_NAME "riscv"
#elif defined(__powerpc64__)
#define ARCH_DIR  "powerpc64le-linux-gnu"
#define ARCH_NAME "powerpc"
#elif defined(__s390x__)
#define ARCH_DIR  "s390x-linux-gnu"
#define ARCH_NAME "s390"
#elif defined(__loongarch__)
#define ARCH_DIR  "loongarch64-linux-gnu"
#define ARCH_NAME "loongarch"
#else
#define ARCH_DIR  "mips64el-linux-gnuabi64"
#define ARCH_NAME "mips"
#endif

static const char *const system_dirs[] = {
        "/usr/local/include",
        "/usr/include/" ARCH_DIR,
        "/usr/include",
};

/* Under /lib/modules/RELEASE. Distributions split the tree in two. */
static const char *const kernel_dirs[] = {
        "source/arch/" ARCH_NAME "/include",
        "build/arch/" ARCH_NAME "/include",
        "build/arch/" ARCH_NAME "/include/generated",
        "source/include",
        "build/include",
        "source/arch/" ARCH_NAME "/include/uapi",
        "build/arch/" ARCH_NAME "/include/generated/uapi",
        "source/include/uapi",
        "build/include/uapi",
        "build/include/generated/uapi",
};

/* Headers whose types are in BTF. */
static const char *const kernel_families[] = {
        "linux/",    "asm/",    "asm-generic/", "uapi/",   "net/",         "trace/",
        "scsi/",     "sound/",  "rdma/",        "drm/",    "video/",       "misc/",
        "mtd/",      "xen/",    "crypto/",      "acpi/",   "media/",       "target/",
        "kvm/",      "pcmcia/", "ras/",         "soc/",    "clocksource/", "keys/",
        "math-emu/", "memory/", "generated/",   "vdso/",   "kunit/",       "bpf/",
        "cxl/",      "ufs/",    "dt-bindings/", "hyperv/", "kernel/",      "fs/",
        "block/",    "mm/",     "vmlinux.h",
};

/* Headers of the compiler and of libc: what a script can use of them is built in. */
static const char *const libc_headers[] = {
        "assert.h",   "complex.h", "ctype.h",   "dirent.h",   "dlfcn.h",   "elf.h",
        "endian.h",   "errno.h",   "fcntl.h",   "fenv.h",     "float.h",   "grp.h",
        "inttypes.h", "iso646.h",  "limits.h",  "locale.h",   "math.h",    "memory.h",
        "netdb.h",    "poll.h",    "pthread.h", "pwd.h",      "sched.h",   "semaphore.h",
        "setjmp.h",   "signal.h",  "spawn.h",   "stdalign.h", "stdarg.h",  "stdatomic.h",
        "stdbool.h",  "stddef.h",  "stdint.h",  "stdio.h",    "stdlib.h",  "stdnoreturn.h",
        "string.h",   "strings.h", "syscall.h", "syslog.h",   "termios.h", "time.h",
        "uchar.h",    "unistd.h",  "utime.h",   "wchar.h",    "wctype.h",  "arpa/",
        "bits/",      "gnu/",      "netinet/",  "netpacket/", "sys/",      "rpc/",
};

/* These two declare nothing that is not known without them, and no libc has the same. */
static const char *const builtin_headers[] = {"stddef.h",    "stdarg.h", "stdbool.h",
                                              "stdalign.h",  "float.h",  "iso646.h",
                                              "stdatomic.h", "limits.h", "stdnoreturn.h"};

static bool in_list(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(list[i]);

		if (list[i][len - 1] == '/' ? !strncmp(name, list[i], len) : !strcmp(name, list[i]))
			return true;
	}
	return false;
}

static bool is_kernel(const char *name)
{
	return in_list(name, kernel_families, ARRAY_LEN(kernel_families));
}

/* A header found. */
struct found {
	const char *path, *dir;
	u32 place;
	bool kernel_tree;
};

static bool exists(struct cpp *cpp, const char *dir, const char *name, struct found *f)
{
	f->dir = dir;
	f->path = *dir ? arena_printf(cpp->opts.arena, "%s/%s", dir, name) : name;
	return !access(f->path, R_OK);
}

static const char *dir_of(struct cpp *cpp, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? arena_strndup(cpp->opts.arena, path, (size_t)(slash - path)) : ".";
}

/* The i-th directory of the search; NULL at the end. */
static const char *search_dir(struct cpp *cpp, const char *name, u32 i, bool *kernel_tree)
{
	const char *root = cpp->opts.root ? cpp->opts.root : "";
	u32 nsystem = ARRAY_LEN(system_dirs), nkernel = ARRAY_LEN(kernel_dirs);
	bool kernel_first = !cpp_have_btf(cpp);

	*kernel_tree = false;
	if (i < cpp->opts.ninclude_dirs)
		return cpp->opts.include_dirs[i];
	i -= cpp->opts.ninclude_dirs;
	if (i >= nsystem + nkernel)
		return NULL;
	*kernel_tree = kernel_first ? i < nkernel : i >= nsystem;
	if (!*kernel_tree)
		return arena_printf(cpp->opts.arena, "%s%s", root,
		                    system_dirs[kernel_first ? i - nkernel : i]);
	if (!is_kernel(name))
		return "";
	return arena_printf(cpp->opts.arena, "%s/lib/modules/%s/%s", root, cpp->release,
	                    kernel_dirs[kernel_first ? i : i - nsystem]);
}

static bool find(struct cpp *cpp, const char *name, bool angle, const struct cpp_file *from,
                 bool next, struct found *f)
{
	const char *script = cpp->opts.script_dir ? cpp->opts.script_dir : ".", *dir;
	bool header = from && (from->flags & CT_HEADER);

	*f = (struct found){0};
	if (*name == '/')
		return exists(cpp, "", name, f);
	if (!angle && !next && exists(cpp, header ? dir_of(cpp, from->src->name) : script, name, f))
		return true;
	if (angle && !header && !is_kernel(name) && exists(cpp, script, name, f))
		return true;
	for (u32 i = next && header ? from->place + 1 : 0;; i++) {
		dir = search_dir(cpp, name, i, &f->kernel_tree);
		if (!dir)
			return false;
		f->place = i;
		if (*dir && exists(cpp, dir, name, f))
			return true;
	}
}

static int read_header(struct cpp *cpp, const struct found *f, bool kernel, struct span at);

/* What the kernel's build gives each of its files. */
static void configure_kernel(struct cpp *cpp)
{
	static const char config[] = "linux/kconfig.h";
	struct found f;

	if (cpp->configured)
		return;
	cpp->configured = true;
	cpp_define_text(cpp, "#define __KERNEL__ 1\n#define KBUILD_MODNAME \"sonde\"\n"
	                     "#define CC_HAVE_ASM_GOTO 1\n");
	if (find(cpp, config, true, NULL, false, &f))
		read_header(cpp, &f, true, NO_SPAN);
}

static int read_header(struct cpp *cpp, const struct found *f, bool kernel, struct span at)
{
	struct source *src = arena_new_of(cpp->opts.arena, struct source);
	struct cpp_file file = {.src = src, .dir = f->dir, .place = f->place, .flags = CT_HEADER};
	struct buf text = BUF_INIT;
	int err;

	const char *guard = hash_gets(&cpp->guards, f->path);

	if (hash_gets(&cpp->once, f->path) || (guard && cpp_find(cpp, guard, strlen(guard))))
		return 0;
	if (f->kernel_tree)
		configure_kernel(cpp);
	err = buf_read_file(&text, f->path);
	if (err) {
		buf_free(&text);
		return err;
	}
	*src = (struct source){.name = f->path,
	                       .text = arena_strndup(cpp->opts.arena, buf_str(&text), text.len),
	                       .len = text.len};
	buf_free(&text);
	if (kernel)
		file.flags |= CT_KERNEL;
	file.macros_only = f->kernel_tree && cpp_have_btf(cpp);
	cpp->includes++;
	cpp->headers++;
	cpp_run(cpp, &file, 0);
	cpp->work = 0;
	cpp->includes--;
	return 0;
}

static int not_found(struct cpp *cpp, const char *name, bool angle, struct span at)
{
	struct diag *d = cpp->opts.diag;

	diag_error(d, at, "'%s' file not found", name);
	if (angle)
		diag_hint(d, "-I DIR names a directory to search; types of the kernel need no "
		             "header");
	else
		diag_hint(d, "it is searched in %s; -I DIR names a further directory",
		          cpp->opts.script_dir ? cpp->opts.script_dir : "the current directory");
	return -EINVAL;
}

/* at: the line of the script, for a diagnostic; none inside of headers. */
static int include(struct cpp *cpp, const char *name, bool angle, const struct cpp_file *from,
                   bool next, struct span at)
{
	bool header = from && (from->flags & CT_HEADER);
	bool kernel = is_kernel(name) || (header && (from->flags & CT_KERNEL));
	struct found f;
	int err;

	if (cpp->includes >= MAX_INCLUDES || cpp->headers >= MAX_HEADERS)
		return 0;
	if (!find(cpp, name, angle, from, next, &f)) {
		if (header || is_kernel(name) ||
		    in_list(name, libc_headers, ARRAY_LEN(libc_headers)))
			return 0;
		return not_found(cpp, name, angle, at);
	}
	if (in_list(name, builtin_headers, ARRAY_LEN(builtin_headers)) && f.place)
		return 0;
	if (f.kernel_tree && !header && cpp_have_btf(cpp)) {
		*ARENA_PUSH(cpp->opts.arena, cpp->pending, cpp->npending) = name;
		return 0;
	}
	err = read_header(cpp, &f, kernel, at);
	if (err && !header)
		return diag_error(cpp->opts.diag, at, "cannot read %s: %s", f.path, strerror(-err));
	return 0;
}

/* The name in the rest of the line: <x> or "x", or a macro for one. */
static char *header_name(struct cpp *cpp, struct clexer *lx, bool *angle)
{
	const struct source *src = lx->src;
	u32 begin = lx->pos, end;
	struct ctoken t;

	if (!ctoken_next_in_line(lx, &t))
		return NULL;
	if (t.kind == CT_IDENT) {
		struct ctokens v = {0};

		cpp_expand_tokens(cpp, &t, 1, &v);
		*angle = false;
		if (v.n == 1 && v.v[0].kind == CT_STRING)
			return arena_strndup(cpp->opts.arena, v.v[0].text + 1, v.v[0].len - 2);
		return NULL;
	}
	*angle = *t.text == '<';
	if (!*angle)
		return t.kind == CT_STRING && t.len > 2
		               ? arena_strndup(cpp->opts.arena, t.text + 1, t.len - 2)
		               : NULL;
	begin = t.span.begin + 1;
	for (end = begin; end < src->len && src->text[end] != '>' && src->text[end] != '\n'; end++)
		;
	if (end >= src->len || src->text[end] != '>' || end == begin)
		return NULL;
	lx->pos = end + 1;
	return arena_strndup(cpp->opts.arena, src->text + begin, end - begin);
}

int cpp_include_line(struct cpp *cpp, struct clexer *lx, const struct cpp_file *from,
                     struct span line, bool next)
{
	bool angle, header = from->flags & CT_HEADER;
	char *name = header_name(cpp, lx, &angle);

	line.begin -= line.begin > 0; /* the '#' */
	line.end = lx->pos;
	if (name)
		return include(cpp, name, angle, from, next, line);
	if (header)
		return 0;
	diag_error(cpp->opts.diag, line, "malformed #include");
	diag_hint(cpp->opts.diag, "#include <FILE> or #include \"FILE\"");
	return -EINVAL;
}

int cpp_include(struct cpp *cpp, const char *name)
{
	return include(cpp, name, false, NULL, false, NO_SPAN);
}

bool cpp_read_pending(struct cpp *cpp)
{
	u32 n = cpp->npending;

	cpp->npending = 0;
	for (u32 i = 0; i < n; i++) {
		struct found f;

		if (find(cpp, cpp->pending[i], true, NULL, false, &f))
			read_header(cpp, &f, true, NO_SPAN);
	}
	return n;
}

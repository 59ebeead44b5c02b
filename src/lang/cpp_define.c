// SPDX-License-Identifier: GPL-2.0-or-later
/* #define, and what is defined from the start. */
#include "lang/cpp_impl.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

/* "(a, b, ...)" behind the name. */
static bool read_params(struct cpp *cpp, struct clexer *lx, struct macro *m)
{
	struct arena *a = cpp->opts.arena;
	struct ctoken t;

	ctoken_next_in_line(lx, &t);
	while (ctoken_next_in_line(lx, &t)) {
		if (ctoken_is(&t, ")"))
			return true;
		if (ctoken_is(&t, ",") && m->nparams)
			continue;
		if (ctoken_is(&t, "...")) {
			if (!m->variadic) /* not "args..." */
				*ARENA_PUSH(a, m->params, m->nparams) = "__VA_ARGS__";
			m->variadic = true;
			continue;
		}
		if (t.kind != CT_IDENT || m->variadic)
			return false;
		*ARENA_PUSH(a, m->params, m->nparams) = arena_strndup(a, t.text, t.len);
		if (lx->pos + 3 <= lx->src->len && !memcmp(lx->src->text + lx->pos, "...", 3))
			m->variadic = true;
	}
	return false;
}

static void mark_param(const struct macro *m, struct ctoken *t)
{
	for (u32 i = 0; t->kind == CT_IDENT && i < m->nparams; i++) {
		if (ctoken_is(t, m->params[i])) {
			t->len = i;
			t->text = m->params[i];
			t->flags |= CT_PARAMETER;
			return;
		}
	}
}

int cpp_define(struct cpp *cpp, struct clexer *lx, const struct cpp_file *file)
{
	struct arena *a = cpp->opts.arena;
	struct macro *m = arena_new_of(a, struct macro), *old;
	bool header = file && (file->flags & CT_HEADER);
	struct ctoken t;

	if (!ctoken_next_in_line(lx, &t) || t.kind != CT_IDENT)
		return -EINVAL;
	m->name = arena_strndup(a, t.text, t.len);
	m->fixed = !file;
	old = cpp_find(cpp, t.text, t.len);
	if (old && old->fixed && header)
		return 0;
	m->function = lx->pos < lx->src->len && lx->src->text[lx->pos] == '(';
	if (m->function && !read_params(cpp, lx, m))
		return -EINVAL;
	while (ctoken_next_in_line(lx, &t)) {
		t.flags = (t.flags & CT_SPACE) | (file ? file->flags : 0);
		mark_param(m, &t);
		*ARENA_PUSH(a, m->body, m->n) = t;
	}
	if (m->n)
		m->body[0].flags &= (u8)~CT_SPACE;
	hash_puts(&cpp->macros, m->name, m);
	return 0;
}

/* What headers look at before they declare something. */
static const char predefined[] =
        "#define __STDC__ 1\n"
        "#define __STDC_VERSION__ 201112L\n"
        "#define __STDC_HOSTED__ 1\n"
        "#define __linux__ 1\n"
        "#define __linux 1\n"
        "#define __unix__ 1\n"
        "#define __unix 1\n"
        "#define __ELF__ 1\n"
        "#define __GNUC__ 4\n"
        "#define __GNUC_MINOR__ 9\n"
        "#define __GNUC_PATCHLEVEL__ 0\n"
        "#define __CHAR_BIT__ 8\n"
        "#define __BPF_TRACING__ 1\n"
        "#define __ORDER_LITTLE_ENDIAN__ 1234\n"
        "#define __ORDER_BIG_ENDIAN__ 4321\n"
        "#define __SIZEOF_INT__ 4\n"
        "#define __SIZEOF_SHORT__ 2\n"
        "#define __SIZEOF_LONG_LONG__ 8\n"
        "#define __INT_MAX__ 2147483647\n"
        "#define __SCHAR_MAX__ 127\n"
        "#define __SHRT_MAX__ 32767\n"
        "#define __LONG_LONG_MAX__ 9223372036854775807LL\n"
        "#define __SIZE_TYPE__ unsigned long\n"
        "#define __PTRDIFF_TYPE__ long\n"
        "#define __WCHAR_TYPE__ int\n"
        "#define __WINT_TYPE__ unsigned int\n"
        "#define __INTMAX_TYPE__ long long\n"
        "#define __UINTMAX_TYPE__ unsigned long long\n"
        "#define __INTPTR_TYPE__ long\n"
        "#define __UINTPTR_TYPE__ unsigned long\n"
        "#define __extension__\n"
        "#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))\n"
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        "#define __BYTE_ORDER__ 1234\n"
        "#define __LITTLE_ENDIAN__ 1\n"
#else
        "#define __BYTE_ORDER__ 4321\n"
        "#define __BIG_ENDIAN__ 1\n"
#endif
#if __SIZEOF_LONG__ == 8
        "#define __LP64__ 1\n"
        "#define _LP64 1\n"
        "#define __SIZEOF_LONG__ 8\n"
        "#define __SIZEOF_INT128__ 16\n"
        "#define __SIZEOF_POINTER__ 8\n"
        "#define __LONG_MAX__ 9223372036854775807L\n"
#else
        "#define __ILP32__ 1\n"
        "#define __SIZEOF_LONG__ 4\n"
        "#define __SIZEOF_POINTER__ 4\n"
        "#define __LONG_MAX__ 2147483647L\n"
#endif
#if defined(__x86_64__)
        "#define __x86_64__ 1\n"
        "#define __x86_64 1\n"
        "#define __amd64__ 1\n"
#elif defined(__i386__)
        "#define __i386__ 1\n"
#elif defined(__aarch64__)
        "#define __aarch64__ 1\n"
#elif defined(__arm__)
        "#define __arm__ 1\n"
        "#define __ARM_EABI__ 1\n"
#elif defined(__riscv)
        "#define __riscv 1\n"
        "#define __riscv_xlen 64\n"
#elif defined(__powerpc64__)
        "#define __powerpc__ 1\n"
        "#define __powerpc64__ 1\n"
#elif defined(__s390x__)
        "#define __s390__ 1\n"
        "#define __s390x__ 1\n"
#elif defined(__mips__)
        "#define __mips__ 1\n"
#elif defined(__loongarch__)
        "#define __loongarch__ 1\n"
#endif
        ;

void cpp_define_text(struct cpp *cpp, const char *text)
{
	struct source *src = arena_new_of(cpp->opts.arena, struct source);
	struct clexer lx = {.src = src, .line = true};
	struct ctoken t;

	*src = (struct source){.name = "predefined", .text = text, .len = strlen(text)};
	while ((t = ctoken_next(&lx)).kind != CT_END) {
		ctoken_next_in_line(&lx, &t); /* define */
		cpp_define(cpp, &lx, NULL);
	}
}

void cpp_predefine(struct cpp *cpp)
{
	unsigned int major = 0, minor = 0, patch = 0;
	struct utsname u;

	cpp_define_text(cpp, predefined);
	if (uname(&u))
		return;
	snprintf(cpp->release, sizeof(cpp->release), "%s", u.release);
	if (sscanf(u.release, "%u.%u.%u", &major, &minor, &patch) < 2)
		return;
	cpp_define_text(cpp,
	                arena_printf(cpp->opts.arena, "#define LINUX_VERSION_CODE %u\n",
	                             (major << 16) + (minor << 8) + (patch > 255 ? 255 : patch)));
}

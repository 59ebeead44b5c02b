// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>
#ifdef HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

#include "trace/zip.h"
#include "util/mem.h"

static const char *const names[] = {[ZIP_NONE] = "none", [ZIP_ZLIB] = "zlib", [ZIP_ZSTD] = "zstd"};

/* Recordings are packed while they are made: the fastest level that still packs well. */
#define ZSTD_LEVEL 1

int zip_find(const char *name, enum zip *out)
{
	for (u32 i = 0; i < ARRAY_LEN(names); i++)
		if (!strcmp(name, names[i])) {
			*out = (enum zip)i;
			return 0;
		}
	return -ENOENT;
}

bool zip_is_built_in(enum zip z)
{
#ifdef HAVE_ZSTD
	if (z == ZIP_ZSTD)
		return true;
#endif
#ifdef HAVE_ZLIB
	if (z == ZIP_ZLIB)
		return true;
#endif
	return z == ZIP_NONE;
}

enum zip zip_best(void)
{
	if (zip_is_built_in(ZIP_ZSTD))
		return ZIP_ZSTD;
	return zip_is_built_in(ZIP_ZLIB) ? ZIP_ZLIB : ZIP_NONE;
}

const char *zip_name(enum zip z)
{
	return names[z];
}

const char *zip_version(enum zip z)
{
#ifdef HAVE_ZSTD
	if (z == ZIP_ZSTD)
		return ZSTD_versionString();
#endif
#ifdef HAVE_ZLIB
	if (z == ZIP_ZLIB)
		return zlibVersion();
#endif
	return "";
}

size_t zip_bound(enum zip z, size_t size)
{
#ifdef HAVE_ZSTD
	if (z == ZIP_ZSTD)
		return ZSTD_compressBound(size);
#endif
#ifdef HAVE_ZLIB
	if (z == ZIP_ZLIB)
		return compressBound(size);
#endif
	return size;
}

s64 zip_pack(enum zip z, void *to, size_t room, const void *from, size_t size)
{
#ifdef HAVE_ZSTD
	if (z == ZIP_ZSTD) {
		size_t n = ZSTD_compress(to, room, from, size, ZSTD_LEVEL);

		return ZSTD_isError(n) ? -ENOSPC : (s64)n;
	}
#endif
#ifdef HAVE_ZLIB
	if (z == ZIP_ZLIB) {
		uLongf n = room;

		return compress2(to, &n, from, size, Z_BEST_SPEED) == Z_OK ? (s64)n : -ENOSPC;
	}
#endif
	return -EOPNOTSUPP;
}

struct zipper {
	enum zip zip;
#ifdef HAVE_ZSTD
	ZSTD_CCtx *zstd;
#endif
};

struct zipper *zipper_new(enum zip z)
{
	struct zipper *p = mem_alloc(1, sizeof(*p));

	p->zip = z;
#ifdef HAVE_ZSTD
	if (z == ZIP_ZSTD && !(p->zstd = ZSTD_createCCtx()))
		mem_out();
#endif
	return p;
}

void zipper_free(struct zipper *z)
{
	if (!z)
		return;
#ifdef HAVE_ZSTD
	ZSTD_freeCCtx(z->zstd);
#endif
	free(z);
}

s64 zipper_pack(struct zipper *z, void *to, size_t room, const void *from, size_t size)
{
#ifdef HAVE_ZSTD
	if (z->zstd) {
		size_t n = ZSTD_compressCCtx(z->zstd, to, room, from, size, ZSTD_LEVEL);

		return ZSTD_isError(n) ? -ENOSPC : (s64)n;
	}
#endif
	return zip_pack(z->zip, to, room, from, size);
}

int zip_unpack(enum zip z, void *to, size_t size, const void *from, size_t packed)
{
#ifdef HAVE_ZSTD
	if (z == ZIP_ZSTD)
		return ZSTD_decompress(to, size, from, packed) == size ? 0 : -EBADMSG;
#endif
#ifdef HAVE_ZLIB
	if (z == ZIP_ZLIB) {
		uLongf n = size;

		return uncompress(to, &n, from, packed) == Z_OK && n == size ? 0 : -EBADMSG;
	}
#endif
	return -EOPNOTSUPP;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The compressions a trace file may have: those of the libraries that were there at build time. */
#ifndef SONDE_TRACE_ZIP_H
#define SONDE_TRACE_ZIP_H

#include "util/base.h"

enum zip { ZIP_NONE, ZIP_ZLIB, ZIP_ZSTD };

/* By the name in a file's header: "none", "zlib", "zstd". -ENOENT: no such name. */
int zip_find(const char *name, enum zip *out);
bool zip_is_built_in(enum zip z);
enum zip zip_best(void); /* the best that is built in */
const char *zip_name(enum zip z);
const char *zip_version(enum zip z); /* of the library; "" */

/* Bytes that size bytes may need at most. */
size_t zip_bound(enum zip z, size_t size);
/* The same over and over, without making its tables anew each time. */
struct zipper;
struct zipper *zipper_new(enum zip z);
void zipper_free(struct zipper *z); /* NULL is fine */
/* Bytes written, or negative errno. */
s64 zipper_pack(struct zipper *z, void *to, size_t room, const void *from, size_t size);
s64 zip_pack(enum zip z, void *to, size_t room, const void *from, size_t size);
/* All of from must give exactly size bytes. 0, -EBADMSG, or -EOPNOTSUPP: not built in. */
int zip_unpack(enum zip z, void *to, size_t size, const void *from, size_t packed);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where distributions put the symbols they strip: by build id, or by name and checksum. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <limits.h>
#include <unistd.h>

#include "sym/sym_impl.h"

#define BUILD_ID_MAX 64

struct build_id {
	u32 len;
	u8 bytes[BUILD_ID_MAX];
};

static bool build_id_in_notes(Elf_Data *data, struct build_id *id)
{
	size_t at = 0, next, name, desc;
	GElf_Nhdr nh;

	while ((next = gelf_getnote(data, at, &nh, &name, &desc)) > 0) {
		if (nh.n_type == NT_GNU_BUILD_ID && nh.n_namesz == 4 && nh.n_descsz > 1 &&
		    nh.n_descsz <= BUILD_ID_MAX &&
		    memcmp((char *)data->d_buf + name, "GNU", 4) == 0) {
			id->len = nh.n_descsz;
			memcpy(id->bytes, (char *)data->d_buf + desc, id->len);
			return true;
		}
		at = next;
	}
	return false;
}

static bool build_id_read(Elf *elf, struct build_id *id)
{
	Elf_Scn *scn = NULL;

	id->len = 0;
	while ((scn = elf_nextscn(elf, scn))) {
		Elf_Data *data;
		GElf_Shdr sh;

		if (!gelf_getshdr(scn, &sh) || sh.sh_type != SHT_NOTE)
			continue;
		data = elf_getdata(scn, NULL);
		if (data && data->d_buf && build_id_in_notes(data, id))
			return true;
	}
	return false;
}

static u32 crc32_update(u32 crc, const u8 *p, size_t n)
{
	static const u32 nibble[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
	                               0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
	                               0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
	                               0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};

	for (; n--; p++) {
		crc = nibble[(crc ^ *p) & 15] ^ crc >> 4;
		crc = nibble[(crc ^ *p >> 4) & 15] ^ crc >> 4;
	}
	return crc;
}

static bool crc_matches(int fd, u32 want)
{
	u8 block[16384];
	u32 crc = ~0u;
	off_t at = 0;
	ssize_t n;

	while ((n = pread(fd, block, sizeof(block), at)) > 0) {
		crc = crc32_update(crc, block, (size_t)n);
		at += n;
	}
	return n == 0 && ~crc == want;
}

/* The build id decides; the checksum only where there is none. */
static bool belongs(int fd, const struct build_id *id, const u32 *crc)
{
	struct build_id other;
	bool ok;
	Elf *elf;

	if (!id->len)
		return crc && crc_matches(fd, *crc);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!elf)
		return false;
	ok = build_id_read(elf, &other) && other.len == id->len &&
	     memcmp(other.bytes, id->bytes, id->len) == 0;
	elf_end(elf);
	return ok;
}

static int try_file(const char *path, const struct build_id *id, const u32 *crc)
{
	struct stat st;
	int fd = sym_open_regular(path, &st);

	if (fd >= 0 && belongs(fd, id, crc))
		return fd;
	if (fd >= 0)
		close(fd);
	return -ENOENT;
}

static int by_build_id(const struct build_id *id, const char *root, const char *debug_dir)
{
	char path[PATH_MAX];
	int n;

	if (id->len < 2)
		return -ENOENT;
	n = snprintf(path, sizeof(path), "%s%s/.build-id/%02x/", root, debug_dir, id->bytes[0]);
	if (n < 0 || (size_t)n + 2 * BUILD_ID_MAX + sizeof(".debug") > sizeof(path))
		return -ENOENT;
	for (u32 i = 1; i < id->len; i++)
		n += sprintf(path + n, "%02x", id->bytes[i]);
	strcpy(path + n, ".debug");
	return try_file(path, id, NULL);
}

/* .gnu_debuglink: a file name, zeros up to a multiple of 4, the checksum in the file's order. */
static const char *debuglink(Elf *elf, u32 *crc)
{
	Elf_Scn *scn = NULL;
	size_t strings, len;
	GElf_Ehdr eh;

	if (elf_getshdrstrndx(elf, &strings) != 0 || !gelf_getehdr(elf, &eh))
		return NULL;
	while ((scn = elf_nextscn(elf, scn))) {
		const char *name;
		Elf_Data *data;
		GElf_Shdr sh;
		const u8 *p;

		if (!gelf_getshdr(scn, &sh) || sh.sh_type != SHT_PROGBITS)
			continue;
		name = elf_strptr(elf, strings, sh.sh_name);
		if (!name || strcmp(name, ".gnu_debuglink") != 0)
			continue;
		data = elf_rawdata(scn, NULL);
		if (!data || !data->d_buf || !memchr(data->d_buf, '\0', data->d_size))
			return NULL;
		len = ALIGN_UP(strlen(data->d_buf) + 1, 4);
		if (len + 4 > data->d_size || strchr(data->d_buf, '/'))
			return NULL;
		p = (const u8 *)data->d_buf + len;
		*crc = eh.e_ident[EI_DATA] == ELFDATA2MSB
		               ? (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3]
		               : (u32)p[3] << 24 | (u32)p[2] << 16 | (u32)p[1] << 8 | p[0];
		return data->d_buf;
	}
	return NULL;
}

static int by_debuglink(Elf *elf, const struct build_id *id, const char *path, const char *root,
                        const char *debug_dir)
{
	const char *slash = strrchr(path, '/'), *link;
	int dir = slash ? (int)(slash - path) : 0, fd = -ENOENT;
	const char *before[] = {"", "", debug_dir}, *behind[] = {"", "/.debug", ""};
	char file[PATH_MAX];
	u32 crc;

	link = debuglink(elf, &crc);
	if (!link || !slash)
		return -ENOENT;
	for (size_t i = 0; fd < 0 && i < ARRAY_LEN(before); i++) {
		int n = snprintf(file, sizeof(file), "%s%s%.*s%s/%s", root, before[i], dir, path,
		                 behind[i], link);

		if (n > 0 && (size_t)n < sizeof(file))
			fd = try_file(file, id, &crc);
	}
	return fd;
}

int debug_file_open(Elf *elf, const char *path, const char *root, const char *debug_dir)
{
	struct build_id id;
	int fd;

	build_id_read(elf, &id);
	fd = by_build_id(&id, root, debug_dir);
	if (fd < 0)
		fd = by_debuglink(elf, &id, path, root, debug_dir);
	if (fd < 0 && *root)
		fd = debug_file_open(elf, path, "", debug_dir);
	return fd;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A hash table from byte strings to pointers, for compile-time look-ups (not the VM's maps). */
#ifndef SONDE_HASH_H
#define SONDE_HASH_H

#include "util/base.h"

struct hash_entry {
	void *key; /* a copy, owned by the table */
	size_t key_len;
	u64 hash;
	void *value;
};

struct hash {
	struct hash_entry *slots; /* open addressing, power of two */
	size_t n, cap;
};

#define HASH_INIT          \
	{                  \
		NULL, 0, 0 \
	}

u64 hash_bytes(const void *p, size_t n); /* FNV-1a, finished with a mix */
void hash_free(struct hash *h);
void *hash_get(const struct hash *h, const void *key, size_t n); /* NULL if absent */
/* Returns the value that was there before (NULL if none). value must not be NULL. */
void *hash_put(struct hash *h, const void *key, size_t n, void *value);
void *hash_del(struct hash *h, const void *key, size_t n);
void *hash_gets(const struct hash *h, const char *key); /* the same for C strings */
void *hash_puts(struct hash *h, const char *key, void *value);
/* Iterate: for (struct hash_entry *e = NULL; (e = hash_next(&h, e));) */
struct hash_entry *hash_next(const struct hash *h, struct hash_entry *e);

#endif

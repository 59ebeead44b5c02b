/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/diag.h"

#include <ctype.h>
#include <string.h>

#define WORD_MAX (sizeof(((struct nearest *)0)->best))

static u32 min3(u32 a, u32 b, u32 c)
{
	a = a < b ? a : b;
	return a < c ? a : c;
}

/* Edits (insert, remove, replace, swap neighbours) between two words; case is free. */
static u32 edit_distance(const char *a, size_t la, const char *b, size_t lb)
{
	u32 rows[3][WORD_MAX + 1], *before = rows[0], *prev = rows[1], *cur = rows[2];

	for (size_t j = 0; j <= lb; j++)
		prev[j] = (u32)j;
	for (size_t i = 1; i <= la; i++) {
		int ca = tolower((unsigned char)a[i - 1]);
		u32 *spare = before;

		cur[0] = (u32)i;
		for (size_t j = 1; j <= lb; j++) {
			int cb = tolower((unsigned char)b[j - 1]);

			cur[j] = min3(prev[j] + 1, cur[j - 1] + 1, prev[j - 1] + (ca != cb));
			if (i > 1 && j > 1 && ca == tolower((unsigned char)b[j - 2]) &&
			    cb == tolower((unsigned char)a[i - 2]) && before[j - 2] + 1 < cur[j])
				cur[j] = before[j - 2] + 1;
		}
		before = prev;
		prev = cur;
		cur = spare;
	}
	return prev[lb];
}

void nearest_init(struct nearest *n, const char *word)
{
	n->word = word;
	n->best[0] = '\0';
	n->distance = (u32)(strlen(word) / 3) + 1;
}

void nearest_feed(struct nearest *n, const char *candidate)
{
	size_t word = strlen(n->word), len = strlen(candidate);
	size_t apart = word > len ? word - len : len - word;
	u32 distance;

	if (apart >= n->distance || word >= WORD_MAX || len >= WORD_MAX)
		return;
	distance = edit_distance(n->word, word, candidate, len);
	if (distance >= n->distance)
		return;
	n->distance = distance;
	memcpy(n->best, candidate, len + 1);
}

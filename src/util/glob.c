/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/glob.h"

#include <string.h>

bool glob_is(const char *pattern)
{
	const char *open = strchr(pattern, '[');

	return strpbrk(pattern, "*?") || (open && strchr(open, ']'));
}

/* Match c against the set that begins after '['. Returns the byte after the closing ']', or NULL
 * if there is none and the '[' stands for itself. A ']' that comes first is a member. */
static const char *match_set(const char *p, unsigned char c, bool *hit)
{
	bool negate = *p == '!' || *p == '^';
	bool in = false;
	const char *first;

	p += negate;
	for (first = p; *p && (*p != ']' || p == first); p++) {
		unsigned char lo = (unsigned char)*p, hi = lo;

		if (p[1] == '-' && p[2] && p[2] != ']') {
			hi = (unsigned char)p[2];
			p += 2;
		}
		in = in || (lo <= c && c <= hi);
	}
	if (!*p)
		return NULL;
	*hit = in != negate;
	return p + 1;
}

/* One pattern element other than '*' against c; the rest of the pattern, or NULL. */
static const char *match_one(const char *p, char c)
{
	const char *rest;
	bool hit;

	if (!c || !*p)
		return NULL;
	if (*p == '?')
		return p + 1;
	if (*p == '[') {
		rest = match_set(p + 1, (unsigned char)c, &hit);
		if (rest)
			return hit ? rest : NULL;
	}
	return *p == c ? p + 1 : NULL;
}

bool glob_match(const char *pattern, const char *s)
{
	/* Where to resume when the text after the last '*' does not match: only the last star
	 * ever needs to give way. */
	const char *star = NULL, *from = NULL, *next;

	while (*s || *pattern) {
		if (*pattern == '*') {
			star = ++pattern;
			from = s;
			continue;
		}
		next = match_one(pattern, *s);
		if (next) {
			pattern = next;
			s++;
			continue;
		}
		if (!star || !*from)
			return false;
		pattern = star;
		s = ++from;
	}
	return true;
}

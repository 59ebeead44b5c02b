/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a text a sequence of JSON values? For fuzz targets. */
#ifndef SONDE_FUZZ_JSON_H
#define SONDE_FUZZ_JSON_H

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const char *fuzz_json_value(const char *p, const char *end);

static const char *fuzz_json_space(const char *p, const char *end)
{
	while (p < end && isspace((unsigned char)*p))
		p++;
	return p;
}

/* p behind the opening quote. NULL: wrong. */
static const char *fuzz_json_string(const char *p, const char *end)
{
	for (; p < end && *p != '"'; p++) {
		if ((unsigned char)*p < 0x20)
			return NULL;
		if (*p != '\\')
			continue;
		p++;
		if (p == end || !strchr("\"\\/bfnrtu", *p) || !*p)
			return NULL;
		if (*p != 'u')
			continue;
		for (int i = 0; i < 4; i++)
			if (++p >= end || !isxdigit((unsigned char)*p))
				return NULL;
	}
	return p < end ? p + 1 : NULL;
}

/* The members of an object or array, p behind its bracket. */
static const char *fuzz_json_list(const char *p, const char *end, char close)
{
	p = fuzz_json_space(p, end);
	if (p < end && *p == close)
		return p + 1;
	while (p && p < end) {
		if (close == '}') {
			p = fuzz_json_space(p, end);
			if (p >= end || *p != '"' || !(p = fuzz_json_string(p + 1, end)))
				return NULL;
			p = fuzz_json_space(p, end);
			if (p >= end || *p++ != ':')
				return NULL;
		}
		p = fuzz_json_value(p, end);
		p = p ? fuzz_json_space(p, end) : NULL;
		if (p && p < end && *p == close)
			return p + 1;
		if (!p || p >= end || *p++ != ',')
			return NULL;
	}
	return NULL;
}

static const char *fuzz_json_value(const char *p, const char *end)
{
	static const char *const words[] = {"true", "false", "null"};

	p = fuzz_json_space(p, end);
	if (p >= end)
		return NULL;
	if (*p == '"')
		return fuzz_json_string(p + 1, end);
	if (*p == '{' || *p == '[')
		return fuzz_json_list(p + 1, end, *p == '{' ? '}' : ']');
	for (int i = 0; i < 3; i++)
		if ((size_t)(end - p) >= strlen(words[i]) && !memcmp(p, words[i], strlen(words[i])))
			return p + strlen(words[i]);
	if (*p == '-')
		p++;
	if (p >= end || !isdigit((unsigned char)*p))
		return NULL;
	while (p < end && (isdigit((unsigned char)*p) || *p == '.'))
		p++;
	return p;
}

/* 0, or -1. */
static int fuzz_json_check(const char *text, size_t len)
{
	const char *end = text + len, *p = fuzz_json_space(text, end);

	while (p && p < end) {
		p = fuzz_json_value(p, end);
		p = p ? fuzz_json_space(p, end) : NULL;
	}
	return p ? 0 : -1;
}

#endif

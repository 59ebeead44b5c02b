/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/unit/unit.h"
#include "util/arena.h"
#include "util/buf.h"
#include "util/diag.h"
#include "util/files.h"
#include "util/glob.h"
#include "util/hash.h"
#include "util/json.h"
#include "util/wide.h"

static void arena_zeroes_and_aligns(void)
{
	static const size_t sizes[] = {1, 3, 8, 100, 20000, 70000, 0, 5};
	struct arena *a = arena_new();
	u8 *p[64 * ARRAY_LEN(sizes)];
	u32 dirty = 0, crooked = 0, overlap = 0;

	for (size_t i = 0; i < ARRAY_LEN(p); i++) {
		size_t size = sizes[i % ARRAY_LEN(sizes)];

		p[i] = arena_alloc(a, size);
		crooked += (uintptr_t)p[i] % _Alignof(max_align_t) != 0;
		for (size_t j = 0; j < size; j++)
			dirty += p[i][j] != 0;
		memset(p[i], (int)i | 1, size);
	}
	for (size_t i = 0; i < ARRAY_LEN(p); i++)
		for (size_t j = 0; j < sizes[i % ARRAY_LEN(sizes)]; j++)
			overlap += p[i][j] != (u8)(i | 1);
	UNIT_INT_EQUAL(dirty, 0);
	UNIT_INT_EQUAL(crooked, 0);
	UNIT_INT_EQUAL(overlap, 0);
	arena_free(a);
	arena_free(NULL);
}

static void arena_copies_strings(void)
{
	struct arena *a = arena_new();

	UNIT_STR_EQUAL(arena_strdup(a, "kprobe"), "kprobe");
	UNIT_STR_EQUAL(arena_strndup(a, "kprobe:x", 6), "kprobe");
	UNIT_STR_EQUAL(arena_strndup(a, "k", 6), "k");
	UNIT_STR_EQUAL(arena_printf(a, "%s:%d", "line", 12), "line:12");
	UNIT_STR_EQUAL(arena_printf(a, "%s", ""), "");
	CU_ASSERT(memcmp(arena_memdup(a, "a\0b", 3), "a\0b", 3) == 0);
	arena_free(a);
}

static void arena_pushes(void)
{
	struct arena *a = arena_new();
	u32 *numbers = NULL, n = 0, wrong = 0;

	for (u32 i = 0; i < 1000; i++) {
		u32 *slot = ARENA_PUSH(a, numbers, n);

		wrong += *slot != 0 || slot != &numbers[i];
		*slot = i;
	}
	for (u32 i = 0; i < n; i++)
		wrong += numbers[i] != i;
	UNIT_INT_EQUAL(n, 1000);
	UNIT_INT_EQUAL(wrong, 0);
	arena_free(a);
}

static void buf_grows(void)
{
	struct buf b = BUF_INIT;
	const char *zeroes;

	UNIT_STR_EQUAL(buf_str(&b), "");
	buf_adds(&b, "one");
	buf_addc(&b, ' ');
	buf_addn(&b, '-', 3);
	buf_addf(&b, " %05d", 42);
	UNIT_STR_EQUAL(buf_str(&b), "one --- 00042");
	zeroes = buf_grow(&b, 4);
	CU_ASSERT(memcmp(zeroes, "\0\0\0\0", 5) == 0);
	UNIT_INT_EQUAL(b.len, 17);
	buf_clear(&b);
	UNIT_STR_EQUAL(buf_str(&b), "");
	for (u32 i = 0; i < 1000; i++)
		buf_addf(&b, "%04u,", i);
	UNIT_INT_EQUAL(b.len, 5000);
	CU_ASSERT(memcmp(b.data + 4990, "0998,0999,", 11) == 0);
	buf_free(&b);
	UNIT_INT_EQUAL(b.cap, 0);
}

static void buf_formats_longer_than_its_room(void)
{
	struct buf b = BUF_INIT;
	char word[500];

	memset(word, 'w', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	buf_addf(&b, "<%s|%s>", word, word);
	UNIT_INT_EQUAL(b.len, 2 * 499 + 3);
	UNIT_INT_EQUAL(strlen(b.data), b.len);
	CU_ASSERT(b.data[500] == '|' && b.data[b.len - 1] == '>');
	buf_free(&b);
}

static void buf_reads_files(void)
{
	char path[] = "/tmp/sonde-unit-XXXXXX";
	char text[40000];
	struct buf b = BUF_INIT;
	int fd = mkstemp(path);

	memset(text, 't', sizeof(text));
	CU_ASSERT_FATAL(fd >= 0);
	UNIT_INT_EQUAL(write(fd, text, sizeof(text)), sizeof(text));
	close(fd);
	buf_adds(&b, "before ");
	UNIT_INT_EQUAL(buf_read_file(&b, path), 0);
	UNIT_INT_EQUAL(b.len, sizeof(text) + 7);
	UNIT_INT_EQUAL(strlen(b.data), b.len);
	unlink(path);
	UNIT_INT_EQUAL(buf_read_file(&b, path), -ENOENT);
	UNIT_INT_EQUAL(buf_read_file(&b, "/"), -EISDIR);
	UNIT_INT_EQUAL(b.len, sizeof(text) + 7);
	buf_clear(&b);
	UNIT_INT_EQUAL(buf_read_file(&b, "/proc/self/comm"), 0);
	CU_ASSERT(b.len > 1);
	buf_free(&b);
}

/* A random run of puts and deletes over few keys, against an array. */
static void hash_agrees_with_an_array(void)
{
	struct hash h = HASH_INIT;
	void *want[300] = {0};
	u32 state = 1, wrong = 0, alive = 0, seen = 0;

	for (u32 step = 0; step < 20000; step++) {
		u32 key, put;

		state = state * 1103515245u + 12345u;
		key = (state >> 8) % ARRAY_LEN(want);
		put = (state >> 24) & 1;
		if (put)
			wrong += hash_put(&h, &key, sizeof(key), &want[step % 300]) != want[key];
		else
			wrong += hash_del(&h, &key, sizeof(key)) != want[key];
		want[key] = put ? &want[step % 300] : NULL;
		key = step % ARRAY_LEN(want);
		wrong += hash_get(&h, &key, sizeof(key)) != want[key];
	}
	for (u32 key = 0; key < ARRAY_LEN(want); key++)
		alive += want[key] != NULL;
	for (struct hash_entry *e = NULL; (e = hash_next(&h, e));) {
		u32 key;

		memcpy(&key, e->key, sizeof(key));
		wrong += e->value != want[key];
		seen++;
	}
	UNIT_INT_EQUAL(wrong, 0);
	UNIT_INT_EQUAL(h.n, alive);
	UNIT_INT_EQUAL(seen, alive);
	hash_free(&h);
}

static void hash_keys_are_bytes(void)
{
	struct hash h = HASH_INIT;
	int one, two, three;

	CU_ASSERT_PTR_NULL(hash_gets(&h, "absent"));
	CU_ASSERT_PTR_NULL(hash_del(&h, "absent", 6));
	CU_ASSERT_PTR_NULL(hash_puts(&h, "pid", &one));
	CU_ASSERT_PTR_NULL(hash_put(&h, "pid", 4, &two)); /* with its NUL: another key */
	CU_ASSERT_PTR_NULL(hash_put(&h, "", 0, &three));
	CU_ASSERT_PTR_EQUAL(hash_gets(&h, "pid"), &one);
	CU_ASSERT_PTR_EQUAL(hash_get(&h, "pid", 4), &two);
	CU_ASSERT_PTR_EQUAL(hash_gets(&h, ""), &three);
	CU_ASSERT_PTR_EQUAL(hash_puts(&h, "pid", &two), &one);
	hash_free(&h);
	CU_ASSERT_PTR_NULL(hash_gets(&h, "pid"));
}

static void globs_match(void)
{
	static const struct {
		const char *pattern, *text;
		bool match;
	} rows[] = {
	        {"vfs_read", "vfs_read", true},
	        {"vfs_read", "vfs_readv", false},
	        {"vfs_*", "vfs_read", true},
	        {"vfs_*", "vfs_", true},
	        {"vfs_*", "do_vfs_", false},
	        {"*read", "vfs_read_read", true},
	        {"*rea?*x", "areadyreabx", true},
	        {"a*b*c", "a1b2b3c", true},
	        {"a*b*c", "a1b2b3", false},
	        {"?", "", false},
	        {"?", "x", true},
	        {"", "", true},
	        {"", "x", false},
	        {"*", "", true},
	        {"**", "xy", true},
	        {"sys_[a-c]*", "sys_bind", true},
	        {"sys_[a-c]*", "sys_dup", false},
	        {"sys_[!a-c]*", "sys_dup", true},
	        {"[]x]", "]", true},
	        {"[]x]", "y", false},
	        {"[a-]", "-", true},
	        {"a[b", "a[b", true},
	        {"a[b", "ab", false},
	        {"*[0-9]", "cpu12", true},
	        {"[!x]", "", false},
	        {"[\xe0-\xff]", "\xe9", true},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char row[100];

		snprintf(row, sizeof(row), "%s %s %d", rows[i].pattern, rows[i].text,
		         glob_match(rows[i].pattern, rows[i].text));
		CU_assertImplementation(glob_match(rows[i].pattern, rows[i].text) == rows[i].match,
		                        __LINE__, row, __FILE__, "", CU_FALSE);
	}
	CU_ASSERT(glob_is("a*") && glob_is("a?") && glob_is("[ab]"));
	CU_ASSERT(!glob_is("plain") && !glob_is("a[b") && !glob_is(""));
}

static void globs_do_not_explode(void)
{
	char text[3001];

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	CU_ASSERT_FALSE(glob_match("a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", text));
}

static void json_nests(void)
{
	struct buf b = BUF_INIT;
	struct json j;

	json_init(&j, &b);
	json_open(&j, '{');
	json_key(&j, "type");
	json_str(&j, "map");
	json_key(&j, "data");
	json_open(&j, '[');
	json_int(&j, INT64_MIN);
	json_uint(&j, UINT64_MAX);
	json_open(&j, '{');
	json_close(&j, '}');
	json_open(&j, '[');
	json_close(&j, ']');
	json_bool(&j, true);
	json_bool(&j, false);
	json_null(&j);
	json_close(&j, ']');
	json_key(&j, "n");
	json_double(&j, 0.1);
	json_close(&j, '}');
	UNIT_STR_EQUAL(buf_str(&b),
	               "{\"type\": \"map\", \"data\": [-9223372036854775808, "
	               "18446744073709551615, {}, [], true, false, null], \"n\": 0.1}");
	buf_free(&b);
}

static const char *quoted(struct buf *b, const char *s, size_t n)
{
	struct json j;

	buf_clear(b);
	json_init(&j, b);
	json_strn(&j, s, n);
	return buf_str(b);
}

static void json_quotes(void)
{
	struct buf b = BUF_INIT;

	UNIT_STR_EQUAL(quoted(&b, "a\"b\\c/", 6), "\"a\\\"b\\\\c/\"");
	UNIT_STR_EQUAL(quoted(&b, "\b\f\n\r\t\0\x1f\x7f", 8),
	               "\"\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\"");
	UNIT_STR_EQUAL(quoted(&b, "\xc3\xa9\xf0\x9f\x98\x80", 6), "\"\xc3\xa9\xf0\x9f\x98\x80\"");
	/* Cut off, overlong, a surrogate, a lone continuation, beyond U+10FFFF. */
	UNIT_STR_EQUAL(quoted(&b, "x\xc3", 2), "\"x\xef\xbf\xbd\"");
	UNIT_STR_EQUAL(quoted(&b, "\xc0\x80", 2), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
	UNIT_STR_EQUAL(quoted(&b, "\xed\xa0\x80", 3), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
	UNIT_STR_EQUAL(quoted(&b, "\x80y", 2), "\"\xef\xbf\xbdy\"");
	UNIT_STR_EQUAL(quoted(&b, "\xf5\x80\x80\x80", 1), "\"\xef\xbf\xbd\"");
	buf_free(&b);
}

static void json_doubles_read_back(void)
{
	static const double values[] = {0, 1, -2.5, 1e300, 1.0 / 3, DBL_MIN, DBL_MAX, 123456789.25};
	struct buf b = BUF_INIT;
	struct json j;

	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		buf_clear(&b);
		json_init(&j, &b);
		json_double(&j, values[i]);
		CU_ASSERT(strtod(buf_str(&b), NULL) == values[i]);
	}
	buf_clear(&b);
	json_init(&j, &b);
	json_double(&j, 1.0 / 0.0);
	UNIT_STR_EQUAL(buf_str(&b), "null");
	buf_free(&b);
}

/* A diag that writes into memory; diag_text() ends it and gives what was written. */
struct probe_diag {
	struct diag d;
	char *text;
	size_t len;
};

static void diag_open(struct probe_diag *p)
{
	diag_init(&p->d, open_memstream(&p->text, &p->len));
}

static void diag_expect(struct probe_diag *p, const char *want)
{
	fclose(p->d.out);
	UNIT_STR_EQUAL(p->text, want);
	free(p->text);
}

static struct source source_of(const char *text)
{
	return (struct source){.name = "stdin", .text = text, .len = strlen(text)};
}

static void diag_marks_the_span(void)
{
	struct source src = source_of("BEGIN {}\nkprobe:vfs_raed { @ = count(); }\n");
	struct probe_diag p;

	diag_open(&p);
	UNIT_INT_EQUAL(diag_error(&p.d, (struct span){&src, 9, 24}, "no probe %s", "vfs_raed"),
	               -EINVAL);
	diag_hint(&p.d, "did you mean kprobe:vfs_read?");
	diag_error(&p.d, (struct span){&src, 27, 28}, "one column");
	diag_error(&p.d, NO_SPAN, "no position");
	UNIT_INT_EQUAL(p.d.errors, 3);
	diag_expect(&p, "stdin:2:1: ERROR: no probe vfs_raed\n"
	                "kprobe:vfs_raed { @ = count(); }\n"
	                "~~~~~~~~~~~~~~~\n"
	                "HINT: did you mean kprobe:vfs_read?\n"
	                "stdin:2:19: ERROR: one column\n"
	                "kprobe:vfs_raed { @ = count(); }\n"
	                "                  ^\n"
	                "ERROR: no position\n");
}

static void diag_lines_up(void)
{
	struct source src = source_of("\t\tx\xc3\xa9 = abc\ndef");
	struct probe_diag p;

	diag_open(&p);
	diag_error(&p.d, (struct span){&src, 8, 15}, "over two lines");
	diag_error(&p.d, (struct span){&src, 3, 5}, "one character");
	diag_error(&p.d, (struct span){&src, 15, 15}, "at the end");
	diag_error(&p.d, (struct span){&src, 900, 1000}, "beyond the end");
	diag_expect(&p, "stdin:1:9: ERROR: over two lines\n\t\tx\xc3\xa9 = abc\n\t\t     ~~~\n"
	                "stdin:1:4: ERROR: one character\n\t\tx\xc3\xa9 = abc\n\t\t ^\n"
	                "stdin:2:4: ERROR: at the end\ndef\n   ^\n"
	                "stdin:2:4: ERROR: beyond the end\ndef\n   ^\n");
}

static void diag_mutes_with_its_hints(void)
{
	struct source src = source_of("x");
	struct probe_diag p;

	diag_open(&p);
	p.d.max_errors = 1;
	p.d.no_warnings = true;
	diag_error(&p.d, NO_SPAN, "first");
	diag_note(&p.d, (struct span){&src, 0, 1}, "here");
	diag_error(&p.d, NO_SPAN, "second");
	diag_hint(&p.d, "of the second");
	diag_warn(&p.d, NO_SPAN, "a warning");
	diag_note(&p.d, NO_SPAN, "of the warning");
	UNIT_INT_EQUAL(p.d.errors, 2);
	UNIT_INT_EQUAL(p.d.warnings, 1);
	diag_expect(&p, "ERROR: first\nstdin:1:1: NOTE: here\nx\n^\n");
}

static void spans_join(void)
{
	struct source one = source_of("abcdef"), two = source_of("x");
	struct span a = {&one, 1, 2}, b = {&one, 4, 6}, other = {&two, 0, 1}, s;

	s = span_join(b, a);
	CU_ASSERT(s.src == &one && s.begin == 1 && s.end == 6);
	s = span_join(NO_SPAN, b);
	CU_ASSERT(s.src == &one && s.begin == 4 && s.end == 6);
	s = span_join(a, other);
	CU_ASSERT(s.src == &one && s.begin == 1 && s.end == 2);
}

static const char *nearest_of(const char *word)
{
	static const char *const names[] = {"pid",  "vfs_read", "vfs_write",
	                                    "comm", "BEGIN",    "nsecs"};
	static struct nearest n;

	nearest_init(&n, word);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		nearest_feed(&n, names[i]);
	return n.best;
}

static void nearest_names(void)
{
	char longer[600];

	UNIT_STR_EQUAL(nearest_of("vfs_raed"), "vfs_read");
	UNIT_STR_EQUAL(nearest_of("vfs_writes"), "vfs_write");
	UNIT_STR_EQUAL(nearest_of("begin"), "BEGIN");
	UNIT_STR_EQUAL(nearest_of("nsec"), "nsecs");
	UNIT_STR_EQUAL(nearest_of("xyz"), "");
	UNIT_STR_EQUAL(nearest_of("q"), "");
	UNIT_STR_EQUAL(nearest_of(""), "");
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	UNIT_STR_EQUAL(nearest_of(longer), "");
}

static void wide_products(void)
{
	static const u64 values[] = {0,          1,          3,     0xffffffff,        1ull << 32,
	                             1000000000, 1ull << 63, ~0ull, 0x123456789abcdef0};
	struct wide w = wide_mul(~0ull, ~0ull);

	CU_ASSERT(w.high == ~0ull - 1 && w.low == 1);
	UNIT_INT_EQUAL(wide_shift(wide_mul(1ull << 60, 1 << 20), 30), 1ull << 50);
	UNIT_INT_EQUAL(wide_shift(wide_mul(~0ull, 2), 0), ~0ull - 1);
	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		for (size_t k = 0; k < ARRAY_LEN(values); k++) {
			struct wide fast = wide_mul(values[i], values[k]),
			            parts = wide_mul_parts(values[i], values[k]);

			CU_ASSERT(fast.high == parts.high && fast.low == parts.low);
			if (values[k])
				CU_ASSERT(wide_div(parts, values[k]) == values[i]);
		}
}

static void files_have_room(void)
{
	struct rlimit old, now;

	CU_ASSERT_FATAL(!getrlimit(RLIMIT_NOFILE, &old));
	if (old.rlim_max < 2000) {
		unit_skip("no more files than %llu may be open", (unsigned long long)old.rlim_max);
		return;
	}
	now = (struct rlimit){64, old.rlim_max};
	CU_ASSERT_FATAL(!setrlimit(RLIMIT_NOFILE, &now));
	UNIT_INT_EQUAL(files_room(1000), 0);
	CU_ASSERT(!getrlimit(RLIMIT_NOFILE, &now) && now.rlim_cur >= 1000 && now.rlim_cur < 2000);
	UNIT_INT_EQUAL(files_room(10), 0); /* nor less than it is */
	CU_ASSERT(!getrlimit(RLIMIT_NOFILE, &now) && now.rlim_cur >= 1000);
	CU_ASSERT(now.rlim_max == old.rlim_max);
	setrlimit(RLIMIT_NOFILE, &old);
}

void suite_util(void)
{
	unit_suite("util");
	unit_test("arena zeroes and aligns", arena_zeroes_and_aligns);
	unit_test("arena copies strings", arena_copies_strings);
	unit_test("arena pushes", arena_pushes);
	unit_test("buf grows", buf_grows);
	unit_test("buf formats longer than its room", buf_formats_longer_than_its_room);
	unit_test("buf reads files", buf_reads_files);
	unit_test("hash agrees with an array", hash_agrees_with_an_array);
	unit_test("hash keys are bytes", hash_keys_are_bytes);
	unit_test("globs match", globs_match);
	unit_test("globs do not explode", globs_do_not_explode);
	unit_test("json nests", json_nests);
	unit_test("json quotes", json_quotes);
	unit_test("json doubles read back", json_doubles_read_back);
	unit_test("diag marks the span", diag_marks_the_span);
	unit_test("diag lines up", diag_lines_up);
	unit_test("diag mutes with its hints", diag_mutes_with_its_hints);
	unit_test("spans join", spans_join);
	unit_test("wide products", wide_products);
	unit_test("nearest names", nearest_names);
	unit_test("room for files", files_have_room);
}

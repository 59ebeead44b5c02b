// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/foreign_file.h"

#include <string.h>

#define PAGE 4096

static void put(struct buf *b, const struct machine *m, u64 v, u32 size)
{
	for (u32 i = 0; i < size; i++)
		buf_addc(b, (char)(v >> 8 * (m->big_endian ? size - 1 - i : i)));
}

static void put_text(struct buf *b, const struct machine *m, const char *text, u32 size)
{
	put(b, m, strlen(text), size);
	buf_adds(b, text);
}

static void put_format(struct buf *b, const struct machine *m, const char *name, u32 id,
                       const char *fields)
{
	struct buf t = BUF_INIT;

	buf_addf(&t,
	         "name: %s\nID: %u\nformat:\n"
	         "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
	         "\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
	         "\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"
	         "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n%s\nprint fmt: \"\"\n",
	         name, id, fields);
	put_text(b, m, buf_str(&t), 8);
	buf_free(&t);
}

static void put_formats(struct buf *b, const struct machine *m)
{
	struct buf t = BUF_INIT;

	put(b, m, 1, 4);
	buf_addf(&t,
	         "\tfield:int size;\toffset:8;\tsize:4;\tsigned:1;\n"
	         "\tfield:unsigned long caller[8];\toffset:%u;\tsize:%u;\tsigned:0;\n",
	         m->word == 8 ? 16 : 12, 8 * m->word);
	put_format(b, m, "kernel_stack", 4, buf_str(&t));
	put(b, m, 4, 4);
	buf_add(b, "test", 5);
	put(b, m, 1, 4);
	buf_clear(&t);
	buf_addf(&t,
	         "\tfield:u64 a;\toffset:8;\tsize:8;\tsigned:0;\n"
	         "\tfield:int b;\toffset:16;\tsize:4;\tsigned:1;\n"
	         "\tfield:unsigned short c;\toffset:20;\tsize:2;\tsigned:0;\n"
	         "\tfield:__data_loc char[] name;\toffset:24;\tsize:4;\tsigned:0;\n"
	         "\tfield:long d;\toffset:32;\tsize:%u;\tsigned:1;\n",
	         m->word);
	put_format(b, m, "ev", 10, buf_str(&t));
	buf_add(b, "kprobes", 8);
	put(b, m, 1, 4);
	buf_clear(&t);
	buf_addf(&t,
	         "\tfield:unsigned long __probe_ip;\toffset:8;\tsize:%u;\tsigned:0;\n"
	         "\tfield:u32 fd;\toffset:16;\tsize:4;\tsigned:0;\n"
	         "\tfield:__data_loc char[] what;\toffset:20;\tsize:4;\tsigned:1;\n",
	         m->word);
	put_format(b, m, "p_vfs_read", 11, buf_str(&t));
	buf_add(b, "eprobes", 8);
	put(b, m, 1, 4);
	put_format(b, m, "op", 12,
	           "\tfield:__data_loc char[] a0;\toffset:8;\tsize:4;\tsigned:1;\n"
	           "\tfield:u64 a1;\toffset:12;\tsize:8;\tsigned:0;\n");
	buf_add(b, "syscalls", 9);
	put(b, m, 1, 4);
	buf_clear(&t);
	buf_addf(&t,
	         "\tfield:int __syscall_nr;\toffset:8;\tsize:4;\tsigned:1;\n"
	         "\tfield:const char * filename;\toffset:%u;\tsize:%u;\tsigned:0;\n"
	         "\tfield:int flags;\toffset:%u;\tsize:%u;\tsigned:0;\n",
	         8 + m->word, m->word, 8 + 2 * m->word, m->word);
	put_format(b, m, "sys_enter_openat", 13, buf_str(&t));
	buf_free(&t);
}

/* An event of the ring buffer, 1000 ns after the one before. */
static void put_event(struct buf *page, const struct machine *m, const struct buf *record)
{
	u32 size = ALIGN_UP((u32)record->len, 4), length = size / 4;

	put(page, m, m->big_endian ? length << 27 | 1000 : 1000 << 5 | length, 4);
	buf_add(page, record->data, record->len);
	buf_addn(page, 0, size - record->len);
}

static void begin_record(struct buf *b, const struct machine *m, u32 type)
{
	buf_clear(b);
	put(b, m, type, 2);
	put(b, m, 0, 2);
	put(b, m, 6, 4);
}

static void put_string(struct buf *b, const struct machine *m, const char *s, u32 at)
{
	put(b, m, at | (u32)(strlen(s) + 1) << 16, 4);
}

static void put_events(struct buf *page, const struct machine *m)
{
	static const char *const names[] = {"one", "two", "three"};
	u64 base = m->word == 8 ? 0xffffffff81000000 : 0xc0100000;
	struct buf r = BUF_INIT;

	for (u32 i = 1; i <= 3; i++) {
		begin_record(&r, m, 10);
		put(&r, m, (u64)i << 40, 8);
		put(&r, m, (u64) - (s64)i, 4);
		put(&r, m, 0x100 + i, 2);
		put(&r, m, 0, 2);
		put_string(&r, m, names[i - 1], 40);
		put(&r, m, 0, 4);
		put(&r, m, (u64)(-2 * (s64)i), m->word);
		buf_addn(&r, 0, 40 - r.len);
		buf_add(&r, names[i - 1], strlen(names[i - 1]) + 1);
		put_event(page, m, &r);
		begin_record(&r, m, 4);
		put(&r, m, 2, 4);
		if (m->word == 8)
			put(&r, m, 0, 4);
		put(&r, m, base + 0x10, m->word);
		put(&r, m, base + 0x120, m->word);
		put_event(page, m, &r);
	}
	begin_record(&r, m, 11);
	put(&r, m, base + 0x200, m->word);
	buf_addn(&r, 0, 16 - r.len);
	put(&r, m, 77, 4);
	put_string(&r, m, "file", 24);
	buf_add(&r, "file", 5);
	put_event(page, m, &r);
	begin_record(&r, m, 12);
	put_string(&r, m, "/etc/x", 20);
	put(&r, m, 577, 8);
	buf_add(&r, "/etc/x", 7);
	put_event(page, m, &r);
	buf_free(&r);
}

static void put_option(struct buf *b, const struct machine *m, u32 id, const char *text)
{
	put(b, m, id, 2);
	put_text(b, m, text, 4);
}

static void put_options(struct buf *b, const struct machine *m)
{
	struct buf t = BUF_INIT;

	buf_addf(&t, "Linux box 6.1 %s", m->name);
	put_option(b, m, 5, buf_str(&t));
	buf_clear(&t);
	buf_addf(&t,
	         "p:kprobes/p_vfs_read vfs_read fd=%s:u32 what=+0(%s):string\n"
	         "e:eprobes/op syscalls.sys_enter_openat a0=+0($filename):ustring a1=$flags:u64\n",
	         m->arg0, m->arg1);
	put_option(b, m, 0x5d01, buf_str(&t));
	put_option(b, m, 0x5d02, "5 5\n6 5\n");
	put(b, m, 0, 2);
	buf_free(&t);
}

void foreign_file(struct buf *out, const struct machine *m)
{
	struct buf page = BUF_INIT, text = BUF_INIT, events = BUF_INIT;

	buf_add(out, "\x17\x08\x44tracing6", 12);
	buf_addc(out, m->big_endian);
	buf_addc(out, (char)m->word);
	put(out, m, PAGE, 4);
	buf_add(out, "header_page", 12);
	buf_addf(&text,
	         "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
	         "\tfield: local_t commit;\toffset:8;\tsize:%u;\tsigned:1;\n"
	         "\tfield: char data;\toffset:%u;\tsize:%u;\tsigned:1;\n",
	         m->word, 8 + m->word, PAGE - 8 - m->word);
	put_text(out, m, buf_str(&text), 8);
	buf_add(out, "header_event", 13);
	put_text(out, m, "", 8);
	put_formats(out, m);
	put_text(out, m,
	         m->word == 8 ? "ffffffff81000000 T inner\nffffffff81000100 T outer\n"
	                        "ffffffff81000200 T vfs_read\n"
	                      : "c0100000 T inner\nc0100100 T outer\nc0100200 T vfs_read\n",
	         4);
	put_text(out, m, "", 4);
	put_text(out, m, "5 first\n6 second\n", 8);
	put(out, m, 1, 4);
	buf_add(out, "options  ", 10);
	put_options(out, m);
	buf_add(out, "flyrecord", 10);
	put_events(&events, m);
	put(&page, m, 5000000000, 8);
	put(&page, m, events.len, m->word);
	buf_add(&page, events.data, events.len);
	buf_addn(&page, 0, PAGE - page.len);
	put(out, m, ALIGN_UP(out->len + 16, PAGE), 8);
	put(out, m, PAGE, 8);
	buf_addn(out, 0, ALIGN_UP(out->len, PAGE) - out->len);
	buf_add(out, page.data, page.len);
	buf_free(&page);
	buf_free(&text);
	buf_free(&events);
}

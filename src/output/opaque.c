// SPDX-License-Identifier: GPL-2.0-or-later
/* Values whose text is looked up when they are printed: symbols, users, times, addresses … */
#include <arpa/inet.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "output/impl.h"
#include "probe/sysnum.h"
#include "sym/sym.h"

#define SECOND 1000000000ull

static u32 word_at(const u8 *value, u32 offset)
{
	return (u32)read_int(value + offset, 4, false);
}

static void inet_text(struct buf *out, const u8 *value)
{
	char text[INET6_ADDRSTRLEN];

	if (inet_ntop((int)word_at(value, 0), value + 4, text, sizeof(text)))
		buf_adds(out, text);
}

/* ns to add to a clock for the time of day. */
static u64 to_real(const struct output *o, u32 clock)
{
	static const clockid_t ids[] = {
	        [NSECS_BOOT] = CLOCK_BOOTTIME, [NSECS_TAI] = CLOCK_TAI, [NSECS_SW_TAI] = CLOCK_TAI};
	struct timespec real, other;

	if (clock == NSECS_MONO)
		return o->boot_to_real;
	if (clock >= ARRAY_LEN(ids))
		return 0;
	clock_gettime(CLOCK_REALTIME, &real);
	clock_gettime(ids[clock], &other);
	return (u64)(real.tv_sec - other.tv_sec) * SECOND + (u64)(real.tv_nsec - other.tv_nsec);
}

/* strftime's format with "%f", which is no conversion of C's, replaced by the microseconds. */
static void expand_micros(struct buf *out, const char *format, u64 ns)
{
	for (; *format; format++) {
		if (format[0] != '%' || !format[1]) {
			buf_addc(out, *format);
		} else if (*++format == 'f') {
			buf_addf(out, "%06u", (u32)(ns % SECOND / 1000));
		} else {
			buf_addc(out, '%');
			buf_addc(out, *format);
		}
	}
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void time_text(struct buf *out, const struct output *o, const u8 *value)
{
	u64 ns = read_int(value, 8, false) + to_real(o, word_at(value, 12));
	time_t seconds = (time_t)(ns / SECOND);
	struct buf format = BUF_INIT;
	u32 index = word_at(value, 8);
	char text[512];
	struct tm tm;

	if (index >= o->plan->nstrings || !localtime_r(&seconds, &tm))
		return;
	expand_micros(&format, o->plan->strings[index], ns);
	if (strftime(text, sizeof(text), buf_str(&format), &tm))
		buf_adds(out, text);
	buf_free(&format);
}

#pragma GCC diagnostic pop

#ifdef STATIC_PROGRAM /* getpwuid() would load the C library's modules for LDAP and the like */
static struct passwd *user_by_id(uid_t uid)
{
	FILE *f = fopen("/etc/passwd", "re");
	struct passwd *pw = NULL;

	while (f && (pw = fgetpwent(f)) && pw->pw_uid != uid)
		;
	if (f)
		fclose(f);
	return pw;
}
#else
static struct passwd *user_by_id(uid_t uid)
{
	return getpwuid(uid);
}
#endif

static void username_text(struct buf *out, u64 uid)
{
	struct passwd *pw = user_by_id((uid_t)uid);

	if (pw)
		buf_adds(out, pw->pw_name);
}

static void strerror_text(struct buf *out, u64 v)
{
	int err = (int)v;

	buf_adds(out, strerror(err < 0 ? -err : err));
}

/* Nothing, if there is no such process (any more). */
static void task_text(struct buf *out, u64 pid)
{
	struct buf name = BUF_INIT;
	char path[32];

	snprintf(path, sizeof(path), "/proc/%u/comm", (u32)pid);
	if (!buf_read_file(&name, path) && name.len)
		buf_add(out, name.data, name.len - (name.data[name.len - 1] == '\n'));
	buf_free(&name);
}

static void syscall_text(struct buf *out, u64 nr)
{
	const char *name = nr <= INT32_MAX ? syscall_by_number((s32)nr) : NULL;

	if (name)
		buf_adds(out, name);
	else
		buf_addf(out, "%" PRId64, (s64)nr);
}

void opaque_text(struct buf *out, const struct output *o, const struct type *t, const u8 *p)
{
	const struct plan *plan = o->plan;
	u64 v = t->size >= 8 ? read_int(p, 8, false) : 0, index;

	switch (t->kind) {
	case TY_KSYM:
		if (v)
			ksym_format(out, o->syms, v, SYM_NAME);
		else
			buf_addc(out, '0');
		break;
	case TY_USYM:
		if (v)
			usym_format(out, o->syms, word_at(p, 8), v, SYM_NAME);
		else
			buf_addc(out, '0');
		break;
	case TY_INET:
		inet_text(out, p);
		break;
	case TY_MAC:
		buf_addf(out, "%02X:%02X:%02X:%02X:%02X:%02X", p[0], p[1], p[2], p[3], p[4], p[5]);
		break;
	case TY_USERNAME:
		username_text(out, v);
		break;
	case TY_TIMESTAMP:
		time_text(out, o, p);
		break;
	case TY_PROBE:
		buf_adds(out, v < plan->sema->nprobes ? plan->sema->probes[v]->name : "?");
		break;
	case TY_CGROUP_PATH:
		index = read_int(p + 8, 8, false);
		cgroup_text(out, v, index < plan->nstrings ? plan->strings[index] : NULL);
		break;
	case TY_STRERROR:
		strerror_text(out, v);
		break;
	case TY_TASKNAME:
		task_text(out, v);
		break;
	case TY_SYSCALL:
		syscall_text(out, v);
		break;
	default:
		buf_addf(out, "%" PRIu64, v);
	}
}

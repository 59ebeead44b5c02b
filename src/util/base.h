/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The few types and macros every file uses. */
#ifndef SONDE_BASE_H
#define SONDE_BASE_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdarg.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

#define ARRAY_LEN(a)                  (sizeof(a) / sizeof((a)[0]))
#define ALIGN_UP(x, a)                (((x) + (a)-1) / (a) * (a))
#define PRINTF_LIKE(f, a)             __attribute__((format(printf, f, a)))
#define container_of(p, type, member) ((type *)((char *)(p)-offsetof(type, member)))

#endif

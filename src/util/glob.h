/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Globs as bpftrace has them: '*' any run, '?' one character, '[a-z]' '[!x]' a set. */
#ifndef SONDE_GLOB_H
#define SONDE_GLOB_H

#include "util/base.h"

bool glob_is(const char *pattern); /* has a wildcard */
bool glob_match(const char *pattern, const char *s);

#endif

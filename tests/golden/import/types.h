/* SPDX-License-Identifier: GPL-2.0-or-later */
struct header_thing {
	int first;
	int second;
};
#define HEADER_SEVEN 7
typedef struct header_thing header_thing_t;

/* SPDX-License-Identifier: GPL-2.0-or-later */
#define IN_DIR 3

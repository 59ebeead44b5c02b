/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "tests/unit/unit.h"

void suite_util(void)
{
	unit_suite("util");
}

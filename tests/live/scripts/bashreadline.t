# SPDX-License-Identifier: GPL-2.0-or-later
# A line typed at the prompt of an interactive bash
script_backends
need command:script
"$sonde" -l 'uprobe:/bin/bash:readline' 2>/dev/null | grep -q . || skip "this bash has no symbol readline"
script bashreadline
printf 'echo from-readline\nexit\n' | command script -qc 'bash --norc --noprofile -i' /dev/null
until_match "^$clock  [0-9]+ +exit\$"
match "^$clock  [0-9]+ +echo from-readline\$"

# SPDX-License-Identifier: GPL-2.0-or-later
# A name looked up, and one that the cache does not have
script_backends
functions 'lookup_fast lookup_fast.constprop.0' d_lookup
script dcsnoop
run touch "$tmp/name-of-a-file"
first=$child
run cat "$tmp/name-of-a-file"
ends 0.2
match "^[0-9]+ +$child +cat +R name-of-a-file\$" "^[0-9]+ +$first +touch +M name-of-a-file\$"

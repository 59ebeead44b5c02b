# SPDX-License-Identifier: GPL-2.0-or-later
# Program 2
need root
trace -e 'BEGIN { printf("hello world\n"); exit(); }'
is 'hello world'
printf 'Attaching 1 probe...\nhello world\n\n\n' | cmp -s - out || fail "not bpftrace's output"
quiet
same

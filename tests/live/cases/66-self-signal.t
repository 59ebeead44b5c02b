# SPDX-License-Identifier: GPL-2.0-or-later
# SIGUSR1 runs the clauses of self, and prints the maps where there are none
need root
start -e 'self:signal:SIGUSR1 { @n++; printf("signal %d\n", @n); if (@n == 2) { exit(); } } interval:s:1000 { }'
kill -USR1 "$pid"
within 10 grep -q 'signal 1' out || fail "not seen"
kill -USR1 "$pid"
within 10 gone "$pid" || fail "exit() does not end it"
wait "$pid"
is 'signal 1
signal 2
@n: 2'

start -e 'BEGIN { @x = 5; } interval:s:1000 { }'
kill -USR1 "$pid"
within 10 grep -q '^@x: 5' out || fail "the maps are not printed"
finish INT
count 2 '^@x: 5$'

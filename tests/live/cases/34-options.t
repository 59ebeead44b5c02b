# SPDX-License-Identifier: GPL-2.0-or-later
# Options
need root
trace -q -e 'BEGIN { printf("%s %d %d\n", str($1), $2, $#); exit(); }' word 7
is 'word 7 2'
no_match Attaching
trace -o file -e 'BEGIN { printf("to a file\n"); exit(); }'
[ "$(cat file)" = 'Attaching 1 probe...
to a file' ] || fail "-o wrote: $(cat file)"
echo 'BEGIN { printf("%d\n", $1); exit(); }' >script.bt
trace script.bt 42
is 42
trace -B full script.bt 43
is 43
trace -B none script.bt 44
is 44
trace --buffer-size 256K script.bt 45
is 45
timeout 20 "$sonde" --backend "$backend" - 46 <script.bt >out 2>err || fail "reading standard input"
is 46
trace --dry-run -e 'BEGIN { printf("not\n"); }'
[ ! -s out ] || fail "--dry-run runs"

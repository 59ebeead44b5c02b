# SPDX-License-Identifier: GPL-2.0-or-later
# Intervals fire in the order of the program and see earlier events
need root
trace -e 'interval:ms:50 { @x++; printf("%d\n", @x); } interval:ms:250 { exit(); } END { printf("end %d\n", @x); clear(@x); }'
is '1
2
3
4
5
end 5'
same

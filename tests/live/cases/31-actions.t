# SPDX-License-Identifier: GPL-2.0-or-later
# What user space does for BEGIN
need root
echo file >file
trace --unsafe -e 'BEGIN { @a[1] = 2; @a[3] = 4; print(@a); print(@a, 1); clear(@a); print(@a); @h = hist(5);
	zero(@h); print((1, "two", 3)); print("text"); system("echo %s", "from the shell"); cat("%s", "file");
	@c = count(); print(@c); clear(@c); clear(@h); time("%%\n"); exit(); }'
has '@a[1]: 2' '@a[3]: 4' '(1, two, 3)' 'text' 'from the shell' 'file' '@c: 1' '%'
count 2 '^@a\[3\]: 4$'
same

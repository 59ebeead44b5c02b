# SPDX-License-Identifier: GPL-2.0-or-later
# find() of what each CPU has a share of; truth of strings; the type of a map's keys
--- options -q

=== find of aggregates: what all shares make
--- program
BEGIN { @c[1] = count(); @c[1] = count(); let $v; if (find(@c, 1, $v)) { print($v); } @s["a"] = sum(-5); let $w = (int64)9;
	print(find(@s, "b", $w)); print($w); if (find(@s, "a", $w)) { print($w); }
	@v[1] = avg(4); @v[1] = avg(6); let $x; _ = find(@v, 1, $x); print($x);
	@m[1] = max(3); @m[1] = max(2); let $y; _ = find(@m, 1, $y); print($y); clear(@c); clear(@s); clear(@v); clear(@m); exit(); }
--- exit 0
--- stdout
2
false
9
-5
5
3







=== a string is true if it is not empty
--- program
BEGIN { $s = ""; print(((bool)"hello", (bool)"", (bool)comm, (bool)$s)); if ((bool)comm) { print("yes"); } @b = (bool)$s; print(sizeof((bool)comm)); exit(); }
--- exit 0
--- stdout
(true, false, true, false)
yes
1


@b: false
=== typeof a map with keys is the type of a key
--- program
BEGIN { @a["hi", 2] = 1; let $x : typeof(@a) = ("hello", (int16)1); @a["hello", (int32)1] = 7; print($x); if (@a[$x] == 7) { print("there"); } clear(@a); exit(); }
--- exit 0
--- stdout
(hello, 1)
there



=== values that nobody wants
--- program
BEGIN { @a[1] = 1; has_key(@a, 1); $b = has_key(@a, 1); _ = has_key(@a, 1); delete(@a, 1);
	$b == 1 ? print("x") : print("y"); pid == 2; $b; @a[2]++; let $v; find(@a, 2, $v); clear(@a); exit(); }
--- exit 0
--- stdout
x



--- stderr
stdin:1:20: WARNING: Return value discarded.
BEGIN { @a[1] = 1; has_key(@a, 1); $b = has_key(@a, 1); _ = has_key(@a, 1); delete(@a, 1);
                   ~~~~~~~~~~~~~~
stdin:2:37: WARNING: Return value discarded.
	$b == 1 ? print("x") : print("y"); pid == 2; $b; @a[2]++; let $v; find(@a, 2, $v); clear(@a); exit(); }
	                                   ~~~~~~~~
stdin:2:47: WARNING: Return value discarded.
	$b == 1 ? print("x") : print("y"); pid == 2; $b; @a[2]++; let $v; find(@a, 2, $v); clear(@a); exit(); }
	                                             ~~

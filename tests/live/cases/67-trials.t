# SPDX-License-Identifier: GPL-2.0-or-later
# --test and --bench
need root
cat >t.bt <<'END'
BEGIN { @base = 40; }
test:good { printf("hidden\n"); @base = @base + 2; }
test:bad { printf("shown\n"); return @base; }
test:error { errorf("wrong"); }
bench:slow { $a = 0; for ($i : 0..200) { $a++; } @a = $a; }
bench:count { @b = count(); }
END
need_backend
sonde --backend "$backend" --test t.bt
expect_status 1
is 'ok good
shown
FAILED bad
FAILED error
3 tests, 2 failed
@b: 0
@base: 42'
err_match 'ERROR: wrong'
sonde --backend "$backend" --bench t.bt
expect_status 0
match '^\| BENCHMARK \| NANOSECONDS \|$' '^\| count     \| [0-9]+ +\|$' '^\| slow      \| [0-9]+ +\|$' '^@a: 200$'
fast=$(sed -n 's/^| count *| \([0-9]*\).*/\1/p' out)
slow=$(sed -n 's/^| slow *| \([0-9]*\).*/\1/p' out)
[ "$slow" -gt "$fast" ] || fail "200 rounds take $slow ns, counting $fast"

# SPDX-License-Identifier: GPL-2.0-or-later
# Time series. An interval of 10^18 ns began on 9 September 2001 at 01:46:40 UTC, and ends in 2033.
--- options -q

=== tseries: the last value of the interval
--- environment TZ=UTC
--- program
BEGIN { @a = tseries(3, 1000000000000000000, 5); @a = tseries(10, 1000000000000000000, 5); exit(); }
--- exit 0
--- stdout


@a:
         9                                                  11
hh:mm:ss |___________________________________________________|
01:46:40 |                         *                         | 10
         v___________________________________________________v
         9                                                  11

=== tseries: its functions
--- environment TZ=UTC
--- program
BEGIN {
	$i = (int64)-3;
	while ($i <= 8) {
		@avg = tseries($i, 1000000000000000000, 2, "avg");
		@max = tseries($i, 1000000000000000000, 2, "max");
		@min = tseries($i, 1000000000000000000, 2, "min");
		@sum = tseries($i, 1000000000000000000, 2, "sum");
		$i += 1;
	}
	exit();
}
--- exit 0
--- stdout


@avg:
         1                                                   3
hh:mm:ss |___________________________________________________|
01:46:40 |                         *                         | 2
         v___________________________________________________v
         1                                                   3

@max:
         7                                                   9
hh:mm:ss |___________________________________________________|
01:46:40 |                         *                         | 8
         v___________________________________________________v
         7                                                   9

@min:
         -4                                                 -2
hh:mm:ss |___________________________________________________|
01:46:40 |                         *                         | -3
         v___________________________________________________v
         -4                                                 -2

@sum:
         29                                                 31
hh:mm:ss |___________________________________________________|
01:46:40 |                         *                         | 30
         v___________________________________________________v
         29                                                 31

=== tseries: unsigned values compare and divide as such
--- environment TZ=UTC
--- program
BEGIN {
	$big = (uint64)-1;
	@max = tseries($big, 1000000000000000000, 1, "max");
	@max = tseries((uint64)1, 1000000000000000000, 1, "max");
	@min = tseries($big, 1000000000000000000, 1, "min");
	@min = tseries((uint64)1, 1000000000000000000, 1, "min");
	@zero = tseries((uint64)0, 1000000000000000000, 1);
	exit();
}
--- exit 0
--- stdout


@max:
         18446744073709551614             18446744073709551615
hh:mm:ss |___________________________________________________|
01:46:40 |                                                   * 18446744073709551615
         v___________________________________________________v
         18446744073709551614             18446744073709551615

@min:
         0                                                   2
hh:mm:ss |___________________________________________________|
01:46:40 |                         *                         | 1
         v___________________________________________________v
         0                                                   2

@zero:
         0                                                   1
hh:mm:ss |___________________________________________________|
01:46:40 *                                                   | 0
         v___________________________________________________v
         0                                                   1

=== tseries: by key, in JSON
--- options -f json
--- environment TZ=UTC
--- program
BEGIN {
	@["two", 2] = tseries(7, 1000000000000000000, 4, "sum");
	@["two", 2] = tseries(8, 1000000000000000000, 4, "sum");
	@["one", 1] = tseries(-1, 1000000000000000000, 4, "sum");
	exit();
}
--- exit 0
--- stdout


{"type": "tseries", "data": {"@": {"one,1": [{"interval_start": "2001-09-09T01:46:40.000000000", "value": -1}], "two,2": [{"interval_start": "2001-09-09T01:46:40.000000000", "value": 15}]}}}
=== tseries: in JSON without a key
--- options -f json
--- environment TZ=UTC
--- program
BEGIN { @x = tseries(7, 1000000000000000000, 4); exit(); }
--- exit 0
--- stdout


{"type": "tseries", "data": {"@x": [{"interval_start": "2001-09-09T01:46:40.000000000", "value": 7}]}}
=== tseries: print() divides, shows the latest, and prints one key; clear, has_key, delete
--- environment TZ=UTC
--- program
BEGIN {
	@[1] = tseries(70, 1000000000000000000, 3, "max");
	@[2] = tseries(80, 1000000000000000000, 3, "max");
	print(@, 1, 10);
	print(@[2]);
	printf("%d %d", has_key(@, 1), has_key(@, 3));
	delete(@, 1);
	printf(" %d\n", has_key(@, 1));
	clear(@);
	exit();
}
--- exit 0
--- stdout
@[2]:
         7                                                   9
hh:mm:ss |___________________________________________________|
01:46:40 |                         *                         | 8
         v___________________________________________________v
         7                                                   9

@[2]:
         79                                                 81
hh:mm:ss |___________________________________________________|
01:46:40 |                         *                         | 80
         v___________________________________________________v
         79                                                 81

1 0 0



=== tseries: zero() leaves no value
--- program
BEGIN { @x = tseries(7, 1s, 4); zero(@x); exit(); }
--- exit 0
--- stdout


@x:
<no data>

=== tseries: an interval of hours, and those that need fractions of seconds
--- environment TZ=UTC
--- program
BEGIN { @x = tseries(7, 400000h, 1); @y = tseries(7, 1440000000001ms, 1); @z = tseries(7, 1440000000000000001ns, 1); exit(); }
--- exit 0
--- stdout


@x:
         6                                                   8
hh:mm:ss |___________________________________________________|
16:00:00 |                         *                         | 7
         v___________________________________________________v
         6                                                   8

@y:
             6                                                   8
hh:mm:ss.ms  |___________________________________________________|
16:00:00.001 |                         *                         | 7
             v___________________________________________________v
             6                                                   8

@z:
                   6                                                   8
hh:mm:ss.ns        |___________________________________________________|
16:00:00.000000001 |                         *                         | 7
                   v___________________________________________________v
                   6                                                   8


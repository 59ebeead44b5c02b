# SPDX-License-Identifier: GPL-2.0-or-later
# USDT probes: several places, arguments in registers and constants, semaphores, listing
need root workload uprobes
only bpf
# 32-bit ARM: the compiler may put a constant into memory that has a name for the assembler only
if grep -aq "@\.L[0-9]" "$workload"; then
	sonde -e "usdt:$workload:workload:step { print(arg2); }"
	expect_status 1
	err_match 'where this argument is cannot be told from ".*@\.L'
	pass
fi
trace -c "$workload usdt 2" -e "usdt:$workload:workload:step { printf(\"%d %s %d\\n\", arg0, str(arg1), arg2); }"
is '0 step 7
1000 step 0
1 step 7'

# the semaphore enables the probe
trace -c "$workload usdt 2" -e "usdt:$workload:quiet { printf(\"%lld\\n\", arg0); }"
is '-7000000000
-14000000000'

# places of one probe have one name
trace -c "$workload usdt 3" -e "usdt:$workload:* { @[probe] = count(); }"
is "@[usdt:$workload:workload:quiet]: 3
@[usdt:$workload:workload:step]: 4"

sonde -l "usdt:$workload:*"
is "usdt:$workload:workload:quiet
usdt:$workload:workload:step"

sonde -e "usdt:$workload:stop { exit(); }"
expect_status 1
err_match "no USDT probe stop in $workload" 'did you mean step\?'
sonde -e "usdt:$workload:step { print(arg3); }"
expect_status 1
err_match 'this USDT probe has 3 arguments'

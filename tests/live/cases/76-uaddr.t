# SPDX-License-Identifier: GPL-2.0-or-later
# uaddr(): symbols of the traced program, wherever it is loaded
need root workload uprobes
only bpf
trace -c "$workload calls 3" -e "uprobe:$workload:work_call {
		printf(\"%d %d %d %lld %s\\n\", *uaddr(\"work_byte\"), *uaddr(\"work_short\"), *uaddr(\"work_word\"),
			*uaddr(\"work_long\"), str(*uaddr(\"work_text\")));
		\$a = (uint32 *)uaddr(\"work_array\"); @[\$a[1], usym(uaddr(\"work_call\"))] = count(); }"
is '8 1600 320000 64000000000 text of the program
8 1600 320001 64000000000 text of the program
8 1600 320002 64000000000 text of the program
@[22, work_call]: 3'

# each of several probes reckons from its own place; also those of USDT, and in the midst of a function
trace -c "$workload calls 1 usdt 2" -e "uprobe:$workload:work_point,uprobe:$workload:work_call { @w[probe, *uaddr(\"work_short\")] = count(); }
	usdt:$workload:step { @u[*uaddr(\"work_short\"), arg0] = count(); }"
has "@w[uprobe:$workload:work_point, 1600]: 1" "@w[uprobe:$workload:work_call, 1600]: 1" \
	'@u[1600, 0]: 1' '@u[1600, 1]: 1' '@u[1600, 1000]: 1'

sonde --backend bpf -e "uprobe:$workload:work_call { print(*uaddr(\"work_bite\")); }"
expect_status 1
err_match 'has no symbol "work_bite"'

# the workload has a fixed place, where the address is known at the return as well; a library has not
trace -c "$workload calls 1" -e "uretprobe:$workload:work_call { @[*uaddr(\"work_word\")] = count(); }"
has '@[320001]: 1'
sonde --backend bpf -c 'bash -c :' -e 'uprobe:libc:exit { @[usym(uaddr("opendir"))] = count(); }'
if [ $status -eq 0 ]; then
	has '@[opendir]: 1'
	sonde --backend bpf -e 'uretprobe:libc:getpid { print(uaddr("opendir")); }'
	expect_status 1
	err_match 'uaddr\(\) in a uretprobe of a program that is loaded anywhere' 'keep it in a map by tid'
else
	err_match 'no library|not found|cannot find|no .*libc|ELF'
fi

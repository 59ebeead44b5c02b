# SPDX-License-Identifier: GPL-2.0-or-later
# Called under the name bpftrace, sonde takes its options
once
ln -s "$sonde" bpftrace
hello='BEGIN { printf("hello\n"); exit(); }'

# as ARG...: the program must run to its end
as()
{
	timeout 60 ./bpftrace "$@" >out 2>err
	status=$?
	expect_status 0
}

./bpftrace --version >out
match '^bpftrace v[0-9]+\.[0-9]+\.[0-9]+ \(sonde v[0-9.]+\)$'
"$sonde" --version >out
match '^sonde v'
for option in -k -kk -b --btf --usdt-file-activation --no-warnings --unsafe --verify-llvm-ir \
	'-O 3' '--no-feature kprobe_multi,uprobe_multi' '-I /tmp' '-B none' '-f text' '--emit-llvm x.ll'; do
	# shellcheck disable=SC2086
	as -q $option -e "$hello"
	is hello
done
err_match 'WARNING: sonde has no LLVM: x.ll is not written'
echo "$hello" >hello.bt
as -q hello.bt
is hello
for debug in -d -dd '-d ast' '-d codegen,dis' '-d all'; do
	# shellcheck disable=SC2086
	as $debug hello.bt
	match '^BEGIN$' 'call printf'
done
as --dry-run hello.bt
no_match hello
__BPFTRACE_NOTIFY_PROBES_ATTACHED=1 as -q hello.bt
BPFTRACE_PRINT_MAPS_ON_EXIT=0 as -q -e 'BEGIN { @shown = 1; exit(); }'
no_match shown
as --info
grep -q '^System$' err && grep -q '^Kernel helpers$' err && grep -q '^  probe_read_kernel: ' err && grep -q '^Map types$' err ||
	fail "--info: $(cat err)"
./bpftrace --emit-elf x -e "$hello" >out 2>err && fail "--emit-elf succeeds"
err_match 'ERROR: sonde has no LLVM'

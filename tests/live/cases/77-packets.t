# SPDX-License-Identifier: GPL-2.0-or-later
# skboutput(): packets in pcap files; kfunc_allowed()
need root btf kprobes workload
only bpf
sonde --backend bpf -c "$workload read 1 10" -e 'fentry:vfs_read /comm == "workload"/ {
	@lock[kfunc_exist("bpf_rcu_read_lock") == kfunc_allowed("bpf_rcu_read_lock"), kfunc_allowed("vfs_read"), kfunc_allowed("no_such")] = count(); }'
if [ $status -ne 0 ] && grep -q 'takes no f' err; then
	skip "$(grep -o 'this kernel takes no.*' err | head -n 1)"
fi
expect_status 0
match '^@lock\[true, false, false\]: [0-9]+$'
ip link set lo up 2>/dev/null

need command:ping func:ip_rcv func:loopback_xmit
ping -c 1 127.0.0.1 >/dev/null 2>&1 || skip "no loopback"
start -e 'fentry:ip_rcv { $ret = skboutput("in.pcap", args.skb, args.skb.len, 0); @in[$ret] = count(); }
	fentry:loopback_xmit { @out[skboutput("out.pcap", args.skb, 34, 14), skboutput("out.pcap", args.skb, 100000, 14)] = count(); }'
ping -c 1 -s 20 127.0.0.1 >/dev/null
finish INT
match '^@in\[0\]: [0-9]+$' '^@out\[0, -14\]: [0-9]+$'
bytes() { od -A n -v -t x1 -j "$2" -N "$3" "$1" | tr -d ' \n'; }
case $(bytes in.pcap 0 2) in
4d3c) ;;
*) skip "big-endian: the same in the other order" ;;
esac
[ "$(bytes in.pcap 0 24)" = 4d3cb2a1020004000000000000000000ffff0f0065000000 ] || fail "head: $(bytes in.pcap 0 24)"
# 48 bytes of IPv4 from its first, of now
[ "$(bytes in.pcap 32 12)" = 300000003000000045000030 ] || fail "packet: $(bytes in.pcap 24 40)"
sec=$((0x$(bytes in.pcap 27 1)$(bytes in.pcap 26 1)$(bytes in.pcap 25 1)$(bytes in.pcap 24 1)))
now=$(date +%s)
[ $((now - sec)) -lt 60 ] && [ $((sec - now)) -lt 60 ] || fail "time $sec, now $now"
# without the 14 bytes of Ethernet 20 of the 34 are left
[ "$(bytes out.pcap 32 12)" = 140000001400000045000030 ] || fail "packet: $(bytes out.pcap 24 40)"

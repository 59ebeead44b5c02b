# SPDX-License-Identifier: GPL-2.0-or-later
# C++ functions by the names of their source, with and without parameters
need root uprobes command:c++
once
cat >t.cc <<'END'
namespace ns {
struct thing {
	int v;
	__attribute__((noinline)) int get(int a) const { asm volatile("" ::: "memory"); return v + a; }
	__attribute__((noinline)) int get(long a) const { asm volatile("" ::: "memory"); return v - (int)a; }
};
}
int main()
{
	volatile int two = 2;
	ns::thing t{40 + (two - 2)};
	return t.get((int)two) + t.get((long)two) == 80 ? 0 : 1;
}
END
c++ -O1 -o prog t.cc || skip "c++ does not work"
trace -c "$PWD/prog" -e "uprobe:$PWD/prog:cpp:\"ns::thing::get\" { @[probe, arg1] = count(); }
	uretprobe:$PWD/prog:cpp:\"ns::thing::get(long) const\" { @r = retval; }"
is "@[uprobe:$PWD/prog:cpp:ns::thing::get(int) const, 2]: 1
@[uprobe:$PWD/prog:cpp:ns::thing::get(long) const, 2]: 1
@r: 38"

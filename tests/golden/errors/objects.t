# SPDX-License-Identifier: GPL-2.0-or-later
# Functions that are given one of the kernel's objects.
--- options --tracefs tracefs --dump=asm

=== path: where the kernel knows no types
--- program
struct path { int x; }; kprobe:f { print(path((struct path *)arg0)); }
--- exit 1
--- stderr
stdin:1:42: ERROR: path() can only be used in fentry, fexit and iter probes: elsewhere the kernel does not know what a pointer points at
struct path { int x; }; kprobe:f { print(path((struct path *)arg0)); }
                                         ~~~~~~~~~~~~~~~~~~~~~~~~~
=== path: of something else
--- needs btf
--- program
fentry:vfs_read { print(path(args.file)); }
--- exit 1
--- stderr
stdin:1:30: ERROR: path() expects a struct path *, not 'struct file *'
fentry:vfs_read { print(path(args.file)); }
                             ~~~~~~~~~
=== path: sizes
--- needs btf
--- program
fentry:vfs_read { print(path(args.file.f_path, 0)); print(path(args.file.f_path, 2000)); $n = 5; print(path(args.file.f_path, $n)); }
--- exit 1
--- stderr
stdin:1:48: ERROR: path() size must be from 1 to 1024 (max_strlen)
fentry:vfs_read { print(path(args.file.f_path, 0)); print(path(args.file.f_path, 2000)); $n = 5; print(path(args.file.f_path, $n)); }
                                               ^
stdin:1:82: ERROR: path() size must be from 1 to 1024 (max_strlen)
fentry:vfs_read { print(path(args.file.f_path, 0)); print(path(args.file.f_path, 2000)); $n = 5; print(path(args.file.f_path, $n)); }
                                                                                 ~~~~
stdin:1:127: ERROR: path() expects a literal integer as its size
fentry:vfs_read { print(path(args.file.f_path, 0)); print(path(args.file.f_path, 2000)); $n = 5; print(path(args.file.f_path, $n)); }
                                                                                                                              ~~
=== path: of a variable that changes
--- needs btf
--- program
fentry:vfs_read { $f = args.file; if (pid) { $f = (struct file *)args.buf } print(path($f.f_path)); }
--- exit 1
--- stderr
stdin:1:88: ERROR: this must be reached from the probe's arguments by fields alone, without variables that change: the kernel checks what it points at
fentry:vfs_read { $f = args.file; if (pid) { $f = (struct file *)args.buf } print(path($f.f_path)); }
                                                                                       ~~~~~~~~~
=== socket_cookie: where the kernel knows no types
--- program
struct sock { int x; }; kprobe:f { print(socket_cookie((struct sock *)arg0)); }
--- exit 1
--- stderr
stdin:1:42: ERROR: socket_cookie() can only be used in fentry, fexit and iter probes: elsewhere the kernel does not know what a pointer points at
struct sock { int x; }; kprobe:f { print(socket_cookie((struct sock *)arg0)); }
                                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
=== socket_cookie: of something else
--- needs btf
--- program
fentry:vfs_read { print(socket_cookie(args.file)); print(socket_cookie(*args.file)); }
--- exit 1
--- stderr
stdin:1:39: ERROR: socket_cookie() expects a struct sock *, not 'struct file *'
fentry:vfs_read { print(socket_cookie(args.file)); print(socket_cookie(*args.file)); }
                                      ~~~~~~~~~
stdin:1:72: ERROR: socket_cookie() expects a struct sock *, not 'struct file'
fentry:vfs_read { print(socket_cookie(args.file)); print(socket_cookie(*args.file)); }
                                                                       ~~~~~~~~~~
=== skboutput: where the kernel knows no types, and what it takes
--- needs btf
--- program
struct sk_buff { int x; }; kprobe:f { $r = skboutput("f.pcap", (struct sk_buff *)arg0, 10, 0); }
fentry:vfs_read { $r = skboutput("f.pcap", args.file, 10, 0); $n = "f"; $s = skboutput($n, args.file, 10, 0); }
--- exit 1
--- stderr
stdin:1:44: ERROR: skboutput() can only be used in fentry, fexit and iter probes: elsewhere the kernel does not know what a pointer points at
struct sk_buff { int x; }; kprobe:f { $r = skboutput("f.pcap", (struct sk_buff *)arg0, 10, 0); }
                                           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
stdin:2:44: ERROR: skboutput() expects a struct sk_buff *, not 'struct file *'
fentry:vfs_read { $r = skboutput("f.pcap", args.file, 10, 0); $n = "f"; $s = skboutput($n, args.file, 10, 0); }
                                           ~~~~~~~~~
stdin:2:88: ERROR: skboutput() expects a string literal here
fentry:vfs_read { $r = skboutput("f.pcap", args.file, 10, 0); $n = "f"; $s = skboutput($n, args.file, 10, 0); }
                                                                                       ~~
=== kfunc_allowed: of a name
--- program
BEGIN { $n = "f"; print(kfunc_allowed($n)); }
--- exit 1
--- stderr
stdin:1:39: ERROR: kfunc_allowed() expects a string literal here
BEGIN { $n = "f"; print(kfunc_allowed($n)); }
                                      ~~
=== unwatch: of no address
--- program
BEGIN { unwatch("x"); }
--- exit 1
--- stderr
stdin:1:17: ERROR: unwatch() expects an address, not 'string[2]'
BEGIN { unwatch("x"); }
                ~~~
=== unwatch: where nothing is watched it does nothing
--- program
BEGIN { unwatch(8); $p = (int8 *)16; unwatch($p); exit(); }
--- exit 0
--- stderr

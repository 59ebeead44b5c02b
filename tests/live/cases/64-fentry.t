# SPDX-License-Identifier: GPL-2.0-or-later
# fentry and fexit: arguments by name in both, the result
need root workload btf kprobes
only bpf
echo 12345 >file
program='fentry:vfs_read /comm == "workload"/ { @in[str(args.file->f_path.dentry->d_name.name)] = max(args.count); }
	fexit:vfs_read /comm == "workload"/ { @out[str(args->file->f_path.dentry->d_name.name), func] = max(retval); }'
sonde --backend bpf -c "$workload file $PWD/file 100" -e "$program"
if [ $status -ne 0 ] && grep -q 'takes no f' err && [ "$(uname -m)" != x86_64 ]; then
	skip "$(grep -o 'this kernel takes no.*' err | head -n 1)"
fi
expect_status 0
has '@in[file]: 100' '@out[file, vfs_read]: 6'

# the older names, and globs
trace -c "$workload file $PWD/file 100" -e 'kfunc:vfs_rea* /comm == "workload"/ { @[probe] = count(); }'
match '^@\[fentry:vfs_read\]: [0-9]+$'

sonde --backend bpf -e 'fentry:vfs_reed { exit(); }'
expect_status 1
err_match "no kernel function 'vfs_reed'" 'did you mean vfs_read\?'
sonde --backend bpf -e 'fentry:vfs_read { print(args.cont); }'
expect_status 1
err_match "no argument named 'cont'" 'did you mean count\?'
sonde -lv fexit:vfs_read
has fexit:vfs_read '    struct file * file'

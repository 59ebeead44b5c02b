# SPDX-License-Identifier: GPL-2.0-or-later
# Program 12: a tool of several functions, some of which no kernel has together
need root tracefs kprobes workload
cat >readahead.bt <<'END'
kprobe:__do_page_cache_readahead,kprobe:page_cache_ra_unbounded { @in_readahead[tid] = 1; }
kretprobe:__do_page_cache_readahead,kretprobe:page_cache_ra_unbounded { @in_readahead[tid] = 0; }
kretprobe:__page_cache_alloc,kretprobe:filemap_alloc_folio /@in_readahead[tid]/
{ @birth[retval] = nsecs; @rapages++; }
kprobe:mark_page_accessed,kprobe:folio_mark_accessed /@birth[arg0]/
{ @age_ms = hist((nsecs - @birth[arg0]) / 1000000); delete(@birth[arg0]); @rapages--; }
END {
	printf("\nReadahead unused pages: %d\n", @rapages);
	printf("\nReadahead used page age (ms):\n");
	print(@age_ms); clear(@age_ms); clear(@birth); clear(@in_readahead); clear(@rapages);
}
END
trace -c "$workload sleep 100" readahead.bt
match '^Readahead unused pages: -?[0-9]+$' '^Readahead used page age \(ms\):$'
no_match '^@(birth|in_readahead|rapages)'
err_match '__do_page_cache_readahead|page_cache_ra_unbounded|filemap_alloc_folio|folio_mark_accessed'

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types as programs see them: kernel BTF where there is one, tracefs formats, script structs. */
#include <dirent.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/unit.h"
#include "types/types.h"

static struct arena *arena;
static struct types *types;

static void open_types(const char *btf_path)
{
	arena = arena_new();
	types = types_new(arena, &(struct types_opts){btf_path});
}

static void close_types(void)
{
	types_free(types);
	arena_free(arena);
}

/* The kernel's types; false and the test is skipped if there are none. */
static bool open_kernel(void)
{
	open_types(NULL);
	if (types_have_btf(types) == 0)
		return true;
	unit_skip("no kernel BTF");
	close_types();
	return false;
}

static const char *printed(const struct type *t)
{
	struct buf b = BUF_INIT;
	const char *s;

	if (!t)
		return "(unknown)";
	type_print(&b, t);
	s = arena_strdup(arena, buf_str(&b));
	buf_free(&b);
	return s;
}

/* "TYPE @OFFSET", ":BITS+BIT" behind it for bitfields, "data_loc" and "user" where they are. */
static const char *member_text(const struct type *rec, const char *name)
{
	struct member m;

	if (!rec)
		return "(no record)";
	if (types_member(types, rec, name, &m))
		return "(none)";
	return arena_printf(arena, "%s @%u%s%s%s%s", printed(m.type), m.offset,
	                    m.bit_size ? arena_printf(arena, ":%u+%u", m.bit_size, m.bit_offset)
	                               : "",
	                    m.data_loc ? " data_loc" : "", m.rel_loc ? " rel_loc" : "",
	                    m.type->user ? " user" : "");
}

static const char *sig_text(const struct func_sig *sig)
{
	struct buf b = BUF_INIT;
	const char *s;

	type_print(&b, sig->ret);
	buf_addc(&b, '(');
	for (u32 i = 0; i < sig->nargs; i++) {
		buf_adds(&b, i ? ", " : "");
		type_print(&b, sig->types[i]);
		buf_addf(&b, " %s", sig->names[i]);
	}
	buf_addc(&b, ')');
	s = arena_strdup(arena, buf_str(&b));
	buf_free(&b);
	return s;
}

static void types_print_and_compare(void)
{
	open_types("/dev/null");
	const struct type *sum = type_simple(arena, TY_SUM, false);
	const struct type *elems[] = {&type_u8, type_str(arena, 5), &type_s64, &type_bool};
	const struct type *tuple = type_tuple(arena, elems, 4, NULL);
	const struct type *mac = type_simple(arena, TY_MAC, false);

	UNIT_STR_EQUAL(printed(tuple), "(uint8,string[5],int64,bool)");
	UNIT_INT_EQUAL(tuple->fields[1].offset, 1);
	UNIT_INT_EQUAL(tuple->fields[2].offset, 8);
	UNIT_INT_EQUAL(tuple->fields[3].offset, 16);
	UNIT_INT_EQUAL(tuple->size, 24);
	UNIT_STR_EQUAL(printed(type_array(arena, &type_s32, 4)), "int32[4]");
	UNIT_STR_EQUAL(printed(type_ptr(arena, type_ptr(arena, &type_none, 0), 0)), "void **");
	UNIT_STR_EQUAL(printed(sum), "usum_t");
	UNIT_STR_EQUAL(printed(type_simple(arena, TY_SUM, true)), "sum_t");
	UNIT_INT_EQUAL(mac->size, 6);
	UNIT_INT_EQUAL(type_buf(arena, 12)->size, 16);
	CU_ASSERT(type_equal(tuple, type_tuple(arena, elems, 4, NULL)));
	CU_ASSERT(!type_equal(tuple, type_tuple(arena, elems, 3, NULL)));
	CU_ASSERT(!type_equal(&type_u32, &type_s32));
	CU_ASSERT(type_equal(&type_s8, &type_char));
	CU_ASSERT(!type_equal(sum, type_simple(arena, TY_SUM, true)));
	CU_ASSERT(!type_equal(type_str(arena, 4), type_str(arena, 5)));
	CU_ASSERT(type_is_scalar(&type_bool) && !type_is_scalar(mac) && !type_is_scalar(tuple));
	CU_ASSERT(type_is_aggregate(sum) && !type_is_aggregate(mac));
	close_types();
}

static void basic_names_need_no_btf(void)
{
	static const struct {
		const char *name, *type;
	} rows[] = {
	        {"int", "int32"},
	        {"unsigned", "uint32"},
	        {"unsigned long long", "uint64"},
	        {"long unsigned int long", "uint64"},
	        {"short unsigned", "uint16"},
	        {"signed char", "int8"},
	        {"const char *", "int8 *"},
	        {"void **", "void **"},
	        {"void", "void"},
	        {"_Bool", "bool"},
	        {"uint8", "uint8"},
	        {"int16_t", "int16"},
	        {"__u32", "uint32"},
	        {"pid_t", "int32"},
	        {"size_t", sizeof(long) == 8 ? "uint64" : "uint32"},
	        {"unsigned float", "(unknown)"},
	        {"long short", "(unknown)"},
	        {"unsigned bool", "(unknown)"},
	        {"long long long", "(unknown)"},
	        {"int char", "(unknown)"},
	        {"no_such_t", "(unknown)"},
	        {"struct", "(unknown)"},
	        {"struct x y", "(unknown)"},
	        {"int; int", "(unknown)"},
	        {"", "(unknown)"},
	};

	open_types("/dev/null");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		UNIT_STR_EQUAL(printed(types_find(types, rows[i].name)), rows[i].type);
	CU_ASSERT(types_find(types, "char __user *")->user);
	UNIT_INT_EQUAL(types_have_btf(types), -EINVAL);
	close_types();
	open_types("/nonexistent/btf");
	UNIT_INT_EQUAL(types_have_btf(types), -ENOENT);
	close_types();
}

static void kernel_structs(void)
{
	if (!open_kernel())
		return;
	const struct type *task = types_find(types, "struct task_struct");
	const struct type *common = types_find(types, "struct sock_common");
	struct member m;

	CU_ASSERT_PTR_NOT_NULL_FATAL(task);
	CU_ASSERT(type_equal(task, types_find(types, "task_struct")));
	CU_ASSERT(task->size > 1000 && task->align >= 8);
	UNIT_INT_EQUAL(types_member(types, task, "pid", &m), 0);
	UNIT_STR_EQUAL(printed(m.type), "int32");
	UNIT_STR_EQUAL(m.type->name, "pid_t");
	UNIT_INT_EQUAL(types_member(types, task, "comm", &m), 0);
	UNIT_STR_EQUAL(printed(m.type), "string[16]");
	UNIT_INT_EQUAL(types_member(types, task, "mm", &m), 0);
	UNIT_STR_EQUAL(printed(m.type), "struct mm_struct *");
	UNIT_INT_EQUAL(types_member(types, m.type->elem, "mmap_base", &m), 0); /* anonymous */
	UNIT_STR_EQUAL(types_nearest_member(types, task, "pidd"), "pid");
	UNIT_STR_EQUAL(member_text(task, "no_such_member"), "(none)");
	UNIT_STR_EQUAL(member_text(types_find(types, "struct sock"), "__sk_common"),
	               "struct sock_common @0");
	UNIT_STR_EQUAL(member_text(common, "skc_daddr"), "uint32 @0");
	UNIT_STR_EQUAL(member_text(common, "skc_rcv_saddr"), "uint32 @4");
	UNIT_STR_EQUAL(member_text(common, "skc_family"), "uint16 @16");
	UNIT_STR_EQUAL(member_text(types_find(types, "iphdr"), "ihl"), "uint8 @0:4+0");
	UNIT_STR_EQUAL(member_text(types_find(types, "iphdr"), "version"), "uint8 @0:4+4");
	UNIT_STR_EQUAL(printed(types_find(types, "umode_t")), "uint16");
	UNIT_STR_EQUAL(printed(types_find(types, "no_such_thing_at_all")), "(unknown)");
	close_types();
}

static void kernel_functions_and_enums(void)
{
	struct func_sig sig;
	const struct type *type;
	s64 value;

	if (!open_kernel())
		return;
	UNIT_INT_EQUAL(types_function(types, NULL, "vfs_read", &sig), 0);
	UNIT_STR_EQUAL(sig_text(&sig),
	               (char)-1 < 0 ? "int64(struct file * file, int8 * buf, uint64 count, "
	                              "int64 * pos)"
	                            : "int64(struct file * file, uint8 * buf, uint64 count, "
	                              "int64 * pos)");
	UNIT_INT_EQUAL(types_function(types, "vmlinux", "vfs_read", &sig), 0);
	UNIT_INT_EQUAL(types_function(types, "no_such_module", "vfs_read", &sig), -ENOENT);
	UNIT_INT_EQUAL(types_function(types, "", "vfs_reed", &sig), -ENOENT);
	UNIT_INT_EQUAL(types_raw_tracepoint(types, "sched_process_exit", &sig), 0);
	CU_ASSERT_FATAL(sig.nargs >= 1);
	UNIT_STR_EQUAL(printed(sig.types[0]), "struct task_struct *");
	UNIT_INT_EQUAL(types_raw_tracepoint(types, "no_such", &sig), -ENOENT);
	UNIT_INT_EQUAL(types_enumerator(types, "PIDTYPE_TGID", &value, &type), 0);
	UNIT_INT_EQUAL(value, 1);
	UNIT_STR_EQUAL(printed(type), "enum pid_type");
	UNIT_STR_EQUAL(types_enum_name(types, type, 0), "PIDTYPE_PID");
	UNIT_STR_EQUAL(types_enum_name(types, type, 77), NULL);
	UNIT_INT_EQUAL(types_enumerator(types, "NO_SUCH_VALUE", &value, &type), -ENOENT);
	close_types();
}

#define COMMON                                                                 \
	"format:\n"                                                            \
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n" \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"

static const struct type *format(const char *system, const char *text)
{
	u32 id = 0;
	const struct type *t = types_tracepoint(types, system, "x", text, &id);

	if (t)
		UNIT_INT_EQUAL(id, 782);
	return t;
}

static void tracepoint_fields(void)
{
	static const char text[] =
	        "name: x\nID: 782\n" COMMON
	        "\tfield:char who[16];\toffset:8;\tsize:16;\tsigned:1;\n"
	        "\tfield:pid_t prev;\toffset:24;\tsize:4;\tsigned:1;\n"
	        "\tfield:__data_loc char[] cmd;\toffset:28;\tsize:4;\tsigned:1;\n"
	        "\tfield:unsigned long args[6];\toffset:32;\tsize:48;\tsigned:0;\n"
	        "\tfield:__u8 addr[4];\toffset:80;\tsize:4;\tsigned:0;\n"
	        "\tfield:__rel_loc char[] rel;\toffset:84;\tsize:4;\tsigned:1;\n"
	        "\tfield:__data_loc u16[] list;\toffset:88;\tsize:4;\tsigned:0;\n"
	        "\tfield:char file[20+1];\toffset:92;\tsize:21;\tsigned:1;\n"
	        "\tfield:unsigned char raw[sizeof(struct x)];\toffset:120;\tsize:28;\tsigned:0;\n"
	        "\tfield:strange_t odd;\toffset:148;\tsize:4;\tsigned:1;\n"
	        "\tfield:void (*fn)(struct foo *);\toffset:152;\tsize:8;\tsigned:0;\n"
	        "\tfield:const void* ptr;\toffset:160;\tsize:8;\tsigned:0;\n"
	        "\tfield:bool yes;\toffset:168;\tsize:1;\tsigned:0;\n"
	        "\tfield:struct nowhere * obj;\toffset:176;\tsize:8;\tsigned:0;\n"
	        "\tfield:char buf[];\toffset:184;\tsize:0;\tsigned:1;\n\n"
	        "print fmt: \"field: %s\", REC->who\n"
	        "\tfield:int not_one;\toffset:0;\tsize:4;\tsigned:1;\n";
	static const struct {
		const char *name, *want;
	} rows[] = {
	        {"common_pid", "int32 @4"},
	        {"who", "string[16] @8"},
	        {"prev", "int32 @24"},
	        {"cmd", "string[0] @28 data_loc"},
	        {"args", "uint64[6] @32"},
	        {"addr", "uint8[4] @80"},
	        {"rel", "string[0] @84 rel_loc"},
	        {"list", "uint16[0] @88 data_loc"},
	        {"file", "string[21] @92"},
	        {"raw", "uint8[28] @120"},
	        {"odd", "int32 @148"},
	        {"yes", "bool @168"},
	        {"buf", "int8[0] @184"},
	        {"not_one", "(none)"},
	};

	open_types("/dev/null");
	const struct type *rec = format("sub", text);
	struct member m;
	const char *name;

	CU_ASSERT_PTR_NOT_NULL_FATAL(rec);
	CU_ASSERT(rec->context);
	UNIT_INT_EQUAL(rec->size, 184);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		UNIT_STR_EQUAL(member_text(rec, rows[i].name), rows[i].want);
	UNIT_STR_EQUAL(member_text(rec, "fn"), "void * @152");
	UNIT_STR_EQUAL(member_text(rec, "ptr"), "void * @160");
	UNIT_STR_EQUAL(member_text(rec, "obj"), "struct nowhere * @176");
	UNIT_INT_EQUAL(types_member_at(types, rec, 2, &name, &m), 0);
	UNIT_STR_EQUAL(name, "who");
	UNIT_INT_EQUAL(types_member_at(types, rec, 17, &name, &m), -ENOENT);
	UNIT_STR_EQUAL(types_nearest_member(types, rec, "arg"), "args");
	close_types();
}

/* Slots of a long: int is read whole, narrower typedefs as they are; pointers are the user's. */
static void syscall_fields(void)
{
	static const char text[] =
	        "name: sys_enter_openat\nID: 782\n" COMMON
	        "\tfield:int __syscall_nr;\toffset:8;\tsize:4;\tsigned:1;\n"
	        "\tfield:int dfd;\toffset:16;\tsize:8;\tsigned:0;\n"
	        "\tfield:const char * filename;\toffset:24;\tsize:8;\tsigned:0;\n"
	        "\tfield:unsigned int flags;\toffset:32;\tsize:8;\tsigned:0;\n"
	        "\tfield:pid_t pid;\toffset:40;\tsize:8;\tsigned:0;\n"
	        "\tfield:const char *const * argv;\toffset:48;\tsize:8;\tsigned:0;\n";

	open_types("/dev/null");
	const struct type *rec = format("syscalls", text);

	CU_ASSERT_PTR_NOT_NULL_FATAL(rec);
	UNIT_STR_EQUAL(member_text(rec, "__syscall_nr"), "int32 @8");
	UNIT_STR_EQUAL(member_text(rec, "dfd"), "int64 @16");
	UNIT_STR_EQUAL(member_text(rec, "flags"), "uint64 @32");
	UNIT_STR_EQUAL(member_text(rec, "pid"), "int32 @40");
	if (sizeof(void *) == 8) {
		UNIT_STR_EQUAL(member_text(rec, "filename"), "int8 * @24 user");
		UNIT_STR_EQUAL(member_text(rec, "argv"), "int8 ** @48 user");
	}
	close_types();
}

static void bad_formats(void)
{
	static const char *const texts[] = {
	        "",
	        "name: x\nID: 782\n",
	        "ID: 782\nfield:int x",
	        "ID: 782\nfield:int x;",
	        "ID: 782\nfield:int x; offset:0;",
	        "ID: 782\nfield:int x; offset:0; size:99999999999999999999;",
	        "ID: 782\nfield:int x; offset:-4; size:4;",
	        "ID: 782\nfield:;offset:0; size:4; signed:0;",
	        "ID: 782\nfield:int *; offset:0; size:8; signed:0;",
	        "ID: 782\nfield:void (*)(int); offset:0; size:8; signed:0;",
	        "ID: 782\nfield",
	};

	open_types("/dev/null");
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		CU_ASSERT_PTR_NULL(format("sub", texts[i]));
	close_types();
}

/* Every event of a tree that has formats parses, with each member inside its record. */
static u32 check_tree(const char *events, u32 *bad)
{
	DIR *systems = opendir(events), *dir;
	struct dirent *s, *e;
	struct buf text = BUF_INIT;
	char path[1024];
	u32 n = 0, id;

	while (systems && (s = readdir(systems))) {
		snprintf(path, sizeof(path), "%s/%s", events, s->d_name);
		dir = s->d_name[0] == '.' ? NULL : opendir(path);
		while (dir && (e = readdir(dir))) {
			const struct type *rec;
			const char *name;
			struct member m;

			snprintf(path, sizeof(path), "%s/%s/%s/format", events, s->d_name,
			         e->d_name);
			buf_clear(&text);
			if (e->d_name[0] == '.' || buf_read_file(&text, path))
				continue;
			n++;
			rec = types_tracepoint(types, s->d_name, e->d_name, buf_str(&text), &id);
			*bad += !rec;
			for (u32 i = 0; rec && !types_member_at(types, rec, i, &name, &m); i++)
				*bad += m.offset + m.type->size > rec->size || !*name;
		}
		if (dir)
			closedir(dir);
	}
	if (systems)
		closedir(systems);
	buf_free(&text);
	return n;
}

static void all_live_formats(void)
{
	u32 bad = 0;

	open_types(NULL);
	if (check_tree("/sys/kernel/tracing/events", &bad) == 0)
		unit_skip("no tracefs");
	UNIT_INT_EQUAL(bad, 0);
	close_types();
}

static void script_structs(void)
{
	static const struct enum_value values[] = {{"SMALL", -1}, {"LARGE", 1000}};

	open_types("/dev/null");
	struct record_builder *b = types_begin_record(types, "node", false);
	struct record_builder *u = types_begin_record(types, NULL, true);
	const struct type *node = types_find(types, "struct node"), *type;
	const struct type *en = types_add_enum(types, "scale", values, 2);
	s64 value;

	types_add_field(u, "num", &type_u64, -1);
	types_add_field(u, "half", &type_u32, -1);
	UNIT_INT_EQUAL(types_add_field(b, "c", &type_char, -1), 0);
	UNIT_INT_EQUAL(types_add_field(b, "a", &type_u32, 3), 0);
	UNIT_INT_EQUAL(types_add_field(b, "b", &type_u32, 30), 0);
	UNIT_INT_EQUAL(types_add_field(b, NULL, types_end_record(u), -1), 0);
	UNIT_INT_EQUAL(types_add_field(b, "self", node, -1), -EINVAL);
	UNIT_INT_EQUAL(types_add_field(b, "next", type_ptr(arena, node, false), -1), 0);
	UNIT_INT_EQUAL(types_add_field(b, "num", &type_u8, -1), -EEXIST);
	UNIT_INT_EQUAL(types_add_field(b, "wide", &type_u8, 9), -EINVAL);
	UNIT_INT_EQUAL(types_add_field(b, "nothing", &type_none, -1), -EINVAL);
	UNIT_INT_EQUAL(types_add_field(b, "last", en, -1), 0);
	CU_ASSERT_PTR_EQUAL(types_end_record(b), node);
	CU_ASSERT_PTR_NULL(types_begin_record(types, "node", false));
	UNIT_STR_EQUAL(member_text(node, "c"), "int8 @0");
	UNIT_STR_EQUAL(member_text(node, "a"), "uint32 @0:3+8");
	UNIT_STR_EQUAL(member_text(node, "b"), "uint32 @4:30+0");
	UNIT_STR_EQUAL(member_text(node, "num"), "uint64 @8");
	UNIT_STR_EQUAL(member_text(node, "half"), "uint32 @8");
	UNIT_STR_EQUAL(member_text(node, "next"), "struct node * @16");
	UNIT_STR_EQUAL(member_text(node, "last"),
	               sizeof(void *) == 8 ? "enum scale @24" : "enum scale @20");
	UNIT_INT_EQUAL(node->size, sizeof(void *) == 8 ? 32 : 24);
	UNIT_INT_EQUAL(types_enumerator(types, "SMALL", &value, &type), 0);
	UNIT_INT_EQUAL(value, -1);
	UNIT_STR_EQUAL(types_enum_name(types, type, 1000), "LARGE");
	UNIT_INT_EQUAL(types_add_typedef(types, "node_t", node), 0);
	UNIT_STR_EQUAL(printed(types_find(types, "node_t *")), "struct node *");
	UNIT_INT_EQUAL(types_add_typedef(types, "node_t", &type_u8), -EEXIST);
	close_types();
}

static void script_shadows_kernel(void)
{
	open_types(NULL);
	struct record_builder *b = types_begin_record(types, "task_struct", false);

	types_add_field(b, "mine", &type_u16, -1);
	types_end_record(b);
	UNIT_STR_EQUAL(member_text(types_find(types, "struct task_struct"), "mine"), "uint16 @0");
	UNIT_STR_EQUAL(member_text(types_find(types, "task_struct"), "pid"), "(none)");
	close_types();
}

void suite_types(void)
{
	unit_suite("types");
	unit_test("types print and compare", types_print_and_compare);
	unit_test("basic names need no BTF", basic_names_need_no_btf);
	unit_test("kernel structs", kernel_structs);
	unit_test("kernel functions and enums", kernel_functions_and_enums);
	unit_test("tracepoint fields", tracepoint_fields);
	unit_test("syscall fields", syscall_fields);
	unit_test("bad formats", bad_formats);
	unit_test("all live formats", all_live_formats);
	unit_test("script structs", script_structs);
	unit_test("script shadows kernel", script_shadows_kernel);
}

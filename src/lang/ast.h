/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The syntax tree of a program in the bpftrace language. The parser fills it; sema annotates it
 * (the members under "sema:"), plan adds slots. Everything lives in one arena and every node knows
 * its span. Lists are singly linked through next.
 */
#ifndef SONDE_AST_H
#define SONDE_AST_H

#include "util/arena.h"
#include "util/diag.h"

struct type;    /* types/type.h */
struct builtin; /* sema/builtin.h */
struct sym;     /* sema: a $variable */
struct map;     /* sema/sema.h: a @map */

enum op {
	OP_NONE,
	OP_ADD,
	OP_SUB,
	OP_MUL,
	OP_DIV,
	OP_MOD, /* binary arithmetic */
	OP_AND,
	OP_OR,
	OP_XOR,
	OP_SHL,
	OP_SHR, /* binary bits */
	OP_LAND,
	OP_LOR, /* && || */
	OP_EQ,
	OP_NE,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_NEG,
	OP_NOT,
	OP_BNOT,
	OP_DEREF,
	OP_ADDR, /* unary - ! ~ * & */
	OP_INC,
	OP_DEC,
};

/* A type as written: "struct task_struct **", "uint8[16]", "typeof($x)". sema resolves it. */
struct type_name {
	struct span span;
	const char *name; /* base, words joined by one space: "struct sock", "unsigned int" */
	u32 pointers;     /* number of '*' */
	u32 ndims;        /* array dimensions, outermost first; dims[i] 0: "[]" */
	u64 dims[4];
	struct expr *type_of;    /* typeof(EXPR), else NULL */
	struct type_name *inner; /* typeof(TYPE), else NULL */
	const char *map_type;    /* "let @a = lruhash(10)": the map type's name */
};

enum expr_kind {
	EXPR_INT,         /* i */
	EXPR_STR,         /* str */
	EXPR_IDENT,       /* ident: a builtin, an enumerator, a #define: sema decides */
	EXPR_PARAM,       /* param: $1, and str($1) */
	EXPR_NPARAMS,     /* $# */
	EXPR_VAR,         /* var: $x */
	EXPR_MAP,         /* map: @, @x, @x[k] */
	EXPR_FIELD,       /* field: a.b a->b; args.x is a FIELD of the IDENT "args" */
	EXPR_TUPLE_FIELD, /* field.index: $t.0 */
	EXPR_INDEX,       /* index: a[i] */
	EXPR_CALL,        /* call */
	EXPR_CAST,        /* cast */
	EXPR_UNARY,       /* unary */
	EXPR_INCDEC,      /* incdec */
	EXPR_BINARY,      /* binary */
	EXPR_TERNARY,     /* ternary; also if-expressions without blocks */
	EXPR_TUPLE,       /* tuple: (a, b); names set: a record (x = a, y = b) */
	EXPR_SIZEOF,      /* size_of */
	EXPR_OFFSETOF,
	EXPR_BLOCK,    /* block: { stmts; value } used as a value */
	EXPR_COMPTIME, /* comptime.expr */
	EXPR_TYPE,     /* type: typeof(…), as an argument of a macro */
};

/* Kinds of annotation that the plan leaves on an expression. */
#define EXPR_NO_SLOT (-1)

struct expr {
	enum expr_kind kind;
	struct span span;
	struct expr *next; /* in an argument or element list */
	u32 height;        /* levels of the tree from here down; the parser limits it to 1000 */

	/* sema: */
	const struct type *type; /* NULL before sema */
	bool is_const;           /* const_value holds it (integers only) */
	u64 const_value;
	/* plan: */
	s32 slot; /* index in the clause's slots; EXPR_NO_SLOT: computed. The parser sets NO_SLOT */
	u32 behind; /* 1 + the slot of the string that it points at, for our VM; 0: none */

	union {
		struct {
			u64 value;
			bool is_unsigned, is_long; /* suffixes u, l (ll counts as l) */
			bool is_char;
		} i;
		struct {
			const char *data; /* escapes resolved; may hold NUL bytes */
			u32 len;
		} str;
		struct {
			const char *name;
			const struct builtin *builtin; /* sema: NULL for enumerators */
		} ident;
		struct {
			u32 index;        /* 1-based, as written */
			const char *text; /* sema: the argument, NULL if not given */
		} param;
		struct {
			const char *name; /* without '$' */
			u32 copy;        /* sema: of which copy of a macro it is a local; 0: none */
			struct sym *sym; /* sema */
		} var;
		struct {
			const char *name; /* without '@'; "" for @ */
			struct expr *key; /* NULL, or the one key; @[a, b] has an EXPR_TUPLE here */
			struct map *map;  /* sema */
		} map;
		struct {
			struct expr *base;
			const char *name; /* NULL for tuple indices */
			u32 index;
			bool arrow;
			struct span name_span;
		} field;
		struct {
			struct expr *base, *index;
		} index;
		struct {
			const char *name;
			struct span name_span;
			struct expr *args; /* linked by next */
			u32 nargs;
			const struct builtin *builtin; /* sema */
			u32 record; /* plan: index of the output record an async call sends */
			const char *kernel_format; /* sema: printf() in a pinned iterator */
			const struct join_word
			        *words; /* plan: join() outside of the kernel, or NULL */
		} call;
		struct {
			struct type_name *to;
			struct expr *expr;
		} cast;
		struct {
			enum op op;
			struct expr *expr;
		} unary;
		struct {
			enum op op; /* OP_INC, OP_DEC */
			bool prefix;
			struct expr *expr; /* VAR or MAP */
		} incdec;
		struct {
			enum op op;
			struct expr *left, *right;
			struct span op_span;
		} binary;
		struct {
			struct expr *cond, *then, *other;
		} ternary;
		struct {
			struct expr *elems; /* linked by next */
			u32 n;
			const char **names;       /* NULL, or n names: a record */
			struct expr *typeinfo_of; /* sema: elems say what type it has */
		} tuple;
		struct {
			struct type_name *name; /* NULL: of the expression */
			struct expr *expr;
		} size_of;
		struct {
			struct type_name *name;
			struct expr *expr;
			const char **path; /* a.b.c */
			u32 npath;
		} offset_of;
		struct {
			struct stmt *stmts;
			struct expr *value;
		} block;
		struct {
			struct expr *expr;
		} comptime;
		struct type_name *type_arg;
	};
};

enum stmt_kind {
	STMT_EXPR,   /* expr */
	STMT_ASSIGN, /* assign: $x = e, @x[k] = e, and op= forms */
	STMT_LET,    /* let: let $x; let $x : type = e */
	STMT_IF,
	STMT_WHILE,
	STMT_UNROLL,
	STMT_FOR_RANGE, /* for $i : a..b */
	STMT_FOR_MAP,   /* for $kv : @map */
	STMT_BREAK,
	STMT_CONTINUE,
	STMT_RETURN, /* ret */
	STMT_BLOCK,
	/* sema: the body of a function in place of its call, and the jump behind it */
	STMT_FRAME, /* body */
	STMT_LEAVE,
};

struct stmt {
	enum stmt_kind kind;
	struct span span;
	struct stmt *next;
	bool discard; /* EXPR: "_ = expr", whose value is not wanted */
	union {
		struct expr *expr;
		struct {
			struct expr
			        *target; /* EXPR_VAR, EXPR_MAP (or field/index of these: error) */
			enum op op;      /* OP_NONE for '=' */
			struct expr *value;
		} assign;
		struct {
			struct expr *var;       /* EXPR_VAR */
			struct type_name *type; /* NULL */
			struct expr *value;     /* NULL */
		} let;
		struct {
			struct expr *cond;
			struct stmt *then, *other; /* other may be NULL; "else if" is an IF in it */
		} if_;
		struct {
			struct expr *cond;
			struct stmt *body;
		} while_;
		struct {
			struct expr *count;
			struct stmt *body;
		} unroll;
		struct {
			struct expr *var;
			struct expr *from, *to; /* to is exclusive */
			struct stmt *body;
		} range;
		struct {
			struct expr *var;
			struct expr *map; /* EXPR_MAP without key */
			struct stmt *body;
		} each;
		struct {
			struct expr *value; /* NULL */
		} ret;
		struct stmt *body; /* BLOCK, FRAME */
	};
};

/*
 * An attach point as written, split at ':' and its parts unescaped. What the parts mean, and
 * whether they exist, is for src/probe and sema. "provider" is lower case and an alias is kept as
 * written ("k", "BEGIN"): probe/ has the table.
 */
struct attach_point {
	struct span span;
	struct attach_point *next;
	const char *text;   /* as written, white space trimmed */
	const char *label;  /* name= label, or NULL */
	const char **parts; /* parts[0] is the provider */
	struct span *part_spans;
	u32 nparts;
};

/* probe, probe /filter/ { body } */
struct clause {
	struct span span;
	struct clause *next;
	struct attach_point *points;
	struct expr *filter; /* NULL */
	struct stmt *body;   /* the statements, linked by next; may be NULL ("{ }") */
};

/* config = { name = value; }; */
struct config_item {
	struct span span;
	struct config_item *next;
	const char *name;
	const char *value; /* as written, quotes removed */
	bool is_string;
};

/* let @a = lruhash(100); */
struct map_decl {
	struct span span;
	struct map_decl *next;
	const char *name, *type;
	u64 max_entries;
};

struct param {
	struct span span;
	struct param *next;
	const char *name;       /* with its sigil: "$x", "@m", "expr" */
	struct type_name *type; /* NULL in macros */
};

/* fn name($a : type, ...) : type { } and macro name($a, @b, c) { } */
struct function {
	struct span span;
	struct function *next;
	bool is_macro;
	const char *name;
	struct param *params;
	u32 nparams;
	struct type_name *returns; /* NULL */
	struct stmt *body;
	struct expr *value; /* macro: the value of its last expression, or NULL */
	bool called;        /* sema: somewhere */
	bool is_builtin;    /* sema: of every program; one of the script's own goes first */
};

/* struct/union/enum/typedef/#define/#include text, in the order written */
struct c_def {
	struct span span;
	struct c_def *next;
	enum { C_DECL, C_DEFINE, C_INCLUDE, C_UNDEF } kind;
	const char
	        *text; /* DECL: declaration text; DEFINE: "NAME value"; INCLUDE: the file's name */
	const char *name; /* DEFINE, UNDEF: macro name; DECL: tag or NULL; INCLUDE: NULL */
	bool angle;       /* <x.h> */
	/* Inside of #ifdef or #ifndef BPFTRACE_HAVE_BTF, else C_ALWAYS. */
	enum { C_WITHOUT_BTF = 1, C_WITH_BTF = 2, C_ALWAYS = 3 } when;
};

struct import {
	struct span span;
	struct import *next;
	const char *name;
};

struct program {
	const struct source *source;
	struct config_item *config;
	struct import *imports;
	struct c_def *c_defs;
	struct cpp *cpp; /* lang/cpp.h: has been fed c_defs; NULL: none */
	struct map_decl *map_decls;
	struct function *functions;
	struct clause *clauses;
};

const char *op_text(enum op op); /* "+", "&&", … */
/*
 * The children of a node in the order of evaluation, each as the place that it hangs from, so that
 * a visitor can put another node there (which keeps ->next). It is called with the children that
 * exist; what is below them is its own affair. stmts gets the head of a list, which may be empty;
 * type (or NULL) is called before what typeof() in it names, which false leaves out.
 */
struct ast_visitor {
	void (*expr)(struct ast_visitor *v, struct expr **place);
	void (*stmts)(struct ast_visitor *v, struct stmt **place);
	bool (*type)(struct ast_visitor *v, struct type_name **place);
};
void ast_expr_children(struct expr *e, struct ast_visitor *v);
void ast_stmt_children(struct stmt *s, struct ast_visitor *v);
/* Deep copies, in the arena: plan makes one clause body an attach point where types differ. */
struct expr *ast_clone_expr(struct arena *a, const struct expr *e);
struct stmt *ast_clone_stmts(struct arena *a, const struct stmt *s);
/*
 * Call fn for the expression and every sub-expression, parents first, in the order of evaluation.
 * fn returns false: the children of this one are skipped, the walk goes on. NULL is fine.
 */
void ast_walk_expr(struct expr *e, bool (*fn)(struct expr *, void *), void *arg);
void ast_walk_stmts(struct stmt *s, bool (*fn)(struct expr *, void *), void *arg);

#endif

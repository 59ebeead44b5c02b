
#define N 4
#define F(a, b...) f(a, ##b)
#define P(a, b) a##b #a
#if defined(N) && N > 3 || __has_include(<x.h>)
#pragma pack(push, 2)
struct s { char name[N]; int a:3, b:5, :0; struct { union { int u; char c[2][3]; }; } in; struct s *next;
  int (*fn)(struct s *, ...); const char *const *v; double d; } __attribute__((packed, aligned(8)));
#pragma pack(pop)
#else
struct t { int x; };
#endif
enum e { A, B = sizeof(struct s) << 2, C = (unsigned char)-1, D = 1 ? 'a' : 0x10ul };
typedef struct s s_t, *s_p;
static inline int f(int x) { return F(x, P(y, z)); }
extern int (*signal(int, void (*)(int)))(int);

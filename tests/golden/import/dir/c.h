#define IN_DIR 3

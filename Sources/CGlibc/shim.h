#include <malloc.h>
#include <sys/uio.h>
#include <sys/vfs.h>

/* Declared by the C library for GNU sources only, which Swift's import is not. */
ssize_t preadv2(int descriptor, const struct iovec *pieces, int count, off_t offset, int flags);

/* The program's first byte and the end of its instructions, as linkers call them. Between them is nothing that a program writes to. */
extern const char __executable_start[];
extern const char etext[];
static inline unsigned long bellhop_program_start(void) { return (unsigned long)__executable_start; }
static inline unsigned long bellhop_program_end(void) { return (unsigned long)etext; }

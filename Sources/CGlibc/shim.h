#include <malloc.h>
#include <sys/uio.h>
#include <sys/vfs.h>

/* Declared by the C library for GNU sources only, which Swift's import is not. */
ssize_t preadv2(int descriptor, const struct iovec *pieces, int count, off_t offset, int flags);

/* A disk with faults, for LD_PRELOAD: what the file named by FAULTY_DISK says happens to the database beside it.

   slow MS   every sync takes so many milliseconds longer
   sync      every sync fails, and nothing is known of what was written
   lands     every sync fails after it has worked
   write     every write fails (EIO), and nothing is written
   readonly  every write fails (EROFS)

   Without that file, or with another word in it, the disk is sound. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fault(int fd, int *ms)
{
    char link[64], name[4096], word[16] = "";
    const char *control = getenv("FAULTY_DISK");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, sizeof name - 1);
    if (control == NULL || length < 0)
        return 0;
    name[length] = 0;
    if (strstr(name, "antrean.db") == NULL)
        return 0;
    FILE *file = fopen(control, "r");
    if (file == NULL)
        return 0;
    if (fscanf(file, "%15s %d", word, ms) < 1)
        word[0] = 0;
    fclose(file);
    return word[0] == 's' && word[1] == 'l' ? 'd' : word[0]; /* d: delay, s: sync, l: lands, w: write, r: readonly */
}

static int sync_with(const char *symbol, int fd)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, symbol);
    int ms = 0;
    switch (fault(fd, &ms)) {
    case 'd':
        usleep(ms * 1000);
        return real(fd);
    case 'l':
        real(fd); /* fall through */
    case 's':
        errno = EIO;
        return -1;
    default:
        return real(fd);
    }
}

int fsync(int fd) { return sync_with("fsync", fd); }
int fdatasync(int fd) { return sync_with("fdatasync", fd); }

static ssize_t write_with(const char *symbol, int fd, const void *data, size_t size, off64_t at)
{
    ssize_t (*real)(int, const void *, size_t, off64_t) =
        (ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, symbol);
    int ms = 0, kind = fault(fd, &ms);
    if (kind == 'w' || kind == 'r') {
        errno = kind == 'w' ? EIO : EROFS;
        return -1;
    }
    return real(fd, data, size, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return write_with("pwrite", fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return write_with("pwrite64", fd, data, size, at); }

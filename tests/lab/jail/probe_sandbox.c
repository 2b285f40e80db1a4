/* SPDX-License-Identifier: ISC */
/*
 * Tries what a daemon that was taken over would try, each thing in a process of
 * its own behind the sandbox, and prints one line each: NAME RESULT, where the
 * result is "done", the name of an errno, or "killed NUMBER".
 *
 * Usage: probe_sandbox READ-DIR WRITE-DIR OTHER-DIR, run as root.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <limits.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "privileges.h"
#include "sandbox.h"
#include "view.h"

static const char *read_dir, *write_dir, *other_dir;

static long open_in(const char *dir, const char *name, int flags)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	return open(path, flags | O_CLOEXEC, 0600);
}

static long in_dir(const char *dir, const char *name, long (*f)(const char *path))
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	return f(path);
}

static long do_unlink(const char *path) { return unlink(path); }
static long do_mkdir(const char *path) { return mkdir(path, 0700); }
static long do_truncate(const char *path) { return truncate(path, 0); }

/* -- what ends the process -- */

static long try_execve(void)
{
	char *argv[] = { NULL };

	return execve("/bin/true", argv, argv);
}

static long try_execveat(void)
{
	char *argv[] = { NULL };

	return syscall(SYS_execveat, AT_FDCWD, "/bin/true", argv, argv, 0);
}

static long try_ptrace(void) { return ptrace(PTRACE_TRACEME, 0, NULL, NULL); }

static long try_read_memory(void)
{
	char c = 0;
	struct iovec here = { &c, 1 }, there = { &c, 1 };

	return process_vm_readv(getppid(), &here, 1, &there, 1, 0);
}

static long try_packet(void) { return socket(AF_PACKET, SOCK_RAW, 0); }
static long try_inet_stream(void) { return socket(AF_INET, SOCK_STREAM, 0); }
static long try_inet_dgram(void) { return socket(AF_INET, SOCK_DGRAM, 0); }
static long try_inet6_stream(void) { return socket(AF_INET6, SOCK_STREAM, 0); }
static long try_inet6_raw(void) { return socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6); }
static long try_unix_seqpacket(void) { return socket(AF_UNIX, SOCK_SEQPACKET, 0); }
static long try_family_beyond(void) { return socket(4711, SOCK_DGRAM, 0); }

/* The kernel looks at 32 bits: AF_INET with a bit above them set is AF_INET. */
static long try_family_high_bits(void)
{
	return syscall(SYS_socket, (1ul << 32) | AF_INET, SOCK_STREAM, 0);
}

/* -- what fails -- */

static long try_fork(void) { return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }
static long try_mount(void) { return mount("none", "/mnt", "tmpfs", 0, NULL); }
static long try_unshare(void) { return unshare(CLONE_NEWUSER); }
static long try_setuid(void) { return setuid(0); }
static long try_chroot(void) { return chroot("/"); }
static long try_kill_parent(void) { return kill(getppid(), 0); }
static long try_bpf(void) { union bpf_attr a = { 0 }; return syscall(SYS_bpf, 0, &a, sizeof(a)); }
static long try_io_uring(void) { return syscall(SYS_io_uring_setup, 1, NULL); }
static long try_netlink_audit(void) { return socket(AF_NETLINK, SOCK_RAW, 9); }
static long try_chmod(void) { return chmod(write_dir, 0777); }

static long try_executable_memory(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? -1 : 0;
}

static long try_make_executable(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? 0 : mprotect(p, 4096, PROT_READ | PROT_EXEC);
}

/* -- files -- */

static long try_passwd(void) { return open("/etc/passwd", O_RDONLY); }
static long try_proc(void) { return open("/proc/self/status", O_RDONLY); }
static long try_sys(void) { return open("/sys/kernel/uevent_seqnum", O_RDONLY); }
static long try_sysctl(void) { return open("/proc/sys/net/ipv6/conf/all/mtu", O_RDONLY); }
static long try_root_dir(void) { return open("/", O_RDONLY | O_DIRECTORY); }
static long try_zero(void) { return open("/dev/zero", O_RDONLY); }
static long try_read_other(void) { return open_in(other_dir, "file", O_RDONLY); }
static long try_write_other(void) { return open_in(other_dir, "new", O_WRONLY | O_CREAT); }
static long try_unlink_other(void) { return in_dir(other_dir, "file", do_unlink); }
static long try_write_config(void) { return open_in(read_dir, "file", O_WRONLY); }
static long try_make_config(void) { return open_in(read_dir, "new", O_WRONLY | O_CREAT); }
static long try_unlink_config(void) { return in_dir(read_dir, "file", do_unlink); }
static long try_truncate_config(void) { return in_dir(read_dir, "file", do_truncate); }
static long try_mkdir_state(void) { return in_dir(write_dir, "folder", do_mkdir); }
static long try_symlink_out(void) { return open_in(write_dir, "way-out", O_RDONLY); }

/* -- what a daemon does -- */

static long try_read_config(void) { return open_in(read_dir, "file", O_RDONLY); }
static long try_make_state(void) { return open_in(write_dir, "new", O_WRONLY | O_CREAT); }
static long try_unlink_state(void) { return in_dir(write_dir, "file", do_unlink); }
static long try_inet6_dgram(void) { return socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0); }
static long try_unix_dgram(void) { return socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0); }
static long try_netlink_route(void) { return socket(AF_NETLINK, SOCK_RAW, 0); }
static long try_null(void) { return open("/dev/null", O_RDWR); }
static long try_abort(void) { abort(); }

/* A socket in a folder that no file can be opened in: as /dev/log. */
static long try_connect(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	(void)snprintf(to.sun_path, sizeof(to.sun_path), "%s/logger", other_dir);
	return connect(fd, (struct sockaddr *)&to, sizeof(to));
}

static long try_count(void)
{
	char *last = NULL;
	uint32_t before = sandbox_refused(NULL);
	bool good;

	errno = 0;
	if (syscall(SYS_setuid, 0) != -1 || errno != EPERM)
		return -1;
	good = before == 0 && sandbox_refused(&last) == 1 && last && strcmp(last, "setuid") == 0;
	free(last);
	errno = EBADMSG;
	return good ? 0 : -1;
}

#define TRY(name) { #name, try_##name }

static const struct {
	const char *name;
	long (*attempt)(void);
} attempts[] = {
	TRY(execve), TRY(execveat), TRY(ptrace), TRY(read_memory), TRY(packet), TRY(inet_stream),
	TRY(inet_dgram), TRY(inet6_stream), TRY(inet6_raw), TRY(unix_seqpacket),
	TRY(family_beyond), TRY(family_high_bits), TRY(fork), TRY(mount), TRY(unshare), TRY(setuid),
	TRY(chroot), TRY(kill_parent), TRY(bpf), TRY(io_uring), TRY(netlink_audit), TRY(chmod),
	TRY(executable_memory), TRY(make_executable), TRY(passwd), TRY(proc), TRY(sys), TRY(sysctl),
	TRY(root_dir), TRY(zero), TRY(read_other), TRY(write_other), TRY(unlink_other),
	TRY(write_config), TRY(make_config), TRY(unlink_config), TRY(truncate_config),
	TRY(mkdir_state), TRY(symlink_out), TRY(read_config), TRY(make_state), TRY(unlink_state),
	TRY(inet6_dgram), TRY(unix_dgram), TRY(netlink_route), TRY(null), TRY(connect), TRY(abort),
	TRY(count),
};

/* -- running them -- */

static void go_inside(void)
{
	static const char *const preferred[] = { "nobody", NULL };
	const struct sandbox_path paths[] = {
		{ read_dir, SANDBOX_READ }, { NULL, SANDBOX_READ },
		{ write_dir, SANDBOX_READ | SANDBOX_CREATE | SANDBOX_REMOVE },
		{ "/dev/null", SANDBOX_READ | SANDBOX_WRITE },
	};
	struct privileges_user user;
	int abi, r;

	if (privileges_user(NULL, preferred, &user) < 0 || privileges_drop(&user) < 0)
		_exit(250);
	r = sandbox_enter(paths, ARRAY_LEN(paths), &abi);
	if (r != 0)
		_exit(r == SANDBOX_NOT_BUILT ? 251 : 252);
	if (abi == 0)
		_exit(253);
}

static void run(unsigned i)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		go_inside();
		errno = 0;
		_exit(attempts[i].attempt() < 0 ? errno : 0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		exit(1);
	if (WIFSIGNALED(status))
		printf("%s killed %d\n", attempts[i].name, WTERMSIG(status));
	else if (WEXITSTATUS(status) == 0)
		printf("%s done\n", attempts[i].name);
	else if (WEXITSTATUS(status) >= 250)
		printf("%s outside %d\n", attempts[i].name, WEXITSTATUS(status));
	else
		printf("%s %s\n", attempts[i].name, strerrorname_np(WEXITSTATUS(status)));
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	setvbuf(stdout, NULL, _IONBF, 0);
	read_dir = argv[1];
	write_dir = argv[2];
	other_dir = argv[3];
	for (unsigned i = 0; i < ARRAY_LEN(attempts); i++)
		run(i);
	return 0;
}

/* SPDX-License-Identifier: ISC */
/*
 * The system calls of each process (seccomp, by libseccomp). Names that an
 * architecture does not have are passed over, so the lists hold the older and
 * the newer name of a call.
 *
 * The main process's unlisted calls raise SIGSYS; the handler makes them fail
 * with EPERM and counts, which the kernel's own way to refuse could not.
 */
#include "syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <termios.h>
#include <ucontext.h>
#include <unistd.h>

#include "view.h"

#define SOCKET_TYPE 0xfu	/* the rest of the second argument are flags */
#define SOCKET_TYPES 16
#define FAMILIES 64		/* more than there are (AF_MAX) */

/* What libc does on its own, in any process. */
static const char *const everybody[] = {
	"brk", "clock_gettime", "clock_gettime64", "close", "exit", "exit_group", "futex",
	"getpid", "gettid", "madvise", "mremap", "munmap", "restart_syscall", "rt_sigaction",
	"rt_sigprocmask", "rt_sigreturn", "sigreturn", "write",
};

static const char *const main_calls[] = {
	/* waiting */
	"epoll_ctl", "epoll_pwait", "epoll_pwait2", "epoll_wait", "poll", "ppoll", "ppoll_time64",
	"timerfd_settime", "timerfd_settime64", "clock_nanosleep", "nanosleep", "sched_yield",
	/* sockets; which ones can be made stands below */
	"accept4", "bind", "connect", "getpeername", "getsockname", "getsockopt", "listen",
	"recvfrom", "recvmmsg", "recvmmsg_time64", "recvmsg", "sendmmsg", "sendmsg", "sendto",
	"setsockopt", "shutdown",
	/* files; Landlock says which ones */
	"access", "dup", "dup2", "dup3", "faccessat", "faccessat2", "fchmod", "fcntl", "fcntl64",
	"fdatasync", "flock", "fstat", "fstat64", "fstatat64", "fsync", "ftruncate", "ftruncate64",
	"getcwd", "getdents64", "lseek", "_llseek", "lstat", "lstat64", "newfstatat", "open", "openat",
	"pread64", "pwrite64", "read", "readlink", "readlinkat", "readv", "rename", "renameat",
	"renameat2", "stat", "stat64", "statx", "unlink", "unlinkat", "writev",
	/* who and when */
	"getegid", "geteuid", "getgid", "getppid", "getrandom", "getrusage", "gettimeofday", "getuid",
	"sigaltstack", "sysinfo", "time", "uname",
	/* the end of helper and hook process */
	"wait4", "waitid", "waitpid",
};

static const char *const helper_calls[] = {
	"fstat", "getsockopt", "recvfrom", "recvmsg", "sendmsg", "sendto", "setsockopt",
};

/* What no part of the daemon ever does, and a taken-over one would. */
static const char *const deadly[] = {
	"execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev",
};

/* What a hook has no use for; ways into the kernel rather than into the daemon. */
static const char *const not_in_hooks[] = {
	"acct", "add_key", "bpf", "delete_module", "finit_module", "fsopen", "fsmount", "init_module",
	"io_uring_enter", "io_uring_register", "io_uring_setup", "kcmp", "kexec_file_load",
	"kexec_load", "keyctl", "mount", "mount_setattr", "move_mount", "open_by_handle_at",
	"open_tree", "perf_event_open", "pidfd_getfd", "pivot_root", "process_vm_readv",
	"process_vm_writev", "ptrace", "quotactl", "reboot", "request_key", "setns", "swapoff",
	"swapon", "umount2", "unshare", "userfaultfd",
};

/* struct filter - one being built; @r remembers the first error. */
struct filter {
	scmp_filter_ctx ctx;
	int r;
};

static void note_result(struct filter *f, int r)
{
	if (f->r == 0 && r < 0)
		f->r = r;
}

static void begin(struct filter *f, uint32_t unlisted)
{
	f->ctx = seccomp_init(unlisted);
	f->r = f->ctx ? 0 : -ENOMEM;
	if (!f->ctx)
		return;
	note_result(f, seccomp_attr_set(f->ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
	/* A binary tree instead of a chain, where libseccomp can (2.5), and no slower processor. */
	(void)seccomp_attr_set(f->ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	(void)seccomp_attr_set(f->ctx, SCMP_FLTATR_CTL_SSB, 1);
}

/* A rule with up to two conditions; a call that this architecture lacks needs none. */
static void rule(struct filter *f, uint32_t action, const char *name, unsigned n,
		 const struct scmp_arg_cmp *conditions)
{
	int number = seccomp_syscall_resolve_name(name);

	if (f->r == 0 && number != __NR_SCMP_ERROR)
		note_result(f, seccomp_rule_add_array(f->ctx, action, number, n, conditions));
}

static void rules(struct filter *f, uint32_t action, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		rule(f, action, names[i], 0, NULL);
}

static struct scmp_arg_cmp is(unsigned arg, scmp_datum_t value)
{
	return (struct scmp_arg_cmp){ .arg = arg, .op = SCMP_CMP_EQ, .datum_a = value };
}

static struct scmp_arg_cmp masked(unsigned arg, scmp_datum_t mask, scmp_datum_t value)
{
	return (struct scmp_arg_cmp){ .arg = arg, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask,
				      .datum_b = value };
}

static struct scmp_arg_cmp compared(unsigned arg, enum scmp_compare op, scmp_datum_t value)
{
	return (struct scmp_arg_cmp){ .arg = arg, .op = op, .datum_a = value };
}

static void rule_if(struct filter *f, uint32_t action, const char *name, struct scmp_arg_cmp a)
{
	rule(f, action, name, 1, &a);
}

static void rule_if_both(struct filter *f, uint32_t action, const char *name,
			 struct scmp_arg_cmp a, struct scmp_arg_cmp b)
{
	const struct scmp_arg_cmp both[] = { a, b };

	rule(f, action, name, ARRAY_LEN(both), both);
}

static void allow_if(struct filter *f, const char *name, struct scmp_arg_cmp a)
{
	rule_if(f, SCMP_ACT_ALLOW, name, a);
}

static int load(struct filter *f)
{
	if (f->r == 0)
		f->r = seccomp_load(f->ctx);
	if (f->ctx)
		seccomp_release(f->ctx);
	/* libseccomp says ECANCELED for whatever the kernel did not want. */
	return f->r == -ECANCELED ? -EINVAL : f->r;
}

/* Memory is never made executable. */
static void allow_memory(struct filter *f)
{
	allow_if(f, "mmap", masked(2, PROT_EXEC, 0));
	allow_if(f, "mmap2", masked(2, PROT_EXEC, 0));
	allow_if(f, "mprotect", masked(2, PROT_EXEC, 0));
}

/* abort() must be able to end us with its own signal; nobody else is to be signalled. */
static void allow_abort(struct filter *f)
{
	allow_if(f, "tgkill", is(0, (scmp_datum_t)getpid()));
}

/* Rules know no "one of": the families and types that end the process are listed. */
static void main_sockets(struct filter *f)
{
	for (unsigned family = 0; family < FAMILIES; family++) {
		if (family != AF_UNIX && family != AF_INET6 && family != AF_NETLINK)
			rule_if(f, SCMP_ACT_KILL_PROCESS, "socket", is(0, family));
	}
	rule_if(f, SCMP_ACT_KILL_PROCESS, "socket", compared(0, SCMP_CMP_GE, FAMILIES));
	for (unsigned type = 0; type < SOCKET_TYPES; type++) {
		bool inet6 = type == SOCK_DGRAM, local = inet6 || type == SOCK_STREAM;

		rule_if_both(f, inet6 ? SCMP_ACT_ALLOW : SCMP_ACT_KILL_PROCESS, "socket",
			     is(0, AF_INET6), masked(1, SOCKET_TYPE, type));
		rule_if_both(f, local ? SCMP_ACT_ALLOW : SCMP_ACT_KILL_PROCESS, "socket",
			     is(0, AF_UNIX), masked(1, SOCKET_TYPE, type));
	}
	rule_if_both(f, SCMP_ACT_ALLOW, "socket", is(0, AF_NETLINK), is(2, NETLINK_ROUTE));
}

/* --- what was refused ------------------------------------------------------- */

/* A signal handler has nowhere else to put it. */
static volatile sig_atomic_t refused_count, refused_last = -1;

/* The call has not been made; its result is what we put where results are. */
static bool set_result(ucontext_t *c, int value)
{
#if defined(__x86_64__)
	c->uc_mcontext.gregs[REG_RAX] = value;
	return true;
#elif defined(__aarch64__)
	c->uc_mcontext.regs[0] = (unsigned long long)value;
	return true;
#else
	(void)c;
	(void)value;
	return false;
#endif
}

static void on_refused(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	refused_count = refused_count + 1;
	refused_last = info->si_syscall;
	(void)set_result(context, -EPERM);
}

uint32_t syscalls_refused(char **last)
{
	if (last) {
		*last = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, refused_last);
		if (!*last)
			*last = strdup("?");
	}
	return (uint32_t)refused_count;
}

/* SCMP_ACT_TRAP where we know how to answer; elsewhere the kernel refuses and nothing is counted. */
static uint32_t refuse_and_count(void)
{
	struct sigaction sa = { .sa_sigaction = on_refused, .sa_flags = SA_SIGINFO };
	ucontext_t probe;

	memset(&probe, 0, sizeof(probe));
	if (!set_result(&probe, 0) || sigaction(SIGSYS, &sa, NULL) < 0)
		return SCMP_ACT_ERRNO(EPERM);
	return SCMP_ACT_TRAP;
}

/* --- the three processes ---------------------------------------------------- */

int syscalls_limit_main(void)
{
	struct filter f;

	if (SYSCALLS_ARE_FREE)
		return 0;
	begin(&f, refuse_and_count());
	rules(&f, SCMP_ACT_ALLOW, everybody, ARRAY_LEN(everybody));
	rules(&f, SCMP_ACT_ALLOW, main_calls, ARRAY_LEN(main_calls));
	rules(&f, SCMP_ACT_KILL_PROCESS, deadly, ARRAY_LEN(deadly));
	allow_memory(&f);
	allow_abort(&f);
	main_sockets(&f);
	allow_if(&f, "ioctl", is(1, FIONREAD));
	allow_if(&f, "ioctl", is(1, TCGETS));
	return load(&f);
}

int syscalls_limit_helper(void)
{
	struct filter f;

	if (SYSCALLS_ARE_FREE)
		return 0;
	begin(&f, SCMP_ACT_ERRNO(EPERM));
	rules(&f, SCMP_ACT_ALLOW, everybody, ARRAY_LEN(everybody));
	rules(&f, SCMP_ACT_ALLOW, helper_calls, ARRAY_LEN(helper_calls));
	rules(&f, SCMP_ACT_KILL_PROCESS, deadly, ARRAY_LEN(deadly));
	allow_memory(&f);
	allow_abort(&f);
	allow_if(&f, "ioctl", is(1, SIOCGIFNAME));
	/* To write a file that is there, from a folder that is open. */
	rule_if_both(&f, SCMP_ACT_ALLOW, "openat", compared(0, SCMP_CMP_LE, INT32_MAX),
		     masked(2, O_ACCMODE | O_CREAT | O_TRUNC, O_WRONLY));
	rule_if_both(&f, SCMP_ACT_ALLOW, "socket", is(0, AF_INET6), is(2, IPPROTO_ICMPV6));
	rule_if_both(&f, SCMP_ACT_ALLOW, "socket", is(0, AF_PACKET), is(2, 0));
	return load(&f);
}

int syscalls_limit_hook(void)
{
	struct filter f;

	if (SYSCALLS_ARE_FREE)
		return 0;
	begin(&f, SCMP_ACT_ALLOW);
	rules(&f, SCMP_ACT_ERRNO(EPERM), not_in_hooks, ARRAY_LEN(not_in_hooks));
	return load(&f);
}

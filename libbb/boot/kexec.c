/* SPDX-License-Identifier: MIT */
/* kexec_file_load(2): the kernel reads, checks and places the images itself. */
#include "boot/kexec.h"

#include <linux/kexec.h>
#include <linux/reboot.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "boot/kernel.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "net/dhcp.h"

static long file_load(int kernel_fd, int initrd_fd, const char *cmdline, unsigned long flags)
{
	return syscall(SYS_kexec_file_load, kernel_fd, initrd_fd,
		       cmdline ? strlen(cmdline) + 1 : 0, cmdline, flags);
}

/* What errno means here, which its own text would not tell. */
static const struct cause {
	int error;
	const char *text;
} causes[] = {
	{ ENOSYS, "this kernel was built without kexec_file_load (CONFIG_KEXEC_FILE)" },
	{ EPERM, "not permitted: it takes root, no kernel lockdown (Secure Boot) and "
		 "kernel.kexec_load_disabled=0" },
	{ ENOEXEC, "the running kernel does not know this image's format" },
	{ EKEYREJECTED, "its signature is by no key that the running kernel trusts" },
	{ ENODATA, "it has no signature, and the running kernel demands one" },
	{ EBADMSG, "its signature is damaged" },
	{ ENOPKG, "the running kernel lacks the algorithm of its signature" },
	{ EADDRNOTAVAIL, "no free memory at an address where it can go" },
	{ ENOMEM, "not enough memory for a copy of kernel and initrd" },
	{ EBUSY, "another program is loading a kernel just now" },
	{ ETXTBSY, "a program still has the file open for writing" },
};

static int explain(const char *action)
{
	for (size_t i = 0; i < ARRAY_SIZE(causes); i++) {
		if (causes[i].error == errno)
			return fail_plain("%s: %s", action, causes[i].text);
	}
	return fail("%s", action);
}

static int check_kernel(int fd, const char *name, const char *cmdline)
{
	char head[4096];
	ssize_t length = pread(fd, head, sizeof(head), 0);
	struct stat status;
	uint32_t limit;

	if (length < 0 || fstat(fd, &status) < 0)
		return fail("read %s", name);
	if (kernel_check_size(head, length, status.st_size, name) < 0)
		return -1;
	limit = kernel_cmdline_limit(head, length);
	if (limit && strlen(cmdline) > limit)
		return fail_plain("the command line has %zu bytes, %s takes %u at most",
				  strlen(cmdline), name, limit);
	return 0;
}

int kexec_load_files(int kernel_fd, const char *kernel_name, int initrd_fd, const char *cmdline)
{
	char action[512];

	if (!cmdline)
		cmdline = "";
	if (check_kernel(kernel_fd, kernel_name, cmdline) < 0)
		return -1;
	if (file_load(kernel_fd, initrd_fd, cmdline,
		      initrd_fd < 0 ? KEXEC_FILE_NO_INITRAMFS : 0) == 0)
		return 0;
	snprintf(action, sizeof(action), "load %s", kernel_name);
	return explain(action);
}

int kexec_unload(void)
{
	return file_load(-1, -1, NULL, KEXEC_FILE_UNLOAD) < 0 ? explain("unload the kernel") : 0;
}

static bool is_loaded(const char *path)
{
	char text[8];

	return read_line_of(path, text, sizeof(text)) >= 0 && text[0] == '1';
}

bool kexec_loaded(void)
{
	return is_loaded("/sys/kernel/kexec_loaded");
}

bool kexec_crash_loaded(void)
{
	return is_loaded("/sys/kernel/kexec_crash_loaded");
}

int kexec_execute_now(void)
{
	/* The C library's reboot() may refuse what it does not know. */
	syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_KEXEC, NULL);
	if (errno == EINVAL && !kexec_loaded())
		return fail_plain("no kernel is loaded: first kexec --load KERNEL --initrd=INITRD "
				  "-c \"COMMAND LINE\"");
	return explain("start the loaded kernel");
}

int kexec_execute(void)
{
	sync();
	return kexec_execute_now();
}

int kexec_quiesce_network(void)
{
	struct if_nameindex *names = if_nameindex();
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), result = 0;

	dhcp_stop_all();
	for (struct if_nameindex *at = names; fd >= 0 && at && at->if_index; at++) {
		struct ifreq request = { 0 };

		text_copy(request.ifr_name, sizeof(request.ifr_name), at->if_name);
		if (strcmp(at->if_name, "lo") == 0 || ioctl(fd, SIOCGIFFLAGS, &request) < 0)
			continue;
		request.ifr_flags &= ~IFF_UP;
		if (ioctl(fd, SIOCSIFFLAGS, &request) < 0)
			result = fail("take %s down", at->if_name);
	}
	if (names)
		if_freenameindex(names);
	close_fd(&fd);
	return result;
}

bool kexec_has_init_system(void)
{
	return access("/run/systemd/system", F_OK) == 0;
}

int kexec_execute_by_init(void)
{
	if (!kexec_has_init_system())
		return fail_plain("the kernel is loaded; no systemd is here to stop the services: "
				  "stop them, then kexec -e");
	execlp("systemctl", "systemctl", "kexec", (char *)NULL);
	return fail("the kernel is loaded, kexec -e starts it; systemctl");
}
